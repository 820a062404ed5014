// A call of a function of the language, as the function's record sees it.
import type { Report } from "../diagnostics/diagnostic.js";
import type { Span } from "../diagnostics/source.js";
import type { Builder } from "../graph/builder.js";
import type { NodeId } from "../graph/graph.js";
import type { Paper } from "../graph/operation.js";
import type { Dim } from "../shape/dim.js";
import type { Shape } from "../shape/shape.js";

export interface Call {
  readonly b: Builder;
  readonly report: Report;
  readonly name: string;
  readonly span: Span;
  readonly args: readonly NodeId[];
  readonly spans: readonly Span[];
  /** Whether the call ends in the word `keep`. */
  readonly keep: boolean;
  shape(index: number): Shape;
  /** Whether an argument is written as a whole number. */
  isWholeLiteral(index: number): boolean;
  /** The value of an argument that must be a constant. */
  constant(index: number): number;
  /** A dimension given as a whole number from 1, or a product of sizes. */
  dim(index: number): Dim;
  /** The dimensions in an array argument, `[r, c]`. */
  dims(index: number): readonly Dim[];
  /** A dimension's number, counted from 1 in the text and from 0 in the result. */
  axis(index: number, of: Shape): number;
  /** Fails unless the argument has this rank; `what` says what is wanted, as in "a matrix". */
  rank(index: number, rank: number, what: string): Shape;
  /** Fails unless two dimensions agree. */
  agree(a: Dim, b: Dim, message: string, span?: Span): void;
}

export interface LanguageFunction {
  readonly name: string;
  readonly paper?: Paper;
  readonly usage: string;
  readonly doc: string;
  /** The least and the greatest number of arguments. */
  readonly arity: readonly [number, number];
  /** A last argument may be the word `keep`, which `arity` does not count. */
  readonly keeps?: true;
  readonly build: (call: Call) => NodeId;
}
