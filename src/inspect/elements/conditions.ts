// Comparisons of indices, which masks of arrays are made of: of the element at given places, what must hold.
import { attrsOf } from "../../graph/attrs.js";
import { argOf, asApplied, type Node, type NodeId } from "../../graph/graph.js";
import { isChoice, keepsOrder } from "../../graph/operation.js";
import { isContraction, summedLabels, type Contraction } from "../../ops/contraction.js";
import { multiplyDims, type Dim } from "../../shape/dim.js";
import type { Builder } from "../../graph/builder.js";
import { addPlaces, condition, fixedPlace, movedPlace, scalePlace, union, type Condition, type Place } from "./places.js";
import { broadcastAt, ONE, reshapedAt, type At } from "./at.js";

/** What must hold at a place of a mask; undefined where it is no comparison of indices alone. */
export function conditionsAt(b: Builder, id: NodeId, at: readonly At[]): readonly Condition[] | undefined {
  const node = b.node(id);
  const record = b.ops.get(node.op);
  const of = (arg: NodeId): readonly Condition[] | undefined => conditionsAt(b, arg, broadcastAt(node.shape, b.shape(arg), at));
  if (isChoice(b, node)) {
    const [test, then, otherwise] = asApplied(node).args;
    return b.constantOf(then) === 1 && b.constantOf(otherwise) === 0 ? of(test) : undefined;
  }
  if (record?.kind === "scalar") {
    const [x, y] = node.args as readonly [NodeId, NodeId];
    if (record.laws?.joins === "all") return both(of(x), of(y));
    if (record.laws?.joins === "any") return either(of(x), of(y));
    if (record.laws?.joins === "none") return opposite(of(x));
    const counted = record.operator === ">" && b.constantOf(y) === 0 ? of(x) : undefined;
    return counted ?? compared(b, node, at, record.operator ?? "");
  }
  if (keepsOrder(b, node)) return under(b, node, at, (arg, places) => conditionsAt(b, arg, places));
  if (!isContraction(node) || node.args.length !== 1) return undefined;
  const isStretch = summedLabels(node).every((label) => node.attrs.dims[label] === 1);
  if (isStretch) return conditionsAt(b, argOf(node), stretchedAt(node.attrs, at));
  // how often a mask holds tells passes whether a value takes part at all: beside a sum over what it counts it says nothing
  const isMade = [node, b.node(argOf(node))].some(({ origin }) => origin.via.length > 0);
  return isMade && conditionsAt(b, argOf(node), b.shape(argOf(node)).map(() => ONE)) !== undefined ? [] : undefined;
}

function compared(b: Builder, node: Node, at: readonly At[], symbol: string): readonly Condition[] | undefined {
  if (node.args.length !== 2) return undefined;
  const reads: Place[] = [];
  const [left, right] = node.args.map((arg) => placeAt(b, arg, broadcastAt(node.shape, b.shape(arg), at), reads));
  const made = left === undefined || right === undefined ? undefined : condition(symbol, left, right);
  return made && [{ ...made, reads }];
}

type Found = readonly Condition[] | undefined;

function both(x: Found, y: Found): Found {
  return x && y && union(x, y);
}

const OPPOSITES: Readonly<Record<string, string>> = { "==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">" };

/** Of one condition what holds elsewhere. */
function opposite(found: Found): Found {
  const [only, ...others] = found ?? [];
  const made = only === undefined || others.length > 0 ? undefined : condition(OPPOSITES[only.symbol] ?? "", only.left, only.right);
  return made && [{ ...made, reads: only?.reads ?? [] }];
}

/** `c or (c and d)` is c. */
function either(x: Found, y: Found): Found {
  if (x === undefined || y === undefined) return undefined;
  return union(y, x).length === y.length ? x : union(x, y).length === x.length ? y : undefined;
}

function under<T>(b: Builder, node: Node, at: readonly At[], read: (arg: NodeId, places: readonly At[]) => T | undefined): T | undefined {
  const places = reshapedAt(node.shape, b.shape(argOf(node)), at);
  return places && read(argOf(node), places);
}

function stretchedAt({ labels: [own = []], out }: Contraction, at: readonly At[]): readonly At[] {
  return own.map((label) => at[out.indexOf(label)] ?? fixedPlace(1));
}

/** The whole number that an element is, of arrays made of ranges, sizes and numbers; `reads` gets those of ranges. */
export function placeAt(b: Builder, id: NodeId, at: readonly At[], reads: Place[] = []): Place | undefined {
  const node = b.node(id);
  const record = b.ops.get(node.op);
  if (node.op === "constant") return Number.isInteger(b.constantOf(id)) ? fixedPlace(b.constantOf(id) as Dim) : undefined;
  if (node.op === "size") return fixedPlace(attrsOf("size", node).dim);
  if (node.op === "range") {
    const place = rangePlace(node, at);
    if (place !== undefined) reads.push(place);
    return place;
  }
  if (keepsOrder(b, node)) return under(b, node, at, (arg, places) => placeAt(b, arg, places, reads));
  if (isContraction(node)) {
    const isStretch = node.args.length === 1 && summedLabels(node).every((label) => node.attrs.dims[label] === 1);
    return isStretch ? placeAt(b, argOf(node), stretchedAt(node.attrs, at), reads) : undefined;
  }
  if (record?.kind !== "scalar") return undefined;
  const [x, y] = node.args.map((arg) => placeAt(b, arg, broadcastAt(node.shape, b.shape(arg), at), reads));
  if (x === undefined || node.args.length > 2 || (node.args.length === 2 && y === undefined)) return undefined;
  switch (record.operator) {
    case "+": return addPlaces(x, y as Place);
    case "-": return y === undefined ? scalePlace(x, -1) : addPlaces(x, y, -1);
    case "*": return product(x, y as Place) ?? product(y as Place, x);
    default: return undefined;
  }
}

function product(x: Place, y: Place): Place | undefined {
  return x.by.size === 0 && typeof x.dim === "number" ? scalePlace(y, x.dim) : undefined;
}

/** A number of `first:step:last`. */
export function rangePlace(node: Node, [at]: readonly At[]): Place | undefined {
  const { start, step } = attrsOf("range", node);
  if (at === undefined || at === "whole") return undefined;
  return movedPlace(scalePlace(at, step), addPlaces(fixedPlace(start), fixedPlace(multiplyDims(-1, step))).dim);
}

/** Whether an array of conditions compares indices alone. */
export function comparesIndices(b: Builder, id: NodeId): boolean {
  return b.shape(id).length > 0 && (conditionsAnywhere(b, id)?.length ?? 0) > 0;
}

/** Whether a condition only counts where masks of indices hold. */
export function countsIndices(b: Builder, id: NodeId): boolean {
  return conditionsAnywhere(b, id)?.length === 0;
}

function conditionsAnywhere(b: Builder, id: NodeId): Found {
  return conditionsAt(b, id, b.shape(id).map(() => ONE));
}
