// The derivatives that are asked for from outside a program: gradient, Hessian, Jacobian.
import type { Report } from "../diagnostics/diagnostic.js";
import type { Builder } from "../graph/builder.js";
import { Formulas } from "../graph/formula.js";
import type { NodeId } from "../graph/graph.js";
import type { Block, Output, Program, Variable } from "../graph/program.js";
import { formatShape } from "../shape/shape.js";
import { jacobianOf } from "./jacobian.js";
import { jvp } from "./jvp.js";
import { vjp } from "./vjp.js";

export interface DerivativeRequest {
  /** The output to differentiate; the first scalar one unless given. */
  readonly of?: string;
  /** The variables to differentiate by; all params unless given. */
  readonly wrt?: readonly string[];
  readonly gradient?: boolean;
  readonly hessian?: boolean;
  readonly jacobian?: boolean;
  readonly hvp?: boolean;
}

/** The program with the asked derivatives appended to its graph. */
export function differentiate(program: Program, request: DerivativeRequest, report: Report): Program {
  const wrt = chosenVariables(program, request, report);
  const of = chosenOutput(program, request, report);
  if (report.hasErrors || wrt.length === 0) return program;
  const formulas = new Formulas(program.builder);
  const scalar = of !== undefined && isScalar(program.builder, of) ? of : undefined;
  const hasGradient = scalar !== undefined && (request.gradient !== false || request.hessian === true || request.hvp === true);
  const gradient = hasGradient ? gradientBlocks(program.builder, formulas, scalar, wrt, report) : [];
  const directions = request.hvp === true ? wrt.map((v) => directionOf(program.builder, v)) : [];
  return {
    ...program,
    directions,
    derivatives: {
      gradient,
      hessian: request.hessian === true ? hessianBlocks(program.builder, formulas, gradient, wrt) : [],
      jacobian: request.jacobian === true && of !== undefined ? wrt.flatMap((v) => jacobianBlocks(program.builder, formulas, of, v)) : [],
      hvp: request.hvp === true ? hvpBlocks(program.builder, formulas, gradient, directions, wrt) : [],
    },
  };
}

export function isScalar(b: Builder, output: Output): boolean {
  const [node] = output.nodes;
  return node !== undefined && output.fields === undefined && b.shape(node).length === 0;
}

function chosenVariables(program: Program, request: DerivativeRequest, report: Report): readonly Variable[] {
  if (request.wrt === undefined) return program.variables.filter((v) => v.role === "param");
  const byName = new Map(program.variables.map((v) => [v.name, v]));
  return request.wrt.flatMap((name) => {
    const found = byName.get(name);
    if (found === undefined) report.error(undefined, "unknown-wrt", name, report.nearest(name, () => program.variables.map((v) => v.name)));
    return found ?? [];
  });
}

function chosenOutput(program: Program, request: DerivativeRequest, report: Report): Output | undefined {
  if (request.of === undefined) {
    const wantsScalar = request.jacobian !== true;
    return program.outputs.find((o) => isScalar(program.builder, o)) ?? (wantsScalar ? undefined : program.outputs[0]);
  }
  const found = program.outputs.find((o) => o.name === request.of);
  if (found === undefined) report.error(undefined, "unknown-output", request.of, report.nearest(request.of, () => program.outputs.map((o) => o.name)));
  else if (!isScalar(program.builder, found) && request.jacobian !== true && found.nodes[0] !== undefined) {
    report.error(found.span, "output-not-scalar", found.name, formatShape(program.builder.shape(found.nodes[0])));
  }
  return found;
}

function gradientBlocks(b: Builder, formulas: Formulas, of: Output, wrt: readonly Variable[], report: Report): Block[] {
  const [root] = of.nodes as readonly [NodeId];
  const table = vjp(b, formulas, new Map([[root, b.constant(1)]]), wrt.flatMap((v) => v.nodes));
  for (const v of wrt) if (!v.nodes.some((id) => table.has(id))) report.warn(v.span, "zero-gradient", v.name);
  return wrt.map((v) => ({ of: of.name, wrt: [v.name], nodes: v.nodes.map((id) => table.get(id) ?? b.fill(0, b.shape(id))) }));
}

function hessianBlocks(b: Builder, formulas: Formulas, gradient: readonly Block[], wrt: readonly Variable[]): Block[] {
  return gradient.flatMap((row) => wrt.map((v) => ({
    of: row.of, wrt: [...row.wrt, v.name],
    nodes: row.nodes.flatMap((g) => v.nodes.map((x) => jacobianOf(b, formulas, g, x))),
  })));
}

function jacobianBlocks(b: Builder, formulas: Formulas, of: Output, v: Variable): Block[] {
  return [{ of: of.name, wrt: [v.name], nodes: of.nodes.flatMap((f) => v.nodes.map((x) => jacobianOf(b, formulas, f, x))) }];
}

function directionOf(b: Builder, v: Variable): Variable {
  const suffix = (i: number): string => (v.fields === undefined ? "" : `.${v.fields[i] ?? i}`);
  return { ...v, nodes: v.nodes.map((id, i) => b.variable(`direction of ${v.name}${suffix(i)}`, b.shape(id))) };
}

/** The tangents of the gradient along one direction in all variables. */
function hvpBlocks(b: Builder, formulas: Formulas, gradient: readonly Block[], directions: readonly Variable[], wrt: readonly Variable[]): Block[] {
  const seeds = new Map(wrt.flatMap((v, i) => v.nodes.map((id, k) => [id, directions[i]?.nodes[k] as NodeId] as const)));
  const tangents = jvp(b, formulas, gradient.flatMap((g) => g.nodes), seeds);
  return gradient.map((g) => ({ ...g, nodes: g.nodes.map((id) => b.broadcastTo(tangents.get(id) ?? b.constant(0), b.shape(id))) }));
}
