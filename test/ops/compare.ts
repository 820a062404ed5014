// Runs a program many times, compiled once, and compares lists of numbers.
import { compile, type CompileOptions } from "../../src/index.js";
import { readPoint } from "../../src/run/point.js";
import { generatedRunner } from "../../src/run/run-generated.js";
import { interpreted, plainGraph, type Numbers } from "../support/agreement.js";
import { unsound } from "../support/sound.js";
import { TARGET } from "../support/targets.js";

export type Evaluate = (json: unknown) => Numbers;
type Options = Pick<CompileOptions, "wrt" | "of" | "hessian" | "valueOnly" | "math" | "target" | "precision">;

/** Outputs by name, gradients as `d/dx` and Hessian blocks as `d2/dx,y`, from generated code. */
export function fromCode(text: string, options: Options = {}): Evaluate {
  const made = compile(text, { target: TARGET, ...options, name: "f" });
  const { code, graph, diagnostics, interface: called } = made;
  if (code === undefined || graph === undefined || called === undefined)
    throw new Error(`${text}\n${diagnostics.map((d) => d.message).join("\n")}`);
  const fault = unsound(made, options.target ?? TARGET);
  if (fault !== undefined) throw new Error(`${text}\n${fault}`);
  const run = generatedRunner(graph, code, called);
  const { gradient, hessian } = graph.derivatives;
  return (json) => {
    const result = run(readPoint(graph, json));
    const all = (parts: readonly { readonly data: Float64Array }[] | undefined): number[] => (parts ?? []).flatMap((t) => [...t.data]);
    return new Map([
      ...graph.outputs.map((o, i) => [o.name, all(result.outputs[i])] as const),
      ...gradient.map((g, i) => [`d/d${g.wrt.join(",")}`, all(result.gradient[i])] as const),
      ...hessian.map((h, i) => [`d2/d${h.wrt.join(",")}`, all(result.hessian[i])] as const),
    ]);
  };
}

/** The same from the graph before any rewriting. */
export function fromGraph(text: string, { valueOnly, target: _, precision: _all, ...options }: Options = {}): Evaluate {
  const program = plainGraph(text, { ...options, gradient: valueOnly !== true });
  return (json) => interpreted(program, json);
}

/** Equal within the tolerance, relative to the greater of the two and `least`; infinities and NaN as they are. */
export function isClose(x: number, y: number, tolerance: number, least = 1e-300): boolean {
  if (x === y || (Number.isNaN(x) && Number.isNaN(y))) return true;
  // no tolerance reaches from a number to infinity, though inf <= inf would say so
  if (!Number.isFinite(x) || !Number.isFinite(y)) return false;
  return Math.abs(x - y) <= tolerance * Math.max(Math.abs(x), Math.abs(y), least);
}

/** The first place where two lists differ, as text. */
export function firstDifference(
  found: readonly number[] | undefined, expected: readonly number[], tolerance: number, least?: number,
): string | undefined {
  if (found?.length !== expected.length) return `${found?.length ?? "no"} numbers, not ${expected.length}`;
  const at = expected.findIndex((x, i) => !isClose(x, found[i] as number, tolerance, least));
  return at < 0 ? undefined : `[${at}] ${found[at]} is not ${expected[at]}`;
}

/** Well spread numbers of an interval, none of them round. */
export function spread(count: number, [low, high]: readonly [number, number], dimension = 0): number[] {
  const step = [0.6180339887, 0.7548776662, 0.8191725134, 0.5698402910][dimension % 4] as number;
  return Array.from({ length: count }, (_, i) => low + (high - low) * ((0.37 + (i + 1) * step) % 1));
}

/** A number as a point in JSON has it. */
export function inJson(x: number): number | string {
  return Number.isFinite(x) ? x : String(x);
}
