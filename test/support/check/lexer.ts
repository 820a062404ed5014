// Tokens of generated text: far fewer than JavaScript has, and everything else is refused.
export type TokenKind = "word" | "number" | "string" | "mark" | "end";

export interface Lexer {
  readonly text: string;
  /** Behind the token at hand. */
  at: number;
  kind: TokenKind;
  value: string;
  start: number;
}

/** Text that our emitter can't have written. */
export class Refusal extends Error {}

export function refuse(l: Lexer, what: string): never {
  const line = l.text.slice(0, l.start).split("\n").length;
  throw new Refusal(`generated line ${line}: ${what}`);
}

// Visible characters only: no control, format or bidirectional characters, no line or paragraph separators.
const LINE_COMMENT = /\/\/ (?![@#])[^\p{C}\p{Zl}\p{Zp}]*(?=\n|$)/uy;
const BLOCK_COMMENT = /\/\*\*(?:[^\p{C}\p{Zl}\p{Zp}*]|\n|\*(?!\/))*\*\//uy;
const WORD = /[\p{L}_][\p{L}\p{M}\p{N}_]*/uy;
const NUMBER = /(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?(?![\p{L}\p{N}_$.\\])/uy;
const STRING = /"[^"\\\p{C}\p{Zl}\p{Zp}]*"/uy;
const MARK = /===|!==|\*\*|\+\+|--|\+=|-=|\*=|\/=|<=|>=|&&|\|\||\?\?|=>|[{}()[\];,.:?=<>+\-*/%!|`]/y;

export function newLexer(text: string): Lexer {
  const l: Lexer = { text, at: 0, kind: "end", value: "", start: 0 };
  advance(l);
  return l;
}

/** Moves to the next token. */
export function advance(l: Lexer): void {
  skip(l);
  l.start = l.at;
  const code = l.text.charCodeAt(l.at);
  if (l.at >= l.text.length) return take(l, "end", "");
  if (code >= 48 && code <= 57) return take(l, "number", matched(l, NUMBER));
  if (code === 34) return take(l, "string", matched(l, STRING));
  if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code > 127) return take(l, "word", matched(l, WORD));
  take(l, "mark", matched(l, MARK));
}

function take(l: Lexer, kind: TokenKind, value: string): void {
  l.kind = kind;
  l.value = value;
}

function matched(l: Lexer, pattern: RegExp): string {
  const end = endOf(l, pattern);
  if (end === undefined) refuse(l, `no such text is ever written: ${JSON.stringify(l.text.slice(l.at, l.at + 20))}`);
  l.at = end;
  return l.text.slice(l.start, end);
}

function endOf(l: Lexer, pattern: RegExp): number | undefined {
  pattern.lastIndex = l.at;
  return pattern.test(l.text) ? pattern.lastIndex : undefined;
}

/** Blanks, line ends and comments. */
function skip(l: Lexer): void {
  for (;;) {
    const code = l.text.charCodeAt(l.at);
    if (code === 32 || code === 10) {
      l.at++;
      continue;
    }
    const next = l.text.charCodeAt(l.at + 1);
    if (code !== 47 || (next !== 47 && next !== 42)) return;
    l.start = l.at;
    const end = endOf(l, next === 47 ? LINE_COMMENT : BLOCK_COMMENT);
    if (end === undefined) refuse(l, "a comment with what no comment of ours has");
    l.at = end;
  }
}

export function is(l: Lexer, value: string): boolean {
  return l.value === value && (l.kind === "mark" || l.kind === "word");
}

export function expect(l: Lexer, value: string): void {
  if (!is(l, value)) refuse(l, `${JSON.stringify(value)} expected, found ${JSON.stringify(l.value)}`);
  advance(l);
}

/** Passes a token if it is the next one. */
export function passed(l: Lexer, value: string): boolean {
  if (!is(l, value)) return false;
  advance(l);
  return true;
}

/** The text of a template up to its end or its next `${`; the lexer stands behind the opening mark. */
export function templateChunk(l: Lexer): { readonly text: string; readonly isLast: boolean } {
  const from = l.at;
  while (l.at < l.text.length && l.text[l.at] !== "`" && !(l.text[l.at] === "$" && l.text[l.at + 1] === "{") && l.at - from < 100) l.at++;
  const text = l.text.slice(from, l.at);
  const isLast = l.text[l.at] === "`";
  if (!isLast && l.text[l.at] !== "$") refuse(l, "a text without an end");
  l.at += isLast ? 1 : 2;
  return { text, isLast };
}
