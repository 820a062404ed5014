// A program as a list of named formulas: what the user named, results, values used more than once,
// and parts of formulas that would be too long. Text and LaTeX are written from this list.
import { nth } from "../diagnostics/known.js";
import { reachable } from "../graph/evaluate.js";
import type { Node, NodeId } from "../graph/graph.js";
import type { Program } from "../graph/program.js";
import { isContraction } from "../ops/contraction.js";
import { isLoop, loopKey, loopOf, type Loop } from "../ops/loop.js";
import { helpersFor } from "./helpers.js";
import type { NamedFormula, NamedFormulas, PaperView, ReadOptions } from "./named.js";
import { namesOf, resultsOf, type Names, type Result } from "./naming.js";
import { inOrderOfUse, namesIn, renamed } from "./order.js";
import { comparesIndices } from "./elements/conditions.js";
import { indexedIn, NOTHING_INDEXED, usesWhole, type Indexed } from "./elements/regions.js";
import { byElements, whereOf } from "./elements/whole.js";
import { readLoop } from "./read-loop.js";
import { readNode } from "./read.js";
import { define, kindOf, start, unnumbered, type Printing } from "./printing.js";
import { hasReshapes, type Reading } from "./reading.js";
import { countUses, isLeaf, isView } from "./uses.js";
import { call, type Written } from "./written.js";

const LINE = 88;
const MOST_DEEP = 40;
/** Begins the names of temporaries until their order is known. */
const UNNUMBERED = "?";
/** Parts shorter than this are not worth a name. */
const SHORT = 12;
/** On paper a shared part is written out up to this length. */
const SHORT_ON_PAPER = 22;
/** An element that is used more than once is written out up to this length. */
const SHORT_ELEMENT = 50;
/** Of the inside of a loop on paper nothing is known beyond what it says. */
const INSIDE: PaperView = { written: new Set(), hints: new Map(), conditions: new Map(), calls: new Map() };

export function namedFormulas(program: Program, options: ReadOptions = {}): NamedFormulas {
  const results = resultsOf(program);
  const names = namesOf(program);
  const helpers = new Map<string, string>();
  const helper = (text: string): string => {
    for (const needed of helpersFor(text)) if (!helpers.has(needed)) helpers.set(needed, names.fresh(needed));
    return helpers.get(text) as string;
  };
  const { pretty = true, paper } = options;
  const state = start(program, results, names, { pretty, paper, helper, scope: UNNUMBERED, depth: 0, indices: [] });
  if (paper === undefined) takeAll(state, results);
  else takeOnPaper(state, results, paper);
  const found = finish(state, results);
  const derivatives = new Map(results.flatMap((r, i) => (r.derivative === undefined ? [] : [[found[i] as string, r.derivative] as const])));
  return { formulas: numbered(inOrderOfUse(state.formulas, found), names), results: found, derivatives, added: state.added, helpers };
}

/** Temporaries get their numbers in the order in which they appear. */
function numbered(formulas: readonly NamedFormula[], names: Names, scope = UNNUMBERED): NamedFormula[] {
  const texts = new Map(formulas.flatMap((f) => (f.name.startsWith(scope) ? [[f.name, names.temporary()] as const] : [])));
  const all = (parts: readonly Written[]): Written[] => parts.map((w) => renamed(w, texts));
  return formulas.map((f) => ({
    ...f, name: texts.get(f.name) ?? f.name, formula: renamed(f.formula, texts),
    ...(f.conditions === undefined ? {} : { conditions: all(f.conditions) }),
  }));
}

function takeAll(p: Printing, results: readonly Result[]): void {
  const uses = countUses(p.program, p.order, results, p.wanted);
  for (const id of p.order) take(p, id, uses);
}

/** The program's values as they are written, then the derivatives, which share parts among themselves alone. */
function takeOnPaper(p: Printing, results: readonly Result[], paper: PaperView): void {
  const outputs = results.filter((r) => r.derivative === undefined);
  takeParts(p, outputs, paper, (id) => !paper.written.has(id));
  for (const { node } of outputs) writeOut(p, node);
  takeParts(p, results.filter((r) => r.derivative !== undefined), paper, () => true);
}

function takeParts(p: Printing, results: readonly Result[], paper: PaperView, isShared: (id: NodeId) => boolean): void {
  const order = belowNames(p, results.map((r) => r.node), paper);
  const roots = new Set(results.map((r) => r.node));
  const before = { open: new Map(p.open), named: new Map(p.named), defined: new Set(p.defined), count: p.formulas.length };
  const takeOrder = (indexed: Indexed): void => {
    const uses = countUses(p.program, order, results, p.named, paper);
    p.indexed = indexed;
    for (const id of order) {
      if (!isShared(id)) uses[id] = 0;
      take(p, id, uses);
    }
  };
  takeOrder(indexedIn(p.program, order, p.reading, (id) => p.named.has(id) || p.wanted.has(id), roots));
  const parts = new Set([...p.indexed.read.keys()].flatMap((id) => namesIn(p.reading.written(id))));
  const written = [...p.formulas.slice(before.count).map((f) => f.formula), ...results.map((r) => p.reading.written(r.node))];
  if (!written.some((w) => usesWhole(w, parts))) return;
  // a part that is written by its elements has other places than the array, which some formula reads
  p.formulas.length = before.count;
  restore(p.open, before.open);
  restore(p.named, before.named);
  p.defined.clear();
  for (const text of before.defined) p.defined.add(text);
  takeOrder(NOTHING_INDEXED);
}

function restore<K, V>(map: Map<K, V>, before: ReadonlyMap<K, V>): void {
  map.clear();
  for (const [key, value] of before) map.set(key, value);
}

/** A result that the program gives no name stands in derivatives as its formula, if that is short. */
function writeOut(p: Printing, id: NodeId): void {
  const formula = p.formulas.find((f) => f.name === p.wanted.get(id)?.name)?.formula;
  if (p.program.names.has(id) || formula === undefined || formula.width > SHORT_ON_PAPER) return;
  p.named.delete(id);
  p.open.set(id, formula);
}

/** What stands between results and the names that they use, arguments first. */
function belowNames(p: Printing, results: readonly NodeId[], paper: PaperView): NodeId[] {
  const found = new Set<NodeId>(results);
  for (const id of found) {
    if (p.named.has(id)) continue;
    for (const arg of paper.calls.get(id)?.args ?? p.program.builder.node(id).args) found.add(arg);
  }
  return [...found].filter((id) => !p.named.has(id)).sort((a, b) => a - b);
}

function take(p: Printing, id: NodeId, uses: Uint32Array): void {
  const node = p.program.builder.node(id);
  if (p.named.has(id) || (isLoop(node) && p.open.has(id))) return;
  if (isLoop(node)) return takeLoop(p, loopOf(node), uses);
  const made = p.paper?.calls.get(id);
  const read = (): Written => (made === undefined
    ? readNode(p.reading, node)
    : call(made.name, made.args.map((a) => p.reading.written(a)), node.shape.length > 0));
  if (p.indexed.parts.has(id)) return takeElements(p, id, uses[id] ?? 0, read);
  let written = read();
  while ((written.width > LINE || written.depth > MOST_DEEP) && shorten(p, node)) written = read();
  const wanted = p.wanted.get(id);
  if (wanted !== undefined && !p.defined.has(wanted.name)) return define(p, id, written, wanted.name, wanted.kind);
  if ((uses[id] ?? 0) > 1 && !isView(p.program.builder, node) && !isLeaf(node) && !isSmall(p, id, written))
    return define(p, id, written, nameOfPart(p, id), "value");
  p.open.set(id, written);
}

/** What has masks of indices: by its elements where it is defined, and defined where its elements are long. */
function takeElements(p: Printing, id: NodeId, uses: number, read: () => Written): void {
  const text = read();
  const node = p.program.builder.node(id);
  p.open.set(id, text);
  const wanted = p.wanted.get(id);
  const isWanted = wanted !== undefined && !p.defined.has(wanted.name);
  const isRoot = p.indexed.roots.has(id);
  if (!isWanted && !isRoot && (uses < 2 || isView(p.program.builder, node) || isLeaf(node))) return;
  const isPlain = !p.indexed.masked.has(id) && !hasReshapes(text);
  const reading = elementReading(p);
  const found = isPlain ? undefined : byElements(reading, id, isWanted || isRoot ? "array" : "part");
  if (isWanted) define(p, id, found?.whole ?? text, wanted.name, wanted.kind);
  else if (isRoot && uses < 2) p.open.set(id, found?.whole ?? text);
  else if (found === undefined) {
    if (!isSmall(p, id, text)) define(p, id, text, nameOfPart(p, id), "value");
  } else if (node.shape.length === 0 ? !isSmall(p, id, found.whole) : found.element.width > SHORT_ELEMENT) {
    define(p, id, node.shape.length === 0 ? found.whole : found.part, nameOfPart(p, id), "value");
    const open = { ...reading, isOpen: (at: NodeId) => at === id || reading.isOpen(at) };
    p.indexed.read.set(id, { axes: found.axes, where: (at) => whereOf(open, id, at) });
  }
}

function elementReading(p: Printing): Reading {
  return { ...p.reading, isIndexed: (at) => p.indexed.masked.has(at), parts: p.indexed.read };
}

/** A part of derivatives is named after what it is, where that is known. */
function nameOfPart(p: Printing, id: NodeId): string {
  const hint = p.paper?.hints.get(id);
  return hint === undefined || !p.names.isFree(hint) ? unnumbered(p) : p.names.fresh(hint);
}

/** A number with one operation at most: writing it twice reads better than a name. */
function isSmall(p: Printing, id: NodeId, written: Written): boolean {
  if (p.paper !== undefined) return !p.paper.hints.has(id) && written.width <= SHORT_ON_PAPER;
  const node = p.program.builder.node(id);
  return node.shape.length === 0 && written.depth <= 2 && written.width <= SHORT && !isContraction(node);
}

/** All results of a loop at once: the block, and what is made of its arrays. */
function takeLoop(p: Printing, loop: Loop, uses: Uint32Array): void {
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
    outside, index: p.indices[p.depth] ??= p.names.fresh("t"), fresh: (wanted) => p.names.fresh(wanted),
    nameOf: (id, wanted) => {
      const promised = p.wanted.get(id)?.name;
      // inside a step an array of an inner loop is not yet what the outer one stores of it
      return promised === undefined || (p.depth > 0 && p.resultNames.includes(promised)) ? p.names.fresh(promised ?? wanted) : promised;
    },
    inside: (own, leaves, wanted) => insideOf(p, own, leaves, wanted),
  }, loop, results);
  const [first = "", ...others] = read.arrays;
  p.formulas.push({ name: first, others, formula: read.block, kind: "value" });
  for (const { id, role } of results) {
    const written = read.results.get(id) as Written;
    const wanted = p.wanted.get(id);
    if (role === "stack" || role === "entry") p.named.set(id, written);
    else if (wanted !== undefined) define(p, id, written, wanted.name, wanted.kind);
    else if ((uses[id] ?? 0) > 1) define(p, id, written, unnumbered(p), "value");
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
    {
      pretty: p.reading.pretty, paper: p.paper === undefined ? undefined : INSIDE, scope, depth: p.depth + 1, indices: p.indices,
      helper: (text) => p.reading.helper(text), resultNames: wanted.map(([own]) => own),
    },
  );
  for (const [leaf, written] of leaves) state.named.set(leaf, written);
  takeAll(state, results);
  const found = finish(state, results);
  return numbered(inOrderOfUse(state.formulas, found), p.names, scope);
}

/** Gives a name to the longest part of a node's formula; false if no part is worth one. */
function shorten(p: Printing, node: Node): boolean {
  let best: { path: NodeId[]; width: number } | undefined;
  for (const arg of node.args) {
    const path = throughViews(p, arg);
    const part = nth(path, path.length - 1);
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
    const at = nth(path, path.length - 1);
    const node = p.program.builder.node(at);
    const [inner] = node.args;
    if (inner === undefined || !isView(p.program.builder, node) || !p.open.has(at) || !p.open.has(inner)) return path;
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
    p.formulas.push({ name: text, formula, kind: kindOf(r), ...conditionsOf(p, r) });
    return text;
  });
}

function conditionsOf(p: Printing, { node }: Result): Pick<NamedFormula, "conditions"> {
  const conditions = (p.paper?.conditions.get(node) ?? []).filter((id) => !comparesIndices(p.program.builder, id));
  return conditions.length === 0 ? {} : { conditions: conditions.map((id) => conditionOver(p, id)) };
}

/** Beside sums over indices a condition is one of their elements. */
function conditionOver(p: Printing, id: NodeId): Written {
  const whole = formulaOver(p, id);
  const isByElements = p.indexed.masked.size > 0 && hasReshapes(whole);
  return (isByElements ? byElements(elementReading(p), id, "numbers")?.element : undefined) ?? whole;
}

/** A condition written out over what has a name or is written already. */
function formulaOver(p: Printing, id: NodeId): Written {
  for (const at of reachable(p.program.builder, [id])) {
    if (!p.named.has(at) && !p.open.has(at)) p.open.set(at, readNode(p.reading, p.program.builder.node(at)));
  }
  return p.reading.written(id);
}
