// The loop language against the graph: random programs are planned, lowered, verified and interpreted.
import fc from "fast-check";
import { expect, test } from "vitest";
import { makePlan } from "../../src/plan/plan.js";
import { evaluate } from "../../src/graph/evaluate.js";
import { rootsOf } from "../../src/graph/program.js";
import { blockArraySums } from "../../src/loop/array-sums.js";
import { hoistInvariants } from "../../src/loop/hoist.js";
import { blockSums } from "../../src/loop/sums.js";
import { interpretable } from "../support/loop.js";
import { analyse } from "../../src/pipeline.js";
import { readPoint } from "../../src/run/point.js";
import { simplify } from "../../src/simplify/simplify.js";
import { programFromTape } from "../support/random-program.js";

const tapes = fc.array(fc.nat({ max: 1 << 20 }), { minLength: 8, maxLength: 50 });

const changes: readonly (readonly [string, Parameters<ReturnType<typeof interpretable>>[0]])[] = [
  ["as lowered", (body) => body],
  ["with invariants hoisted", hoistInvariants],
  ["with sums in blocks of 2", (body, newLocal) => blockSums(hoistInvariants(body, newLocal), newLocal, 2)],
  ["with sums into arrays in blocks", (body, newLocal) => {
    const blocked = blockArraySums(body, newLocal, (shape) => ({ ...newLocal("whole"), kind: "scratch", shape }));
    return blockSums(hoistInvariants(blocked, newLocal), newLocal);
  }],
];

test.each(changes)("loops %s compute what the graph means", (_name, change) => {
  fc.assert(fc.property(tapes, fc.boolean(), (tape, named) => {
    const { text, point: json } = programFromTape(tape, named);
    const program = simplify(analyse({ name: "<expr>", text }, {}), { level: "safe", phase: "finish" });
    const point = readPoint(program, json);
    const roots = rootsOf(program);
    const expected = evaluate(program.builder, roots, point);
    const run = interpretable(program, makePlan(program.builder, roots), point);
    const found = run(change);
    for (const id of roots) {
      const [a, b] = [expected.get(id)?.data ?? [], found(id)];
      const scale = Math.max(1, ...Array.from(a, Math.abs));
      if (scale > 1e6) return;
      a.forEach((x, i) => expect(Math.abs(x - (b[i] ?? NaN)) <= 1e-8 * scale || Object.is(x, b[i]), text).toBe(true));
    }
  }), { numRuns: 150 });
}, 120_000);
