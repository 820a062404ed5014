// The factors of a contraction before they are read as products of matrices: nested stretches and
// transposes are taken in, identities rename, sums of a single factor are done, diagonals are named.
import { nth } from "../diagnostics/known.js";
import type { Node, NodeId } from "../graph/graph.js";
import { underShapes } from "../graph/operation.js";
import { contractionOf, isContraction } from "../ops/contraction.js";
import type { Dim } from "../shape/dim.js";
import { sameShape } from "../shape/shape.js";
import type { Reading } from "./reading.js";
import { sizeOf, summed } from "./reading.js";
import { call, type Written } from "./written.js";

export interface Factor {
  readonly node?: NodeId;
  readonly written: Written;
  readonly labels: readonly number[];
}

/** A contraction on its way: what is summed is every label that `out` lacks. */
export interface Contraction {
  readonly factors: readonly Factor[];
  readonly scalars: readonly Written[];
  readonly out: readonly number[];
  readonly dims: readonly Dim[];
}

export function preparedContraction(r: Reading, node: Node): Contraction {
  const { labels, out, dims } = contractionOf(node.attrs);
  const raw = node.args.map((arg, i) => seenThrough(r, arg, labels[i] ?? [])).flatMap((f) => stretchedFactors(r, f, out) ?? [f]);
  const numbers: NodeId[] = [];
  const arrays = r.isPaper === true ? raw.map((f) => ({ ...f, node: withoutNumbers(r, f.node, numbers) })) : raw;
  const start: Contraction = {
    out, dims, scalars: [...orphans(raw.map((f) => f.labels), out, dims), ...numbers.map((id) => r.written(id))],
    factors: arrays.map((f) => ({ ...f, written: r.written(f.node) })),
  };
  const renamed = withoutIdentities(r, start);
  return withoutScalars(withSums(withDiagonals(renamed)));
}

/** A label that is summed and that no factor has any more is a number of times. */
function orphans(labels: readonly (readonly number[])[], out: readonly number[], dims: readonly Dim[]): Written[] {
  return dims.flatMap((dim, l) => (out.includes(l) || labels.some((own) => own.includes(l)) || dim === 1 ? [] : [sizeOf(dim)]));
}

interface SeenThrough {
  readonly node: NodeId;
  readonly labels: readonly number[];
}

/** The argument of a chain of written-out stretches and transposes, with the labels that it has here. */
function seenThrough(r: Reading, arg: NodeId, labels: readonly number[]): SeenThrough {
  let node = arg;
  let own = labels;
  for (;;) {
    const inner = r.b.node(node);
    if (!isContraction(inner) || inner.args.length !== 1 || !r.isOpen(node)) return { node, labels: own };
    const { labels: [innerLabels = []], out } = inner.attrs;
    if (innerLabels.some((l) => !out.includes(l))) return { node, labels: own };
    own = innerLabels.map((l) => nth(own, out.indexOf(l)));
    [node] = inner.args;
  }
}

const MOST_FACTORS = 8;

function isProduct(r: Reading, { op }: Node): boolean {
  const record = r.b.ops.get(op);
  return record?.kind === "scalar" && record.operator === "*";
}

/** The factors of `A .* x` under a sum, where one of them was stretched for the product: `sum(A .* x, 2)` is `A * x`. */
function stretchedFactors(r: Reading, { node: id, labels }: SeenThrough, out: readonly number[], depth = 0): SeenThrough[] | undefined {
  const node = r.b.node(id);
  if (r.isPaper !== true || depth > MOST_FACTORS || !isProduct(r, node) || !r.isOpen(id) ||
    labels.every((l) => out.includes(l)) || node.shape.includes(1))
    return undefined;
  const factors = node.args.map((arg): SeenThrough => {
    const x = withoutOnes(r, arg);
    const shape = r.b.shape(arg);
    const own = shape.map((dim, i) => ({ dim, label: labels[i + labels.length - shape.length] as number }));
    return seenThrough(r, x, own.filter(({ dim }) => dim !== 1).map((d) => d.label));
  });
  const isStretched = factors.every((f) => f.labels.length > 0 && r.b.shape(f.node).length === f.labels.length) &&
    factors.some((f) => f.labels.length < labels.length);
  return isStretched ? factors.flatMap((f) => stretchedFactors(r, f, out, depth + 1) ?? [f]) : undefined;
}

/** An array under shapes that put dimensions of 1 around it, itself without such; otherwise the array as it is. */
function withoutOnes(r: Reading, id: NodeId): NodeId {
  const inner = underShapes(r.b, id, r.isOpen);
  const kept = r.b.shape(id).filter((dim) => dim !== 1);
  return sameShape(kept, r.b.shape(inner)) ? inner : id;
}

/** The array that numbers stand before; they stand before the whole product. */
function withoutNumbers(r: Reading, id: NodeId, found: NodeId[]): NodeId {
  let array = id;
  for (;;) {
    const { op, args, shape } = r.b.node(array);
    const [x, y] = args as readonly [NodeId, NodeId];
    if (op !== "mul" || shape.length === 0 || !r.isOpen(array) || r.b.shape(x).length > 0) return array;
    found.push(x);
    array = y;
  }
}

/** An identity with a summed label only renames that label. */
function withoutIdentities(r: Reading, c: Contraction): Contraction {
  let { factors } = c;
  for (;;) {
    const found = factors.findIndex((f) => isRenaming(r, c, factors, f));
    if (found < 0) return { ...c, factors };
    const [a, z] = factors[found]?.labels as readonly [number, number];
    const [from, to] = c.out.includes(a) || !occurs(factors, found, a) ? [z, a] : [a, z];
    factors = factors.filter((_, i) => i !== found).map((f) => ({ ...f, labels: f.labels.map((l) => (l === from ? to : l)) }));
  }
}

function isRenaming(r: Reading, c: Contraction, factors: readonly Factor[], factor: Factor): boolean {
  if (factor.node === undefined || r.b.node(factor.node).op !== "delta") return false;
  const at = factors.indexOf(factor);
  const [a, z] = factor.labels as readonly [number, number];
  if (a === z) return false;
  return [a, z].some((l) => !c.out.includes(l) && occurs(factors, at, l));
}

function occurs(factors: readonly Factor[], except: number, label: number): boolean {
  return factors.some((f, i) => i !== except && f.labels.includes(label));
}

/** A matrix with one label twice is its diagonal, or, summed, its trace. */
function withDiagonals(c: Contraction): Contraction {
  const scalars: Written[] = [];
  const factors = c.factors.flatMap((f, i): Factor[] => {
    const [a, z] = f.labels;
    if (f.labels.length !== 2 || a === undefined || a !== z) return [f];
    if (c.out.includes(a) || occurs(c.factors, i, a)) return [{ written: call("diag", [f.written], true), labels: [a] }];
    scalars.push(call("trace", [f.written], false));
    return [];
  });
  return { ...c, factors, scalars: [...c.scalars, ...scalars] };
}

/** Sums over labels that only one factor has. */
function withSums(c: Contraction): Contraction {
  const factors = c.factors.map((f, i) => {
    const axes = f.labels.flatMap((l, axis) => (c.out.includes(l) || occurs(c.factors, i, l) || isRepeated(f, l) ? [] : [axis]));
    if (axes.length === 0) return f;
    return { written: summed(f.written, axes, f.labels.length), labels: f.labels.filter((_, axis) => !axes.includes(axis)) };
  });
  return { ...c, factors };
}

function isRepeated(f: Factor, label: number): boolean {
  return f.labels.indexOf(label) !== f.labels.lastIndexOf(label);
}

function withoutScalars(c: Contraction): Contraction {
  const scalars = c.factors.filter((f) => f.labels.length === 0).map((f) => f.written);
  return { ...c, factors: c.factors.filter((f) => f.labels.length > 0), scalars: [...c.scalars, ...scalars] };
}
