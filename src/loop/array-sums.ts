// Long sums into arrays in blocks, as src/loop/sums.ts does for scalars: loops around loops over a result
// that add to each of its elements, or of a part of it. An array beside the result has the sums of whole blocks.
import { productOfDims, sameDim, subtractDims, type Dim } from "../shape/dim.js";
import { sameShape, type Shape } from "../shape/shape.js";
import { affineOf, countOf, indexOf, isAtMost, reachOf, timesOf, without, type Affine } from "./affine.js";
import { blockLoop, BLOCK, cutOf, replaceLoop, stepsOf } from "./sums.js";
import {
  counter, FIRST, int, minus, plus, scale, ZERO, type Buffer, type For, type Index, type NewLocal, type RoutineArg, type Stmt,
} from "./ir.js";
import { allParts, allStatements, touchedBy, withoutBlocks } from "./map.js";
import { argumentOf, accessesOf } from "./routine-table.js";
import type { NewBuffer } from "./rows.js";

/** The same statements with sums into arrays in blocks, where the terms are more than a block or of an unknown number. */
export function blockArraySums(body: readonly Stmt[], newLocal: NewLocal, newBuffer: NewBuffer): readonly Stmt[] {
  const zeros = new Map<number, Zeros>();
  return body.map((stmt): Stmt => {
    if (stmt.kind === "block") return { ...stmt, body: blockArraySums(stmt.body, newLocal, newBuffer) };
    const sums = stmt.kind === "for" ? [...zeros.values()].flatMap((target) => sumInto(target, stmt)) : [];
    for (const { buffer } of allStatements([stmt]).flatMap(touchedBy)) zeros.delete(buffer.id);
    const target = zerosOf(stmt);
    if (target !== undefined) zeros.set(target.buffer.id, target);
    if (stmt.kind !== "for" || target !== undefined) return stmt;
    const cut = inBlocks(stmt, sums, newLocal, newBuffer);
    return { ...cut, body: blockArraySums(cut.body, newLocal, newBuffer), ...(stmt.origin && { origin: stmt.origin }) };
  });
}

/** An array, or a part of one, that is set to 0. */
interface Zeros {
  readonly buffer: Buffer;
  readonly from: Affine;
  readonly shape: Shape;
}

function zerosOf(stmt: Stmt): Zeros | undefined {
  if (stmt.kind === "fill" && stmt.value === 0)
    return { buffer: stmt.buffer, from: { factors: new Map(), rest: 0 }, shape: stmt.buffer.shape };
  const loops: For[] = [];
  let inner = stmt;
  for (; inner.kind === "for" && inner.body.length === 1; inner = inner.body[0] as Stmt) loops.push(inner);
  const at = inner.kind === "store" && !inner.add && inner.value === ZERO ? affineOf(inner.at) : undefined;
  if (inner.kind !== "store" || at === undefined) return undefined;
  const shape: Dim[] = [];
  for (const loop of loops.reverse()) {
    const count = countOf(loop);
    if (count === undefined || !sameDim(timesOf(at, loop.local.id), productOfDims(shape))) return undefined;
    shape.unshift(count);
  }
  return { buffer: inner.buffer, from: without(at, new Set(loops.map(({ local }) => local.id))), shape };
}

/** A sum into an array: the loops over its terms, and the one of them that is cut. */
interface Sum {
  readonly target: Zeros;
  readonly around: readonly For[];
  readonly cut: For;
  readonly inside: readonly For[];
  readonly step: number;
}

function sumInto(target: Zeros, outermost: For): readonly Sum[] {
  const summed = summedLoops(outermost, target);
  const cut = cutOf(summed, BLOCK);
  if (cut === undefined) return [];
  const at = summed.indexOf(cut.loop);
  return [{ target, around: summed.slice(0, at), cut: cut.loop, inside: summed.slice(at + 1), step: cut.step }];
}

/** The nest with each of its loops cut for the sums that it is cut for, the outermost first. */
function inBlocks(outermost: For, sums: readonly Sum[], newLocal: NewLocal, newBuffer: NewBuffer): For {
  const cuts = [...new Set(sums.map(({ cut }) => cut))].sort((x, y) => depthOf(sums, x) - depthOf(sums, y));
  return cuts.reduce((nest, cut) => {
    const here = sums.filter((sum) => sum.cut === cut).map(
      (sum) => ({ sum, whole: newBuffer(sum.target.buffer, sum.target.shape, "whole") }),
    );
    const step = Math.min(...here.map(({ sum }) => sum.step));
    const join = (from: Index, to: Index): Stmt[] => here.map(({ sum, whole }) => joinStatement(sum, whole, from, to));
    return replaceLoop(nest, cut, blockLoop(cut, step, join, newLocal));
  }, outermost);
}

function depthOf(sums: readonly Sum[], loop: For): number {
  return sums.find(({ cut }) => cut === loop)?.around.length ?? 0;
}

function joinStatement({ target, around, cut, inside }: Sum, whole: Buffer, from: Index, to: Index): Stmt {
  const terms = (loops: readonly For[]): Index => loops.reduce<Index>((p, loop) => scale(p, stepsOf(loop)), int(1));
  // how many steps of a loop come before one
  const order = (loop: For, at: Index): Index => (loop.step < 0 ? minus(plus(stepsOf(loop), int(-1)), at) : at);
  // how many terms come before the step of the loop that is cut
  const before = (step: Index): Index => {
    const rows = around.reduce<Index>((sum, loop) => plus(scale(sum, terms([loop])), order(loop, counter(loop.local))), FIRST);
    return scale(plus(scale(rows, terms([cut])), step), terms(inside));
  };
  const [first, end] = cut.step < 0 ? [minus(stepsOf(cut), to), minus(stepsOf(cut), from)] : [from, to];
  const index = (value: Index): RoutineArg => ({ kind: "index", index: value });
  return {
    kind: "routine", fn: "joinBlock",
    args: [
      { kind: "view", buffer: target.buffer, offset: indexOf(target.from), steps: [] },
      { kind: "array", buffer: whole }, index(before(first)), index(before(end)),
      index(terms([...around, cut, ...inside])),
    ],
  };
}

/** The outermost loops of a nest that do not move the place to which its one statement on an array adds. */
function summedLoops(outermost: For, target: Zeros): readonly For[] {
  const { buffer: { id } } = target;
  const nest: For[] = [outermost];
  for (;;) {
    const touching = withoutBlocks((nest.at(-1) as For).body).filter(
      (s) => allStatements([s]).flatMap(touchedBy).some(({ buffer }) => buffer.id === id),
    );
    const [only, ...more] = touching;
    if (only === undefined || more.length > 0) return [];
    if (only.kind === "for") {
      nest.push(only);
      continue;
    }
    const place = placeOf(only, target, nest);
    if (place === undefined) return [];
    const read = new Set(place.flatMap(allParts).flatMap((part) => (part.kind === "counter" ? [part.local.id] : [])));
    const moved = nest.findIndex((loop) => read.has(loop.local.id));
    return moved < 0 ? nest : nest.slice(0, moved);
  }
}

/** Where a statement adds to the target: its place, or the places of a routine's view of it. */
function placeOf(stmt: Stmt, target: Zeros, loops: readonly For[]): readonly Index[] | undefined {
  const { buffer: { id } } = target;
  const isWhole = target.from.rest === 0 && target.from.factors.size === 0 && sameShape(target.shape, target.buffer.shape);
  if (stmt.kind === "store") return stmt.add && stmt.buffer.id === id && (isWhole || isIn(stmt.at, target, loops)) ? [stmt.at] : undefined;
  if (stmt.kind !== "routine" || !isWhole) return undefined;
  const add = argumentOf(stmt, "add");
  if (add?.kind !== "flag" || !add.flag || !accessesOf(stmt).some(({ buffer, access }) => buffer.id === id && access === "update"))
    return undefined;
  return stmt.args.flatMap((arg) => (arg.kind === "view" && arg.buffer.id === id ? [arg.offset] : []));
}

/** Whether a place in loops stays in a part of an array. */
function isIn(at: Index, { from, shape }: Zeros, loops: readonly For[]): boolean {
  const place = affineOf(at);
  if (place === undefined || [...from.factors.keys()].some((id) => !sameDim(timesOf(place, id), timesOf(from, id)))) return false;
  const reach = reachOf(without(place, new Set(from.factors.keys())), loops);
  return reach !== undefined && isAtMost(from.rest, reach.least) &&
    isAtMost(subtractDims(reach.most, from.rest), subtractDims(productOfDims(shape), 1));
}
