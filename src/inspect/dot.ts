// The graph as a drawing in the DOT language: what is given, what is computed from it, and what the
// derivatives have added are told apart by colour and shape.
import { reachable } from "../graph/evaluate.js";
import type { Node, NodeId } from "../graph/graph.js";
import { rootsOf, type Program } from "../graph/program.js";
import { formatShape } from "../shape/shape.js";
import { formulaOf } from "./formula.js";
import { numberText } from "./write-text.js";

export interface DotOptions {
  /** Larger graphs are cut: their deepest nodes are drawn as one. */
  readonly maxNodes?: number;
}

const STYLE = {
  variable: 'shape=box, style="filled,rounded", fillcolor="#dbeafe", color="#1d4ed8"',
  number: 'shape=plaintext, fontcolor="#475569"',
  forward: 'shape=ellipse, style=filled, fillcolor="#f1f5f9", color="#475569"',
  derivative: 'shape=ellipse, style=filled, fillcolor="#ffedd5", color="#c2410c"',
  output: 'shape=box, style="filled,bold", fillcolor="#dcfce7", color="#15803d"',
  gradient: 'shape=box, style="filled,bold", fillcolor="#fed7aa", color="#c2410c"',
} as const;

export function toDot(program: Program, { maxNodes = 300 }: DotOptions = {}): string {
  const b = program.builder;
  const order = reachable(b, rootsOf(program));
  const drawn = new Set(order.slice(Math.max(0, order.length - maxNodes)));
  const isCut = drawn.size < order.length;
  const forward = new Set(reachable(b, program.outputs.flatMap((o) => o.nodes)));
  const nodes = order.filter((id) => drawn.has(id)).map((id) => `  n${id} [label=${quoted(labelOf(program, id))}, ${styleOf(b.node(id), forward.has(id))}];`);
  const edges = order.filter((id) => drawn.has(id)).flatMap((id) => edgesOf(b.node(id), id, drawn, forward));
  const rest = `  rest [label="${order.length - drawn.size} more nodes\\nare not drawn", shape=note];`;
  return [
    "digraph gradc {",
    '  rankdir=BT; bgcolor="white"; nodesep=0.25; ranksep=0.4;',
    '  node [fontname="Helvetica", fontsize=11, margin="0.08,0.04"]; edge [color="#64748b", arrowsize=0.6];',
    ...nodes, ...(isCut ? [rest] : []), ...results(program), ...edges, "}", "",
  ].join("\n");
}

function styleOf(node: Node, isForward: boolean): string {
  if (node.op === "variable") return STYLE.variable;
  if (node.op === "constant" || node.op === "size") return STYLE.number;
  return isForward ? STYLE.forward : STYLE.derivative;
}

function edgesOf(node: Node, id: NodeId, drawn: ReadonlySet<NodeId>, forward: ReadonlySet<NodeId>): string[] {
  const colour = forward.has(id) ? "" : ' [color="#ea580c"]';
  const parts = node.args.map((arg) => `  ${drawn.has(arg) ? `n${arg}` : "rest"} -> n${id}${colour};`);
  return [...new Set(parts)];
}

/** A box over each output and each derivative. */
function results(program: Program): string[] {
  const { gradient, hessian, jacobian, hvp } = program.derivatives;
  const outputs = program.outputs.flatMap((o, i) => o.nodes.map((id, k) => box(`out${i}_${k}`, o.fields === undefined ? o.name : `${o.name}.${o.fields[k] ?? k}`, id, STYLE.output)));
  const blocks = [...gradient, ...hessian, ...jacobian, ...hvp].flatMap((g, i) => g.nodes.map((id, k) => box(`grad${i}_${k}`, `∂${g.of} / ${g.wrt.map((w) => `∂${w}`).join(" ")}`, id, STYLE.gradient)));
  return [...outputs, ...blocks].flat();
}

function box(name: string, label: string, id: NodeId, style: string): string[] {
  return [`  ${name} [label=${quoted(label)}, ${style}];`, `  n${id} -> ${name};`];
}

function labelOf(program: Program, id: NodeId): string {
  const node = program.builder.node(id);
  const name = program.names.get(id);
  const text = operation(program, node, id);
  const shape = node.shape.length === 0 ? "" : `\n${formatShape(node.shape)}`;
  return node.op === "variable" || name === undefined ? `${text}${shape}` : `${name} = ${text}${shape}`;
}

/** What a node does, as short as a drawing wants it. */
function operation(program: Program, node: Node, id: NodeId): string {
  const b = program.builder;
  const record = b.ops.get(node.op);
  if (node.op === "variable") return String(node.attrs.name);
  if (node.op === "constant") return numberText(node.attrs.value as number);
  if (node.op === "size") return formatShape([node.attrs.dim as number]).slice(1, -1);
  if (node.op === "contract" || node.op === "reshape" || node.op === "slice") return formulaOf(program, id, new Map(node.args.map((a) => [a, "\u00b7"])), 24);
  if (node.op === "select") return "? :";
  if (record?.kind === "scalar" && record.infix !== undefined) return record.infix.symbol;
  return node.op.replace(/^reduce_/, "");
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&").replaceAll("\n", "\\n")}"`;
}
