// What is wrong at a token that can't stand where it does, with the likely mend.
import { Abandon } from "../diagnostics/diagnostic.js";
import type { Cursor } from "./cursor.js";
import { isInfix, partnerOf, spanBetween, spanOf, T, textAt, type Tokens } from "./tokens.js";

const FOREIGN_STARTS: ReadonlySet<string> = new Set(
  ["let", "const", "var", "def", "function", "return", "fn", "if", "then", "else", "for", "while", "export", "lambda"],
);

/** A word that was refused where it was to be a name is told once. */
export function passRefused({ tokens, refused, at, to }: Cursor): void {
  if (at < to && refused.has(textAt(tokens, at))) throw new Abandon();
}

/** Something other than a value stands where a value must. */
export function missingValue(c: Cursor): never {
  const { tokens, report } = c;
  passRefused(c);
  const kind = tokens.kinds[c.at];
  const isAtEnd = c.at >= c.to;
  const span = isAtEnd ? spanOf(tokens, c.to - 1) : spanOf(tokens, c.at);
  if (isAtEnd) return report.fail(span, "value-missing", textAt(tokens, c.to - 1), isBeforeLine(tokens, c.to));
  const text = textAt(tokens, c.at);
  switch (kind) {
    case T.valueWord: return report.fail(span, "word-not-a-value", text);
    case T.foreignWord: return foreignWord(c, text);
    case T.string: return report.fail(span, "string");
    case T.openCurly: return report.fail(span, "braces", bracesMend(c));
    case T.factorial: return report.fail(span, "prefix-not");
    case T.comma: case T.semicolon: return separatorFault(c);
    case T.assign: return equalsFault(c);
    case T.dot: return report.fail(span, "field-owner");
    default: break;
  }
  if (c.isStatement && c.at === c.from && isInfix(kind ?? 0)) return report.fail(span, "split-statement", text);
  return report.fail(span, "value-expected", text, c.at > c.from ? textAt(tokens, c.at - 1) : undefined);
}

function foreignWord(c: Cursor, word: string): never {
  return c.report.fail(spanOf(c.tokens, c.at), "foreign-word", word);
}

/** Two values side by side, which is no product here. */
export function productFault(c: Cursor): never {
  const { tokens, report, at } = c;
  passRefused(c);
  const kind = tokens.kinds[at];
  const span = spanOf(tokens, at);
  const text = textAt(tokens, at);
  const before = textAt(tokens, at - 1);
  if (kind === T.foreignWord) return foreignWord(c, text);
  if (kind === T.string) return report.fail(span, "string");
  if (kind === T.openCurly) return report.fail(span, "braces", bracesMend(c));
  if (kind === T.valueWord) return report.fail(span, "word-not-a-value", text);
  if (c.isStatement && at === c.from + 1) keywordFault(c, before);
  const owner = tokens.kinds[at - 1] === T.closeRound ? partnerOf(tokens, at - 1) - 1 : at - 1;
  const foreign = [owner, at].find((word) => word >= c.from && FOREIGN_STARTS.has(textAt(tokens, word)));
  if (foreign !== undefined) {
    c.refused.add("end");
    return report.fail(spanOf(tokens, foreign), "foreign-statement", textAt(tokens, foreign));
  }
  if (c.isDivisor && tokens.kinds[at - 1] === T.number && kind !== T.openSquare) {
    return report.fail(spanBetween(tokens, at - 1, at), "divided-product", before, text);
  }
  if (c.isItem && tokens.ends[at - 1] !== tokens.starts[at]) return report.fail(span, "array-separator", before, text);
  if (kind === T.openRound) powerOfFunction(c);
  const hasLineBreak = tokens.text.slice(tokens.ends[at - 1], tokens.starts[at]).includes("\n");
  const canCall = tokens.kinds[at - 1] === T.name && kind !== T.openRound;
  return report.fail(span, "implicit-product", before, text, canCall, hasLineBreak, c.isStatement && at === c.from + 1);
}

/** Functions whose inverses have names of their own. */
const INVERTED: ReadonlySet<string> = new Set("sin cos tan sec csc cot sinh cosh tanh sech csch coth".split(" "));

/** `sin^(-1)(x)`: a power that stands before the argument. */
function powerOfFunction({ tokens, report, at }: Cursor): void {
  if (tokens.kinds[at - 1] !== T.closeRound) return;
  const open = partnerOf(tokens, at - 1);
  const name = textAt(tokens, open - 2);
  const power = tokens.text.slice(tokens.starts[open], tokens.ends[at - 1]).replace(/\s/g, "");
  if (tokens.kinds[open - 1] !== T.power || !INVERTED.has(name)) return;
  report.fail(spanBetween(tokens, open - 2, at - 1), "function-power", name, power);
}

/** `param 3`: after a keyword something else than a name. */
function keywordFault({ tokens, report, at }: Cursor, before: string): void {
  const span = spanOf(tokens, at);
  if (before === "param" || before === "input") report.fail(span, "declaration-form", before);
  if (before === "output") report.fail(span, "output-form");
  if (before === "import") report.fail(span, "import-form");
}

/** A colon outside an index and outside a conditional, or a third one in a range. */
export function colonFault(c: Cursor): never {
  return c.report.fail(spanOf(c.tokens, c.at), "colon-misplaced", c.range !== "none");
}

/** `name = value` in a call that is no index over a range and no start of a scan; `open` is the bracket of the call. */
export function bindFault(c: Cursor, open: number, to: number): void {
  const { tokens, report, at } = c;
  const call = textAt(tokens, open - 1);
  const name = textAt(tokens, at);
  if (at + 2 === to) report.fail(spanOf(tokens, at + 1), "value-missing", "=", false);
  if (call !== "scan" && !hasColon(tokens, at + 2, to)) report.fail(spanOf(tokens, at), "named-argument", call, name);
}

function hasColon({ kinds }: Tokens, from: number, to: number): boolean {
  return kinds.subarray(from, to).includes(T.colon);
}

/** `=` inside an expression, or after something that can't be given a value. */
export function equalsFault(c: Cursor): never {
  const { tokens, at } = c;
  if (!c.isStatement) return c.report.fail(spanOf(tokens, at), "assignment-inside");
  const isAlone = at === c.from;
  const isElement = !isAlone && tokens.kinds[at - 1] === T.closeSquare;
  return c.report.fail(isAlone ? spanOf(tokens, at) : spanBetween(tokens, c.from, at - 1), "assignment-target", isElement);
}

/** A comma or semicolon that separates nothing. */
export function separatorFault(c: Cursor): never {
  const { tokens, at } = c;
  const span = spanOf(tokens, at);
  if (tokens.kinds[at] === T.semicolon) return c.report.fail(span, "semicolon-misplaced");
  return c.report.fail(span, "comma-misplaced", isDigitComma(c) ? commaMend(textAt(tokens, at - 1), textAt(tokens, at + 1)) : undefined);
}

/** Whether the comma stands between digits without a space. */
function isDigitComma({ tokens, at, from, to }: Cursor): boolean {
  return at > from && at + 1 < to && tokens.kinds[at - 1] === T.number && tokens.kinds[at + 1] === T.number
    && tokens.ends[at - 1] === tokens.starts[at] && tokens.ends[at] === tokens.starts[at + 1];
}

function commaMend(before: string, after: string): string {
  if (/^\d{1,3}\.\d{3}$/.test(before)) return `Write ${before.replace(".", "")}.${after} for a decimal number.`;
  return /^\d{3}$/.test(after) ? `If it groups digits write ${before}${after}.` : `Write ${before}.${after} for a decimal number.`;
}

function isComparison(kind: number): boolean {
  return kind >= T.less && kind <= T.unequal;
}

/** What braces were likely meant for: x_{1}, or a choice by cases. */
export function bracesMend({ tokens, at, to }: Cursor): string | undefined {
  const before = at > 0 && tokens.ends[at - 1] === tokens.starts[at] ? textAt(tokens, at - 1) : "";
  const close = partnerOf(tokens, at);
  if (before.endsWith("_") && close === at + 2) return `Write ${before}${textAt(tokens, at + 1)}.`;
  const over = /^(sum|prod)_$/.exec(before)?.[1];
  if (over !== undefined) return `Write ${over}(x[i], i = 1:n).`;
  const inside = tokens.kinds.subarray(at, Math.min(close, to));
  return inside.includes(T.colon) && inside.some(isComparison) ? "Write c ? a : b to choose." : undefined;
}

/** Brackets or an item with nothing in it. */
export function emptyFault(c: Cursor, at: number, what: "bracket" | "call" | "index" | "array" | "item"): never {
  return c.report.fail(spanOf(c.tokens, at), "empty-brackets", what);
}

/** Warns of `[1 -2]`, which is one item. */
export function checkMinus({ tokens, report, at }: Cursor): void {
  const isSpaced = tokens.ends[at - 1] !== tokens.starts[at];
  if (!isSpaced || tokens.ends[at] !== tokens.starts[at + 1]) return;
  report.warn(spanOf(tokens, at), "array-space", "difference", textAt(tokens, at - 1), `-${textAt(tokens, at + 1)}`);
}

/** Warns of `[2 x]`, which is one item. */
export function checkProduct({ tokens, report, at, isItem }: Cursor): void {
  if (!isItem || tokens.ends[at - 1] === tokens.starts[at]) return;
  report.warn(spanOf(tokens, at), "array-space", "product", textAt(tokens, at - 1), textAt(tokens, at));
}

/** Warns of `y <- x`, which compares. */
export function checkArrow({ tokens, report, at, from, isStatement }: Cursor): void {
  if (!isStatement || at !== from + 1 || tokens.text.slice(tokens.starts[at], spanOf(tokens, at).start + 3) !== "<- ") return;
  report.warn(spanBetween(tokens, at, at + 1), "arrow", textAt(tokens, from));
}

/** Warns of `x.^2'`, where the transpose is that of the exponent. */
export function checkPostfix({ tokens, report, at, from }: Cursor): void {
  const operator = at - 2 >= from ? tokens.kinds[at - 2] : undefined;
  const operand = tokens.kinds[at - 1];
  if ((operator !== T.power && operator !== T.dotPower) || (operand !== T.number && operand !== T.name)) return;
  report.warn(spanOf(tokens, at), "postfix-power", textAt(tokens, at), textAt(tokens, at - 1), textAt(tokens, at - 2));
}

/** Whether a line with text follows the statement that ends before this token. */
function isBeforeLine(tokens: Tokens, to: number): boolean {
  return tokens.kinds[to] === T.newline && to + 1 < tokens.count;
}
