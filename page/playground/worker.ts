// The compiler behind the page.
import { placeOf } from "../../src/diagnostics/source.js";
import { CompileError, type Diagnostic } from "../../src/diagnostics/diagnostic.js";
import { placed } from "../../src/inspect/drawing/index.js";
import { pictureOf } from "../../src/inspect/drawing/picture.js";
import { numbersAt, plotAround, startingNumbers, type Numbers, type StudyPoint } from "../../src/study/numbers.js";
import { picturesOf } from "../../src/study/pictures.js";
import { study, type Studied } from "../../src/study/study.js";
import { colouredTokens } from "../../src/study/tokens.js";
import type { Fault, Form, Reply, Request } from "./protocol.js";

let studied: Studied | undefined;
let training: { stop: boolean } | undefined;

const later = (): Promise<typeof import("./later.js")> => import("./later.js");
const reply = (message: Reply): void => { postMessage(message); };

/** The last question of each kind. */
const newest = new Map<Request["kind"], number>();

addEventListener("message", ({ data }: MessageEvent<Request>) => {
  newest.set(data.kind, data.id);
  void answer(data);
});

/** Lets questions in that have come meanwhile; false where one of these kinds has come after it. */
async function isWanted(id: number, ...kinds: readonly Request["kind"][]): Promise<boolean> {
  await new Promise((resume) => { setTimeout(resume, 0); });
  return kinds.every((kind) => (newest.get(kind) ?? 0) <= id);
}

async function answer(request: Request): Promise<void> {
  const { id } = request;
  switch (request.kind) {
    case "study": return answerStudy(id, request.text, request.point);
    case "numbers": return answerNumbers(id, request.point);
    case "nudge": return reply({ kind: "nudge", id, ...outputAt(request.point) });
    case "check": {
      const { checksOf } = await later();
      const checks = studied === undefined ? undefined : checksOf(studied, {});
      return reply({ kind: "check", id, ...(checks === undefined ? {} : { checks }) });
    }
    case "copy": return reply({ kind: "copy", id, text: await copied(request.form, request.scene) });
    case "train": return train(id, request.rate);
    case "stop":
      if (training !== undefined) training.stop = true;
  }
}

async function answerStudy(id: number, text: string, point: StudyPoint | undefined): Promise<void> {
  if (training !== undefined) training.stop = true;
  if (!await isWanted(id, "study")) return;
  const { studied: found, diagnostics } = study(text, { file: "playground" });
  const faults = diagnostics.map((d) => faultOf(d, text));
  if (found === undefined) {
    const none: Fault = {
      from: 0, to: text.length, line: 1, column: 1, severity: "error",
      message: "There is no scalar output with a param behind it: there is no gradient to show.",
    };
    reply(
      { kind: "study", id, faults: faults.some((f) => f.severity === "error") ? faults : [...faults, none], tokens: colouredTokens(text) },
    );
    return;
  }
  studied = found;
  const numbers = fittingNumbers(found, point) ?? startingNumbers(found);
  reply({
    kind: "study", id, faults, tokens: found.study.tokens,
    shown: { study: found.study, pictures: [], ...(numbers === undefined ? {} : { numbers }) },
  });
  if (!await isWanted(id, "study")) return;
  const pictures = await picturesOf(found);
  if (studied === found) reply({ kind: "pictures", id, pictures });
  if (await isWanted(id, "study", "numbers")) answerPlot(id, found, numbers);
  if (await isWanted(id, "study")) await answerCode(id, found);
}

function answerPlot(id: number, of: Studied, numbers: Numbers | undefined): void {
  const plot = numbers === undefined ? undefined : plotAround(of, numbers);
  reply({ kind: "plot", id, ...(plot === undefined ? {} : { plot }) });
}

async function answerCode(id: number, of: Studied): Promise<void> {
  const { codedOf } = await later();
  try {
    reply({ kind: "code", id, coded: codedOf(of) });
  } catch (error) {
    // a program that is too large for code still has its formulas
    if (!(error instanceof CompileError)) throw error;
    reply({ kind: "code", id });
  }
}

/** At the point that was there before, where it still fits. */
function fittingNumbers(found: Studied, point: StudyPoint | undefined): Numbers | undefined {
  const names = new Set(found.study.variables.map((v) => v.name));
  if (point === undefined || Object.keys(point).length !== names.size || !Object.keys(point).every((name) => names.has(name)))
    return undefined;
  try {
    return numbersAt(found, point);
  } catch {
    return undefined;
  }
}

async function answerNumbers(id: number, point: StudyPoint): Promise<void> {
  if (!await isWanted(id, "numbers", "study") || studied === undefined) return;
  const of = studied;
  try {
    const numbers = numbersAt(of, point);
    reply({ kind: "numbers", id, numbers });
    if (await isWanted(id, "numbers", "study")) answerPlot(id, of, numbers);
  } catch (error) {
    reply({ kind: "numbers", id, message: error instanceof Error ? error.message : String(error) });
  }
}

function outputAt(point: StudyPoint): { readonly output?: number } {
  try {
    return studied === undefined ? {} : { output: numbersAt(studied, point).output };
  } catch {
    return {};
  }
}

async function copied(form: Form, scene: number): Promise<string> {
  if (studied === undefined) return "";
  const { text, scenes } = studied.study;
  if (form !== "svg") return (await (await later()).derive(text, { as: form })).text ?? "";
  const drawn = scenes[scene];
  return drawn === undefined ? "" : pictureOf(await placed(drawn), { isAlone: true, title: "Back-propagation" });
}

async function train(id: number, rate: number): Promise<void> {
  if (training !== undefined) training.stop = true;
  const own = { stop: false };
  training = own;
  try {
    const { trainOnDigits } = await later();
    for await (const progress of trainOnDigits(studied?.study.text ?? "", studied?.study.variables ?? [], rate)) {
      if (own.stop) break;
      reply({ kind: "train", id, ...progress });
    }
  } catch (error) {
    reply({ kind: "train-fault", id, message: error instanceof Error ? error.message : String(error) });
  }
}

function faultOf({ severity, message, hint, span, source }: Diagnostic, text: string): Fault {
  const [from, to] = [span?.start ?? 0, span?.end ?? 0];
  const { line, column } = placeOf(source, from);
  const end = Math.min(Math.max(to, from + 1), text.length);
  return { from: Math.min(from, end), to: end, severity, message, ...(hint === undefined ? {} : { hint }), line, column };
}
