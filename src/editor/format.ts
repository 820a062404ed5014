// A program with its spaces and indentation put in order. Tokens, comments and line ends stay where they are.
import { invariant, Report } from "../diagnostics/diagnostic.js";
import type { Source } from "../diagnostics/source.js";
import { scanText } from "../syntax/lexer.js";
import { parseProgram } from "../syntax/parse.js";
import { endsOperand, isInfix, isOpening, isWord, T, textAt, type Tokens } from "../syntax/tokens.js";

const INDENT = "  ";

/** The text of a program in order, or what is wrong with the text, which then has no form. */
export function formatted(source: Source): string | Report {
  const report = new Report(source);
  parseProgram(source, report);
  if (report.hasErrors) return report;
  const before = tokensIn(source);
  const text = written(before);
  const [own, others] = [before, tokensIn({ ...source, text })].map(wordsOf);
  invariant(own?.length === others?.length && own?.every((word, i) => word === others?.[i]), "a formatted program keeps its tokens");
  return text;
}

function tokensIn(source: Source): Tokens {
  return scanText(source.text, new Report(source));
}

/** The tokens as text; an end of a line counts once. */
function wordsOf(tokens: Tokens): string[] {
  const all = Array.from({ length: tokens.count }, (_, i) => (tokens.kinds[i] === T.newline ? "\n" : textAt(tokens, i)));
  return all.filter((word, i) => word !== "\n" || (i > 0 && all[i - 1] !== "\n"));
}

/** A bracket that is open. */
interface Open {
  /** The number of the line that it stands on. */
  readonly line: number;
  /** Braces around statements, not around the parts of a record. */
  readonly isBlock: boolean;
  /** How many `?` in it wait for their colon. */
  questions: number;
}

interface Printer {
  readonly tokens: Tokens;
  readonly open: Open[];
  /** Outside of all brackets. */
  readonly top: Open;
  line: number;
  /** The first token of the statement at hand. */
  statement: number;
  /** Whether the last colon is that of a choice. */
  isChoice: boolean;
}

function written(tokens: Tokens): string {
  const { text, count, kinds, starts, ends } = tokens;
  const isMarked = text.charCodeAt(0) === 0xfeff;
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  const p: Printer = { tokens, open: [], top: { line: -1, isBlock: true, questions: 0 }, line: 0, statement: 0, isChoice: false };
  const shown = Array.from({ length: count }, (_, i) => i).filter((i) => kinds[i] !== T.newline);
  const parts: string[] = [];
  let previous = -1;
  for (const token of shown) {
    const gap = text.slice(previous < 0 ? Number(isMarked) : ends[previous], starts[token]);
    parts.push(
      gap.includes("\n") || previous < 0 ? lines(p, previous, token, gap) : between(p, previous, token, gap),
      textAt(tokens, token),
    );
    step(p, token);
    previous = token;
  }
  const rest = previous < 0 ? text.slice(Number(isMarked)) : text.slice(ends[previous]);
  parts.push(`${lines(p, previous, undefined, rest).trimEnd()}\n`);
  return (isMarked ? "\ufeff" : "") + parts.join("").replaceAll("\n", lineEnd);
}

/** Goes past a token. */
function step(p: Printer, token: number): void {
  const kind = p.tokens.kinds[token] as number;
  const around = p.open.at(-1) ?? p.top;
  if (isOpening(kind)) {
    const isBlock = kind === T.openCurly && !isRecord(p, token);
    p.open.push({ line: p.line, isBlock, questions: 0 });
    if (isBlock) p.statement = token + 1;
  } else if (kind === T.closeRound || kind === T.closeSquare || kind === T.closeCurly) p.open.pop();
  else if (kind === T.question) around.questions++;
  else if (kind === T.colon) {
    p.isChoice = around.questions > 0;
    if (p.isChoice) around.questions--;
  } else if (kind === T.semicolon && around.isBlock) startStatement(p, token + 1);
}

function startStatement(p: Printer, token: number): void {
  p.statement = token;
  (p.open.at(-1) ?? p.top).questions = 0;
}

/** In `param p{x, y}`. */
function isRecord({ tokens, statement }: Printer, brace: number): boolean {
  return /^(?:param|input)$/.test(textAt(tokens, statement)) && isWord(tokens.kinds[statement + 1]) && brace > statement + 1;
}

/** The end of a line with its comment, lines of comments, and the indentation of the next token. */
function lines(p: Printer, previous: number, next: number | undefined, gap: string): string {
  const { kinds } = p.tokens;
  if (next !== undefined && hasNewline(p.tokens, previous, next)) startStatement(p, next);
  const [first = "", ...others] = gap.split("\n");
  const isStart = previous < 0;
  const comment = first.trim();
  const parts = [isStart || comment === "" ? "" : `${spaceBefore(first)}${comment}`];
  const middle = isStart ? [first, ...others] : others;
  const last = middle.length - 1;
  const outside = indentation(p, 0);
  middle.forEach((line, i) => {
    const isNext = i === last && next !== undefined;
    const content = line.trim();
    // of several empty lines one stays, and none at the start
    if (!isNext && content === "" && (parts.length === 1 && isStart || middle[i - 1]?.trim() === "")) return;
    const newline = isStart && parts.length === 1 ? "" : "\n";
    const indent = isNext ? indentation(p, closersFrom(kinds, next)) : content === "" ? "" : outside;
    parts.push(`${newline}${indent}${isNext ? "" : content}`);
  });
  p.line++;
  return parts.join("");
}

/** A comment keeps its distance to the code before it. */
function spaceBefore(rest: string): string {
  const [space = ""] = /^\s*/.exec(rest) ?? [];
  return space.includes("\t") || space === "" ? INDENT : space;
}

function hasNewline({ kinds }: Tokens, from: number, to: number): boolean {
  for (let i = from + 1; i < to; i++) if (kinds[i] === T.newline) return true;
  return false;
}

/** How many brackets close at the start of a line. */
function closersFrom(kinds: Uint8Array, token: number): number {
  let at = token;
  while (kinds[at] === T.closeRound || kinds[at] === T.closeSquare || kinds[at] === T.closeCurly) at++;
  return at - token;
}

/** A step for each line on which brackets are open, so many of the innermost ones left out. */
function indentation({ open }: Printer, closed: number): string {
  let steps = 0;
  for (let i = 0; i < open.length - closed; i++) if (i === 0 || open[i]?.line !== open[i - 1]?.line) steps++;
  return INDENT.repeat(steps);
}

/** What stands between two tokens of one line. */
function between(p: Printer, left: number, right: number, gap: string): string {
  const { kinds } = p.tokens;
  const [a, b] = [kinds[left] as number, kinds[right] as number];
  const kept = gap === "" ? "" : " ";
  if (b === T.comma || b === T.semicolon) return "";
  if (a === T.comma || a === T.semicolon) return " ";
  if (a === T.openRound || a === T.openSquare || b === T.closeRound || b === T.closeSquare || a === T.dot || b === T.dot) return "";
  if (a === T.openCurly || b === T.closeCurly) return (p.open.at(-1) ?? p.top).isBlock ? " " : "";
  if (b === T.openCurly) return isRecord(p, right) ? "" : " ";
  if (isSign(p.tokens, left)) return a === T.not ? " " : isSign(p.tokens, right) ? kept : "";
  if (b === T.transpose || b === T.factorial) return "";
  if (a === T.colon || b === T.colon) return isChoice(p, a === T.colon) ? " " : "";
  const operator = isOperator(kinds, left) ? left : isOperator(kinds, right) ? right : undefined;
  if (operator !== undefined) return isTight(p.tokens, operator) ? "" : " ";
  if (b === T.openSquare || (b === T.openRound && a !== T.number)) return "";
  return kept;
}

/** A sign, or `not`, before an operand. */
function isSign({ kinds }: Tokens, token: number): boolean {
  const kind = kinds[token];
  if (kind !== T.minus && kind !== T.plus && kind !== T.not) return false;
  return token === 0 || kind === T.not || !endsOperand(kinds[token - 1] as number);
}

/** An operator between two operands; `mod(a, b)` is a call. */
function isOperator(kinds: Uint8Array, token: number): boolean {
  const kind = kinds[token] as number;
  if (kind === T.assign || kind === T.question) return true;
  return isInfix(kind) && token > 0 && endsOperand(kinds[token - 1] as number);
}

/** Products, quotients and powers stand as they were written, with a space on both sides or on none. */
function isTight({ kinds, starts, ends, count }: Tokens, token: number): boolean {
  const kind = kinds[token] as number;
  const isFactor = kind >= T.times && kind <= T.dotPower;
  return isFactor && ends[token - 1] === starts[token] && (token + 1 === count || ends[token] === starts[token + 1]);
}

/** Whether the colon at hand, or the next one, belongs to a choice and not to a range. */
function isChoice(p: Printer, isPast: boolean): boolean {
  return isPast ? p.isChoice : (p.open.at(-1) ?? p.top).questions > 0;
}
