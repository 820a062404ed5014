// The loop language against the graph: random programs are planned, lowered, verified and interpreted.
import fc from "fast-check";
import { expect, test } from "vitest";
import { makePlan } from "../../src/plan/plan.js";
import { evaluate } from "../../src/graph/evaluate.js";
import { rootsOf } from "../../src/graph/program.js";
import { distributeLoops } from "../../src/loop/distribute.js";
import { lanePasses, loopPasses, scalarPasses, type LoopPass } from "../../src/loop/passes.js";
import { blockSums } from "../../src/loop/sums.js";
import { rounds } from "../support/effort.js";
import { interpretable } from "../support/loop.js";
import { analyse } from "../../src/analyse.js";
import { readPoint } from "../../src/run/point.js";
import { simplify } from "../../src/simplify/simplify.js";
import { programFromTape } from "../support/random-program.js";

const tapes = fc.array(fc.nat({ max: 1 << 20 }), { minLength: 8, maxLength: 50 });

const without = loopPasses.map(({ name }) => [`without ${name}`, loopPasses.filter((pass) => pass.name !== name)] as const);
const inBlocksOfTwo: LoopPass = { name: "sums in blocks of 2", run: (body, { newLocal }) => blockSums(body, newLocal, 2) };
const callsApart: LoopPass = {
  name: "each call that waits in a loop of its own",
  run: (body, { newLocal, newBuffer }) => distributeLoops(body, newLocal, newBuffer, { depth: 2, steps: 1 }),
};

const lists: readonly (readonly [string, readonly LoopPass[]])[] = [
  ["as lowered", []], ["with all passes", loopPasses], ["with those of scalar targets", scalarPasses],
  ["with those of targets with lanes", lanePasses], ...without,
  ["with calls in loops of their own", [callsApart]], ["and after all other passes", [...loopPasses, callsApart]],
  ["with sums in blocks of 2", [...loopPasses.slice(0, -1), inBlocksOfTwo]],
];

test.each(lists)("loops %s compute what the graph means", (_name, passes) => {
  fc.assert(fc.property(tapes, fc.boolean(), (tape, named) => {
    const { text, point: json } = programFromTape(tape, named);
    const program = simplify(analyse({ name: "<expr>", text }, {}), { level: "safe", phase: "finish" });
    const point = readPoint(program, json);
    const roots = rootsOf(program);
    const expected = evaluate(program.builder, roots, point);
    const run = interpretable(program, makePlan(program.builder, roots, { writesOut: passes === scalarPasses }), point);
    const found = run(passes);
    for (const id of roots) {
      const [a, b] = [expected.get(id)?.data ?? [], found(id)];
      const scale = Math.max(1, ...Array.from(a, Math.abs));
      if (scale > 1e6) return;
      a.forEach((x, i) => expect(Math.abs(x - (b[i] ?? NaN)) <= 1e-8 * scale || Object.is(x, b[i]), text).toBe(true));
    }
  }), { numRuns: rounds(150, 10) });
});
