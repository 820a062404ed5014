// Elements that go along to the next step.
import { expect, it } from "vitest";
import { runBody, type Machine } from "../../src/loop/interpret.js";
import {
  apply, counter, FIRST, int, load, loopOver, number, plus, size, store, use, type Buffer, type For, type Local, type NewLocal, type Num,
  type Stmt,
} from "../../src/loop/ir.js";
import { allParts, allStatements, exprsOf } from "../../src/loop/map.js";
import { carryNeighbours } from "../../src/loop/neighbours.js";
import { verifyBody } from "../../src/loop/verify.js";
import { addDims, namedDim } from "../../src/shape/dim.js";

const n = namedDim("n");
const x: Buffer = { id: 100, hint: "x", type: "f64", kind: "input", shape: [addDims(n, 2)] };
const y: Buffer = { id: 101, hint: "y", type: "f64", kind: "output", shape: [addDims(n, 2)] };
const i: Local = { id: 1, hint: "i", type: "index" };
const t: Local = { id: 2, hint: "t", type: "number" };
const at = (ahead: number): Num => load(x, plus(counter(i), int(ahead)));
const into = (ahead: number, value: Num, add = true): Stmt => store(y, plus(counter(i), int(ahead)), value, add);
const loop = (...body: readonly Stmt[]): For => loopOver(i, [n], body);

let next = 1000;
const newLocal: NewLocal = (hint, type = "number") => ({ id: next++, hint, type });
const changed = (body: readonly Stmt[]): readonly Stmt[] => {
  const after = carryNeighbours(body, newLocal);
  verifyBody(after, []);
  return after;
};

/** What is in y after statements, for some number of steps. */
function run(body: readonly Stmt[], steps: number): readonly number[] {
  const given = Float64Array.from({ length: steps + 2 }, (_, k) => 0.5 + k * k);
  const memory = new Map([[x.id, given], [y.id, new Float64Array(steps + 2).fill(9)]]);
  const machine: Machine = { locals: new Map(), memory, sizes: new Map([["n", steps]]), runtime: new Map() };
  runBody(machine, body);
  return [...memory.get(y.id) as Float64Array];
}

/** How often a step goes to memory. */
function touches(body: readonly Stmt[]): number {
  const inside = allStatements(body).flatMap((stmt) => (stmt.kind === "for" ? stmt.body : []));
  const loads = inside.flatMap(exprsOf).flatMap(allParts).filter(({ kind }) => kind === "load").length;
  return loads + inside.reduce((sum, stmt) => sum + (stmt.kind === "store" ? (stmt.add ? 2 : 1) : 0), 0);
}

const named: Stmt = { kind: "let", local: t, value: at(0), mutable: false };
const difference = apply("sub", at(1), at(0));
const window = apply("add", apply("mul", at(2), at(0)), at(1));
const cases: readonly (readonly [string, readonly Stmt[], number])[] = [
  ["two that are read", [loop(into(0, difference, false))], 2],
  ["three that are read", [loop(into(0, window, false))], 2],
  ["one stored ahead, and one added to", [store(y, FIRST, number(0)), loop(into(1, at(0), false), into(0, at(1)))], 2],
  ["the other order", [loop(into(0, at(1)), into(1, at(0), false))], 2],
  ["what is stored ahead is at hand", [loop(named, into(1, use(t), false), into(0, use(t)))], 2],
  ["two that are added to", [loop(into(0, at(0)), into(1, at(0)))], 4],
  ["three of them", [loop(into(1, at(0)), into(0, apply("neg", at(0))), into(2, at(0), false))], 4],
];

it.each(cases)("goes to memory once for each element: %s", (_name, body, most) => {
  const after = changed(body);
  for (const steps of [0, 1, 2, 7]) expect(run(after, steps)).toEqual(run(body, steps));
  expect(touches(after)).toBe(most);
});

const chosen: Num = { kind: "select", test: { kind: "compare", op: "lt", left: at(0), right: number(3) }, then: at(1), else: number(0) };
const kept: readonly (readonly [string, readonly Stmt[]])[] = [
  ["what a choice decides", [loop(into(0, chosen, false))]],
  ["elements that are not side by side", [loop(into(0, apply("add", at(0), at(2)), false))]],
  ["what the loop reads, too", [loop(into(1, at(0)), into(0, load(y, counter(i))))]],
  ["two stores at one place", [loop(into(1, at(0)), into(0, at(0)), into(1, at(0)))]],
  [
    "a loop that may end before it begins",
    [{ ...loop(into(0, apply("sub", at(-1), at(-2)), false)), from: int(2), to: size(addDims(n, -1)) }],
  ],
];

it.each(kept)("leaves as they are: %s", (_name, body) => {
  expect(changed(body)).toEqual(body);
});
