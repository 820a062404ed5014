// What the verifier of the loop language refuses: a body of a product and a choice, with one thing wrong at a time.
import { expect, test } from "vitest";
import {
  apply, counter, FIRST, int, loopOver, number, use, ZERO, type Buffer, type Local, type RoutineCall, type Stmt,
} from "../../src/loop/ir.js";
import { verifyBody } from "../../src/loop/verify.js";

const x: Local = { id: 1, hint: "x", type: "number" };
const i: Local = { id: 2, hint: "i", type: "index" };
const sum: Local = { id: 3, hint: "sum", type: "number" };
const test1: Local = { id: 4, hint: "test", type: "condition" };
const A: Buffer = { id: 10, hint: "A", type: "f64", kind: "input", shape: [2, 2] };
const B: Buffer = { id: 11, hint: "B", type: "f64", kind: "output", shape: [2, 2] };

const load = { kind: "load", buffer: A, at: counter(i) } as const;
const start: Stmt = { kind: "let", local: sum, value: ZERO, mutable: true };
const addition: Stmt = { kind: "assign", local: sum, value: apply("add", use(sum), load) };
const product: RoutineCall = {
  kind: "routine", fn: "multiply",
  args: [
    ...[2, 2, 2].map((n) => ({ kind: "index", index: int(n) }) as const),
    ...[A, A, B].map((buffer) => ({ kind: "view", buffer, offset: FIRST, steps: [int(2), int(1)] }) as const),
    { kind: "flag", flag: false },
  ],
};
const isSmall: Stmt = { kind: "let", local: test1, value: { kind: "compare", op: "lt", left: use(x), right: ZERO }, mutable: false };
const choice: Stmt = {
  kind: "store", buffer: B, at: FIRST, add: false,
  value: { kind: "select", test: { kind: "condition", local: test1 }, then: use(sum), else: { kind: "load", buffer: A, at: int(3) } },
};
const good: readonly Stmt[] = [start, loopOver(i, [4], [addition]), product, isSmall, choice];

test("a sound body passes", () => {
  expect(() => verifyBody(good, [x.id])).not.toThrow();
});

const replaced = (old: Stmt, by: Stmt): Stmt[] => good.map((s) => (s === old ? by : s));
const withArgument = (at: number, arg: RoutineCall["args"][number]): Stmt[] => replaced(
  product, { ...product, args: product.args.map((a, k) => (k === at ? arg : a)) },
);

const bad: readonly (readonly [string, readonly Stmt[], string])[] = [
  ["a local before it is defined", [isSmall, ...good.slice(1)], "sum is"],
  ["a counter outside its loop", [...good, { kind: "store", buffer: B, at: counter(i), value: ZERO, add: false }], "i is used before"],
  ["a local that is defined twice", [...good, start], "defined twice"],
  ["a constant that is assigned", replaced(start, { ...start, mutable: false }), "constant"],
  ["an index as a number", replaced(start, { ...start, value: FIRST }), "no number"],
  ["a number as a condition", replaced(isSmall, { ...isSmall, value: ZERO } as Stmt), "no condition"],
  ["a condition used as a number", [...good, { kind: "store", buffer: B, at: FIRST, value: use(test1), add: false }], "another type"],
  ["an argument that is written", [...good, { kind: "fill", buffer: A, value: 0 }], "written but input"],
  ["a loop that makes no steps", [{ kind: "for", local: i, from: FIRST, to: int(4), step: 0, body: [] }], "no steps"],
  ["a routine without an argument", replaced(product, { ...product, args: product.args.slice(1) }), "6 arguments"],
  ["a routine with a number for a size", withArgument(0, { kind: "num", num: number(2) }), "argument rows"],
  ["a view with a step too few", withArgument(3, { kind: "view", buffer: A, offset: FIRST, steps: [int(1)] }), "argument a"],
  [
    "a routine that reads what it writes",
    withArgument(3, { kind: "view", buffer: B, offset: FIRST, steps: [int(2), int(1)] }), "which it writes",
  ],
  ["a result that a routine does not give", replaced(product, { ...product, result: { id: 9, hint: "r", type: "number" } }), "its result"],
];

test.each(bad)("%s is refused", (_name, body, message) => {
  expect(() => verifyBody(body, [x.id])).toThrow(message);
});
