// What no machine could compute: graphs of too many nodes and arrays of too many elements.
import type { Span } from "../diagnostics/source.js";
import type { Shape } from "../shape/shape.js";

/** The nodes of a program as it is written; a graph of more would take gigabytes and minutes. */
export const MAX_NODES = 1_000_000;
/** First derivatives and the steps of rewriting make at most so many nodes of each; derivatives of derivatives soon more. */
const GROWTH = 8;

/** The nodes that a pass may make which starts from so many. */
export function nodeLimit(nodes: number): number {
  return MAX_NODES + GROWTH * nodes;
}

/** The elements of one array. */
export const MAX_ELEMENTS = 2 ** 31;

/** The dimensions of one array. */
export const MAX_RANK = 64;

/** Calls of functions, each with other arguments: functions that call one another twice would double them again and again. */
export const MAX_CALLS = 100_000;

/** Thrown where an array would have more dimensions, or a program more calls: the fault that it is, and how many are allowed. */
export class CountLimit extends Error {
  readonly code: "too-many-dimensions" | "calls-too-many";
  readonly most: number;
  readonly span: Span;
  constructor(code: CountLimit["code"], most: number, span: Span) {
    super(code);
    this.code = code;
    this.most = most;
    this.span = span;
  }
}

/** Thrown deep in a pass; the pipeline makes a report of it. */
export class GraphLimit extends Error {
  readonly span: Span;
  /** The shape of an array that is too large, or the number of nodes that are allowed. */
  readonly limit: Shape | number;
  constructor(span: Span, limit: Shape | number) {
    super("a limit of the graph");
    this.span = span;
    this.limit = limit;
  }
}

/** Whether the dimensions that are numbers alone multiply to more elements than an array can have. */
export function hasTooManyElements(shape: Shape): boolean {
  let count = 1;
  // each factor is at least 1, and what has passed the limit stays above it, so roundings do no harm
  for (const dim of shape) count *= typeof dim === "number" ? dim : 1;
  return count > MAX_ELEMENTS;
}
