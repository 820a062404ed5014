// A long campaign of random tensor programs through generated code and the interpreter.
// Prints every disagreement, then the rate: npm run fuzz -- 50000
import { difference, generated, interpreted, plainGraph } from "../test/support/agreement.js";
import { programFromTape } from "../test/support/random-program.js";

const wanted = Number(process.argv[2] ?? 50_000);
let state = Number(process.argv[3] ?? 1);
const counts = { agreed: 0, skipped: 0, failed: 0 };
const started = performance.now();
const kinds = new Map<string, number>();

for (let run = 0; run < wanted; run++) {
  const tape = Array.from({ length: 12 + (next() % 50) }, next);
  const { text, point } = programFromTape(tape, run % 2 === 0);
  try {
    const expected = interpreted(plainGraph(text), point);
    if (!([...expected.values()].flat().every((x) => Math.abs(x) < 1e6))) counts.skipped++;
    else report(text, point, difference(expected, generated(text, point), 1e-8));
  } catch (error) {
    report(text, point, String(error));
  }
}
const seconds = (performance.now() - started) / 1000;
console.log(
  `${counts.agreed} agreed, ${counts.skipped} skipped (beyond 1e6), ${counts.failed} failed, ` +
  `${(wanted / seconds).toFixed(0)} programs a second`,
);
if (counts.failed > 0) process.exitCode = 1;

function report(text: string, point: unknown, fault: string | undefined): void {
  if (fault === undefined) {
    counts.agreed++;
    return;
  }
  counts.failed++;
  const kind = fault.replace(/[-\d.e]+/g, "#");
  kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  if ((kinds.get(kind) ?? 0) <= 2) console.log(`--- ${fault}\n${text}\n${JSON.stringify(point)}`);
}

function next(): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state >>> 8;
}
