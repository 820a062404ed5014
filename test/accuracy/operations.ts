// The references of every operation and its derivatives, and the errors of generated code against them.
import { readdirSync, readFileSync } from "node:fs";
import { compile } from "../../src/index.js";
import { lastPlace, ulpError } from "./ulp.js";
import type { RunTarget } from "../support/targets.js";

const FOLDER = new URL("references/operations/", import.meta.url);

/** What make-derivative-references.py writes; the columns are in base64. */
interface Stored {
  readonly text: string;
  readonly params: readonly string[];
  /** The first points; those after them are spread over the whole range of doubles. */
  readonly ordinary: number;
  readonly args: readonly string[];
  readonly value: readonly string[];
  readonly rest: readonly string[];
  readonly scale: readonly (string | null)[];
}

/** The greatest error of one quantity, and where. */
export interface Peak {
  readonly ulp: number;
  readonly at: readonly number[];
  readonly computed: number;
  readonly exact: number;
}

export interface Accuracy {
  readonly name: string;
  readonly text: string;
  readonly points: number;
  /** By order of the derivative: the value, the first, the second; over all partials of that order. */
  readonly peaks: readonly [Peak, Peak, Peak];
}

const LEAST_NORMAL = 2 ** -1022;
const NONE: Peak = { ulp: 0, at: [], computed: NaN, exact: NaN };

/** The operations that have references. */
export function referenceNames(): readonly string[] {
  return readdirSync(FOLDER).map((file) => file.replace(/\.json$/, ""));
}

/** Compiles the operation with its gradient and Hessian for a target and measures the generated code, in ulp, at every `step`th point. */
export function measure(name: string, target: RunTarget, step = 1): Accuracy {
  const stored = JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), "utf8")) as Stored;
  const columns = stored.args.map(doubles);
  const points = columns[0]?.length ?? 0;
  const run = runnerOf(stored, target);
  const exact = stored.value.map(
    (text, k) => ({ value: doubles(text), rest: shorts(stored.rest[k] ?? ""), scale: scaleOf(stored.scale[k]) }),
  );
  const peaks: [Peak, Peak, Peak] = [NONE, NONE, NONE];
  for (let i = 0; i < points; i += step) {
    const at = columns.map((column) => column[i] ?? NaN);
    const computed = run(at);
    exact.forEach(({ value, rest, scale }, k) => {
      const expected = value[i] ?? NaN;
      if (Number.isNaN(expected)) return;
      const order = orderOf(k, at.length);
      const found = computed[k] ?? NaN;
      const place = lastPlace(Math.max(Math.abs(expected), scale?.[i] ?? 0));
      const precise = ulpError(found, expected, rest[i] ?? 0, place);
      // parts of a result that no normal double holds may have vanished: it is as exact as numbers of that size allow
      const isLost = i >= stored.ordinary && Math.abs(expected) < LEAST_NORMAL;
      const ulp = isLost ? Math.min(precise, Math.abs(found - expected) / LEAST_NORMAL) : precise;
      if (ulp > peaks[order].ulp) peaks[order] = { ulp, at, computed: found, exact: expected };
    });
  }
  return { name, text: stored.text, points, peaks };
}

/** The columns are the value, the first partials, then the second ones. */
function orderOf(column: number, params: number): 0 | 1 | 2 {
  return column === 0 ? 0 : column <= params ? 1 : 2;
}

/** The value, first and second partials of the generated code at a point, in the order of the columns. */
function runnerOf({ text, params: { length } }: Stored, target: RunTarget): (at: readonly number[]) => readonly number[] {
  const { code, diagnostics, interface: called } = compile(text, { name: "f", target, hessian: true, args: "flat" });
  if (code === undefined || called === undefined) throw new Error(`${text}: ${diagnostics.map((d) => d.message).join("\n")}`);
  const functions = (new Function(code) as () => Readonly<Record<string, OfVector>>)();
  const [value, grad, hessian] = ["value", "grad", "hessian"].map(
    (role) => functions[called.functions.find((f) => f.role === role)?.name ?? ""],
  ) as [OfVector, OfVector, OfVector];
  const pairs = Array.from({ length }, (_, i) => Array.from({ length: length - i }, (_n, j) => i * length + i + j)).flat();
  const [theta, first, second] = [new Float64Array(length), new Float64Array(length), new Float64Array(length * length)];
  return (at) => {
    theta.set(at);
    grad(theta, first);
    hessian(theta, second);
    return [value(theta) as number, ...first, ...pairs.map((k) => second[k] as number)];
  };
}

type OfVector = (theta: Float64Array, out?: Float64Array) => number | Float64Array;

function scaleOf(text: string | null | undefined): Float64Array | undefined {
  return text === null || text === undefined ? undefined : doubles(text);
}

function doubles(text: string): Float64Array {
  const bytes = Uint8Array.from(Buffer.from(text, "base64"));
  return new Float64Array(bytes.buffer);
}

function shorts(text: string): Int16Array {
  const bytes = Uint8Array.from(Buffer.from(text, "base64"));
  return new Int16Array(bytes.buffer);
}
