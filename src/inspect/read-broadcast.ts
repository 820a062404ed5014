// A contraction without a matrix form: every factor is brought to one order of dimensions with
// `reshape`, multiplied element by element, and summed along the dimensions that go.
import { multiplyDims, type Dim } from "../shape/dim.js";
import type { Shape } from "../shape/shape.js";
import { times } from "./algebra.js";
import type { Contraction, Factor } from "./contraction-factors.js";
import { filled, reshaped, sizeOf, summed } from "./reading.js";
import { call, name, number, transposed, type Written } from "./written.js";

export function broadcastProduct(contraction: Contraction, pretty: boolean): Written {
  const c = withoutRepeats(contraction);
  const order = labelOrder(c);
  const parts = c.factors.map((f) => aligned(f, order, c.dims));
  const missing = order.filter((l) => !c.factors.some((f) => f.labels.includes(l)));
  const ones = missing.length === 0 ? [] : [stretch(missing, order, c.dims)];
  const all = [...ones, ...parts].reduce((x, y) => times(x, y, pretty));
  const axes = order.flatMap((l, axis) => (c.out.includes(l) ? [] : [axis]));
  return axes.length === 0 ? all : summed(all, axes, order.length);
}

/** A label that a factor has twice gets a second name, and an identity says that both are equal. */
function withoutRepeats(c: Contraction): Contraction {
  const dims = [...c.dims];
  const identities: Factor[] = [];
  const factors = c.factors.map((f) => ({
    ...f,
    labels: f.labels.map((l, axis) => {
      if (f.labels.indexOf(l) === axis) return l;
      const dim = dims[l] as Dim;
      const fresh = dims.push(dim) - 1;
      identities.push({ written: call("identity", [sizeOf(dim)], true), labels: [l, fresh] });
      return fresh;
    }),
  }));
  return { ...c, dims, factors: [...factors, ...identities] };
}

/** The labels in an order that keeps that of the result and, where it can, that of the larger factors. */
function labelOrder(c: Contraction): number[] {
  const before = new Map<number, Set<number>>();
  const add = (chain: readonly number[]): void => {
    chain.forEach((l, i) => {
      const known = before.get(l) ?? new Set<number>();
      if (i > 0) known.add(chain[i - 1] as number);
      before.set(l, known);
    });
  };
  add(c.out);
  for (const f of c.factors) for (const l of f.labels) add([l]);
  for (const f of [...c.factors].sort((a, b) => b.labels.length - a.labels.length)) {
    if (f.labels.every((l, i) => i === 0 || !reaches(before, f.labels[i - 1] as number, l))) add(f.labels);
  }
  return sorted(before);
}

/** Whether `to` must come before `from`. */
function reaches(before: ReadonlyMap<number, ReadonlySet<number>>, from: number, to: number): boolean {
  const seen = new Set<number>();
  const stack = [from];
  while (stack.length > 0) {
    const at = stack.pop() as number;
    if (at === to) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    stack.push(...(before.get(at) ?? []));
  }
  return false;
}

function sorted(before: ReadonlyMap<number, ReadonlySet<number>>): number[] {
  const order: number[] = [];
  const left = new Set(before.keys());
  while (left.size > 0) {
    const next = [...left].find((l) => [...(before.get(l) ?? [])].every((p) => !left.has(p))) ?? [...left][0] as number;
    order.push(next);
    left.delete(next);
  }
  return order;
}

function aligned(f: Factor, order: readonly number[], dims: readonly Dim[]): Written {
  const labels = [...f.labels].sort((a, b) => order.indexOf(a) - order.indexOf(b));
  const inOrder = permuted(f, labels, dims);
  const first = order.indexOf(labels[0] as number);
  const shape = order.slice(first).map((l) => (labels.includes(l) ? dims[l] as Dim : 1));
  return shape.length === labels.length ? inOrder : reshaped(inOrder, shape);
}

/** A factor with its dimensions in another order: a transpose, of groups of dimensions if need be. */
function permuted(f: Factor, labels: readonly number[], dims: readonly Dim[]): Written {
  if (f.labels.every((l, i) => l === labels[i])) return f.written;
  if (labels.length === 2) return transposed(f.written);
  const from = labels.map((l) => f.labels.indexOf(l));
  const cut = f.labels.indexOf(labels[0] as number);
  const isRotation = from.every((axis, i) => axis === (cut + i) % labels.length);
  if (!isRotation) return call("permute", [f.written, name(`[${from.map((axis) => axis + 1).join(", ")}]`, true)], true);
  const group = (part: readonly number[]): Dim => part.map((l) => dims[l] as Dim).reduce<Dim>(multiplyDims, 1);
  const matrix = reshaped(f.written, [group(f.labels.slice(0, cut)), group(f.labels.slice(cut))]);
  return reshaped(transposed(matrix), labels.map((l) => dims[l] as Dim));
}

/** Ones over the labels that no factor has. */
function stretch(missing: readonly number[], order: readonly number[], dims: readonly Dim[]): Written {
  const first = order.indexOf(missing[0] as number);
  const shape: Shape = order.slice(first).map((l) => (missing.includes(l) ? dims[l] as Dim : 1));
  return filled(number(1), shape, false);
}
