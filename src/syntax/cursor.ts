// What the parts of the expression reader share: the place they are at and what they have made so far.
import type { Report } from "../diagnostics/diagnostic.js";
import type { Recipe, ReadShape } from "./recipe.js";
import { SHAPES, type Tokens } from "./tokens.js";

/** What the parts of the expression reader share. */
export interface Reading {
  readonly tokens: Tokens;
  readonly report: Report;
  readonly readShape: ReadShape;
  /** Words that a fault has been told of: further uses are of the same cause. */
  readonly refused: Set<string>;
}

/** A piece to be read: the tokens from `from` to before `to`. */
export interface Todo {
  readonly from: number;
  readonly to: number;
  /** Whether `end` is known. */
  readonly isInIndex: boolean;
  /** Whether the whole piece may be a range: with both ends, or as an item of an index without. */
  readonly range: "none" | "closed" | "open";
  /** Whether it is an item of an array, where a space easily stands for a comma. */
  readonly isItem: boolean;
  /** In `name = value` among the arguments of a call the token of the name. */
  readonly bound?: number;
}

/** A piece that was read: what to build, and for each token of the shape its number, or `~n` for piece `n`. */
export interface Piece {
  readonly recipe: Recipe;
  readonly slots: readonly number[];
  readonly bound: number | undefined;
}

/** The state while one piece is read from left to right. */
export interface Cursor extends Reading, Todo {
  readonly todo: Todo[];
  /** Whether the piece is a whole statement. */
  readonly isStatement: boolean;
  readonly slots: number[];
  shape: string;
  at: number;
  /** Whether the factors at hand are divided by, so that an implicit product would not be clear. */
  isDivisor: boolean;
  /** The `?` that waits for its `:`, or -1. */
  question: number;
  /** The colons of a range. */
  colons: number;
  /** The last of them, if there is any. */
  lastRange: number;
}

/** Adds the token at hand to the shape and goes on. */
export function emit(c: Cursor): void {
  c.shape += SHAPES[c.tokens.kinds[c.at] as number];
  c.slots.push(c.at);
  c.at++;
}
