// Rows of a matrix that a guard leaves out may hold anything: values, gradients, tangents and second
// derivatives of random programs are the same as with ordinary numbers there.
import { expect, test } from "vitest";
import { fromCode, fromGraph } from "../ops/compare.js";
import type { Numbers } from "../support/agreement.js";
import { mixedRandoms } from "../support/random.js";
import { rounds } from "../support/effort.js";

const PROGRAMS = Number(process.env.GRADC_GUARDED ?? rounds(25, 1));
const FIRST = Number(process.env.GRADC_SEED ?? 1);
/** Programs that were wrong once. */
const FOUND = [5152, 5300];
const POISON = [0, -1, "NaN", "Infinity", "-Infinity", 1e308];

/** Lines that turn a matrix of three columns, row by row, into another one. */
const STEPS: readonly ((x: string, to: string) => string)[] = [
  (x, to) => `${to} = log(${x})`,
  (x, to) => `${to} = sqrt(${x})`,
  (x, to) => `${to} = 1 ./ ${x}`,
  (x, to) => `${to} = exp(${x})`,
  (x, to) => `${to} = ${x}.^1.5`,
  (x, to) => `${to} = tanh(${x}) + 2`,
  (x, to) => `${to} = ${x} ./ (1 + ${x}.^2)`,
  (x, to) => `${to} = ${x}*W`,
  (x, to) => `${to} = ${x}*W'`,
  (x, to) => `${to} = (V*${x}')'`,
  (x, to) => `${to} = softmax(${x}, 2) + 1`,
  (x, to) => `${to} = log_softmax(${x}, 2) + 5`,
  (x, to) => `${to} = cumsum(${x}, 2)`,
  (x, to) => `${to} = ${x} ./ reshape(sum(${x}, 2), [3, 1])`,
  (x, to) => `${to} = ${x} .* reshape(prod(${x}, 2), [3, 1])`,
  (x, to) => `${to} = ${x} + reshape(logsumexp(${x}, 2), [3, 1])`,
  (x, to) => `${to} = ${x} ./ reshape(sqrt(sum(${x}.^2, 2)), [3, 1])`,
  (x, to) => `${to} = ${x} ./ reshape(max(${x}, 2), [3, 1])`,
  (x, to) => `${to} = ${x} + reshape(std(${x}, 2), [3, 1])`,
  (x, to) => `${to} = ${x} .* reshape(mean(${x}, 2), [3, 1])`,
  (x, to) => `${to} = concat(${x}[:, 2:3], ${x}[:, 1:1])`,
  (x, to) => `${to} = ${x} .* ${x}[:, 1:1]`,
  (x, to) => `${to} = ${x} .* outer(s ./ ${x}[:, 2], v)`,
  (x, to) => `${to} = reshape(flatten(${x}') + 1, [3, 3])'`,
  (x, to) => `${to} = relu(${x} - 0.2) + 0.1`,
  (x, to) => `${to} = ${x} + outer(${x}*v, v)`,
  (x, to) => `${to} = ${x} > 0.7 ? ${x} : log(${x} + 1)`,
  (x, to) => `${to} = abs(${x}) + hypot(${x}, 1 ./ ${x})`,
];
const ENDS: readonly ((x: string, guard: string) => string)[] = [
  (x, guard) => `output J = sum(${guard} ? ${x} : 0)`,
  (x, guard) => `output J = sum(${guard} ? (${x} - 0.5).^2 : W[1, 1])`,
  (x, guard) => `g = ${guard} ? ${x} : 1\noutput J = sum((g*W).^2)`,
  (x, guard) => `g = ${guard} ? ${x} : 0\noutput J = sum(tanh(g'*g))`,
];
const GUARDS = ["ok > 0", "not (ok == 0)", "(ok > 0 and ok < 2)"];

interface Made {
  readonly text: string;
  /** The same program without its guard. */
  readonly open: string;
  readonly rows: readonly (readonly number[])[];
  readonly poison: number | string;
  readonly bad: number;
}

function numbers(seed: number): () => number {
  const next = mixedRandoms(seed);
  return () => next() / 2 ** 32;
}

function made(seed: number): Made {
  const random = numbers(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const steps = 1 + Math.floor(random() * 3);
  const lines: string[] = [];
  for (let i = 0; i < steps; i++) lines.push(pick(STEPS)(i === 0 ? "X" : `t${i}`, `t${i + 1}`));
  const [end, guard] = [pick(ENDS), pick(GUARDS)];
  const program = (condition: string): string =>
    `param X[3, 3], W[3, 3], v[3], s\ninput ok[3, 1], V[3, ` +
    `3]\n${lines.join("\n")}\n${end(`t${steps}`, condition)}\noutput T = jvp(J, X, ones(3, 3))\noutput H = hvp(J, W, ones(3, 3))\noutput S = jvp(J, s, 1)`;
  const rows = Array.from({ length: 3 }, () => Array.from({ length: 3 }, () => 0.5 + random()));
  return { text: program(guard), open: program("1 == 1"), rows, poison: pick(POISON), bad: Math.floor(random() * 3) };
}

const POINT = {
  W: [[0.5, 0.25, 1], [0.75, 1.25, 0.5], [1, 0.5, 0.25]], V: [[1, 0.5, 0.25], [0.25, 1, 0.5], [0.5, 0.75, 1]],
  v: [0.5, 1, 1.5], s: 0.75,
};

function isSame(x: number, y: number): boolean {
  return x === y || (Number.isNaN(x) && Number.isNaN(y)) || Math.abs(x - y) <= 1e-9 * Math.max(1, Math.abs(x), Math.abs(y));
}

/** The first difference as text, with the program. */
function differences(text: string, found: Numbers, expected: Numbers): string | undefined {
  for (const [part, values] of expected) {
    const got = found.get(part) ?? [];
    const at = values.findIndex((x, i) => !isSame(x, got[i] as number));
    if (at >= 0) return `${text}\n${part}[${at}] is ${got[at]} and not ${values[at]}`;
  }
  return undefined;
}

const copied = (found: Numbers): Numbers => new Map([...found].map(([part, values]) => [part, [...values]]));

test.each([...Array.from({ length: PROGRAMS }, (_, i) => FIRST + i), ...FOUND])("program %i", (seed) => {
  const { text, open, rows, poison, bad } = made(seed);
  const random = numbers(seed + 1e6);
  const row = [poison, random() < 0.5 ? poison : 1.25, random() < 0.5 ? poison : 0.75];
  const at = (r: readonly (number | string)[]): unknown =>
    ({ ...POINT, ok: rows.map((_, i) => [i === bad ? 0 : 1]), X: rows.map((own, i) => (i === bad ? r : own)) });
  const all = { ...POINT, ok: [[1], [1], [1]], X: rows };
  const options = { of: "J", hessian: true };
  for (const make of [fromCode, fromGraph]) {
    const run = make(text, options);
    const expected = copied(run(at([1.25, 0.75, 1.5])));
    expect(differences(`${text}\n${make.name}, ${row.join(", ")} in row ${bad}`, run(at(row)), expected)).toBeUndefined();
  }
  expect(differences(`${text}\nall rows taken`, fromCode(text, options)(all), copied(fromCode(open, options)(all)))).toBeUndefined();
});
