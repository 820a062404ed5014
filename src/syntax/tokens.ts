// The tokens of a program, kept in flat arrays: one program may have many millions of them.
import type { Span } from "../diagnostics/source.js";

export const T = {
  newline: 0, semicolon: 1, bad: 2, number: 3, name: 4, string: 5,
  end: 6, valueWord: 7, foreignWord: 8, not: 9, and: 10, or: 11, mod: 12,
  plus: 13, minus: 14, times: 15, divide: 16, power: 17, dotTimes: 18, dotDivide: 19, dotPower: 20,
  less: 21, lessEqual: 22, greater: 23, greaterEqual: 24, equal: 25, unequal: 26,
  transpose: 27, factorial: 28, question: 29, colon: 30, assign: 31, dot: 32, comma: 33,
  openRound: 34, closeRound: 35, openSquare: 36, closeSquare: 37, openCurly: 38, closeCurly: 39,
} as const;

export type Kind = (typeof T)[keyof typeof T];

/** Tokens by number: kind and place of each, and for a bracket the number of its partner. */
export interface Tokens {
  readonly text: string;
  readonly count: number;
  readonly kinds: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly partners: Int32Array;
  /** Numbers of the tokens that were refused, ascending; their statements are left out. */
  readonly bad: readonly number[];
  /** Whether any name has letters beyond ASCII, which then is to be normalised. */
  readonly hasUnicode: boolean;
}

/** How each kind is written for mathjs: all names alike, all numbers alike. */
export const SHAPES: readonly string[] = [
  "", ";", "", "1", "x", "",
  "x", "x", "x", " not ", " and ", " or ", " mod ",
  "+", "-", "*", "/", "^", ".*", "./", ".^",
  "<", "<=", ">", ">=", "==", "!=",
  "'", "! ", "?", ":", "=", ".", ",",
  "(", ")", "[", "]", "{", "}",
];

/** The words of the language, which can't be names. */
export const WORDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ["and", T.and], ["or", T.or], ["not", T.not], ["mod", T.mod], ["end", T.end],
  ["xor", T.foreignWord], ["to", T.foreignWord], ["in", T.foreignWord],
  ["true", T.valueWord], ["false", T.valueWord], ["null", T.valueWord],
  ["undefined", T.valueWord], ["NaN", T.valueWord], ["Infinity", T.valueWord],
]);

export function isWord(kind: number | undefined): boolean {
  return kind === T.name || (kind !== undefined && kind >= T.end && kind <= T.mod);
}

/** Operators between two operands, apart from the conditional and the range. */
export function isInfix(kind: number): boolean {
  return kind >= T.and && kind <= T.unequal;
}

/** Whether it is one of ( [ {. */
export function isOpening(kind: number | undefined): boolean {
  return kind === T.openRound || kind === T.openSquare || kind === T.openCurly;
}

/** Whether an operand may end with this token, so that a quote after it is a transpose. */
export function endsOperand(kind: number): boolean {
  return kind === T.number || kind === T.name || kind === T.end || kind === T.valueWord
    || kind === T.transpose || kind === T.factorial
    || kind === T.closeRound || kind === T.closeSquare || kind === T.closeCurly;
}

/** The number of the bracket that one belongs to. */
export function partnerOf({ partners }: Pick<Tokens, "partners">, bracket: number): number {
  return partners[bracket] as number;
}

export function spanOf(tokens: Tokens, token: number): Span {
  return { start: tokens.starts[token] as number, end: tokens.ends[token] as number };
}

/** From the start of one token to the end of another. */
export function spanBetween(tokens: Tokens, first: number, last: number): Span {
  return { start: tokens.starts[first] as number, end: tokens.ends[last] as number };
}

export function textAt(tokens: Tokens, token: number): string {
  return tokens.text.slice(tokens.starts[token], tokens.ends[token]);
}

export function nameAt(tokens: Tokens, token: number): string {
  const name = textAt(tokens, token);
  return tokens.hasUnicode ? name.normalize("NFC") : name;
}
