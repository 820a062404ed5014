// What nobody reads is not computed.
import { expect, it } from "vitest";
import { counter, int, number, use, type Buffer, type Local, type Num, type Stmt } from "../../src/loop/ir.js";
import { withoutUnused, type ReadAfter } from "../../src/loop/unused.js";

const local = (id: number, type: Local["type"] = "number"): Local => ({ id, hint: `t${id}`, type });
const buffer: Buffer = { id: 100, hint: "b", type: "f64", kind: "output", shape: [3] };
const define = (one: Local, value: Num, mutable = false): Stmt => ({ kind: "let", local: one, value, mutable });
const loopOf = (...body: readonly Stmt[]): Stmt => ({ kind: "for", local: local(9, "index"), from: int(0), to: int(3), step: 1, body });

const after = (read: readonly number[] = [], kept: readonly number[] = []): ReadAfter => ({ read: new Set(read), kept: new Set(kept) });

it("leaves out what is read by nothing but what is left out, also inside loops", () => {
  const [a, b, c, sum] = [local(1), local(2), local(3), local(4)];
  const kept: Stmt = { kind: "store", buffer, at: counter(local(9, "index")), value: use(c), add: false };
  const body = [
    define(a, number(1)), define(b, use(a)), define(c, number(2)), define(sum, number(0), true), loopOf(define(local(5), use(a)), kept),
  ];
  expect(withoutUnused(body, after())).toEqual([body[2], body[3], loopOf(kept)]);
  expect(withoutUnused(body, after([b.id]))).toEqual([...body.slice(0, 4), loopOf(kept)]);
});

it("leaves out loops and comments around nothing", () => {
  const idle = define(local(1), number(1));
  expect(withoutUnused([loopOf(idle), { kind: "block", comment: "t1 = 1", body: [idle] }], after())).toEqual([]);
});

it("leaves out writes to arrays that nothing reads, one after the other", () => {
  const [a, b]: Buffer[] = [{ ...buffer, id: 101, kind: "scratch" }, { ...buffer, id: 102, kind: "scratch" }];
  const store = (to: Buffer | undefined, value: Num): Stmt => ({ kind: "store", buffer: to as Buffer, at: int(0), value, add: false });
  const load = (from: Buffer | undefined): Num => ({ kind: "load", buffer: from as Buffer, at: int(0) });
  // b is read by nothing, and a by what b was for
  const body = [store(a, number(1)), loopOf(store(b, load(a))), store(buffer, number(2))];
  expect(withoutUnused(body, after())).toEqual([body[2]]);
  expect(withoutUnused(body, after([], [102]))).toEqual(body);
  const carried = [loopOf(store(buffer, load(a)), store(a, number(3)))];
  expect(withoutUnused(carried, after())).toEqual(carried);
});
