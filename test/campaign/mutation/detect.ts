// Runs mutants: those of tables by the tests of their row, those of code all in one program, in which
// a switch at each place says which of them is on.
import { execFile, spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { createInterface } from "node:readline";
import { build, type Plugin } from "esbuild";
import type { Measured } from "./code.js";
import type { Mutant } from "./module-mutants.js";
import { SWITCH, switched } from "./switched.js";

export interface Outcome {
  readonly isKilled: boolean;
  /** The test that failed, or what else ended the program. */
  readonly by: string;
  readonly seconds: number;
  /** How many tests pass the place. */
  readonly tests?: number;
  /** How often a rule, changed, did nothing where it should, and how often something else. */
  readonly fewer?: number;
  readonly other?: number;
}

/** Whether all that a mutant was seen to do is that a rule applies less often: slower, never wrong. */
export function isOnlySlower({ isKilled, fewer = 0, other = 0 }: Outcome): boolean {
  return !isKilled && fewer > 0 && other === 0;
}

/** The mutants that are another row of a table, all in one program: the tests of that row say. */
export async function detectRows(root: string, mutants: readonly Mutant[], workplace: string): Promise<Map<Mutant, Outcome>> {
  const program = await bundled(root, "rows", workplace, []);
  const input = join(workplace, "rows.json");
  writeFileSync(input, JSON.stringify(mutants));
  const outcomes = JSON.parse(await output(program, [input])) as readonly Outcome[];
  return new Map(mutants.map((m, i) => [m, outcomes[i] as Outcome]));
}

export interface CodeDetector extends Measured {
  readonly program: string;
  readonly mutants: readonly Mutant[];
  readonly workplace: string;
}

/** The module that brings the tests in, and words in the titles of those that are left out. */
export interface Tests {
  readonly from: "code-tests" | "few-code-tests";
  readonly without: readonly string[];
}

/** Builds the program with all mutants of code in it, and runs its tests once, without any. */
export async function codeDetector(
  root: string, mutants: readonly Mutant[], workplace: string, tests: Tests = { from: "code-tests", without: [] },
): Promise<CodeDetector> {
  const program = await bundled(root, "code", workplace, mutants, tests);
  const file = join(workplace, "met.json");
  await output(program, ["measure", file, ...tests.without]);
  return { program, mutants, ...JSON.parse(readFileSync(file, "utf8")) as Measured, workplace };
}

/** A mutant that gives no answer for so long runs for ever. */
const SILENCE = 60_000;

interface Line extends Outcome {
  readonly id: number;
  readonly started?: true;
}

/** Runs those mutants in so many programs at once, each with the tests that meet it, for so many seconds of one processor at most. */
export async function detectCode(
  detector: CodeDetector, wanted: readonly Mutant[], seconds: number, atOnce: number, tell: (mutant: Mutant, outcome: Outcome) => void,
): Promise<void> {
  await Promise.all(
    Array.from({ length: atOnce }, (_, k) => detectInTurn(detector, wanted.filter((_m, i) => i % atOnce === k), seconds, tell)),
  );
}

async function detectInTurn(
  detector: CodeDetector, wanted: readonly Mutant[], seconds: number, tell: (mutant: Mutant, outcome: Outcome) => void,
): Promise<void> {
  const numbers = new Map(detector.mutants.map((m, id) => [m, id]));
  const ids = wanted.map((m) => numbers.get(m) as number);
  const isAtLoad = new Set(detector.atLoad);
  const note = ({ id, ...outcome }: Line): void => tell(detector.mutants[id] as Mutant, outcome);
  let left = ids.filter((id) => !isAtLoad.has(id));
  while (left.length > 0) left = await runUntilEnd(detector, left, seconds, undefined, note);
  for (const id of ids.filter((i) => isAtLoad.has(i))) await runUntilEnd(detector, [id], seconds, id, note);
}

/** Runs mutants in one program until it ends by itself or by one of them; what is left to be run. */
async function runUntilEnd(
  { program, workplace, tests }: CodeDetector, ids: readonly number[], seconds: number, fixed: number | undefined,
  note: (line: Line) => void,
): Promise<number[]> {
  const isWanted = new Set(ids);
  const mine = fixed === undefined
    ? tests.map((t) => ({ ...t, mutants: t.mutants.filter((id) => isWanted.has(id)) }))
    : tests.map((t) => ({ ...t, mutants: ids }));
  const [testsFile, idsFile] = ["tests", "ids"].map((word) => join(workplace, `${word}-${ids[0]}.json`)) as [string, string];
  writeFileSync(testsFile, JSON.stringify(mine.filter((t) => t.mutants.length > 0)));
  writeFileSync(idsFile, JSON.stringify(ids));
  let last: number | undefined;
  const told = new Set<number>();
  const ended = await lines(program, ["run", testsFile, idsFile, String(seconds)], fixed, (line) => {
    last = line.id;
    if (line.started === true) return;
    told.add(line.id);
    note(line);
  });
  const left = ids.filter((id) => !told.has(id));
  if (left.length === 0) return [];
  // a program that does not even load has killed its only mutant
  const killed = last ?? fixed;
  if (killed === undefined || told.has(killed)) throw new Error(ended);
  note({ id: killed, isKilled: true, by: ended, seconds: 0 });
  return left.filter((id) => id !== killed);
}

async function bundled(root: string, name: string, workplace: string, mutants: readonly Mutant[], tests?: Tests): Promise<string> {
  const outfile = join(workplace, `${name}.mjs`);
  mkdirSync(workplace, { recursive: true });
  await build({
    entryPoints: [join(root, `test/campaign/mutation/${name}.ts`)], bundle: true, ignoreAnnotations: true, format: "esm", platform: "node",
    packages: "external", outfile, logLevel: "silent", plugins: [replacing(root, mutants, tests)],
    // for what modules make while they are loaded, until the program puts its own in place
    banner: {
      js: `globalThis.${SWITCH} = Object.assign((id) => { globalThis.${SWITCH}.asked.add(id); return id === ` +
        `Number(process.env.MUTANT); }, { asked: new Set() });`,
    },
  });
  return outfile;
}

function replacing(root: string, mutants: readonly Mutant[], tests: Tests | undefined): Plugin {
  const standIn = join(resolve(root), "test/campaign/mutation/stand-in.ts");
  const numbered = mutants.map((m, id) => [id, m] as const);
  return {
    name: "mutants",
    setup: (b) => {
      b.onResolve({ filter: /^vitest$/ }, () => ({ path: standIn }));
      b.onResolve({ filter: /\/once\.js$/ }, () => ({ path: join(resolve(root), "test/campaign/mutation/once.ts") }));
      b.onResolve({ filter: /code-tests/ }, () => ({ path: join(resolve(root), `test/campaign/mutation/${tests?.from}.ts`) }));
      b.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const mine = numbered.filter(([, m]) => m.file === relative(resolve(root), path));
        return mine.length === 0 ? undefined : { contents: switched(readFileSync(path, "utf8"), mine), loader: "ts" };
      });
    },
  };
}

function output(program: string, args: readonly string[]): Promise<string> {
  return new Promise((done, fail) => {
    execFile(
      process.execPath, [program, ...args], { maxBuffer: 1 << 26 },
      (error, stdout, stderr) => (error === null ? done(stdout) : fail(new Error(stderr))),
    );
  });
}

/** Resolves with how the program ended. */
function lines(program: string, args: readonly string[], fixed: number | undefined, take: (line: Line) => void): Promise<string> {
  return new Promise((done) => {
    const child = spawn(process.execPath, ["--max-old-space-size=2000", program, ...args], {
      stdio: ["ignore", "pipe", "pipe"], env: fixed === undefined ? process.env : { ...process.env, MUTANT: String(fixed) },
    });
    let said = "";
    let isSilent = false;
    const end = (): void => { isSilent = true; child.kill("SIGKILL"); };
    let timer = setTimeout(end, SILENCE);
    child.stderr.on("data", (text: Buffer) => { said = `${said}${String(text)}`.slice(-2000); });
    createInterface({ input: child.stdout }).on("line", (text) => {
      clearTimeout(timer);
      timer = setTimeout(end, SILENCE);
      take(JSON.parse(text) as Line);
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      done(isSilent ? "timeout" : `ended with ${code}: ${said.slice(0, 300)}`);
    });
  });
}
