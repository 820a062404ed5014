// A program as a list of named formulas: what the user named, results, values used more than once,
// and parts of formulas that would be too long. Text and LaTeX are written from this list.
import { reachable } from "../graph/evaluate.js";
import type { Node, NodeId } from "../graph/graph.js";
import { seedName } from "../graph/derivative-kinds.js";
import type { Program } from "../graph/program.js";
import { contractionOf } from "../ops/contraction.js";
import { isLoop, loopKey, loopOf, type Loop } from "../ops/loop.js";
import { helpersFor } from "./helpers.js";
import type { Shape } from "../shape/shape.js";
import { namesOf, resultsOf, type Derivative, type Names, type Result } from "./naming.js";
import { inOrderOfUse, renamed } from "./order.js";
import { readLoop } from "./read-loop.js";
import { readNode } from "./read.js";
import { repeatsParameter } from "./read-means.js";
import type { Reading } from "./reading.js";
import { name, type Written } from "./written.js";

export interface ReadOptions {
  /** For people: guards of domains are hidden, brackets that only fix roundings are left out. The default. */
  readonly pretty?: boolean;
}

export interface NamedFormula {
  readonly name: string;
  readonly formula: Written;
  readonly kind: "value" | "output" | "derivative";
  /** Of a loop the further arrays that it defines. */
  readonly others?: readonly string[];
}

export interface NamedFormulas {
  readonly formulas: readonly NamedFormula[];
  /** The outputs and derivatives in their order, by the names of their formulas. */
  readonly results: readonly string[];
  readonly derivatives: ReadonlyMap<string, Derivative>;
  /** Variables that passes have added, such as the directions of products with a Hessian. */
  readonly added: readonly { readonly name: string; readonly shape: Shape }[];
  /** Names of the helper functions that the formulas use, by those of helpers.ts. */
  readonly helpers: ReadonlyMap<string, string>;
}

const LINE = 88;
const MOST_DEEP = 40;
/** Begins the names of temporaries until their order is known. */
const UNNUMBERED = "?";
/** Parts shorter than this are not worth a name. */
const SHORT = 12;

export function namedFormulas(program: Program, options: ReadOptions = {}): NamedFormulas {
  const results = resultsOf(program);
  const names = namesOf(program);
  const helpers = new Map<string, string>();
  const helper = (text: string): string => {
    for (const needed of helpersFor(text)) if (!helpers.has(needed)) helpers.set(needed, names.fresh(needed));
    return helpers.get(text) as string;
  };
  const state = start(program, results, names, { pretty: options.pretty ?? true, helper, scope: UNNUMBERED });
  for (const id of state.order) take(state, id);
  const found = finish(state, results);
  const derivatives = new Map(results.flatMap((r, i) => (r.derivative === undefined ? [] : [[found[i] as string, r.derivative] as const])));
  return { formulas: numbered(inOrderOfUse(state.formulas, found), names), results: found, derivatives, added: state.added, helpers };
}

/** Temporaries get their numbers in the order in which they appear. */
function numbered(formulas: readonly NamedFormula[], names: Names, scope = UNNUMBERED): NamedFormula[] {
  const texts = new Map(formulas.flatMap((f) => (f.name.startsWith(scope) ? [[f.name, names.temporary()] as const] : [])));
  return formulas.map((f) => ({ ...f, name: texts.get(f.name) ?? f.name, formula: renamed(f.formula, texts) }));
}

interface Printing {
  readonly program: Program;
  readonly reading: Reading;
  readonly order: readonly NodeId[];
  readonly uses: Uint32Array;
  /** The names that nodes have been promised. */
  readonly wanted: ReadonlyMap<NodeId, { readonly name: string; readonly kind: NamedFormula["kind"] }>;
  readonly open: Map<NodeId, Written>;
  readonly named: Map<NodeId, Written>;
  readonly formulas: NamedFormula[];
  readonly resultNames: readonly string[];
  readonly added: NamedFormulas["added"];
  readonly names: Names;
  /** Begins the names of temporaries. */
  readonly scope: string;
}

interface PrintingOptions {
  readonly pretty: boolean;
  readonly helper: Reading["helper"];
  readonly scope: string;
  /** The names of the results, if they have been given already. */
  readonly resultNames?: readonly string[];
}

function start(program: Program, results: readonly Result[], names: Names, options: PrintingOptions): Printing {
  const { pretty, helper, scope } = options;
  const b = program.builder;
  const open = new Map<NodeId, Written>();
  const named = new Map<NodeId, Written>();
  const order = reachable(b, results.map((r) => r.node));
  const added = addedVariables(program, order, names);
  for (const v of added) named.set(v.node, name(v.name, v.shape.length > 0));
  const written = (id: NodeId): Written => named.get(id) ?? open.get(id) ?? name(`node${id}`, true);
  const own = new Set([...program.names.values(), ...program.sizes, ...program.variables.map((v) => v.name)]);
  const { wanted, resultNames } = wantedNames(program, order, results, names, options.resultNames);
  return {
    program, order, open, named, formulas: [], wanted, resultNames, added, names, scope,
    uses: countUses(program, order, results, wanted),
    reading: { b, pretty, written, isOpen: (id) => open.has(id), helper, hides: (constant) => own.has(constant) },
  };
}

/** Variables that no declaration names; the tangent of x is v_x. */
function addedVariables(program: Program, order: readonly NodeId[], names: Names): { node: NodeId; name: string; shape: Shape }[] {
  const used = new Set(order);
  return program.seeds.flatMap((seed) => seed.nodes.flatMap((node, i) => {
    const own = seed.fields === undefined ? seed.name : `${seed.name}_${seed.fields[i] ?? i}`;
    return used.has(node) ? [{ node, shape: seed.shape, name: names.fresh(seedName(seed.kind, own)) }] : [];
  }));
}

/** The names that the user gave come first; derivatives make way for them. */
function wantedNames(
  program: Program, order: readonly NodeId[], results: readonly Result[], names: Names, given?: readonly string[],
): Pick<Printing, "wanted" | "resultNames"> {
  const wanted = new Map<NodeId, { name: string; kind: NamedFormula["kind"] }>();
  const canName = (id: NodeId): boolean => !wanted.has(id) && !isLeaf(program.builder.node(id));
  const resultNames = results.map((r, i) => given?.[i] ?? (r.derivative === undefined ? names.own(r.wanted) : ""));
  const derived = new Set(results.flatMap((r) => (r.derivative === undefined ? [] : [r.node])));
  results.forEach((r, i) => {
    if (r.derivative === undefined && canName(r.node)) wanted.set(r.node, { name: resultNames[i] as string, kind: kindOf(r) });
  });
  for (const id of order) {
    const text = program.names.get(id);
    if (text !== undefined && !derived.has(id) && canName(id)) wanted.set(id, { name: names.own(text), kind: "value" });
  }
  results.forEach((r, i) => {
    if (r.derivative === undefined) return;
    const fresh = names.fresh(r.wanted);
    resultNames[i] = fresh;
    if (canName(r.node)) wanted.set(r.node, { name: fresh, kind: kindOf(r) });
  });
  return { wanted, resultNames };
}

function kindOf(result: Result): NamedFormula["kind"] {
  return result.derivative === undefined ? "output" : "derivative";
}

function isLeaf(node: Node): boolean {
  return node.op === "variable" || node.op === "constant" || node.op === "size" || node.op === "delta" || node.op === "range";
}

/** A node that is no work of its own: it is written anew wherever it is used. */
function isView(node: Node): boolean {
  if (node.op === "reshape" || node.op === "neg" || node.op === "slice" || node.op === "named") return true;
  if (node.op !== "contract" || node.args.length !== 1) return false;
  const { labels, out } = contractionOf(node.attrs);
  return (labels[0] ?? []).every((l) => out.includes(l));
}

function countUses(program: Program, order: readonly NodeId[], results: readonly Result[], wanted: Printing["wanted"]): Uint32Array {
  const uses = new Uint32Array((order.at(-1) ?? -1) + 1);
  const add = (id: NodeId, count: number): void => { uses[id] = (uses[id] as number) + count; };
  for (const r of results) add(r.node, 1);
  for (let i = order.length - 1; i >= 0; i--) {
    const id = order[i] as NodeId;
    const node = program.builder.node(id);
    const times = isView(node) && !wanted.has(id) ? uses[id] as number : repeats(program, node) ? 2 : 1;
    const args = node.op === "mul" ? [...new Set(node.args)] : node.args;
    for (const arg of args) add(arg, times);
  }
  return uses;
}

function repeats({ builder }: Program, node: Node): boolean {
  const record = builder.ops.get(node.op);
  return record?.kind === "scalar" && repeatsParameter(record);
}

function take(p: Printing, id: NodeId): void {
  if (p.named.has(id) || p.open.has(id)) return;
  const node = p.program.builder.node(id);
  if (isLoop(node)) return takeLoop(p, loopOf(node));
  let written = readNode(p.reading, node);
  while ((written.width > LINE || written.depth > MOST_DEEP) && shorten(p, node)) written = readNode(p.reading, node);
  const wanted = p.wanted.get(id);
  if (wanted !== undefined) return define(p, id, written, wanted.name, wanted.kind);
  if ((p.uses[id] as number) > 1 && !isView(node) && !isLeaf(node) && !isSmall(node, written))
    return define(p, id, written, unnumbered(p), "value");
  p.open.set(id, written);
}

/** A number with one operation at most: writing it twice reads better than a name. */
function isSmall(node: Node, written: Written): boolean {
  return node.shape.length === 0 && written.depth <= 2 && written.width <= SHORT && node.op !== "contract";
}

function define(p: Printing, id: NodeId, formula: Written, text: string, kind: NamedFormula["kind"]): void {
  p.formulas.push({ name: text, formula, kind });
  p.open.delete(id);
  p.named.set(id, name(text, p.program.builder.shape(id).length > 0));
}

function unnumbered(p: Printing): string {
  return `${p.scope}${p.formulas.length}`;
}

/** All results of a loop at once: the block, and what is made of its arrays. */
function takeLoop(p: Printing, loop: Loop): void {
  const key = loopKey(loop);
  const results = p.order.flatMap((id) => {
    const node = p.program.builder.node(id);
    return isLoop(node) && loopKey(loopOf(node)) === key ? [{ id, ...loopOf(node) }] : [];
  });
  const outside = (id: NodeId): Written => {
    const written = p.reading.written(id);
    if (p.open.has(id) && written.width > SHORT) define(p, id, written, unnumbered(p), "value");
    return p.reading.written(id);
  };
  const read = readLoop({
    outside, fresh: (wanted) => p.names.fresh(wanted),
    nameOf: (id, wanted) => p.wanted.get(id)?.name ?? p.names.fresh(wanted),
    inside: (own, leaves, wanted) => insideOf(p, own, leaves, wanted),
  }, loop, results);
  const [first = "", ...others] = read.arrays;
  p.formulas.push({ name: first, others, formula: read.block, kind: "value" });
  for (const { id, role } of results) {
    const written = read.results.get(id) as Written;
    const wanted = p.wanted.get(id);
    if (role === "stack" || role === "entry") p.named.set(id, written);
    else if (wanted !== undefined) define(p, id, written, wanted.name, wanted.kind);
    else if ((p.uses[id] as number) > 1) define(p, id, written, unnumbered(p), "value");
    else p.open.set(id, written);
  }
}

/** The formulas of the body of a loop, with names that are free in the whole program. */
function insideOf(
  p: Printing, { body }: Loop, leaves: ReadonlyMap<NodeId, Written>, wanted: readonly (readonly [string, NodeId])[],
): readonly NamedFormula[] {
  const results: Result[] = wanted.map(([own, node]) => ({ wanted: own, node }));
  const inner: Program = { ...p.program, builder: body.builder, names: body.names, variables: [], seeds: [], outputs: [] };
  const scope = `${p.scope}${p.formulas.length}.`;
  const state = start(
    inner, results, p.names,
    { pretty: p.reading.pretty, helper: (text) => p.reading.helper(text), scope, resultNames: wanted.map(([own]) => own) },
  );
  for (const [leaf, written] of leaves) state.named.set(leaf, written);
  for (const id of state.order) take(state, id);
  const found = finish(state, results);
  return numbered(inOrderOfUse(state.formulas, found), p.names, scope);
}

/** Gives a name to the longest part of a node's formula; false if no part is worth one. */
function shorten(p: Printing, node: Node): boolean {
  let best: { path: NodeId[]; width: number } | undefined;
  for (const arg of node.args) {
    const path = throughViews(p, arg);
    const part = path[path.length - 1] as NodeId;
    const width = isLeaf(p.program.builder.node(part)) ? 0 : p.open.get(part)?.width ?? 0;
    if (width > SHORT && width > (best?.width ?? 0)) best = { path, width };
  }
  if (best === undefined) return false;
  const part = best.path.pop() as NodeId;
  define(p, part, p.open.get(part) as Written, unnumbered(p), "value");
  for (const view of best.path.reverse()) p.open.set(view, readNode(p.reading, p.program.builder.node(view)));
  return true;
}

/** From an argument down through views that are written out, to what they show. */
function throughViews(p: Printing, arg: NodeId): NodeId[] {
  const path = [arg];
  for (;;) {
    const at = path[path.length - 1] as NodeId;
    const node = p.program.builder.node(at);
    const [inner] = node.args;
    if (inner === undefined || !isView(node) || !p.open.has(at) || !p.open.has(inner)) return path;
    path.push(inner);
  }
}

/** Results that share a node, or are variables or numbers, get a formula of their own at the end. */
function finish(p: Printing, results: readonly Result[]): string[] {
  const done = new Set(p.formulas.flatMap((f) => [f.name, ...f.others ?? []]));
  return results.map((r, i) => {
    const text = p.resultNames[i] as string;
    if (done.has(text)) return text;
    const formula = p.reading.written(r.node);
    if (r.derivative === undefined && formula.kind === "name" && formula.name === r.wanted) return formula.name;
    p.formulas.push({ name: text, formula, kind: kindOf(r) });
    return text;
  });
}
