// What a program's own text says of its parts: comments above a statement and behind it, and expressions as they were
// typed. They become the documentation of what is generated.
import { nth } from "../diagnostics/known.js";
import { textOf, type Source } from "../diagnostics/source.js";
import type { Output, Program } from "../graph/program.js";
import { bare, commentLines, isComment } from "./comments.js";

export interface Notes {
  /** The comment at the head of the text. */
  readonly program: string | undefined;
  /** The comments of variables and outputs, by name. */
  readonly of: ReadonlyMap<string, string>;
}

/** Longer expressions are not repeated. */
const MAX_EXPRESSION = 200;

export function notesOf({ source, variables, outputs }: Program): Notes {
  const lines = source.text.split(/\r?\n/);
  const starts = lineStarts(source.text);
  const head = headOf(lines);
  const of = [...variables, ...outputs].flatMap(({ name, span }) => {
    const at = lineOf(starts, span.start);
    const last = lineOf(starts, Math.max(span.start, span.end - 1));
    const found = wordsOf(commentLines(lines, at, last, head.end));
    return found.length === 0 ? [] : [[name, found.join(" ")] as const];
  });
  return { program: head.text, of: new Map(of) };
}

/**
 * The comment that the text begins with is that of the program. Right above the declaration of a single name it is that of
 * the name if it speaks of it, or is neither a sentence nor a title, and the name has no other comment. `end` is the first line
 * behind it.
 */
function headOf(lines: readonly string[]): { readonly text: string | undefined; readonly end: number } {
  const from = lines.findIndex((line) => line.trim() !== "");
  let end = Math.max(from, 0);
  while (isComment(lines[end])) end++;
  const next = (lines[end] ?? "").replace(/#.*/, "");
  const only = /^\s*(?:param|input)\s+([\p{L}_][\p{L}\p{N}_]*)\s*(?:\[[^\]]*\]|\{[^}]*\})?\s*$/u.exec(next)?.[1];
  const text = wordsOf(lines.slice(Math.max(from, 0), end).map(bare)).join(" ");
  const isTitle = text.endsWith(".") || /^\p{Lu}/u.test(text);
  const isOfOne = only !== undefined && next === lines[end] && (text.split(/[^\p{L}\p{N}_]+/u).includes(only) || !isTitle);
  return text === "" || isOfOne ? { text: undefined, end: 0 } : { text, end };
}

/** Lines that say something, without room around them. */
function wordsOf(lines: readonly string[]): string[] {
  return lines.map((line) => line.trim()).filter((line) => line !== "");
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function lineOf(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (nth(starts, middle) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The expression of an output as it was typed; undefined where it is long, or stands in another statement. */
export function typedExpression(source: Source, output: Output): string | undefined {
  const text = textOf(source, output.span).trim().replace(/^output\s+/, "");
  const assigned = /^([\p{L}_][\p{L}\p{N}_]*)\s*=(?!=)\s*(.*)$/su.exec(text);
  if (assigned === null && text === output.name) return undefined;
  const typed = (assigned === null ? text : assigned[2] as string).replace(/#[^\n]*/g, " ").replace(/\s+/g, " ").trim();
  const expression = typed.replace(/ (?=[)\]])/g, "");
  return expression.length > MAX_EXPRESSION || expression === "" ? undefined : expression;
}

