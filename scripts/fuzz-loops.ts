// A long campaign of random loops against the same programs written out: npm run fuzz:loops -- 100000 [first seed].
// GRADC_TARGET=wasm-body runs the code of that target.
import { loopFault } from "../test/support/loop-agreement.js";

const wanted = Number(process.argv[2] ?? 100_000);
const first = Number(process.argv[3] ?? 1);
const started = performance.now();
let failed = 0;

for (let seed = first; seed < first + wanted; seed++) {
  const fault = faultOf(seed);
  if (fault === undefined) continue;
  failed++;
  if (failed <= 10) console.log(`--- seed ${seed}: ${fault}`);
}
const seconds = (performance.now() - started) / 1000;
console.log(`${wanted - failed} agreed, ${failed} failed, ${(wanted / seconds).toFixed(1)} loops a second`);
if (failed > 0) process.exitCode = 1;

function faultOf(seed: number): string | undefined {
  try {
    return loopFault(seed);
  } catch (error) {
    return String(error);
  }
}
