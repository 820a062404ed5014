// A long campaign of random texts through the whole compiler: npm run fuzz:parser -- 1000000 7
// Prints each new kind of failure, shrunk, with its seed and number; ten times or every 100,000 inputs the rate of those by the clock
// and by the processor's time, the memory in use and the slowest input.
import { check, fuzzCorpus, kindOf, shrink } from "../test/syntax/fuzz-check.js";
import { fuzzText } from "../test/syntax/fuzz-text.js";

const wanted = Number(process.argv[2] ?? 100_000);
const WINDOW = Math.min(100_000, Math.ceil(wanted / 10));
const seed = Number(process.argv[3] ?? 1);
const corpus = fuzzCorpus();
const counts = { module: 0, errors: 0, failed: 0 };
const kinds = new Set<string>();
let clock = performance.now();
let cpu = process.cpuUsage();
let worst = { spent: 0, run: -1 };

for (let run = 0; run < wanted; run++) {
  const text = fuzzText(seed, run, corpus);
  const { outcome, fault, spent } = check(text, { hessian: run % 16 === 0 });
  counts[outcome]++;
  if (spent > worst.spent) worst = { spent, run };
  if (fault !== undefined) report(text, run, fault);
  if (run % WINDOW === WINDOW - 1) console.log(summary(run + 1));
}
console.log(`${wanted} inputs, ${counts.failed} failed`);
if (counts.failed > 0) process.exitCode = 1;

function summary(done: number): string {
  const { user, system } = process.cpuUsage(cpu);
  const rates = [performance.now() - clock, (user + system) / 1000].map((ms) => (WINDOW / (ms / 1000)).toFixed(0));
  clock = performance.now();
  cpu = process.cpuUsage();
  const memory = (process.memoryUsage().heapUsed / 2 ** 20).toFixed(0);
  return `${done} inputs: ${counts.module} compiled, ${counts.errors} refused, ${counts.failed} failed; the last ${WINDOW}: ${rates[0]} a second, `
    + `${rates[1]} a second of the processor; ${memory} MiB; slowest ${worst.spent.toFixed(0)} ms, number ${worst.run}`;
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
