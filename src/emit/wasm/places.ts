// What an instance of a module is set up with, in the order in which the host hands it over: where each array lies, and
// the whole numbers that the code uses, sizes above all.
import type { RoutineName } from "../../graph/operation.js";
import type { Buffer, Index, RoutineCall } from "../../loop/ir.js";
import { extent, int, plus, scale, size } from "../../loop/ir.js";
import { allParts, allStatements, exprsOf, touchedBy } from "../../loop/map.js";
import { argumentOf } from "../../loop/routine-table.js";
import { dimKey, type Dim } from "../../shape/dim.js";
import { bytesOf, type ElementType } from "../../shape/element.js";
import type { Shape } from "../../shape/shape.js";
import type { Body } from "../../module/body.js";
import { numbersOf } from "../../module/tree.js";

/** Bytes for arrays inside functions of the runtime that are not routines, such as tables of coefficients: these are of doubles. */
const FEW = 4096;

export class Places {
  private readonly arrays = new Map<number, { readonly at: number; readonly buffer: Buffer }>();
  private readonly known: ReadonlyMap<number, Buffer>;
  private readonly homes: ReadonlyMap<number, Buffer>;
  private readonly numbers = new Map<string, { readonly at: number; readonly index: Index }>();

  /** `whole` are the arrays as they are set up: statements may hold them with the shape of a part. Some lie in others' memory. */
  constructor(whole: Iterable<Buffer>, homes: ReadonlyMap<number, Buffer>) {
    this.homes = homes;
    this.known = new Map([...whole].map((buffer) => [buffer.id, buffer]));
  }

  /** The place of an array in the list. */
  array(of: Buffer): number {
    const buffer = this.homes.get(of.id) ?? of;
    const found = this.arrays.get(buffer.id);
    if (found !== undefined) return found.at;
    this.arrays.set(buffer.id, { at: this.arrays.size, buffer: this.whole(buffer) });
    return this.arrays.size - 1;
  }

  /** The number of elements of an array. */
  count(buffer: Buffer): number {
    return this.extent(this.whole(buffer).shape);
  }

  private whole(buffer: Buffer): Buffer {
    return this.known.get(buffer.id) ?? buffer;
  }

  size(dim: Dim): number {
    return this.number(`size ${dimKey(dim)}`, { kind: "size", dim });
  }

  extent(shape: Shape): number {
    return this.number(`extent ${shape.map(dimKey).join(" ")}`, extent(shape));
  }

  get buffers(): readonly Buffer[] {
    return [...this.arrays.values()].map(({ buffer }) => buffer);
  }

  get indices(): readonly Index[] {
    return [...this.numbers.values()].map(({ index }) => index);
  }

  private number(key: string, index: Index): number {
    const known = this.numbers.get(key);
    if (known !== undefined) return known.at;
    this.numbers.set(key, { at: this.numbers.size, index });
    return this.numbers.size - 1;
  }
}

/** The names of the imports. */
export function arrayName(at: number): string {
  return `a${at}`;
}

export function numberName(at: number): string {
  return `n${at}`;
}

/** Elements of memory that the calls of a body take for themselves, each for as long as it runs. */
export function scratchOf(body: Body, element: ElementType): Index[] {
  const calls = allStatements(body.statements).flatMap((s) => (s.kind === "routine" ? [s] : []));
  return [int(FEW / bytesOf(element)), ...calls.flatMap((call) => takes[call.fn]?.(call) ?? [])];
}

/** A size that a call is given; of one that changes from step to step a bound: the dimensions of the result, added up. */
function sized(call: RoutineCall, name: string): Index {
  const arg = argumentOf(call, name);
  if (arg?.kind !== "index") return int(0);
  if (!allParts(arg.index).some((part) => part.kind === "counter" || part.kind === "local")) return arg.index;
  const result = argumentOf(call, "c") ?? argumentOf(call, "y");
  return result?.kind === "view" ? result.buffer.shape.map(size).reduce(plus, int(0)) : int(0);
}

const takes: Partial<Record<RoutineName, (call: RoutineCall) => Index>> = {
  // a second C, panels of up to 256 of the inner dimension, and a tile
  multiply: (call) => plus(
    plus(scale(sized(call, "rows"), sized(call, "cols")), scale(sized(call, "rows"), int(256))), int(256 * (3 + 8) + 64),
  ),
  multiplyVector: (call) => plus(sized(call, "rows"), int(8)),
  cofactors: (call) => squares(call, 1),
  cofactorChange: (call) => squares(call, 8),
};

/** So many n x n matrices, and some lines. */
function squares(call: RoutineCall, count: number): Index {
  const n = sized(call, "n");
  return plus(scale(plus(scale(n, n), scale(n, int(4))), int(count)), int(64));
}

/** The arrays that a body touches itself. */
export function buffersIn(body: Body): Map<number, Buffer> {
  const touched = allStatements(body.statements).flatMap(touchedBy).map(({ buffer }) => buffer);
  const loaded = numbersOf(body.result).flatMap(allParts).flatMap((part) => (part.kind === "load" ? [part.buffer] : []));
  return new Map([...touched, ...loaded].map((buffer) => [buffer.id, buffer]));
}

/** The sizes and numbers of elements that a body uses. */
export function indicesIn(body: Body): Index[] {
  const exprs = [...allStatements(body.statements).flatMap(exprsOf), ...numbersOf(body.result)];
  return exprs.flatMap(allParts).filter((part): part is Index => part.kind === "size" || part.kind === "extent");
}
