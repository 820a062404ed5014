// The graph as data: every node that a result or a variable needs, numbered from 0, arguments first.
import { reachable } from "../graph/evaluate.js";
import type { AttrValue, Attrs, NodeId } from "../graph/graph.js";
import { rootsOf, type Block, type Program } from "../graph/program.js";
import { formatDim, type Dim } from "../shape/dim.js";

type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

/** One JSON object; a node a line, so that changes of a graph read well. The same program gives the same text. */
export function toJson(program: Program): string {
  const b = program.builder;
  const order = reachable(b, [...rootsOf(program), ...program.variables.flatMap((v) => v.nodes)]);
  const numbers = new Map(order.map((id, i) => [id, i]));
  const ref = (id: NodeId): number => numbers.get(id) ?? -1;
  const lists: readonly (readonly [string, readonly Json[]])[] = [
    ["nodes", order.map((id) => nodeJson(program, id, ref))],
    ["sizes", program.sizes],
    ["variables", program.variables.map(
      (v) => ({ name: v.name, role: v.role, shape: v.shape.map(dimJson), nodes: v.nodes.map(ref), ...fieldsJson(v.fields) }),
    )],
    ["outputs", program.outputs.map((o) => ({ name: o.name, nodes: o.nodes.map(ref), ...fieldsJson(o.fields) }))],
  ];
  const blocks = Object.entries(program.derivatives).flatMap(
    ([kind, all]) => (all.length === 0 ? [] : [[kind, all.map((block) => blockJson(block, ref))] as const]),
  );
  return `{\n${[...lists, ...blocks].map(([key, items]) => `  "${key}": ${lines(items)}`).join(",\n")}\n}\n`;
}

function lines(items: readonly Json[]): string {
  return items.length === 0 ? "[]" : `[\n${items.map((i) => `    ${JSON.stringify(i)}`).join(",\n")}\n  ]`;
}

function nodeJson(program: Program, id: NodeId, ref: (id: NodeId) => number): Json {
  const { op, args, attrs, shape, origin } = program.builder.node(id);
  const name = program.names.get(id) ?? origin.name;
  return {
    id: ref(id), op, args: args.map(ref), attrs: attrsJson(attrs), shape: shape.map(dimJson),
    span: [origin.span.start, origin.span.end], via: origin.via, ...(name === undefined ? {} : { name }),
  };
}

function blockJson(block: Block, ref: (id: NodeId) => number): Json {
  return { of: block.of, wrt: block.wrt, nodes: block.nodes.map(ref) };
}

function fieldsJson(fields: readonly string[] | undefined): { readonly fields?: readonly string[] } {
  return fields === undefined ? {} : { fields };
}

function dimJson(dim: Dim): Json {
  return typeof dim === "number" ? dim : formatDim(dim);
}

/** Whether a 0 is written is a matter of rewriting alone. */
function attrsJson(attrs: Attrs): Json {
  return Object.fromEntries(Object.entries(attrs).filter(([key]) => key !== "written").map(([key, value]) => [key, valueJson(value)]));
}

/** Numbers that JSON lacks are texts, as in the results of `gradc eval`. */
function valueJson(value: AttrValue): Json {
  if (typeof value === "number")
    return Number.isFinite(value) && !Object.is(value, -0) ? value : Object.is(value, -0) ? "-0" : String(value);
  if (typeof value !== "object") return value;
  if ("closure" in value) return value.closure;
  return "key" in value ? formatDim(value) : value.map(valueJson);
}
