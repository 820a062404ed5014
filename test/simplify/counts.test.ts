// How many operations a value with its full gradient takes, for programs of scalars.
import { expect, test } from "vitest";
import { countOperations, difference, elaborated, phases, pointFor, resultsAt, withGradient } from "./helpers.js";

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

function multilayer(): string {
  const hidden = upTo(16).flatMap((j) => [...upTo(8).map((i) => `w${j}_${i}`), `b${j}`]);
  const scores = upTo(4).flatMap((k) => [...upTo(16).map((j) => `v${k}_${j}`), `c${k}`]);
  return [
    `param ${[...hidden, ...scores].join(", ")}`,
    `input ${[...upTo(8).map((i) => `x${i}`), ...upTo(4).map((k) => `y${k}`)].join(", ")}`,
    ...upTo(16).map((j) => `h${j} = tanh(${upTo(8).map((i) => `w${j}_${i}*x${i}`).join(" + ")} + b${j})`),
    ...upTo(4).map((k) => `z${k} = ${upTo(16).map((j) => `v${k}_${j}*h${j}`).join(" + ")} + c${k}`),
    "loss = log(exp(z0) + exp(z1) + exp(z2) + exp(z3)) - (y0*z0 + y1*z1 + y2*z2 + y3*z3)",
    "output loss",
  ].join("\n");
}

const programs: readonly (readonly [name: string, text: string, most: number])[] = [
  ["a product of 64", upTo(64).map((i) => `x${i}`).join("*"), 187],
  ["a Rosenbrock chain of 32", upTo(31).map((i) => `100*(x${i + 1} - x${i}^2)^2 + (1 - x${i})^2`).join(" + "), 401],
  ["a network of 8, 16 and 4", multilayer(), 768],
  ["32 nested sines", ["e0 = x", ...upTo(32).map((i) => `e${i + 1} = sin(e${i})*e${i}`)].join("\n"), 222],
  ["log of a sum of exponentials", "log(exp(a) + exp(b) + exp(c))", 16],
];

test.each(programs)("value and gradient of %s", (_name, text, most) => {
  const { finish } = phases(text);
  expect(countOperations(finish)).toBeLessThanOrEqual(most);
  const plain = withGradient(elaborated(text));
  const point = pointFor(plain, {}, 7);
  expect(difference(resultsAt(plain, point), resultsAt(finish, point))).toBeLessThan(1e-12);
});
