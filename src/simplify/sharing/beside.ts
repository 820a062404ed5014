// What is made of values that are computed anyway, as 1 - cos(x) of the sine and the cosine of x.
import type { Builder } from "../../graph/builder.js";
import { reachable } from "../../graph/evaluate.js";
import { Formulas } from "../../graph/formula.js";
import { argOf, type Node, type NodeId } from "../../graph/graph.js";
import type { Beside } from "../../graph/operation.js";
import { keptNodes, type Program } from "../../graph/program.js";
import { rebuild } from "../../graph/rebuild.js";
import { inBodies } from "../../ops/in-bodies.js";

/** The same program without calls of functions whose parts are all there. */
export function besideParts(outer: Program): Program {
  const program = inBodies(outer, besideParts);
  const from = program.builder;
  const order = reachable(from, keptNodes(program));
  const found = order.flatMap((id) => {
    const beside = besideOf(from, id);
    return beside === undefined ? [] : [[id, beside] as const];
  });
  if (found.length === 0) return program;
  const known = new Set(order.map((id) => keyOf(from.node(id))));
  const made = new Map(found.filter(([id, { parts }]) => parts.every((op) => known.has(`${op} ${argOf(from.node(id))}`))));
  if (made.size === 0) return program;
  const formulas = new Formulas(from);
  return rebuild(program, () => ({
    order,
    make: (b, node, args, id) => {
      const beside = made.get(id);
      return beside === undefined ? b.copy(node, args) : formulas.build(b, beside.formula, () => args[0]);
    },
  }));
}

function besideOf(b: Builder, id: NodeId): Beside | undefined {
  const { op, args: [, second] } = b.node(id);
  const record = b.ops.get(op);
  const beside = record?.kind === "scalar" ? record.beside : undefined;
  const order = second === undefined ? undefined : b.constantOf(second);
  return beside !== undefined && beside.order === order ? beside : undefined;
}

function keyOf({ op, args }: Node): string {
  return `${op} ${args.join()}`;
}
