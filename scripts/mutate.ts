// A mutation run over derivative definitions and rewrite rules: npm run mutate -- 500 build/mutation.jsonl
// Prints what survives, then counts by kind and by file. The list of all outcomes goes to the file as
// lines of JSON; --only text,text for some, --seconds 30 for more tests. All of them take hours: --part 3/20 is a
// twentieth, spread over all files, and --seed 7 another sample.
import { appendFileSync, rmSync } from "node:fs";
import { codeDetector, detectCode, detectRows, isOnlySlower, type Outcome } from "../test/campaign/mutation/detect.js";
import { equivalents } from "../test/campaign/mutation/equivalents.js";
import type { Mutant } from "../test/campaign/mutation/module-mutants.js";
import { allMutants, keyOf, partOf, sample, told } from "../test/campaign/mutation/mutants.js";

const AT_ONCE = Number(process.env.MUTATE_AT_ONCE ?? 2);
const WORKPLACE = process.env.MUTATE_IN ?? "build/mutation";
/** For the tests of a mutant; who survives gets more with --seconds. */
const SECONDS = 10;
const words = process.argv.slice(2);
const after = (word: string): string | undefined => (words.includes(word) ? words[words.indexOf(word) + 1] : undefined);
const only = after("--only");
const seconds = Number(after("--seconds") ?? SECONDS);
const seed = Number(after("--seed") ?? 0);
const part = after("--part")?.split("/").map(Number) as [number, number] | undefined;
const every = allMutants(process.cwd());
const chosen = every.filter((m) => only === undefined || only.split(",").some((text) => told(m).includes(text)));
const mine = part === undefined ? chosen : partOf(chosen, ...part);
const wanted = words[0] === undefined || words[0].startsWith("--") ? Infinity : Number(words[0]);
const known = new Map(equivalents.map((e) => [e.mutant, e.reason]));
const results: { readonly mutant: Mutant; readonly outcome: Outcome }[] = [];

const list = words[1]?.startsWith("--") === true ? undefined : words[1];
if (list !== undefined) rmSync(list, { force: true });
// rows of tables are all run; of the rest, as many as wanted
const rows = mine.filter((m) => m.isRow && !known.has(keyOf(m)));
for (const [mutant, outcome] of await detectRows(process.cwd(), rows, WORKPLACE)) note(mutant, outcome);
console.log(`${rows.length} rows of tables`);
const detector = await codeDetector(process.cwd(), every.filter((m) => !m.isRow), WORKPLACE);
console.log(`${detector.tests.length} tests of code`);
const code = sample(mine.filter((m) => !m.isRow && !known.has(keyOf(m))), wanted, seed);
await detectCode(detector, code, seconds, AT_ONCE, note);

table("kind", (m) => m.kind);
table("file", (m) => m.file);
const killed = results.filter((r) => r.outcome.isKilled).length;
const slower = results.filter((r) => isOnlySlower(r.outcome)).length;
const surviving = results.length - killed - slower;
console.log(
  `${results.length} run, ${killed} killed, ${slower} only make a rule apply less often, ${surviving} survive; ` +
  `${known.size} known as equivalent are not run`,
);
if (surviving > 0) process.exitCode = 1;

function note(mutant: Mutant, outcome: Outcome): void {
  results.push({ mutant, outcome });
  if (list !== undefined)
    appendFileSync(list, `${JSON.stringify({ what: told(mutant), file: mutant.file, kind: mutant.kind, ...outcome })}\n`);
  if (!outcome.isKilled && !isOnlySlower(outcome)) console.log(`survives${outcome.tests === 0 ? " unmet" : ""}: ${told(mutant)}`);
}

function table(what: string, key: (m: Mutant) => string): void {
  console.log(`\nby ${what}`);
  const keys = [...new Set(results.map((r) => key(r.mutant)))].sort();
  for (const k of keys) {
    const mine = results.filter((r) => key(r.mutant) === k);
    console.log(
      `${k.padEnd(40)} ${String(mine.length).padStart(5)} ${String(mine.filter((r) => r.outcome.isKilled).length).padStart(5)} killed`,
    );
  }
}
