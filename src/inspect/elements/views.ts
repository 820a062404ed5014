// Elements of arrays whose elements stand in others: windows among zeros, and elements at computed places.
import { atKey, nth } from "../../diagnostics/known.js";
import { attrsOf } from "../../graph/attrs.js";
import { argOf, asApplied, type Node, type NodeId } from "../../graph/graph.js";
import { isGathered, underShapes } from "../../graph/operation.js";
import { multiplyDims, sameDim } from "../../shape/dim.js";
import { sameShape, type Shape } from "../../shape/shape.js";
import type { Reading } from "../reading.js";
import { index } from "../written.js";
import { NoForm, ONE, reshapedAt, sure, type At } from "./at.js";
import { placeAt } from "./conditions.js";
import { isEmptyWithout, materialized, plainly, productOf, summedOver, type Element } from "./element.js";
import type { Letters } from "./letters.js";
import { addPlaces, condition, fixedPlace, isAlwaysAtLeast, movedPlace, scalePlace, union, type Condition } from "./places.js";

/** Reads an element of an argument, so many letters inside, and under conditions. */
export type Inner = (arg: NodeId, at: readonly At[], more?: { readonly letters?: number; readonly held?: readonly Condition[] }) => Element;

/** A window among zeros. */
export function placed(r: Reading, node: Node, at: readonly At[], inner: Inner): Element {
  const { starts, steps } = attrsOf("place", node);
  const of = r.b.shape(argOf(node));
  const tests: (Condition | undefined)[] = [];
  const places = at.map((own, axis): At => {
    const [start, size, dim] = [nth(starts, axis), nth(of, axis), nth(node.shape, axis)];
    if (start === 0 && steps[axis] === 1 && sameDim(size, dim)) return own;
    if (own === "whole" || steps[axis] !== 1) throw new NoForm();
    const last = movedPlace(fixedPlace(size), start);
    if (start !== 0) tests.push(condition(">=", own, movedPlace(ONE, start)));
    if (!isAlwaysAtLeast(last, fixedPlace(dim))) tests.push(condition("<=", own, last));
    return movedPlace(own, multiplyDims(-1, start));
  });
  const { count, ...element } = inner(argOf(node), places);
  const needed = tests.flatMap((test) => (test === undefined || isEmptyWithout(test, count) ? [] : [test]));
  return { ...element, where: union(needed, element.where) };
}

/** Of a named array the elements at given places. */
export function gathered(r: Reading, letters: Letters, node: Node, at: readonly At[], inner: Inner): Element {
  const [x, places] = asApplied(node).args;
  const { axis } = attrsOf("gather", node);
  if (r.isOpen(x) && r.b.node(x).op !== "variable") throw new NoForm();
  const place = materialized(inner(places, [at[axis] as At]));
  const items = at.map((own, i) => (i === axis ? place : letters.item(own, nth(r.b.shape(x), i))));
  return plainly(index(r.written(x), items, place.isArray || at.some((own, i) => i !== axis && own === "whole")));
}

/** An element of those at computed places, `x[t - k]`; undefined of other arrays. */
export function gatheredAt(r: Reading, node: Node, at: readonly At[], inner: Inner): Element | undefined {
  const { b } = r;
  const gather = b.node(underShapes(b, argOf(node), (id) => r.isOpen(id)));
  if (!isGathered(b, gather) || gather.shape.length !== 1 || at.includes("whole")) return undefined;
  const [x, flat] = asApplied(gather).args;
  const places = underShapes(b, flat);
  const place = placeAt(b, places, sure(reshapedAt(node.shape, b.shape(places), at)));
  return place && inner(x, [place]);
}

/** The arrays of a shape that a flat array is the product of. */
function factorsOf(r: Reading, flat: NodeId, shape: Shape): readonly NodeId[] {
  const { b } = r;
  const x = underShapes(b, flat, (id) => r.isOpen(id));
  if (sameShape(b.shape(x), shape)) return [x];
  const { op, args } = b.node(x);
  const record = b.ops.get(op);
  if (!r.isOpen(x) || record?.kind !== "scalar" || record.operator !== "*") throw new NoForm();
  return args.flatMap((arg) => factorsOf(r, arg, shape));
}

/** The sum of the elements whose computed places are the own one: of the letters of a place one follows from the others. */
export function scattered(r: Reading, letters: Letters, node: Node, [own]: readonly At[], depth: number, inner: Inner): Element {
  const { b } = r;
  const [given, flat] = asApplied(node).args;
  const places = underShapes(b, flat);
  const factors = factorsOf(r, given, b.shape(places));
  if (node.shape.length !== 1 || own === undefined || own === "whole") throw new NoForm();
  const all = b.shape(places).map((dim, i) => letters.take(dim, depth + i));
  const place = sure(placeAt(b, places, all.map((l) => l.place)));
  const solved = sure(all.find(({ letter }) => Math.abs(place.by.get(letter) ?? 0) === 1));
  const { letter } = solved;
  const rest = addPlaces(own, { ...place, by: new Map([...place.by].filter(([l]) => l !== letter)) }, -1);
  const found = scalePlace(rest, atKey(place.by, letter));
  const [first, last] = [fixedPlace(letter.first), fixedPlace(letter.last)];
  const needed = [
    ...(isAlwaysAtLeast(found, first) ? [] : [condition(">=", found, first) as Condition]),
    ...(isAlwaysAtLeast(last, found) ? [] : [condition("<=", found, last) as Condition]),
  ];
  const at = all.map((l) => (l === solved ? found : l.place));
  const element = productOf(factors.map((x) => inner(x, at, { letters: all.length, held: needed })));
  const others = all.filter((l) => l !== solved).map((l) => l.letter);
  const term = { ...element, where: union(needed, element.where) };
  return others.length === 0 ? term : summedOver(letters, others, term);
}
