// gradc eval: one point, or a batch of them.
import { createReadStream, existsSync } from "node:fs";
import { once } from "node:events";
import { extraKinds } from "../graph/derivative-kinds.js";
import { KINDS } from "../options.js";
import { faultText, newBatch } from "../run/batch.js";
import { newEvaluator, resultText, type EvaluateRequest, type Result, type SeedValues } from "../run/evaluate.js";
import { reasonOf, shownPath, UseError } from "../diagnostics/faults.js";
import { fileImports } from "../project/imports.js";
import { parseJson } from "../run/json-text.js";
import { isPointText, joinPoints, parseLoose, parsePoint } from "../run/point-text.js";
import { linesOf } from "../project/lines.js";
import { readSource, refuseSpecial } from "../project/read-source.js";
import { defectText, EXIT, reportFailure } from "./exit.js";
import type { EvalFlags } from "./flags.js";
import { oneInput, readStdin, STDIN } from "./input.js";
import { showResult } from "./show-result.js";
import { printable } from "./printable.js";
import { showDiagnostics, showError, write } from "./show.js";
import { interruptible } from "./signals.js";
import type { Terminal } from "./terminal.js";

const POINT_FORMS = "as --at x=1.5, which may come again, as JSON, or in a file of JSON.";

/** Gives the exit status. */
export async function runEval(t: Terminal, file: string | undefined, flags: EvalFlags): Promise<number> {
  if (flags.batch !== undefined) return runBatch(t, file, flags, flags.batch);
  if (file === STDIN && flags.at?.includes(STDIN) === true) throw new UseError("Standard input can be the program or the point, not both.");
  const { source, path } = await oneInput(t, file, flags.expression);
  try {
    const at = await readPointText(t, flags.at ?? []);
    const imports = path === undefined ? {} : { imports: fileImports(path, source.name) };
    const evaluator = newEvaluator(source.text, { ...requestOf(flags), file: source.name, ...imports });
    showDiagnostics(t, evaluator.warnings);
    print(t, evaluator.at(at, seedsOf(flags)), flags);
    return EXIT.success;
  } catch (error) {
    const text = flags.json === true && !(error instanceof UseError) ? faultText(error) : undefined;
    if (text === undefined) return reportFailure(t, error, flags.at === undefined ? `Values are given ${POINT_FORMS}` : undefined);
    write(t, `${printable(text)}\n`);
    return EXIT.findings;
  }
}

function print(t: Terminal, result: Result, { json }: EvalFlags): void {
  write(t, `${json === true ? resultText(result) : showResult(result)}\n`);
}

function requestOf({ wrt, of, math, interpret, sparse, precision, target, ...flags }: EvalFlags): EvaluateRequest {
  const kinds = KINDS.flatMap((name) => (flags[name] === undefined ? [] : [[name, true] as const]));
  const given = Object.entries({ wrt, of, math, interpret, sparse, precision, target }).filter(([, value]) => value !== undefined);
  return Object.fromEntries<unknown>([...given, ...kinds]);
}

/** What the kinds of derivatives that are asked for take besides. */
function seedsOf(flags: EvalFlags): SeedValues {
  return Object.fromEntries(extraKinds.flatMap(({ name, takes }) => {
    const text = flags[name];
    if (takes === undefined || typeof text !== "string") return [];
    const what = `The ${takes} of --${name}`;
    return [[name, takes === "tangent" && isPointText(text) ? parsePoint(text, what, `--${name}`) : parseLoose(text, what)]];
  }));
}

/** The point: JSON or `x=3` on the command line, anything else is a file; several are put together. */
async function readPointText(t: Terminal, at: readonly string[]): Promise<unknown> {
  const parts: unknown[] = [];
  for (const text of at) {
    const isFile = text === STDIN || existsSync(text);
    if (isPointText(text) && !isFile) parts.push(parsePoint(text));
    else if (!isFile) throw new UseError(`Can't read ${shownPath(text)}: it does not exist.`, `A point is given ${POINT_FORMS}`);
    else {
      const { name, text: whole } = text === STDIN ? await readStdin(t) : readSource(text);
      parts.push(parseJson(whole, `The point in ${name}`));
    }
  }
  return joinPoints(parts);
}

async function runBatch(t: Terminal, file: string | undefined, flags: EvalFlags, batch: string): Promise<number> {
  if (flags.at !== undefined) throw new UseError("Give --at or --batch, not both.");
  if (file === STDIN && batch === STDIN) throw new UseError("Standard input can be the program or the batch, not both.");
  const given = file === undefined && flags.expression === undefined ? undefined : await oneInput(t, file, flags.expression);
  const defaults = { ...requestOf(flags), seeds: seedsOf(flags), ...(given === undefined ? {} : { program: given.source.text }) };
  const defects: string[] = [];
  const answer = newBatch(defaults, (error) => {
    defects.push(defectText(t, error));
    return defects.at(-1) as string;
  });
  await interruptible(() => answerLines(t, batch, answer));
  const [first] = defects;
  if (first !== undefined) showError(t, first);
  return first === undefined ? EXIT.success : EXIT.defect;
}

/** Answers the lines of a chunk together: a caller that sends a line and waits gets its answer. */
async function answerLines(t: Terminal, batch: string, answer: (line: string) => string): Promise<void> {
  for await (const lines of linesOf(chunksOf(t, batch))) {
    const answers = lines.filter((line) => line.trim() !== "").map((line) => `${printable(answer(line))}\n`);
    if (!t.stdout.write(answers.join(""))) await once(t.stdout, "drain");
  }
}

async function* chunksOf(t: Terminal, path: string): AsyncGenerator<Uint8Array> {
  if (path !== STDIN) refuseSpecial(path);
  try {
    yield* (path === STDIN ? t.stdin : createReadStream(path)) as AsyncIterable<Uint8Array>;
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === undefined) throw error;
    throw new UseError(`Can't read ${shownPath(path)}: ${reason}.`);
  }
}
