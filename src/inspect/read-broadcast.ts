// A contraction without a matrix form: where every factor has its dimensions in one order, they are multiplied element
// by element, with dimensions of 1 where one lacks some, and summed along the dimensions that go; else by indices.
import { nth } from "../diagnostics/known.js";
import { formatDim, type Dim } from "../shape/dim.js";
import type { Shape } from "../shape/shape.js";
import { times } from "./algebra.js";
import type { Contraction, Factor } from "./contraction-factors.js";
import { filled, reshaped, sizeOf, summed, type Reading } from "./reading.js";
import { namesIn } from "./order.js";
import { binding, call, index, name, number, transposed, type Written } from "./written.js";

export function broadcastProduct(r: Reading, contraction: Contraction): Written {
  const { pretty } = r;
  const c = withoutRepeats(contraction);
  const order = labelOrder(c);
  if (c.factors.some((f) => f.labels.length > 2 && !isInOrder(f, order))) return byIndices(r, contraction);
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
      const dim = nth(dims, l);
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
      if (i > 0) known.add(nth(chain, i - 1));
      before.set(l, known);
    });
  };
  add(c.out);
  for (const f of c.factors) for (const l of f.labels) add([l]);
  for (const f of [...c.factors].sort((a, b) => b.labels.length - a.labels.length)) {
    if (f.labels.every((l, i) => i === 0 || !reaches(before, nth(f.labels, i - 1), l))) add(f.labels);
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
    const next = [...left].find((l) => [...(before.get(l) ?? [])].every((p) => !left.has(p))) ?? nth([...left], 0);
    order.push(next);
    left.delete(next);
  }
  return order;
}

function aligned(f: Factor, order: readonly number[], dims: readonly Dim[]): Written {
  const labels = [...f.labels].sort((a, b) => order.indexOf(a) - order.indexOf(b));
  const inOrder = permuted(f, labels);
  const [lead] = labels;
  const shape = lead === undefined ? [] : order.slice(order.indexOf(lead)).map((l) => (labels.includes(l) ? nth(dims, l) : 1));
  return shape.length === labels.length ? inOrder : reshaped(inOrder, shape);
}

/** A vector or matrix, or an array whose dimensions are in order. */
function permuted(f: Factor, labels: readonly number[]): Written {
  return f.labels.every((l, i) => l === labels[i]) ? f.written : transposed(f.written);
}

function isInOrder(f: Factor, order: readonly number[]): boolean {
  return f.labels.every((l, i) => i === 0 || order.indexOf(nth(f.labels, i - 1)) < order.indexOf(l));
}

/** `map(sum(A[i, k] * B[k, j, i], k = 1:n), i = 1:m, j = 1:n)`. */
function byIndices(r: Reading, { factors, out, dims }: Contraction): Written {
  const inner = new Set(factors.flatMap((f) => namesIn(f.written)).map((text) => text.split(" ")[0]));
  const letters: string[] = [];
  for (let at = 0; letters.length < dims.length; at++) if (!inner.has(r.letter(at))) letters.push(r.letter(at));
  const used = [...new Set([...out, ...factors.flatMap((f) => f.labels)])];
  const letterOf = (label: number): string => letters[used.indexOf(label)] as string;
  const along = (label: number): Written => binding(letterOf(label), formatDim(nth(dims, label)));
  const element = (f: Factor): Written => index(f.written, f.labels.map((l) => name(letterOf(l), false)), false);
  const product = factors.map(element).reduce((x, y) => times(x, y, r.pretty));
  const summedLabels = used.filter((l) => !out.includes(l));
  const sum = summedLabels.length === 0 ? product : call("sum", [product, ...summedLabels.map(along)], false);
  return out.length === 0 ? sum : call("map", [sum, ...out.map(along)], true);
}

/** Ones over the labels that no factor has. */
function stretch(missing: readonly number[], order: readonly number[], dims: readonly Dim[]): Written {
  const first = order.indexOf(nth(missing, 0));
  const shape: Shape = order.slice(first).map((l) => (missing.includes(l) ? nth(dims, l) : 1));
  return filled(number(1), shape, false);
}
