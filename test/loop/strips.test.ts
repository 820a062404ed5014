// Products in strips of the rows that a loop goes through: the memory that is left, and that values and gradients stay.
import { describe, expect, test } from "vitest";
import { compile } from "../../src/compile.js";
import type { Tensor } from "../../src/graph/tensor.js";
import { newEvaluator } from "../../src/run/evaluate.js";
import { isTensor, type Value } from "../../src/run/values.js";
import { TARGETS } from "../support/targets.js";

const arraysOf = (text: string): string[] =>
  [...(compile(text, { name: "f" }).code ?? "").matchAll(/\w+(?: =|:) new Float64Array.*\/\/ (\[.*\])/g)].map(([, shape]) => shape ?? "");

/** Distances of points to planes in groups: each point makes K*d numbers of its d, and gives as many back. */
const distances = "param Q[K, d, d], c[K, d]\ninput x[n, d]\nz = reshape(x*reshape(Q, [K*d, d])', [n, K, d]) - c\n" +
  "output f = sum(logsumexp(-sum(z.^2, 3), 2))";

test("what lies between two products over the same rows is a strip of them", () => {
  const arrays = arraysOf(distances);
  expect(arrays).toContain("[min(n, 128), K*d]");
  expect(arrays.filter((shape) => shape.startsWith("[n,"))).toEqual([]);
});

test("arrays that are no larger than what they are made of stay whole: the product is not cut", () => {
  const text = "param W[h, k]\ninput X[m, h], Y[m, k]\noutput J = cross_entropy(X*W, Y)";
  expect(arraysOf(text).some((shape) => shape.includes("min"))).toBe(false);
});

describe.each(TARGETS)("%s", (target) => {
  const [generated, interpreted] = [newEvaluator(distances, { target }), newEvaluator(distances, { interpret: true })];
  test.each([1, 5, 128, 129, 300])("value and gradient of %i rows are those of the graph", (n) => {
    const wave = (from: number, ...shape: number[]): unknown => shape.reduceRight<(at: number) => unknown>(
      (inner, size) => (at) => Array.from({ length: size }, (_, i) => inner(at * size + i)), (at) => Math.sin(from + 0.7 * at),
    )(0);
    const point = { Q: wave(1, 2, 3, 3), c: wave(2, 2, 3), x: wave(3, n, 3) };
    const [found, expected] = [generated.at(point), interpreted.at(point)];
    const numbers = ({ value, gradient }: typeof found): number[] =>
      [value, ...gradient?.values() ?? []].flatMap((each) => (isTensor(each as Value) ? [...(each as Tensor).data] : []));
    const wanted = numbers(expected);
    expect(wanted.length).toBe(1 + 18 + 6);
    numbers(found).forEach((x, i) => expect(Math.abs(x - (wanted[i] as number))).toBeLessThan(1e-12 * n * Math.max(1, Math.abs(x))));
  });
});
