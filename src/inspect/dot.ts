// The graph as a drawing in the DOT language: what goes in, what is computed, what the derivatives
// add, and what comes out, each in its colour and shape.
import { isOp } from "../graph/attrs.js";
import type { Builder } from "../graph/builder.js";
import { reachable } from "../graph/evaluate.js";
import type { Node, NodeId } from "../graph/graph.js";
import type { Program } from "../graph/program.js";
import { formatShape } from "../shape/shape.js";
import { indexLetter, resultsOf } from "./naming.js";
import { readNode } from "./read.js";
import type { Reading } from "./reading.js";
import { name, number, type Written } from "./written.js";
import { writeText } from "./write-text.js";

export interface DotOptions {
  /** More nodes than this are drawn as one, which says how many they are. */
  readonly maxNodes?: number;
}

export type Kind = "param" | "input" | "value" | "derivative" | "output" | "gradient" | "number";

const STYLES: Readonly<Record<Kind, string>> = {
  param: 'shape=box, style="rounded,filled", fillcolor="#dbeafe", color="#2563eb", penwidth=1.4',
  input: 'shape=ellipse, style=filled, fillcolor="#e0f2f1", color="#0f766e", penwidth=1.4',
  value: 'shape=box, style=filled, fillcolor="#f8fafc", color="#94a3b8"',
  derivative: 'shape=box, style=filled, fillcolor="#fff7ed", color="#fb923c"',
  output: 'shape=box, peripheries=2, style=filled, fillcolor="#dcfce7", color="#15803d", penwidth=1.4',
  gradient: 'shape=box, peripheries=2, style=filled, fillcolor="#fed7aa", color="#c2410c", penwidth=1.4',
  number: 'shape=plaintext, fontcolor="#64748b"',
};

export const REST = "rest";
const DOT = "·";
const LEGEND: readonly (readonly [Kind, string])[] = [
  ["param", "param"], ["input", "input"], ["value", "value"], ["output", "output"], ["derivative", "derivative step"],
  ["gradient", "derivative"],
];

/** The program's graph, results and everything they need. The same program gives the same text. */
export function toDot(program: Program, options: DotOptions = {}): string {
  const drawing = drawingOf(program, options.maxNodes ?? 300);
  const nodes = drawing.shown.map((id) => `  n${id} [label="${escaped(labelOf(drawing, id))}", ${STYLES[kindOf(drawing, id)]}];`);
  const rest = drawing.hidden === 0
    ? []
    : [`  ${REST} [label="… ${drawing.hidden} more nodes", shape=note, style=filled, fillcolor="#fef9c3", color="#a16207"];`];
  return [
    "digraph gradc {",
    '  graph [rankdir=TB, nodesep=0.28, ranksep=0.42, bgcolor="white", pad=0.25, fontname="Helvetica,Arial,sans-serif"];',
    '  node [fontname="Helvetica,Arial,sans-serif", fontsize=12, margin="0.18,0.08", height=0.3, fontcolor="#0f172a"];',
    '  edge [color="#94a3b8", arrowsize=0.6];',
    ...legend(drawing), ...nodes, ...rest,
    ...edgesOf(drawing).map(({ from, to, isBackward }) => `  ${from} -> ${to}${isBackward ? ' [color="#fdba74"]' : ""};`),
    "}", "",
  ].join("\n");
}

export interface Drawing {
  readonly program: Program;
  readonly shown: readonly NodeId[];
  readonly isShown: ReadonlySet<NodeId>;
  readonly hidden: number;
  readonly variables: ReadonlyMap<NodeId, "param" | "input">;
  readonly results: ReadonlyMap<NodeId, { readonly names: readonly string[]; readonly isDerivative: boolean }>;
}

export function drawingOf(program: Program, maxNodes: number): Drawing {
  const results = new Map<NodeId, { names: string[]; isDerivative: boolean }>();
  for (const r of resultsOf(program)) {
    const known = results.get(r.node);
    if (known !== undefined) known.names.push(r.wanted);
    else results.set(r.node, { names: [r.wanted], isDerivative: r.derivative !== undefined });
  }
  const b = program.builder;
  const all = reachable(b, [...results.keys()]).filter((id) => results.has(id) || !isInline(b.node(id)));
  const isShown = new Set(all.length <= maxNodes ? all : nearest(program, [...results.keys()], maxNodes));
  return {
    program, results, isShown, hidden: all.length - isShown.size, shown: all.filter((id) => isShown.has(id)),
    variables: new Map(program.variables.flatMap((v) => v.nodes.map((id) => [id, v.role] as const))),
  };
}

/** Numbers and sizes are written into the nodes that use them. */
function isInline(node: Node): boolean {
  return node.op === "constant" || node.op === "size";
}

/** The nodes nearest to the results. */
function nearest(program: Program, results: readonly NodeId[], most: number): NodeId[] {
  const found = new Set<NodeId>();
  const queue = [...results];
  for (const id of queue) {
    if (found.size >= most) break;
    if (found.has(id)) continue;
    found.add(id);
    for (const arg of program.builder.node(id).args) if (!isInline(program.builder.node(arg))) queue.push(arg);
  }
  return [...found];
}

export function kindOf(d: Drawing, id: NodeId): Kind {
  const role = d.variables.get(id);
  if (role !== undefined) return role;
  const node = d.program.builder.node(id);
  if (node.op === "variable") return "input";
  const result = d.results.get(id);
  if (result !== undefined) return result.isDerivative ? "gradient" : "output";
  return node.origin.via.some((v) => v === "vjp" || v === "jvp") ? "derivative" : "value";
}

/** `H = relu(·)` over its shape: the operation with its arguments by name, or a dot for each that has none. */
export function labelOf(d: Drawing, id: NodeId): string {
  const { builder: b } = d.program;
  const node = b.node(id);
  const shape = node.shape.length === 0 ? "" : `\n${formatShape(node.shape)}`;
  const names = namesOf(d, id);
  if (node.op === "variable") return `${String(node.attrs.name)}${shape}`;
  const text = operationOf(b, id, (arg) => namesOf(d, arg)[0], names.length > 0);
  return `${[...names, shortened(text)].join(" = ")}${shape}`;
}

/** An operation over its arguments by name, or a dot for each that has none; the sign alone where none has, unless `isWhole`. */
export function operationOf(b: Builder, id: NodeId, nameOf: (arg: NodeId) => string | undefined, isWhole = false): string {
  const node = b.node(id);
  if (node.op === "variable") return String(node.attrs.name);
  const reading: Reading = {
    b, pretty: true, isOpen: () => false, helper: (text) => text, letter: indexLetter,
    written: (arg) => {
      const inner = b.node(arg);
      if (isOp(inner, "constant")) return number(inner.attrs.value);
      if (isInline(inner)) return readNode(reading, inner);
      return name(nameOf(arg) ?? (inner.op === "variable" ? String(inner.attrs.name) : DOT), inner.shape.length > 0);
    },
  };
  const formula = readNode(reading, node);
  return isWhole ? writeText(formula) : operationText(formula);
}

/** The sign alone where both sides have no names. */
function operationText(w: Written): string {
  return w.kind === "infix" && isDot(w.left) && isDot(w.right) ? w.symbol : writeText(w);
}

function isDot(w: Written): boolean {
  return w.kind === "name" && w.name === DOT;
}

function namesOf(d: Drawing, id: NodeId): readonly string[] {
  const own = d.program.names.get(id);
  const results = d.results.get(id)?.names ?? [];
  return own === undefined || results.includes(own) ? results : [own, ...results];
}

function shortened(text: string): string {
  return text.length <= 44 ? text : `${text.slice(0, 43)}…`;
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

/** One arrow from each argument to its user, and one from all that is not drawn. */
export function edgesOf(d: Drawing): { readonly from: string; readonly to: string; readonly isBackward: boolean }[] {
  const { builder: b } = d.program;
  return d.shown.flatMap((id) => {
    const args = [...new Set(b.node(id).args)].filter((arg) => !isInline(b.node(arg)) || d.isShown.has(arg));
    const from = [...new Set(args.map((arg) => (d.isShown.has(arg) ? `n${arg}` : REST)))];
    const isBackward = kindOf(d, id) === "derivative" || kindOf(d, id) === "gradient";
    return from.map((f) => ({ from: f, to: `n${id}`, isBackward }));
  });
}

/** One row of small boxes with what the colours mean, of those that occur. */
function legend(d: Drawing): string[] {
  const kinds = new Set(d.shown.map((id) => kindOf(d, id)));
  const cells = LEGEND.filter(([kind]) => kinds.has(kind)).map(([kind, text]) => {
    const fill = /fillcolor="([^"]*)"/.exec(STYLES[kind])?.[1] ?? "white";
    const line = / color="([^"]*)"/.exec(STYLES[kind])?.[1] ?? "black";
    return `<td border="1" bgcolor="${fill}" color="${line}">&nbsp;${text}&nbsp;&nbsp;</td>`;
  });
  return [
    `  label=<<table border="0" cellborder="0" cellspacing="6" cellpadding="4"><tr>${cells.join("")}</tr></table>>; ` +
    `labelloc=b; fontsize=10;`,
  ];
}
