// The loop language between the graph and text: numbers, locals, flat buffers, counted loops.
// Printers see nothing else; each target is one printer.
import type { Dim } from "../shape/dim.js";
import type { Shape } from "../shape/shape.js";

/** A number with a name: the hint becomes the name in the text, made unique there. */
export interface Local {
  readonly id: number;
  readonly hint: string;
  /** True or false rather than a number. */
  readonly isCondition?: true;
}

/** A flat array of numbers. A loop's count and a buffer's size are products of dimensions, kept as written. */
export interface Buffer {
  readonly id: number;
  readonly hint: string;
  /** An argument, a result, memory set up once, or numbers known when compiling. */
  readonly kind: "input" | "output" | "scratch" | "constant";
  readonly data?: readonly number[];
  /** Its size is the product of these. */
  readonly shape: Shape;
}

export type InfixOp = "+" | "-" | "*" | "/" | "<" | "<=" | ">" | ">=" | "===" | "!==" | "&&" | "||";

export type Num =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "local"; readonly local: Local }
  | { readonly kind: "load"; readonly buffer: Buffer; readonly at: Num }
  | { readonly kind: "infix"; readonly op: InfixOp; readonly left: Num; readonly right: Num }
  | { readonly kind: "prefix"; readonly op: "-" | "!"; readonly arg: Num }
  | { readonly kind: "call"; readonly fn: string; readonly library: "math" | "runtime"; readonly args: readonly Num[] }
  | { readonly kind: "select"; readonly test: Num; readonly then: Num; readonly else: Num }
  | { readonly kind: "dim"; readonly dim: Dim };

export type Stmt =
  | { readonly kind: "let"; readonly local: Local; readonly value: Num; readonly mutable: boolean }
  | { readonly kind: "assign"; readonly local: Local; readonly value: Num }
  | { readonly kind: "store"; readonly buffer: Buffer; readonly at: Num; readonly value: Num; readonly add: boolean }
  | { readonly kind: "fill"; readonly buffer: Buffer; readonly value: number }
  | For
  | { readonly kind: "routine"; readonly fn: string; readonly result?: Local; readonly args: readonly RoutineArg[]; readonly cost: Dim }
  /** Statements under a comment that says what they compute. */
  | { readonly kind: "block"; readonly comment: string; readonly body: readonly Stmt[] };

/**
 * A counted loop. With a step, each pass is for a block of so many that starts, or in a loop down ends, at the local;
 * the loop over one block has the range of the block, and the count of all.
 */
export interface For {
  readonly kind: "for";
  readonly local: Local;
  readonly count: Shape;
  readonly down: boolean;
  readonly step?: number;
  readonly range?: { readonly from: Num; readonly to: Num };
  readonly body: readonly Stmt[];
}

/** A part of a buffer is given by where it begins and ends. */
export type RoutineArg =
  | { readonly buffer: Buffer; readonly from?: Dim; readonly to?: Dim }
  | { readonly num: Num } | { readonly flag: boolean } | { readonly text: string };

export const ZERO: Num = { kind: "number", value: 0 };
export const ONE: Num = { kind: "number", value: 1 };

export function number(value: number): Num {
  return { kind: "number", value };
}

export function use(local: Local): Num {
  return { kind: "local", local };
}

export function infix(op: InfixOp, left: Num, right: Num): Num {
  return { kind: "infix", op, left, right };
}

/** A sum of indices, without the zeros. */
export function plus(left: Num, right: Num): Num {
  if (left.kind === "number" && right.kind === "number") return number(left.value + right.value);
  if (left.kind === "number" && left.value === 0) return right;
  if (right.kind === "number" && right.value === 0) return left;
  return infix("+", left, right);
}

/** A product of indices, without ones and zeros. */
export function scale(left: Num, right: Num): Num {
  if (left.kind === "number" && right.kind === "number") return number(left.value * right.value);
  if (left.kind === "number") return left.value === 0 ? ZERO : left.value === 1 ? right : infix("*", right, left);
  if (right.kind === "number") return right.value === 0 ? ZERO : right.value === 1 ? left : infix("*", left, right);
  return infix("*", left, right);
}

export function dim(value: Dim): Num {
  return typeof value === "number" ? number(value) : { kind: "dim", dim: value };
}

/** Whether an expression is true or false rather than a number. */
export function isCondition(num: Num): boolean {
  if (num.kind === "prefix") return num.op === "!";
  if (num.kind === "local") return num.local.isCondition === true;
  return num.kind === "infix" && !["+", "-", "*", "/"].includes(num.op);
}

/** The direct parts of an expression. */
export function partsOf(num: Num): readonly Num[] {
  switch (num.kind) {
    case "number": case "local": case "dim": return [];
    case "load": return [num.at];
    case "infix": return [num.left, num.right];
    case "prefix": return [num.arg];
    case "call": return num.args;
    case "select": return [num.test, num.then, num.else];
  }
}
