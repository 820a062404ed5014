// In which order loops of lanes load, compute and store.
import { expect, test } from "vitest";
import { storedEarly, type LaneStatement } from "../../src/emit/wasm/lanes.js";
import { apply, counter, load, store, use, type Buffer, type Local, type Num } from "../../src/loop/ir.js";

const i: Local = { id: 1, hint: "i", type: "index" };
const local = (id: number): Local => ({ id, hint: `t${id}`, type: "number" });
const buffer = (id: number, kind: Buffer["kind"]): Buffer => ({ id, hint: `b${id}`, type: "f64", kind, shape: [8] });
const [x, y, z, s] = [buffer(11, "input"), buffer(12, "output"), buffer(13, "output"), buffer(14, "scratch")];
const [t2, t3, t4, sum] = [local(2), local(3), local(4), local(5)];
const at = counter(i);
const define = (of: Local, value: Num): LaneStatement => ({ kind: "let", local: of, value });
const keep = (to: Buffer, value: Num, add = false): LaneStatement => store(to, at, value, add) as LaneStatement;
const fold = (value: Num): LaneStatement => ({ kind: "fold", folding: { local: sum, op: "add", value } });

test("what is stored or summed follows what it is made of", () => {
  const [first, second, third] = [define(t2, load(x, at)), define(t3, apply("mul", use(t2), use(t2))), define(t4, load(s, at))];
  const [one, two, three, four] = [keep(y, use(t2), true), keep(z, use(t3)), fold(use(t2)), keep(y, load(x, at), true)];
  expect(storedEarly([first, second, third, one, two, three, four])).toEqual([first, one, three, four, second, two, third]);
});

test("an array is loaded and stored in the order of the program", () => {
  const [before, other, after] = [define(t2, load(s, at)), define(t3, load(x, at)), define(t4, load(s, at))];
  const [set, copy, again] = [keep(s, apply("neg", load(x, at))), keep(y, load(s, at)), keep(s, use(t3))];
  expect(storedEarly([other, before, set, copy, after, again])).toEqual([other, before, set, copy, after, again]);
});
