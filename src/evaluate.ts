// A program's text and a point to numbers. Reads and writes no file.
import { checkText, type SourceOptions } from "./request.js";
import { CompileError, type Diagnostic } from "./diagnostics/diagnostic.js";
import { PointError } from "./diagnostics/faults.js";
import type { PlainKind } from "./graph/derivative-kinds.js";
import type { Tensor } from "./graph/tensor.js";
import { checkOptions, PLAIN_KINDS, SOURCE_OPTIONS, type ProgramOptions } from "./options.js";
import { withPlainObjects } from "./plain-objects.js";
import { newEvaluator, type Result } from "./run/evaluate.js";
import { isTensor, type Value } from "./run/values.js";

/** What is to be computed at a point, and how. */
export interface EvaluateOptions
  extends Pick<ProgramOptions, PlainKind | "wrt" | "of" | "sparse" | "math" | "precision" | "target">, SourceOptions {
  /** Compute from the graph, without generating code: for where `new Function` is not allowed. */
  readonly interpret?: boolean;
}

/** A number; nested arrays of an array's shape, row by row; an object for a record. */
export type PointValue = number | ArrayLike<unknown> | { readonly [field: string]: number };
/** The same as plain data: an object has the fields of a record, or a member for each variable. */
export type ResultValue = number | readonly ResultValue[] | { readonly [name: string]: ResultValue };

/** What a program gives at a point. */
export interface EvaluateResult extends Partial<Readonly<Record<PlainKind, ResultValue>>> {
  /** The first scalar output, or the one that `of` names. */
  readonly value?: ResultValue;
  /** Its gradient, by variable; each in the variable's shape. */
  readonly gradient?: { readonly [name: string]: ResultValue };
  /** Its second derivatives, by two variables; the dimensions of the first, then those of the second. */
  readonly hessian?: { readonly [name: string]: { readonly [name: string]: ResultValue } };
  /** The derivatives of an output of any shape: its dimensions, then those of the variable. */
  readonly jacobian?: { readonly [name: string]: ResultValue };
  /** The sum of the second derivatives by each element. */
  readonly laplacian?: ResultValue;
  /** All outputs, where there are several or none is scalar. */
  readonly outputs?: { readonly [name: string]: ResultValue };
  /** Errors and warnings; where there is an error, there are no values. */
  readonly diagnostics: readonly Diagnostic[];
}

/** A compiled program, to be run at many points. */
export interface PreparedProgram {
  readonly diagnostics: readonly Diagnostic[];
  /** The results at a point. Throws a `PointError` for one that does not fit the program; absent where the program is wrong. */
  readonly at?: (point: Readonly<Record<string, PointValue>>) => Omit<EvaluateResult, "diagnostics">;
}

const MAX_DEPTH = 1000;

/**
 * Compiles a program once, to be run at many points.
 *
 * Faults of the program come back as diagnostics. Throws a `UseError` for an option that does not exist or has a wrong value,
 * and a `TypeError` for a program that is no string.
 */
export function prepare(text: string, options: EvaluateOptions = {}): PreparedProgram {
  checkText(text);
  checkOptions(options, ["wrt", "of", ...PLAIN_KINDS, "sparse", "math", "precision", "target"], { ...SOURCE_OPTIONS, interpret: "switch" });
  try {
    const evaluator = withPlainObjects(() => newEvaluator(text, options));
    return { diagnostics: evaluator.warnings, at: (point) => withPlainObjects(() => plainResult(evaluator.at(pointOf(point, 0)))) };
  } catch (error) {
    if (error instanceof CompileError) return { diagnostics: error.diagnostics };
    throw error;
  }
}

/**
 * The values and derivatives of a program at a point, by the same generated code that `compile` writes.
 *
 * The point has a value for each param and input: a number, or nested lists of the variable's shape, of which the inner ones
 * may be typed arrays; sizes follow from it. Faults of the program come back as diagnostics. Throws a `PointError` for a point
 * that does not fit the program, a `UseError` for an option that does not exist or has a wrong value, and a `TypeError` for a
 * program that is no string.
 */
export function evaluate(text: string, point: Readonly<Record<string, PointValue>>, options: EvaluateOptions = {}): EvaluateResult {
  const { diagnostics, at } = prepare(text, options);
  return { ...at?.(point), diagnostics };
}

/** A point as JSON has it: typed arrays are arrays, and what is not finite is a string. */
function pointOf(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new PointError("The point is nested too deeply.");
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    return Array.from(value as unknown as ArrayLike<unknown>, (item) => pointOf(item, depth + 1));
  }
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, pointOf(part, depth + 1)]));
}

function plainResult({ of: _, ...parts }: Result): Omit<EvaluateResult, "diagnostics"> {
  const members = Object.entries(parts) as [string, Value | undefined][];
  return Object.fromEntries(members.flatMap(([name, part]) => (part === undefined ? [] : [[name, plain(part)]])));
}

/** Values are records of records at most. */
function plain(value: Value): ResultValue {
  return isTensor(value) ? nested(value) : Object.fromEntries([...value].map(([name, part]) => [name, plain(part)]));
}

function nested({ shape, data }: Tensor): ResultValue {
  let level: ResultValue[] = Array.from(data);
  for (const size of shape.slice(1).reverse()) {
    level = Array.from({ length: level.length / size }, (_, i) => level.slice(i * size, (i + 1) * size));
  }
  return shape.length === 0 ? level[0] as ResultValue : level;
}
