// Replaces the derivatives that a program writes, `grad(f, x)` and its kin, by the nodes that
// compute them. Inner ones come first, so a derivative of a derivative needs nothing more.
import type { Report } from "../diagnostics/diagnostic.js";
import { nth } from "../diagnostics/known.js";
import type { Builder } from "../graph/builder.js";
import { reachable } from "../graph/evaluate.js";
import { Formulas } from "../graph/formula.js";
import { asOperands } from "../graph/graph.js";
import type { Node, NodeId, Operands } from "../graph/graph.js";
import { elementOf } from "../ops/indexing.js";
import { rootsOf, type Program } from "../graph/program.js";
import { rebuild } from "../graph/rebuild.js";
import { inBodies } from "../ops/in-bodies.js";
import { hessianOf, jacobianOf } from "./jacobian.js";
import { jvp } from "./jvp.js";
import { MissingRule } from "./partials.js";
import { variablesIn } from "./variables.js";
import { vjp } from "./vjp.js";

type Resolve = (b: Builder, formulas: Formulas, args: Operands) => NodeId;

const resolvers: Readonly<Record<string, Resolve>> = {
  grad: (b, formulas, [f, x]) => gradientOf(b, formulas, f, x),
  // forward mode: applied again and again it grows least, as a truncated Taylor series does
  derivative: (b, formulas, [f, x]) => alongDirection(b, formulas, f, x, b.constant(1)),
  jacobian: (b, formulas, [f, x]) => jacobianOf(b, formulas, f, x),
  hessian: (b, formulas, [f, x]) => hessianOf(b, formulas, gradientOf(b, formulas, f, x), x),
  jvp: (b, formulas, [f, x, v]) => alongDirection(b, formulas, f, x, v),
  vjp: (b, formulas, [f, x, u]) => pullback(b, formulas, f, x, u),
  hvp: (b, formulas, [f, x, v]) => alongDirection(b, formulas, gradientOf(b, formulas, f, x), x, v),
};

export function gradientOf(b: Builder, formulas: Formulas, f: NodeId, x: NodeId): NodeId {
  return pullback(b, formulas, f, x, b.constant(1));
}

/** The program without derivative requests in its graph. */
export function resolveDerivatives(outer: Program, report: Report): Program {
  const program = inBodies(outer, (inner) => resolveDerivatives(inner, report));
  const from = program.builder;
  const roots = [...rootsOf(program), ...program.variables.flatMap((v) => v.nodes)];
  const order = reachable(from, roots);
  if (!order.some((id) => resolvers[from.node(id).op] !== undefined)) return program;
  let formulas: Formulas | undefined;
  return rebuild(program, () => ({ order, make: (b, node, args) => {
    if (resolvers[node.op] !== undefined) b.origin = { ...node.origin, via: [...node.origin.via, node.op] };
    return resolved(b, formulas ??= new Formulas(b), node, args, report);
  } }));
}

function resolved(b: Builder, formulas: Formulas, node: Node, args: readonly NodeId[], report: Report): NodeId {
  const resolve = resolvers[node.op];
  if (resolve === undefined) return b.copy(node, args);
  try {
    return resolve(b, formulas, asOperands(args));
  } catch (error) {
    if (!(error instanceof MissingRule)) throw error;
    const missing = b.node(error.node);
    report.error(missing.origin.span, "no-derivative", missing.op, error.parameter);
    return b.fill(NaN, node.shape);
  }
}

function pullback(b: Builder, formulas: Formulas, f: NodeId, x: NodeId, seed: NodeId): NodeId {
  const parts = variablesIn(b, x) ?? [x];
  const table = vjp(b, formulas, new Map([[f, seed]]), parts);
  const cotangents = parts.map((part) => table.get(part) ?? b.fill(0, b.shape(part)));
  return parts[0] === x ? nth(cotangents, 0) : b.apply("stack", cotangents, { lead: b.shape(x) as readonly number[] });
}

function alongDirection(b: Builder, formulas: Formulas, f: NodeId, x: NodeId, v: NodeId): NodeId {
  const lead = b.shape(x) as readonly number[];
  const seeds = variablesIn(b, x)?.map((part, i) => [part, elementOf(b, v, lead, i)] as const) ?? [[x, v] as const];
  return jvp(b, formulas, [f], new Map(seeds)).get(f) ?? b.fill(0, b.shape(f));
}
