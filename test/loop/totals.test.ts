// Numbers that are made step by step have the name under which they are read.
import { expect, test } from "vitest";
import { apply, counter, FIRST, int, load, number, store, use, type Buffer, type Local, type Stmt } from "../../src/loop/ir.js";
import { allStatements } from "../../src/loop/map.js";
import { nameTotals } from "../../src/loop/totals.js";

const x: Buffer = { id: 1, hint: "x", type: "f64", kind: "input", shape: [12] };
const y: Buffer = { id: 2, hint: "y", type: "f64", kind: "output", shape: [3] };
const local = (id: number, hint: string, type: Local["type"] = "number"): Local => ({ id, hint, type });
const [i, j, sum, t1, t2] = [local(3, "i", "index"), local(4, "j", "index"), local(5, "sum"), local(6, "t1"), local(7, "t2")];

const begin: Stmt = { kind: "let", local: sum, value: number(0), mutable: true };
const add: Stmt = { kind: "assign", local: sum, value: apply("add", use(sum), load(x, counter(j))) };
const loop = (of: Local, body: readonly Stmt[]): Stmt => ({ kind: "for", local: of, from: FIRST, to: int(3), step: 1, body });
const name = (of: Local, from: Local): Stmt => ({ kind: "let", local: of, value: use(from), mutable: false });
const end = (of: Local): Stmt => store(y, counter(i), use(of));
const hints = (body: readonly Stmt[]): (readonly [number, string])[] =>
  allStatements(body).flatMap((s) => (s.kind === "let" || s.kind === "assign" ? [[s.local.id, s.local.hint] as const] : []));

test("a total of a loop's step is one local with the name that it is read by", () => {
  const rows = [loop(i, [begin, loop(j, [add]), { kind: "block", comment: "t1", body: [name(t1, sum)] }, name(t2, t1), end(t1)])];
  const named = nameTotals(rows, new Set());
  expect(hints(named)).toEqual([[5, "t1"], [5, "t1"], [7, "t2"]]);
  expect(allStatements(named).at(-1)).toEqual(end({ ...sum, hint: "t1" }));
});

test("what changes afterwards, is read behind the statements or stands outside of loops keeps both", () => {
  const changed = [loop(i, [begin, name(t1, sum), loop(j, [add]), name(t2, sum), end(t1)])];
  expect(hints(nameTotals(changed, new Set()))).toEqual([[5, "t2"], [6, "t1"], [5, "t2"]]);
  const kept = [loop(i, [begin, loop(j, [add]), name(t1, sum), end(t1)])];
  expect(nameTotals(kept, new Set([t1.id]))).toBe(kept);
  const outside = [begin, loop(j, [add]), name(t1, sum), store(y, FIRST, use(t1))];
  expect(nameTotals(outside, new Set())).toBe(outside);
});
