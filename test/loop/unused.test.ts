// What nobody reads is not computed.
import { expect, it } from "vitest";
import { counter, int, number, use, type Buffer, type Local, type Num, type Stmt } from "../../src/loop/ir.js";
import { withoutUnused } from "../../src/loop/unused.js";

const local = (id: number, type: Local["type"] = "number"): Local => ({ id, hint: `t${id}`, type });
const buffer: Buffer = { id: 100, hint: "b", type: "f64", kind: "output", shape: [3] };
const define = (one: Local, value: Num, mutable = false): Stmt => ({ kind: "let", local: one, value, mutable });
const loopOf = (...body: readonly Stmt[]): Stmt => ({ kind: "for", local: local(9, "index"), from: int(0), to: int(3), step: 1, body });

it("leaves out what is read by nothing but what is left out, also inside loops", () => {
  const [a, b, c, sum] = [local(1), local(2), local(3), local(4)];
  const kept: Stmt = { kind: "store", buffer, at: counter(local(9, "index")), value: use(c), add: false };
  const body = [
    define(a, number(1)), define(b, use(a)), define(c, number(2)), define(sum, number(0), true), loopOf(define(local(5), use(a)), kept),
  ];
  expect(withoutUnused(body, new Set())).toEqual([body[2], body[3], loopOf(kept)]);
  expect(withoutUnused(body, new Set([b.id]))).toEqual([...body.slice(0, 4), loopOf(kept)]);
});

it("leaves out loops and comments around nothing", () => {
  const idle = define(local(1), number(1));
  expect(withoutUnused([loopOf(idle), { kind: "block", comment: "t1 = 1", body: [idle] }], new Set())).toEqual([]);
});
