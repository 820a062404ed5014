// At level fast, sums and products of numbers are formed in an order in which they share parts: with the
// values of the graph as it was, and never with more operations.
import { describe, expect, test } from "vitest";
import type { Program } from "../../src/graph/program.js";
import { fewerOperations } from "../../src/simplify/sharing/fewer-operations.js";
import { difference, generated, interpreted, plainGraph } from "../support/agreement.js";
import { rounds } from "../support/effort.js";
import { randoms } from "../support/random.js";
import { countOperations, listing, phases, pointFor, resultsAt } from "./helpers.js";

const fast = (text: string): Program => phases(text, "fast").finish;

describe("sharing parts", () => {
  test.each([
    ["products that share two of three factors", "input a, b, c, d\noutput f = (a*c)*b\noutput g = (b*d)*a", 3],
    ["sums that share two of three terms", "input a, b, c, d\noutput f = a + c + b\noutput g = b + d + a", 3],
    ["differences up to their sign", "input a, b, c, d\noutput f = (a - c) + d*d\noutput g = sin(d) + (c - a)", 5],
    ["a product that is there already", "input a, b, c, d\noutput f = a*b\noutput g = a*c*b\noutput h = sin(a*d*b)", 4],
    ["a power and a product", "input x, y\noutput f = sin(x^2*y)\noutput g = cos(x*y)", 4],
    ["quotients", "input a, b, c, r\noutput f = sin(a*b/r)\noutput g = cos(a*c/r)", 5],
    ["a square of a product", "input x, y\noutput f = sin(x*x*y*y)", 3],
    ["a factor of many terms", "input a, b, c, d, x, y\noutput f = a*x + b*y + c*x + d*sin(x) - x*y", 10],
    ["a divisor of many terms", "input a, b, c, r\noutput f = a/r + b*b - c/r", 5],
    ["factors and the sums that they leave", "input a, b, x, y\noutput f = a*x + b*y + b*x + a*y", 3],
    ["like terms, in any order of their factors", "input a, b, c\noutput f = a*b*c + 2*(c*a)*b - sin(a)*b", 5],
    [
      "terms that cancel through shared multiples",
      "input a, b, c\nt = 2*a\nu = 2*b\noutput f = sin(t) + cos(u)\noutput g = b*t - a*u + c", 5,
    ],
    ["sums up to a constant", "input a, b, c\noutput f = sin(3*a - 3*b)\noutput g = cos(2*b - 2*a)", 5],
    ["a choice up to its sign", "input a, b, c\noutput f = a + (c > 0 ? b*c : 0)\noutput g = b - (c > 0 ? b*c : 0)", 4],
    ["powers that cancel", "input a, b\nt = a*b\noutput f = sin(t)\noutput g = t*b/(a*a*b)", 4],
    ["signs of factors", "input a, b, c, d\noutput f = sin(d - a*b*c)\noutput g = d + c*(-b)*d", 6],
  ])("%s", (_, text, most) => {
    const [before, after] = [fast(text), fewerOperations(fast(text))];
    expect(countOperations(after)).toBeLessThanOrEqual(most);
    const point = pointFor(before, {}, 5);
    resultsAt(before, point).forEach((x, i) => expect(Math.abs((resultsAt(after, point)[i] as number) / x - 1)).toBeLessThan(1e-14));
  });
});

/** Sums of products of a few variables, with signs, powers, quotients and functions between them. */
function randomText(seed: number): string {
  const random = randoms(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const names = ["a", "b", "c", "d", "u"];
  const pool = [...names];
  const pick = (): string => pool[below(pool.length)] as string;
  const factor = (): string => (random() < 0.15 ? `${pick()}^${2 + below(2)}` : random() < 0.1 ? String(2 + below(3)) : pick());
  const product = (): string => Array.from({ length: 1 + below(4) }, factor).reduce((x, y) => `${x}${random() < 0.1 ? "/" : "*"}${y}`);
  const sum = (): string => Array.from({ length: 1 + below(5) }, product).reduce((x, y) => `${x} ${random() < 0.4 ? "-" : "+"} ${y}`);
  const lines = Array.from({ length: 3 + below(5) }, (_, i) => {
    const line = `t${i} = ${random() < 0.3 ? `sin(${sum()})` : random() < 0.2 ? `-(${sum()})*${pick()}` : sum()}`;
    pool.push(`t${i}`);
    return line;
  });
  return `param ${names.join(", ")}\n${lines.join("\n")}\noutput f = ` +
    `${Array.from({ length: 3 }, product).join(" + ")} + ${pool.at(-1) as string}\n`;
}

/** A bound on what roundings may differ by: the results with every number known to a few units only. */
function noise(program: Program, seed: number): number[] {
  const point = pointFor(program, {}, seed);
  const moved = new Map(
    [...point.values].map(([name, t], i) => [name, { ...t, data: t.data.map((x) => x * (1 + (i % 2 === 0 ? 1 : -1) * 2 ** -30)) }]),
  );
  const [at, near] = [resultsAt(program, point), resultsAt(program, { ...point, values: moved })];
  return at.map((x, i) => Math.abs((near[i] as number) - x) * 2 ** -16 + Math.abs(x) * 2 ** -44);
}

test("random sums of products keep their values and gradients, and never need more operations", () => {
  let [before, after] = [0, 0];
  for (let seed = 1; seed <= rounds(150, 9); seed++) {
    const text = randomText(seed);
    const plain = fast(text);
    const found = fewerOperations(plain);
    const counts = [countOperations(plain), countOperations(found)] as const;
    expect(counts[1], text).toBeLessThanOrEqual(counts[0]);
    [before, after] = [before + counts[0], after + counts[1]];
    expect(listing(fewerOperations(found)), text).toBe(listing(found));
    const point = pointFor(plain, {}, seed);
    const [x, y, allowed] = [resultsAt(plain, point), resultsAt(found, point), noise(plain, seed)];
    x.forEach(
      (value, i) => expect(Math.abs((y[i] as number) - value), `${text} ${value} ${y[i]}`).toBeLessThanOrEqual(allowed[i] as number),
    );
  }
  expect(after).toBeLessThan(0.98 * before);
});

test("second derivatives in generated code are those of the graph before any rewriting", () => {
  for (let seed = 1001; seed <= 1000 + rounds(15, 2); seed++) {
    const text = randomText(seed);
    const plain = plainGraph(text, { hessian: true });
    const json = Object.fromEntries([...pointFor(plain, {}, seed).values].map(([name, t]) => [name, t.data[0]]));
    const found = [...generated(text, json, { math: "fast", hessian: true }).values()].flat();
    const allowed = noise(plain, seed);
    const expected = [...interpreted(plain, json).values()].flat();
    expect(found.length).toBe(expected.length);
    expected.forEach(
      (x, i) => expect(Math.abs((found[i] as number) - x), `${text} ${x} ${found[i]}`).toBeLessThanOrEqual(allowed[i] as number),
    );
  }
});

test("numbers between arrays", () => {
  const text = "param v[3], a, b, c\ns = a*b*c - sum(v)*a*c\noutput J = sum(exp(s*v)) + (a*c)*dot(v, v)*s - c*a";
  const json = { v: [0.3, -1.1, 0.7], a: 1.3, b: 0.2, c: -0.8 };
  const plain = interpreted(plainGraph(text), json);
  expect(difference(plain, generated(text, json, { math: "fast" }), 1e-14)).toBeUndefined();
});
