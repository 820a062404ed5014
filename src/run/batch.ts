// Many points of many programs, a JSON line each. A faulty line gives an error line, and the rest goes on.
import { CompileError, type Diagnostic } from "../diagnostics/diagnostic.js";
import { placeOf } from "../diagnostics/source.js";
import { extraKinds, type ExtraKind } from "../graph/derivative-kinds.js";
import { newEvaluator, resultText, type EvaluateRequest, type Evaluator, type SeedValues } from "./evaluate.js";
import { PointError, UseError } from "../diagnostics/faults.js";
import { parseJson } from "./json-text.js";
import { objectText } from "./values.js";

/** What a line need not say again. */
export interface BatchDefaults extends EvaluateRequest {
  readonly program?: string;
  readonly seeds?: SeedValues;
}

interface Line {
  readonly program: string;
  readonly at: unknown;
  readonly seeds: SeedValues;
  readonly request: EvaluateRequest;
}

interface ErrorParts {
  readonly message: string;
  readonly hint?: string;
  readonly line?: number;
  readonly column?: number;
}

/** An error as one JSON object; line and column are there where the fault has a place in the program. */
export function errorText({ message, hint, line, column }: ErrorParts): string {
  const members = Object.entries({ message, hint, line, column });
  const texts = members.flatMap(([name, value]) => (value === undefined ? [] : [[name, JSON.stringify(value)] as const]));
  return objectText([["error", objectText(texts)]]);
}

/** A known fault as an error line; undefined for anything else. */
export function faultText(fault: unknown): string | undefined {
  if (fault instanceof CompileError) return diagnosticText(fault.diagnostics[0] as Diagnostic);
  if (fault instanceof PointError) return errorText({ message: fault.message });
  if (fault instanceof UseError) return errorText(withHint(fault));
  return undefined;
}

function diagnosticText(d: Diagnostic): string {
  return errorText({ ...withHint(d), ...(d.span === undefined ? {} : placeOf(d.source, d.span.start)) });
}

function withHint({ message, hint }: { readonly message: string; readonly hint?: string | undefined }): { message: string; hint?: string } {
  return hint === undefined ? { message } : { message, hint };
}

/** A function from a line to its answer. Programs that come again are compiled once. */
export function newBatch(defaults: BatchDefaults, onDefect: (error: unknown) => string): (line: string) => string {
  const compiled = cached(256, (program, request) => newEvaluator(program, request));
  return (text) => {
    try {
      const { program, request, at, seeds } = readLine(text, defaults);
      return resultText(compiled(program, request).at(at, seeds));
    } catch (error) {
      return faultText(error) ?? errorText({ message: onDefect(error) });
    }
  };
}

type Make = (program: string, request: EvaluateRequest) => Evaluator;

/** Keeps the results of the last `limit` different calls; a fault is not kept, as it is found early. */
function cached(limit: number, make: Make): Make {
  const known = new Map<string, Evaluator>();
  return (program, request) => {
    const key = JSON.stringify(
      [
        program, request.wrt, request.of, request.math, request.interpret, request.sparse, request.precision, request.target,
        ...extraKinds.map(({ name }) => request[name] === true),
      ],
    );
    const evaluator = known.get(key) ?? make(program, request);
    // Put back at the end, so that the first key is the one unused for longest.
    known.delete(key);
    known.set(key, evaluator);
    if (known.size > limit) known.delete(known.keys().next().value as string);
    return evaluator;
  };
}

function readLine(text: string, defaults: BatchDefaults): Line {
  const json = parseJson(text, "The line");
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new UseError("The line must be an object such as {\"program\": \"x^2\", \"at\": {\"x\": 3}}.");
  }
  const given = new Map<string, unknown>(Object.entries(json));
  const { program: otherwise, seeds: seedsOtherwise, ...rest } = defaults;
  const program = given.get("program") ?? otherwise;
  if (typeof program !== "string") throw new UseError("The line needs a \"program\", which is a string.");
  const [wrt, of] = [given.get("wrt") ?? rest.wrt, given.get("of") ?? rest.of];
  if (wrt !== undefined && !isNames(wrt)) throw new UseError("\"wrt\" must be an array of names.");
  if (of !== undefined && typeof of !== "string") throw new UseError("\"of\" must be the name of an output.");
  const { flags, seeds } = readKinds(given);
  const request = { ...rest, ...(wrt === undefined ? {} : { wrt }), ...(of === undefined ? {} : { of }), ...flags };
  return { program, at: given.get("at") ?? {}, request, seeds: { ...seedsOtherwise, ...seeds } };
}

/** Kinds of derivatives are asked for by true, or by what they are taken along. */
function readKinds(given: ReadonlyMap<string, unknown>): { flags: EvaluateRequest; seeds: SeedValues } {
  const [flags, seeds]: [Partial<Record<ExtraKind, boolean>>, SeedValues] = [{}, {}];
  for (const { name, takes } of extraKinds) {
    const value = given.get(name);
    if (value === undefined) continue;
    if (takes === undefined && typeof value !== "boolean") throw new UseError(`"${name}" must be true or false.`);
    flags[name] = takes === undefined ? value === true : true;
    if (takes !== undefined) seeds[name] = value;
  }
  return { flags, seeds };
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === "string");
}
