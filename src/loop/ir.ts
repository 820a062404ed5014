// The loop language between the graph and the targets: whole numbers that say where, numbers of a type, conditions,
// flat buffers, counted loops. It has its own names for operators; each target spells them.
import type { Located } from "../diagnostics/source.js";
import type { CompareOp, LogicOp, NumOp, RoutineName } from "../graph/operation.js";
import type { Table } from "../graph/pattern.js";
import type { Dim } from "../shape/dim.js";
import type { ElementType } from "../shape/element.js";
import type { Shape } from "../shape/shape.js";

/** A value with a name: the hint becomes the name in the text, made unique there. */
export interface Local {
  readonly id: number;
  readonly hint: string;
  readonly type: "index" | "number" | "condition";
}

/** A further local of a function; a number unless said otherwise. */
export type NewLocal = (hint: string, type?: Local["type"]) => Local;

/** A flat array. Its size is a product of dimensions, kept as written. */
export interface Buffer {
  readonly id: number;
  readonly hint: string;
  readonly type: ElementType;
  /** An argument, a result, memory set up once, or numbers known when compiling. */
  readonly kind: "input" | "output" | "scratch" | "constant";
  readonly data?: readonly number[];
  /** Numbers that are known once the sizes are. */
  readonly table?: Table;
  /** Its size is the product of these. */
  readonly shape: Shape;
  /** Of a part of another buffer, the place in that where it begins: `load` and `store` add it. Statements hold whole buffers. */
  readonly base?: Index;
}

/** A whole number: a place in memory, a counter, a size. */
export type Index =
  | { readonly kind: "int"; readonly value: number }
  /** A counter of a loop, or a local of the type. */
  | { readonly kind: "counter"; readonly local: Local }
  | { readonly kind: "size"; readonly dim: Dim }
  /** The number of elements of a shape. */
  | { readonly kind: "extent"; readonly shape: Shape }
  | { readonly kind: "sum" | "product" | "least" | "greatest"; readonly left: Index; readonly right: Index }
  /** A number that is whole, as the places of a gather are. */
  | { readonly kind: "whole"; readonly value: Num };

/** A number of a type: that of the buffers; all of one function have the same. */
export type Num =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "local"; readonly local: Local }
  | { readonly kind: "load"; readonly buffer: Buffer; readonly at: Index }
  | { readonly kind: "apply"; readonly op: NumOp; readonly args: readonly Num[] }
  /** A function of src/runtime. */
  | { readonly kind: "call"; readonly fn: string; readonly args: readonly Num[] }
  /** Only the branch that is taken is computed. */
  | { readonly kind: "select"; readonly test: Cond; readonly then: Num; readonly else: Num }
  | { readonly kind: "fromIndex"; readonly index: Index }
  /** 1 or 0. */
  | { readonly kind: "fromCondition"; readonly test: Cond };

export type Cond =
  | { readonly kind: "condition"; readonly local: Local }
  | { readonly kind: "compare"; readonly op: CompareOp; readonly left: Num; readonly right: Num }
  | { readonly kind: "logic"; readonly op: LogicOp; readonly left: Cond; readonly right: Cond }
  | { readonly kind: "not"; readonly arg: Cond }
  /** Whether a number is neither 0 nor NaN. */
  | { readonly kind: "truth"; readonly arg: Num };

export type Expr = Index | Num | Cond;

/** What a comparison says of two numbers. */
export const COMPARE: Readonly<Record<CompareOp, (x: number, y: number) => boolean>> = {
  lt: (x, y) => x < y, le: (x, y) => x <= y, gt: (x, y) => x > y, ge: (x, y) => x >= y, eq: (x, y) => x === y, ne: (x, y) => x !== y,
};

/** Where a statement comes from; one without an origin has that of the statement around it. */
export type Stmt = Bare & { readonly origin?: Located };

type Bare =
  | { readonly kind: "let"; readonly local: Local; readonly value: Expr; readonly mutable: boolean }
  | { readonly kind: "assign"; readonly local: Local; readonly value: Num }
  | { readonly kind: "store"; readonly buffer: Buffer; readonly at: Index; readonly value: Num; readonly add: boolean }
  | { readonly kind: "fill"; readonly buffer: Buffer; readonly value: number }
  | For
  | RoutineCall
  /** Statements under a comment that says what they compute. */
  | { readonly kind: "block"; readonly comment: string; readonly body: readonly Stmt[] };

/** The counter goes from `from` by `step` as long as it is below `to`, or, where the step is negative, above it. */
export interface For {
  readonly kind: "for";
  readonly local: Local;
  readonly from: Index;
  readonly to: Index;
  readonly step: number;
  readonly body: readonly Stmt[];
}

/** The arguments are those that the table of routines names, in its order. */
export interface RoutineCall {
  readonly kind: "routine";
  readonly fn: RoutineName;
  readonly args: readonly RoutineArg[];
  readonly result?: Local;
}

export type RoutineArg =
  | { readonly kind: "index"; readonly index: Index }
  | { readonly kind: "num"; readonly num: Num }
  | { readonly kind: "flag"; readonly flag: boolean }
  /** A whole buffer. */
  | { readonly kind: "array"; readonly buffer: Buffer }
  /** Elements of a buffer at regular steps: where they begin, and a step for each of their dimensions. */
  | { readonly kind: "view"; readonly buffer: Buffer; readonly offset: Index; readonly steps: readonly Index[] };

export const ZERO: Num = { kind: "number", value: 0 };
export const ONE: Num = { kind: "number", value: 1 };
/** The index 0, as that of a dimension of size 1. */
export const FIRST: Index = { kind: "int", value: 0 };

export function number(value: number): Num {
  return { kind: "number", value };
}

export function int(value: number): Index {
  return { kind: "int", value };
}

export function use(local: Local): Num {
  return { kind: "local", local };
}

export function counter(local: Local): Index {
  return { kind: "counter", local };
}

/** The part of a buffer, or of a part of one, that begins at a place. */
export function partOf(buffer: Buffer, from: Index, shape: Shape): Buffer {
  return { ...buffer, shape, base: plus(buffer.base ?? FIRST, from) };
}

function wholeOf({ base: _, ...buffer }: Buffer): Buffer {
  return buffer;
}

export function load(buffer: Buffer, at: Index): Num {
  return { kind: "load", ...placed(buffer, at) };
}

export function store(buffer: Buffer, at: Index, value: Num, add = false): Stmt {
  return { kind: "store", ...placed(buffer, at), value, add };
}

/** A place in a buffer, counted from the start of the whole of it. */
export function placed(buffer: Buffer, at: Index): { readonly buffer: Buffer; readonly at: Index } {
  return buffer.base === undefined ? { buffer, at } : { buffer: wholeOf(buffer), at: plus(buffer.base, at) };
}

export function apply(op: NumOp, ...args: readonly Num[]): Num {
  return { kind: "apply", op, args };
}

/** A sum of indices, without the zeros. */
export function plus(left: Index, right: Index): Index {
  if (left.kind === "int" && right.kind === "int") return int(left.value + right.value);
  if (right.kind === "int" && left.kind === "sum" && left.right.kind === "int") return plus(left.left, int(left.right.value + right.value));
  if (left.kind === "int" && left.value === 0) return right;
  if (right.kind === "int" && right.value === 0) return left;
  return { kind: "sum", left, right };
}

/** A difference of indices. */
export function minus(left: Index, right: Index): Index {
  return plus(left, scale(right, int(-1)));
}

export function least(left: Index, right: Index): Index {
  return { kind: "least", left, right };
}

export function greatest(left: Index, right: Index): Index {
  return { kind: "greatest", left, right };
}

/** A product of indices, without ones and zeros. */
export function scale(left: Index, right: Index): Index {
  if (left.kind === "int" && right.kind === "int") return int(left.value * right.value);
  if (left.kind === "int") return left.value === 0 ? FIRST : left.value === 1 ? right : { kind: "product", left: right, right: left };
  if (right.kind === "int") return right.value === 0 ? FIRST : right.value === 1 ? left : { kind: "product", left, right };
  return { kind: "product", left, right };
}

export function size(dim: Dim): Index {
  return typeof dim === "number" ? int(dim) : { kind: "size", dim };
}

/** The number of elements of a shape. */
export function extent(shape: Shape): Index {
  const numbers = shape.filter((d) => typeof d === "number");
  return numbers.length === shape.length ? int(numbers.reduce((p, d) => p * d, 1)) : { kind: "extent", shape };
}

/** A loop over 0, 1, … up to the number of elements of a shape, or down from it. */
export function loopOver(local: Local, shape: Shape, body: readonly Stmt[], isDown = false): For {
  const count = extent(shape);
  return isDown
    ? { kind: "for", local, from: plus(count, int(-1)), to: int(-1), step: -1, body }
    : { kind: "for", local, from: FIRST, to: count, step: 1, body };
}

/** A number as a condition. */
export function asCondition(num: Num): Cond {
  return num.kind === "fromCondition" ? num.test : { kind: "truth", arg: num };
}

/** The direct parts of an expression. */
export function partsOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "int": case "counter": case "size": case "extent": case "number": case "local": case "condition": return [];
    case "sum": case "product": case "least": case "greatest": case "compare": case "logic": return [expr.left, expr.right];
    case "whole": return [expr.value];
    case "load": return [expr.at];
    case "apply": case "call": return expr.args;
    case "select": return [expr.test, expr.then, expr.else];
    case "fromIndex": return [expr.index];
    case "fromCondition": return [expr.test];
    case "not": case "truth": return [expr.arg];
  }
}
