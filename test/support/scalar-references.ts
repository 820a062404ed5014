// Random scalar programs against their references: the packed records, and what the library computes.
import { compile, type CompileOptions } from "../../src/index.js";
import { generated, interpreted, plainGraph, type Numbers } from "./agreement.js";
import { scalarHash, scalarLines, scalarText, type ScalarProgram } from "./random-scalar.js";
import { TARGET } from "./targets.js";

export interface Reference {
  readonly hash: number;
  /** The value, the gradient, and the second derivative along the direction. */
  readonly values: readonly number[];
  /** What rounding may do to each of them. */
  readonly bounds: readonly number[];
}

/**
 * How many times the bound of one plain evaluation: rewriting and the order of sums take part of it. The largest error
 * met so far is 2.0 bounds.
 */
export const TIMES = 4;

/** Below this, bounds as 32-bit floats are 0. */
const FLOOR = 1e-36;

/** The records of programs with these numbers of variables, one after the other. */
export function readReferences(bytes: Uint8Array, counts: readonly number[]): Reference[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  return counts.map((count) => {
    const hash = view.getUint32(at, true);
    const values = Array.from({ length: count + 2 }, (_, i) => view.getFloat64(at + 4 + 8 * i, true));
    const bounds = values.map((_, i) => view.getFloat32(at + 4 + 8 * values.length + 4 * i, true));
    at += 4 + 12 * values.length;
    return { hash, values, bounds };
  });
}

/** The line that the reference script reads. */
export function tapeLine(program: ScalarProgram): string {
  return JSON.stringify({ point: program.point, direction: program.direction, tape: program.tape, hash: scalarHash(program) });
}

export function pointOf({ point }: ScalarProgram): Record<string, number> {
  return Object.fromEntries(point.map((x, i) => [`x${i}`, x]));
}

/** From generated code. */
export function scalarGenerated(program: ScalarProgram, options: CompileOptions): Numbers {
  return generated(scalarText(program), pointOf(program), options);
}

/** From the graph without any rewriting; the text may be another one over the same variables. */
export function scalarPlain(program: ScalarProgram, request: { readonly hessian?: boolean } = {}, text = scalarText(program)): Numbers {
  return interpreted(plainGraph(text, request), pointOf(program));
}

/** From the simplified graph, without generated code. */
export function scalarSimplified(program: ScalarProgram, options: CompileOptions): Numbers {
  const { graph, diagnostics } = compile(scalarText(program), { ...options, name: "f", target: TARGET });
  if (graph === undefined) throw new Error(diagnostics.map((d) => d.message).join("\n"));
  return interpreted(graph, pointOf(program));
}

/** Programs as one source with many outputs: their values, and the gradient of their sum. */
export function scalarTogether(
  programs: readonly ScalarProgram[], math: CompileOptions["math"] & string,
): { readonly numbers: readonly Numbers[]; readonly code: string } {
  const parts = programs.map((p, i) => scalarLines(p, `p${i}`));
  const text = [
    `param ${parts.flatMap((p) => p.names).join(", ")}`, ...parts.flatMap((p) => p.lines),
    `output J = ${parts.map((p) => p.result).join(" + ")}`, ...parts.map((p, i) => `output f${i} = ${p.result}`),
  ].join("\n");
  const point = Object.fromEntries(programs.flatMap((p, i) => p.point.map((x, j) => [`p${i}x${j}`, x] as const)));
  const all = generated(text, point, { math });
  const numbers = programs.map((p, i) => new Map([
    ["f", all.get(`f${i}`) ?? []] as const, ...p.point.map((_, j) => [`d/dx${j}`, all.get(`d/dp${i}x${j}`) ?? []] as const),
  ]));
  return { numbers, code: compile(text, { name: "f", target: TARGET, math }).code ?? "" };
}

/** The first number that is further from its reference than rounding explains. */
export function againstReference(program: ScalarProgram, reference: Reference, found: Numbers): string | undefined {
  const fault = errorsOf(program, reference, found).find(({ error, bound }) => !(error <= TIMES * bound + FLOOR));
  return fault === undefined
    ? undefined
    : `${fault.name}: ${fault.value} is not ${fault.exact}, off by ${fault.error}, ${fault.error / fault.bound} bounds`;
}

/** The largest error, in bounds. */
export function largestError(program: ScalarProgram, reference: Reference, found: Numbers): number {
  return Math.max(...errorsOf(program, reference, found).map(({ error, bound }) => (error <= FLOOR ? 0 : error / bound)));
}

interface Found {
  readonly name: string;
  readonly value: number;
  readonly exact: number;
  readonly error: number;
  readonly bound: number;
}

function errorsOf(program: ScalarProgram, { values, bounds }: Reference, found: Numbers): Found[] {
  const n = program.point.length;
  const entries: [string, number | undefined][] = [["f", found.get("f")?.[0]]];
  for (let i = 0; i < n; i++) entries.push([`d/dx${i}`, found.get(`d/dx${i}`)?.[0]]);
  if (found.has("d2/dx0,x0")) entries.push(["second", along(program.direction, found)]);
  return entries.map(([name, value = NaN], i) => {
    const exact = values[i] ?? NaN;
    return { name, value, exact, error: Math.abs(value - exact), bound: bounds[i] ?? NaN };
  });
}

function along(direction: readonly number[], found: Numbers): number {
  let sum = 0;
  direction.forEach((v, i) => direction.forEach((w, j) => { sum += v * w * (found.get(`d2/dx${i},x${j}`)?.[0] ?? NaN); }));
  return sum;
}
