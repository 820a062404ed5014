// Values as JSON has them: nested arrays of numbers, objects for records, and three strings
// for what JSON can't write.
import { nth } from "../diagnostics/known.js";
import type { Tensor } from "../graph/tensor.js";

/** An array (or number) of results, or a record or table of them by name. */
export type Value = Tensor | ReadonlyMap<string, Value>;

export function isTensor(value: Value): value is Tensor {
  return "data" in value;
}

/** The JSON text of a value. Numbers read back as the same double, the negative zero too. */
export function valueText(value: Value): string {
  return isTensor(value) ? tensorText(value, numberText) : objectText([...value].map(([name, part]) => [name, valueText(part)]));
}

/** A JSON object of members that are JSON text already. */
export function objectText(members: readonly (readonly [string, string])[]): string {
  return `{${members.map(([name, text]) => `${JSON.stringify(name)}: ${text}`).join(", ")}}`;
}

export function numberText(x: number): string {
  if (Number.isFinite(x)) return Object.is(x, -0) ? "-0" : String(x);
  return `"${x}"`;
}

/** Nested brackets around the numbers of an array, row by row. */
export function tensorText({ shape, data }: Tensor, show: (x: number) => string): string {
  if (shape.length === 0) return show(nth(data, 0));
  if (data.length === 0) return emptyText(shape);
  const blocks = blockSizes(shape);
  const pieces: string[] = [];
  for (let i = 0; i < data.length; i++) {
    if (i > 0) pieces.push(", ");
    pieces.push("[".repeat(blocks.filter((block) => i % block === 0).length));
    pieces.push(show(nth(data, i)));
    pieces.push("]".repeat(blocks.filter((block) => (i + 1) % block === 0).length));
  }
  return pieces.join("");
}

/** The brackets of an array without elements: `[]`, or `[[], []]` of two rows without columns. */
function emptyText(shape: readonly number[]): string {
  return shape.slice(0, shape.indexOf(0)).reduceRight((inner, size) => `[${new Array<string>(size).fill(inner).join(", ")}]`, "[]");
}

/** How many numbers stand in one bracket, for each dimension from the outermost. */
function blockSizes(shape: readonly number[]): number[] {
  const sizes: number[] = [];
  let size = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    size *= nth(shape, axis);
    sizes.push(size);
  }
  return sizes.reverse();
}

const SPECIAL: ReadonlyMap<unknown, number> = new Map<unknown, number>([["NaN", NaN], ["Infinity", Infinity], ["-Infinity", -Infinity]]);

/** A number of JSON, or undefined if it is none. A number too large for a double is none. */
export function numberOf(json: unknown): number | undefined {
  if (typeof json === "number") return Number.isFinite(json) ? json : undefined;
  return SPECIAL.get(json);
}

/** What a JSON value is, in words. */
export function kindOf(json: unknown): string {
  if (json === null) return "null";
  if (Array.isArray(json)) return "an array";
  if (typeof json === "object") return "an object";
  if (typeof json === "number") return "a number too large for a double";
  return JSON.stringify(json).slice(0, 40);
}
