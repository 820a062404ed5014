// The graph as data, for other tools.
import { reachable } from "../graph/evaluate.js";
import type { NodeId } from "../graph/graph.js";
import { rootsOf, type Program } from "../graph/program.js";
import { formatDim, type Dim } from "../shape/dim.js";

/** Nodes in topological order with operation, arguments, shape and origin; then what they mean to the user. */
export function toJson(program: Program): string {
  const b = program.builder;
  const order = reachable(b, [...rootsOf(program), ...program.variables.flatMap((v) => v.nodes)]);
  const numbers = new Map(order.map((id, i) => [id, i]));
  const all = (nodes: readonly NodeId[]): (number | undefined)[] => nodes.map((id) => numbers.get(id));
  const { gradient, hessian, jacobian, hvp } = program.derivatives;
  const blocks = (list: typeof gradient): unknown[] => list.map((g) => ({ of: g.of, wrt: g.wrt, nodes: all(g.nodes) }));
  const data = {
    sizes: program.sizes,
    variables: program.variables.map((v) => ({ name: v.name, role: v.role, shape: v.shape.map(formatDim), ...(v.fields === undefined ? {} : { fields: v.fields }), nodes: all(v.nodes) })),
    nodes: order.map((id, i) => {
      const { op, args, attrs, shape, origin } = b.node(id);
      const name = program.names.get(id);
      return {
        id: i, op, args: all(args), ...(Object.keys(attrs).length === 0 ? {} : { attrs }), shape: shape.map(formatDim),
        ...(name === undefined ? {} : { name }), span: [origin.span.start, origin.span.end], ...(origin.via.length === 0 ? {} : { via: origin.via }),
      };
    }),
    outputs: program.outputs.map((o) => ({ name: o.name, nodes: all(o.nodes) })),
    gradient: blocks(gradient), hessian: blocks(hessian), jacobian: blocks(jacobian), hvp: blocks(hvp),
  };
  return `${JSON.stringify(data, plain, 2)}\n`;
}

/** Sizes as their text, and the numbers that JSON lacks as strings. */
function plain(_key: string, value: unknown): unknown {
  if (typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))) return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value === "object" && value !== null && "terms" in value) return formatDim(value as Dim);
  return value;
}
