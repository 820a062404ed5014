// Each second derivative is taken once: the blocks of two variables are transposes of each other, to the bit.
import { expect, test } from "vitest";
import { generated } from "../support/agreement.js";

const programs: readonly (readonly [text: string, at: Readonly<Record<string, unknown>>])[] = [
  ["param a, b, c\noutput f = exp(a*b)*sin(b*c)/sqrt(a^2 + c^2 + 1)", { a: 0.3, b: 1.7, c: -0.9 }],
  ["param x[3], y[2]\noutput f = exp(x[1]*y[2])*sin(x[3]*x[2])/norm(y)*prod(x)", { x: [0.3, -1.1, 0.7], y: [1.3, 0.4] }],
  [
    "param W[n, k], b[k]\ninput x[m, n]\noutput f = sum(tanh(x*W + b).^3)",
    { W: [[0.1, -0.4], [0.7, 0.3]], b: [0.2, 0.1], x: [[1, 2], [3, -1], [0.5, 0.2]] },
  ],
];

test.each(programs)("%s", (text, at) => {
  const names = /param (.*)/.exec(text)?.[1]?.split(/, (?![^[]*\])/).map((v) => v.replace(/\[.*/, "")) ?? [];
  const numbers = generated(text, at, { hessian: true });
  const size = (name: string): number => [at[name]].flat(2).length;
  for (const [i, x] of names.entries()) {
    for (const y of names.slice(i + 1)) {
      const [above, below] = [numbers.get(`d2/d${x},${y}`) ?? [], numbers.get(`d2/d${y},${x}`) ?? []];
      expect(above.length).toBe(size(x) * size(y));
      expect(below).toEqual(above.map((_, k) => above[(k % size(x)) * size(y) + Math.floor(k / size(x))]));
    }
  }
});

test("of a list of numbers too", () => {
  const text = "param a, b, c\nv = [a, b, c]\nf = exp(a*b)*sin(b*c)/sqrt(a^2 + c^2 + 1)\noutput H = hessian(f, v)";
  const H = generated(text, { a: 0.3, b: 1.7, c: -0.9 }).get("H") ?? [];
  expect(H.length).toBe(9);
  for (const [i, j] of [[0, 1], [0, 2], [1, 2]] as const) expect(H[3 * i + j]).toBe(H[3 * j + i]);
});
