// Back-propagation as a picture before it has places: each value of the forward pass, its entry of grad_table as the mirror
// beside it, and the edges that both share.
import { atKey, nth } from "../../diagnostics/known.js";
import { partial } from "../../differentiate/partials.js";
import { Formulas } from "../../graph/formula.js";
import { argOf, type NodeId } from "../../graph/graph.js";
import type { Program } from "../../graph/program.js";
import { isLoop, loopKey, loopOf } from "../../ops/loop.js";
import { formatShape } from "../../shape/shape.js";
import { gradientName, type Walk } from "../explain.js";
import { formulaOf } from "../formula.js";

export type SceneKind = "param" | "input" | "value" | "output" | "loop";

/** One term of a cotangent: what an outgoing edge adds. */
export interface Term {
  /** The value that the edge leads to. */
  readonly from: number;
  /** The visit, counted in the order of the pass backward. */
  readonly step: number;
  readonly text: string;
}

export interface SceneNode {
  readonly id: number;
  /** The node of the program's graph. */
  readonly node: NodeId;
  readonly kind: SceneKind;
  readonly name: string;
  /** Whether the name is the user's. */
  readonly isNamed: boolean;
  /** What it is computed from; of a loop its lines in the program. */
  readonly formula: string;
  readonly shape: string;
  /** Its place in the program's text; empty for what an imported file says. */
  readonly span: readonly [number, number];
  /** The entry of grad_table, where the pass backward reaches it. */
  readonly mirror?: { readonly name: string; readonly terms: readonly Term[] };
}

export interface SceneEdge {
  readonly id: number;
  /** From the argument to the value that is made of it. */
  readonly from: number;
  readonly to: number;
  /** The visits backward along it: none where no variable is reached, several where an argument is used twice. */
  readonly steps: readonly number[];
  /** The local derivative, where it is short. */
  readonly label?: string;
}

export interface Scene {
  readonly nodes: readonly SceneNode[];
  readonly edges: readonly SceneEdge[];
  /** Values that are written into others, each with the one that holds it: what folding hides. */
  readonly folded: number;
}

/** Longer formulas are no labels. */
const LABEL = 18;
const FORMULA = 200;

/** All values of a walk, or, folded, those alone that have the user's names. */
export function sceneOf(program: Program, walk: Walk, isFolded: boolean): Scene {
  const b = program.builder;
  const shown = shownOf(program, walk, isFolded);
  const all = [...walk.names.keys()].filter((id) => shown.holder(id) === id && isUsed(program, walk, id));
  const numbers = new Map(all.map((id, i) => [id, i]));
  // the results of a loop that nothing forward reads are that one which is drawn
  const loops = new Map([...numbers].flatMap(([id, i]) => (isLoop(b.node(id)) ? [[loopKey(loopOf(b.node(id))), i] as const] : [])));
  const number = (id: NodeId): number | undefined => numbers.get(shown.holder(id)) ??
    (isLoop(b.node(id)) ? loops.get(loopKey(loopOf(b.node(id)))) : undefined);
  const names = new Map(all.map((id) => [id, walk.names.get(id) as string]));
  const text = visitTexts(program, walk, names);
  const terms = new Map<NodeId, Term[]>();
  walk.visits.forEach((visit, step) => {
    const to = nth(b.node(visit.node).args, visit.index);
    if (!names.has(to)) return;
    const term = { from: number(visit.node) ?? 0, step, text: text(step) };
    terms.set(to, [...terms.get(to) ?? [], term]);
  });
  const nodes = all.map((id): SceneNode => {
    const { origin, shape } = b.node(id);
    const own = terms.get(id) ?? [];
    const hasMirror = own.length > 0 || id === walk.of;
    return {
      id: atKey(numbers, id), node: id, kind: kindOf(program, walk, id), name: names.get(id) as string,
      isNamed: isNamed(program, id), formula: formulaText(program, id, names), shape: shape.length === 0 ? "" : formatShape(shape),
      span: origin.source === undefined ? [origin.span.start, origin.span.end] : [0, 0],
      ...(hasMirror ? { mirror: { name: gradientName(names.get(id) as string), terms: own } } : {}),
    };
  });
  const edges = edgesOf(program, walk, { names, number, label: labels(program, walk, isFolded) });
  return { nodes, edges, folded: walk.names.size - all.length };
}

interface Shown {
  /** The value that stands for another: itself, or the named one that it is written into. */
  readonly holder: (id: NodeId) => NodeId;
}

/** What is used by one value alone is written into it, unless it has a name or is a variable. */
function shownOf(program: Program, walk: Walk, isFolded: boolean): Shown {
  if (!isFolded) return { holder: (id) => id };
  const b = program.builder;
  const holders = new Map<NodeId, NodeId | undefined>();
  const order = [...walk.order].sort((x, y) => y - x);
  for (const id of order) {
    const holder = isNamed(program, id) || id === walk.of || !holders.has(id) ? id : holders.get(id) ?? id;
    holders.set(id, holder);
    for (const arg of b.node(id).args) {
      if (!walk.names.has(arg)) continue;
      holders.set(arg, holders.has(arg) && holders.get(arg) !== holder ? undefined : holder);
    }
  }
  return { holder: (id) => (b.node(id).args.length === 0 ? id : holders.get(id) ?? id) };
}

function isNamed(program: Program, id: NodeId): boolean {
  return program.names.has(id) || program.builder.node(id).args.length === 0 || program.outputs.some((o) => o.nodes.includes(id));
}

/** Variables that nothing uses are not drawn. */
function isUsed(program: Program, walk: Walk, id: NodeId): boolean {
  return program.builder.node(id).args.length > 0 || id === walk.of ||
    walk.order.some((user) => argumentsWithin(program, walk, user).includes(id));
}

/** The values with names that a value is made of; what has none is written out. */
function argumentsWithin(program: Program, walk: Walk, id: NodeId): NodeId[] {
  const found = new Set<NodeId>();
  const seen = new Set<NodeId>();
  const left = [...program.builder.node(id).args];
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    if (walk.names.has(at)) found.add(at);
    else left.push(...program.builder.node(at).args);
  }
  return [...found];
}

function kindOf(program: Program, walk: Walk, id: NodeId): SceneKind {
  const { op } = program.builder.node(id);
  if (id === walk.of || program.outputs.some((o) => o.nodes.includes(id))) return "output";
  if (op === "loop") return "loop";
  if (op !== "variable") return "value";
  return walk.wrt.includes(id) || program.variables.some((v) => v.role === "param" && v.nodes.includes(id)) ? "param" : "input";
}

/** A loop stands as its lines in the program. */
function formulaText(program: Program, id: NodeId, names: ReadonlyMap<NodeId, string>): string {
  const { op, origin } = program.builder.node(id);
  if (op === "variable") return "";
  const own = (origin.source ?? program.source).text.slice(origin.span.start, origin.span.end);
  if (op === "loop" && /^\s*for\b/.test(own)) return own;
  const others = new Map(names);
  others.delete(id);
  return formulaOf(program, id, others, FORMULA);
}

/** What each visit adds, by the names of the values and of the entries. */
function visitTexts(program: Program, walk: Walk, names: ReadonlyMap<NodeId, string>): (step: number) => string {
  const b = program.builder;
  const entries = new Map<NodeId, NodeId>();
  for (const { node, index, after } of walk.visits) entries.set(argOf(b.node(node), index), after);
  const known = new Map(names);
  for (const [id, entry] of entries) {
    const name = names.get(id);
    if (name !== undefined && b.constantOf(entry) === undefined && !known.has(entry)) known.set(entry, gradientName(name));
  }
  return (step) => {
    const { node, adds } = walk.visits[step] as Walk["visits"][number];
    // a loop goes back through all its steps: no formula tells it
    if (isLoop(b.node(node))) return `the loop backward, from ${gradientName(walk.names.get(node) as string)}`;
    const own = entries.get(node);
    const name = names.get(node);
    if (own !== adds || name === undefined || b.constantOf(adds) !== undefined) return written(program, adds, known, own, name);
    return gradientName(name);
  };
}

/** An entry that equals others goes by the name of the value that it is the entry of. */
function written(
  program: Program, adds: NodeId, known: ReadonlyMap<NodeId, string>, own: NodeId | undefined, name: string | undefined,
): string {
  const names = new Map(known);
  if (own !== undefined && name !== undefined && program.builder.constantOf(own) === undefined) names.set(own, gradientName(name));
  if (own !== adds) names.delete(adds);
  return formulaOf(program, adds, names, FORMULA);
}

/** The local derivative of an edge: of elementwise operations by itself, of others what is added. Ones say nothing. */
function labels(program: Program, walk: Walk, isFolded: boolean): (step: number) => string | undefined {
  if (isFolded) return () => undefined;
  const b = program.builder;
  const formulas = new Formulas(b);
  const text = visitTexts(program, walk, walk.names);
  return (step) => {
    const { node, index } = walk.visits[step] as Walk["visits"][number];
    const record = b.ops.get(b.node(node).op);
    if (record?.kind === "scalar") {
      const slope = partial(b, formulas, record, node, index);
      const written = slope === undefined ? "0" : walk.names.get(slope) ?? formulaOf(program, slope, walk.names, FORMULA);
      return written === "1" || written.length > LABEL ? undefined : written;
    }
    const added = text(step);
    return added.length > LABEL || added === gradientName(walk.names.get(node) as string) ? undefined : added;
  };
}

interface Drawn {
  readonly names: ReadonlyMap<NodeId, string>;
  /** Undefined for a value that is not drawn. */
  readonly number: (id: NodeId) => number | undefined;
  readonly label: (step: number) => string | undefined;
}

function edgesOf(program: Program, walk: Walk, { names, number, label }: Drawn): SceneEdge[] {
  const b = program.builder;
  const found = new Map<string, { from: number; to: number; steps: number[] }>();
  const edge = (from: NodeId, to: NodeId): { steps: number[] } | undefined => {
    const [start, end] = [number(from), number(to)];
    if (start === end || start === undefined || end === undefined) return undefined;
    const key = `${start} ${end}`;
    const known = found.get(key) ?? { from: start, to: end, steps: [] };
    found.set(key, known);
    return known;
  };
  for (const user of walk.order) for (const arg of argumentsWithin(program, walk, user)) edge(arg, user);
  walk.visits.forEach(({ node, index }, step) => {
    const arg = argOf(b.node(node), index);
    if (names.has(arg) || number(arg) !== number(node)) edge(arg, node)?.steps.push(step);
  });
  return [...found.values()].map((e, id) => {
    const text = e.steps.length === 1 ? label(nth(e.steps, 0)) : undefined;
    return { id, ...e, ...(text === undefined ? {} : { label: text }) };
  });
}
