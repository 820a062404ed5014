// Runs one mutant: the tests in one program, with the text of one module replaced, until one fails.
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build, type Plugin } from "esbuild";
import { applied, type Mutant } from "./module-mutants.js";

export interface Outcome {
  readonly isKilled: boolean;
  /** The test that failed, or what else ended the program. */
  readonly by: string;
  readonly seconds: number;
}

const SCALAR = ["ops/scalar", "ops/known", "kinks", "simplify/programs"];
const DERIVATIVES = ["ops/known", "ops/tensor", "ops/scalar", "kinks", "simplify/programs"];
const RULES = ["rules", "simplify/stability", "simplify/counts", "simplify/range", "simplify/programs", "kinks"];
/** Tests of many operations or of speed: no likely killers. */
const WITHOUT = ["100,000 operations", "any rule can be switched off", "every structural rule is met"];
const TIMEOUT = 120_000;

/** The tests that a file's mutants meet, likely killers first. */
function testsFor(file: string): readonly string[] {
  if (/ops\/(?:arithmetic|comparison|exponential|learning|special|trigonometric)/.test(file)) return SCALAR;
  return file.includes("/simplify/") ? RULES : DERIVATIVES;
}

/** Undefined stands for no mutant: the tests as they are. The tests get so many seconds of processor time. */
export async function detect(root: string, mutant: Mutant | undefined, workplace: string, seconds: number): Promise<Outcome> {
  const started = performance.now();
  const outcome = (isKilled: boolean, by: string): Outcome => ({ isKilled, by, seconds: (performance.now() - started) / 1000 });
  const outfile = join(workplace, `detector-${mutant === undefined ? "plain" : `${mutant.start}-${Math.random().toString(36).slice(2)}`}.mjs`);
  mkdirSync(workplace, { recursive: true });
  try {
    await build({
      stdin: { contents: entry(mutant, seconds), resolveDir: root, loader: "ts" }, bundle: true, ignoreAnnotations: true, format: "esm", platform: "node",
      packages: "external", outfile, logLevel: "silent", plugins: [replacing(root, mutant)],
    });
  } catch (error) {
    return outcome(true, `does not build: ${String(error).slice(0, 200)}`);
  }
  const by = await run(outfile);
  rmSync(outfile, { force: true });
  return outcome(by !== undefined, by ?? "");
}

function entry(mutant: Mutant | undefined, seconds: number): string {
  const first = mutant === undefined ? [] : [mutant.within, "differences of", "forward and reverse"].filter((t) => t !== "");
  return [
    ...testsFor(mutant?.file ?? "").map((name) => `import "./test/${name}.test.ts";`),
    "import { firstFailure } from \"./test/mutation/stand-in.ts\";",
    `const failure = await firstFailure(${JSON.stringify(first)}, ${JSON.stringify(WITHOUT)}, ${seconds});`,
    "if (failure !== undefined) { console.log(failure); process.exit(1); }",
  ].join("\n");
}

function replacing(root: string, mutant: Mutant | undefined): Plugin {
  const standIn = join(resolve(root), "test/mutation/stand-in.ts");
  const mutated = mutant === undefined ? undefined : join(resolve(root), mutant.file);
  return {
    name: "mutant",
    setup: (b) => {
      b.onResolve({ filter: /^vitest$/ }, () => ({ path: standIn }));
      b.onLoad({ filter: /\.ts$/ }, ({ path }) => (mutant === undefined || path !== mutated ? undefined
        : { contents: applied(mutant, readFileSync(path, "utf8")), loader: "ts" }));
    },
  };
}

/** Undefined if all tests pass. */
function run(file: string): Promise<string | undefined> {
  return new Promise((done) => {
    execFile(process.execPath, [file], { timeout: TIMEOUT, killSignal: "SIGKILL", maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (error === null) done(undefined);
      else done(error.killed === true ? "timeout" : (stdout.trim() || stderr.trim().slice(0, 300) || String(error).slice(0, 200)));
    });
  });
}

/** The mutants that are another row of a table, all in one program: the tests of that row say. */
export async function detectRows(root: string, mutants: readonly Mutant[], workplace: string): Promise<Map<Mutant, Outcome>> {
  const outfile = join(workplace, "rows.mjs");
  await build({
    entryPoints: [join(root, "test/mutation/rows.ts")], bundle: true, ignoreAnnotations: true, format: "esm", platform: "node",
    packages: "external", outfile, logLevel: "silent", plugins: [replacing(root, undefined)],
  });
  const input = join(workplace, "rows.json");
  writeFileSync(input, JSON.stringify(mutants));
  const text = await new Promise<string>((done, fail) => {
    execFile(process.execPath, [outfile, input], { maxBuffer: 1 << 26 }, (error, stdout, stderr) => (error === null ? done(stdout) : fail(new Error(stderr))));
  });
  const outcomes = JSON.parse(text) as readonly Outcome[];
  return new Map(mutants.map((m, i) => [m, outcomes[i] as Outcome]));
}
