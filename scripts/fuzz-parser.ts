// A long campaign of random texts through the whole compiler: npm run fuzz:parser -- 1000000 7
// Prints each new kind of failure, shrunk, with its seed and number; then the rate.
import { check, fuzzCorpus, kindOf, shrink } from "../test/syntax/fuzz-check.js";
import { fuzzText } from "../test/syntax/fuzz-text.js";

const wanted = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? 1);
const corpus = fuzzCorpus();
const counts = { module: 0, errors: 0, failed: 0 };
const kinds = new Set<string>();
const started = performance.now();

for (let run = 0; run < wanted; run++) {
  const text = fuzzText(seed, run, corpus);
  const { outcome, fault } = check(text, { hessian: run % 16 === 0 });
  counts[outcome]++;
  if (fault !== undefined) report(text, run, fault);
  if (run % 100_000 === 99_999) console.log(`${run + 1} inputs, ${summary(run + 1)}`);
}
console.log(`${wanted} inputs, ${summary(wanted)}`);
if (counts.failed > 0) process.exitCode = 1;

function summary(done: number): string {
  const seconds = (performance.now() - started) / 1000;
  return `${counts.module} compiled, ${counts.errors} refused, ${counts.failed} failed, ${(done / seconds).toFixed(0)} a second`;
}

function report(text: string, run: number, fault: string): void {
  counts.failed++;
  const kind = kindOf(fault);
  if (kinds.has(kind)) return;
  kinds.add(kind);
  const options = { hessian: run % 16 === 0 };
  const short = fault.startsWith("takes") ? text : shrink(text, (t) => kindOf(check(t, options).fault ?? "") === kind);
  console.log(`--- seed ${seed}, number ${run}: ${fault}\n${JSON.stringify(short)}`);
}
