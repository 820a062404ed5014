// The graph as data: every node that a result or a variable needs, numbered from 0, arguments first. The body of a loop is
// a graph of its own, which the nodes of the loop name.
import { resultsOf, type Body } from "../graph/bodies.js";
import type { Builder } from "../graph/builder.js";
import { reachable } from "../graph/evaluate.js";
import type { AttrValue, Attrs, NodeId } from "../graph/graph.js";
import { rootsOf, type Block, type Program } from "../graph/program.js";
import { isLoop, loopOf } from "../ops/loop.js";
import { formatDim, type Dim } from "../shape/dim.js";

type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

/** One JSON object; a node a line, so that changes of a graph read well. The same program gives the same text. */
export function toJson(program: Program): string {
  const b = program.builder;
  const order = reachable(b, [...rootsOf(program), ...program.variables.flatMap((v) => v.nodes)]);
  const bodies = bodiesIn(b, order);
  const ref = numbersOf(order);
  const naming: Naming = { names: program.names, ref, body: (body) => [...bodies.keys()].indexOf(body.closure) };
  const lists: readonly (readonly [string, readonly Json[]])[] = [
    ["nodes", order.map((id) => nodeJson(b, id, naming))],
    ...(bodies.size === 0 ? [] : [["bodies", [...bodies.values()].map((body) => bodyJson(body, naming))] as const]),
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

/** How nodes and bodies are told. */
interface Naming {
  readonly names: ReadonlyMap<NodeId, string>;
  readonly ref: (id: NodeId) => number;
  readonly body: (body: Body) => number;
}

function numbersOf(order: readonly NodeId[]): (id: NodeId) => number {
  const numbers = new Map(order.map((id, i) => [id, i]));
  return (id) => numbers.get(id) ?? -1;
}

/** The bodies of loops, and of those within them, each once. */
function bodiesIn(b: Builder, order: readonly NodeId[]): ReadonlyMap<string, Body> {
  const found = new Map<string, Body>();
  const add = (from: Builder, ids: readonly NodeId[]): void => {
    for (const node of ids.map((id) => from.node(id))) if (isLoop(node)) found.set(loopOf(node).body.closure, loopOf(node).body);
  };
  add(b, order);
  // a map is read on to what is added meanwhile
  for (const body of found.values()) add(body.builder, reachable(body.builder, resultsOf(body)));
  return found;
}

function bodyJson(body: Body, { body: number }: Naming): Json {
  const { builder, names, constants, states, items, step, next, outs, parts } = body;
  const order = reachable(builder, [...constants, ...states, ...items, step, ...resultsOf(body)]);
  const ref = numbersOf(order);
  const lists = Object.entries({ constants, states, items, next, outs, parts }).map(([key, ids]) => [key, ids.map(ref)] as const);
  return {
    id: number(body), nodes: order.map((id) => nodeJson(builder, id, { names, ref, body: number })), step: ref(step),
    ...Object.fromEntries(lists),
  };
}

function nodeJson(b: Builder, id: NodeId, { names, ref, body }: Naming): Json {
  const { op, args, attrs, shape, origin } = b.node(id);
  const name = names.get(id) ?? origin.name;
  return {
    id: ref(id), op, args: args.map(ref),
    attrs: { ...attrsJson(attrs), ...(isLoop(b.node(id)) ? { body: body(loopOf(b.node(id)).body) } : {}) }, shape: shape.map(dimJson),
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
function attrsJson(attrs: Attrs): { readonly [key: string]: Json } {
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
