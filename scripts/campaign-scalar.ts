// Random scalar programs against exact values and derivatives, computed on the way (python3 with gmpy2):
// npm run fuzz:scalar -- N [FIRST SEED] [every] [deep], the levels of --math in turn, or with `every` each of them for
// each program, with `deep` longer programs; or `--write FILE N` to write the references of the tests, seeds 0 to N - 1.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import {
  BROAD, committedProgram, DEEP, scalarProgram, scalarText, type ProgramShape, type ScalarProgram,
} from "../test/support/random-scalar.js";
import {
  againstReference, largestError, pointOf, readReferences, scalarGenerated, scalarPlain, scalarSimplified, tapeLine,
  type Reference,
} from "../test/support/scalar-references.js";

const CHUNK = 2000;
const LEVELS = ["strict", "safe", "fast"] as const;
const SCRIPT = "test/accuracy/make-scalar-references.py";
const counts = { programs: 0, comparisons: 0, noReference: 0, vague: 0, failed: 0, largest: 0 };

/** Runs the reference script over programs. */
async function references(programs: readonly ScalarProgram[]): Promise<Buffer> {
  const child = spawn(process.env.PYTHON ?? "python3", [SCRIPT], { stdio: ["pipe", "pipe", "inherit"] });
  const parts: Buffer[] = [];
  child.stdout.on("data", (part: Buffer) => parts.push(part));
  const ended = new Promise<void>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve() : reject(new Error(`${SCRIPT} ended with ${code}`))));
  });
  child.stdin.end(programs.map(tapeLine).join("\n"));
  await ended;
  return Buffer.concat(parts);
}

function range(first: number, count: number, shape: ProgramShape): ScalarProgram[] {
  return Array.from({ length: count }, (_, i) => scalarProgram(first + i, shape));
}

type Way = readonly [name: string, compute: () => ReturnType<typeof scalarPlain>];

/** The ways to compute a program; the rarer ones for some seeds only, unless every one is asked for. */
function waysOf(program: ScalarProgram, every: boolean): Way[] {
  const { seed, tape } = program;
  const hessian = tape.length <= 60 && seed % (every ? 4 : 8) === 0;
  const levels = every ? LEVELS : [LEVELS[seed % LEVELS.length] as (typeof LEVELS)[number]];
  const ways = levels.map((math): Way => [math, () => scalarGenerated(program, { math, hessian })]);
  if (every || hessian || seed % 4 === 1) ways.unshift(["plain", () => scalarPlain(program, hessian ? { hessian } : {})]);
  if (seed % 10 === 7) ways.push(["interpreted", () => scalarSimplified(program, {})]);
  return ways;
}

function check(program: ScalarProgram, reference: Reference, every: boolean): void {
  counts.programs++;
  if (!reference.values.every(Number.isFinite)) {
    counts.noReference++;
    return;
  }
  if (reference.bounds.some((b, i) => b > 1e-3 * Math.max(1, Math.abs(reference.values[i] ?? 0)))) counts.vague++;
  for (const [name, compute] of waysOf(program, every)) {
    counts.comparisons++;
    let fault: string | undefined;
    try {
      const found = compute();
      fault = againstReference(program, reference, found);
      counts.largest = Math.max(counts.largest, largestError(program, reference, found));
    } catch (error) {
      fault = String(error);
    }
    if (fault === undefined) continue;
    counts.failed++;
    console.log(`--- seed ${program.seed}, ${name}: ${fault}\n${scalarText(program)}\n${JSON.stringify(pointOf(program))}`);
  }
}

async function campaign(wanted: number, first: number, every: boolean, shape: ProgramShape): Promise<void> {
  const started = performance.now();
  let coming = references(range(first, Math.min(CHUNK, wanted), shape));
  for (let done = 0; done < wanted; done += CHUNK) {
    const programs = range(first + done, Math.min(CHUNK, wanted - done), shape);
    const bytes = await coming;
    const left = Math.min(CHUNK, wanted - done - CHUNK);
    if (left > 0) coming = references(range(first + done + CHUNK, left, shape));
    readReferences(bytes, programs.map((p) => p.point.length)).forEach((r, i) => check(programs[i] as ScalarProgram, r, every));
    const rate = counts.programs / ((performance.now() - started) / 1000);
    console.log(
      `${counts.programs} programs, ${counts.comparisons} comparisons, ${counts.noReference} skipped (no finite ` +
      `reference), ${counts.vague} with a bound above 1e-3, ${counts.failed} disagreements, largest error ${counts.largest.toFixed(2)} bounds; ${rate.toFixed(0)} programs a second`,
    );
  }
  if (counts.failed > 0) process.exitCode = 1;
}

const args = process.argv.slice(2);
if (args[0] === "--write") writeFileSync(
  String(args[1]),
  gzipSync(await references(Array.from({ length: Number(args[2]) }, (_, seed) => committedProgram(seed))), { level: 9 }),
);
else await campaign(Number(args[0] ?? 10_000), Number(args[1] ?? 1_000_000), args.includes("every"), args.includes("deep") ? DEEP : BROAD);
