// Derivatives as matrices, element by element: those told whole, in blocks by name, and sparse ones.
import { nth } from "../diagnostics/known.js";
import { isTensor, type Value } from "./values.js";

/** What an axis of the whole matrix is made of: one variable, or the output; a record has several parts. */
export interface Side {
  readonly name: string;
  readonly length: number;
  readonly isRecord: boolean;
}

/** All numbers of a value, in order. */
export function flat(value: Value): number[] {
  return isTensor(value) ? [...value.data] : [...value.values()].flatMap(flat);
}

export function sideOf(name: string, value: Value): Side {
  return { name, length: flat(value).length, isRecord: !isTensor(value) };
}

export type Matrix = (row: number, column: number) => number;

/** A matrix in compressed rows; what is not among its elements is 0. */
export function sparseMatrix(value: Value): Matrix {
  const list = (name: string): Float64Array => {
    const part = isTensor(value) ? undefined : value.get(name);
    return part !== undefined && isTensor(part) ? part.data : new Float64Array();
  };
  const [rowStart, columns, values] = [list("rowStart"), list("columns"), list("values")];
  const rows = Array.from({ length: rowStart.length - 1 }, () => new Map<number, number>());
  rows.forEach((row, i) => {
    for (let k = nth(rowStart, i); k < nth(rowStart, i + 1); k++) row.set(nth(columns, k), nth(values, k));
  });
  return (row, column) => rows[row]?.get(column) ?? 0;
}

/** The matrix of blocks by name: of one output by several variables, or of each variable by each. */
export function wholeMatrix(blocks: Value, sides: readonly Side[], columns: readonly Side[]): Matrix {
  return (row, column) => {
    const [side, i] = placeIn(sides, row);
    const [other, j] = placeIn(columns, column);
    const path = sides === columns ? [side.name, other.name] : [other.name];
    return elementOf(blockOf(blocks, path), side, i, other, j);
  };
}

function placeIn(sides: readonly Side[], at: number): [Side, number] {
  let rest = at;
  for (const side of sides) {
    if (rest < side.length) return [side, rest];
    rest -= side.length;
  }
  throw new Error(`defect of gradc: no place ${at}`);
}

export function blockOf(blocks: Value, path: readonly string[]): Value {
  return path.reduce<Value>((at, name) => {
    const part = isTensor(at) ? undefined : at.get(name);
    if (part === undefined) throw new Error(`defect of gradc: no derivatives by ${name}`);
    return part;
  }, blocks);
}

/** Parts of records stand before the elements of arrays. */
function elementOf(block: Value, side: Side, i: number, other: Side, j: number): number {
  let at = block;
  const taken = (isRecord: boolean, k: number): boolean => {
    if (!isRecord || isTensor(at)) return false;
    at = [...at.values()][k] as Value;
    return true;
  };
  const [row, column] = [taken(side.isRecord, i) ? 0 : i, taken(other.isRecord, j) ? 0 : j];
  if (!isTensor(at)) throw new Error("defect of gradc: a record in a block of derivatives");
  return nth(at.data, row * (other.isRecord ? 1 : other.length) + column);
}
