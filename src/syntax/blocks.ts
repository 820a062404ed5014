// Statements in braces: the bodies of functions and of loops.
import type { Element, Expr, ForStatement, LocalStatement, Name, Statement, StepStatement } from "./ast.js";
import { readExpression } from "./build.js";
import type { Reading } from "./cursor.js";
import { readName } from "./targets.js";
import { isOpening, isWord, partnerOf, spanBetween, spanOf, T, textAt, type Tokens } from "./tokens.js";

/** Loops in loops beyond this are refused. */
const MAX_NESTED = 16;

/** Reads one statement; `depth` counts the blocks around it. */
export type ReadStatement = (reading: Reading, from: number, to: number, depth: number) => Statement[];

/** Whether a loop starts here: `for t = …`. */
export function isLoop({ kinds }: Tokens, from: number, to: number): boolean {
  return from + 2 < to && isWord(kinds[from + 1]) && kinds[from + 2] === T.assign;
}

/** `for t = 1:T, h[0] = h0 { … }`. */
export function readLoop(reading: Reading, from: number, to: number, depth: number, read: ReadStatement): ForStatement {
  const { tokens, report } = reading;
  const open = partnerOf(tokens, to - 1);
  if (tokens.kinds[to - 1] !== T.closeCurly || open <= from) {
    reading.refused.add("end");
    report.fail(spanOf(tokens, from), "loop-form");
  }
  if (depth >= MAX_NESTED) report.fail(spanOf(tokens, from), "nested-too-deeply", `more than ${MAX_NESTED} loops stand in one another`);
  const [head, ...starts] = split(tokens, from + 1, open, T.comma);
  const index = readName(reading, from + 1, open);
  const range = readExpression(reading, from + 3, head?.to ?? open);
  const states = starts.map((part) => readElement(reading, part.from, part.to, index.name));
  const body: StepStatement[] = [];
  for (const part of statementsIn(tokens, open + 1, to - 1))
    body.push(...readStep(reading, part.from, part.to, index.name, depth + 1, read));
  if (body.length === 0) report.fail(spanBetween(tokens, open, to - 1), "block-empty");
  return { kind: "for", index, range, states, body, span: spanBetween(tokens, from, to - 1) };
}

function readStep(reading: Reading, from: number, to: number, index: string, depth: number, read: ReadStatement): StepStatement[] {
  if (isElement(reading.tokens, from, to)) return [readElement(reading, from, to, index)];
  if (textAt(reading.tokens, from) === "output" && to > from + 1) reading.report.fail(spanOf(reading.tokens, from), "block-output");
  return read(reading, from, to, depth).map((s) => (isLocal(s) ? s : reading.report.fail(s.span, "block-statement")));
}

/** A statement that gives a value to a name of the block. */
function isLocal(s: Statement): s is LocalStatement {
  return (s.kind === "assign" && !s.isOutput) || s.kind === "for";
}

/** The body of a function in the braces from `open` to `close`. */
export function readBody(
  reading: Reading, open: number, close: number, read: ReadStatement,
): { readonly locals: LocalStatement[]; readonly body: Expr } {
  const { tokens, report } = reading;
  const parts = [...statementsIn(tokens, open + 1, close)];
  const statements = parts.flatMap((part) => read(reading, part.from, part.to, 1));
  const last = statements.pop();
  if (last === undefined) return report.fail(spanBetween(tokens, open, close), "block-empty");
  const locals = statements.map((s) => (isLocal(s) ? s : report.fail(s.span, s.kind === "expression" ? "block-value" : "block-statement")));
  if (last.kind === "expression") return { locals, body: last.value };
  if (!isLocal(last)) return report.fail(last.span, "block-statement");
  if (last.kind === "for") return report.fail(last.span, "block-value-missing");
  return { locals: [...locals, last], body: { kind: "name", ...last.target } };
}

/** Whether `name[…] =` stands here. */
function isElement({ kinds, partners }: Tokens, from: number, to: number): boolean {
  if (from + 1 >= to || kinds[from] !== T.name || kinds[from + 1] !== T.openSquare) return false;
  const equals = (partners[from + 1] as number) + 1;
  return equals < to && kinds[equals] === T.assign;
}

/** `h[t] = value`. */
function readElement(reading: Reading, from: number, to: number, index: string): Element {
  const { tokens, report } = reading;
  if (!isElement(tokens, from, to)) report.fail(spanBetween(tokens, Math.min(from, to - 1), Math.max(from, to - 1)), "loop-start");
  const target: Name = readName(reading, from, to);
  const close = partnerOf(tokens, from + 1);
  if (close === from + 2) report.fail(spanOf(tokens, from + 1), "empty-brackets", "index");
  if (close + 2 >= to) report.fail(spanOf(tokens, close + 1), "value-missing", "=", false);
  if (split(tokens, from + 2, close, T.comma).length > 1) report.fail(spanBetween(tokens, from + 2, close - 1), "step-index", index);
  const at = readExpression(reading, from + 2, close);
  const value = readExpression(reading, close + 2, to);
  return { kind: "element", target, at, value, span: spanBetween(tokens, from, to - 1) };
}

interface Part {
  readonly from: number;
  readonly to: number;
}

/** The statements between two tokens, those that are empty left out. */
function statementsIn(tokens: Tokens, from: number, to: number): Part[] {
  return split(tokens, from, to, T.newline, T.semicolon).filter((part) => part.to > part.from);
}

/** The parts between separators outside of inner brackets. */
function split({ kinds, partners }: Tokens, from: number, to: number, ...separators: readonly number[]): Part[] {
  const parts: Part[] = [];
  let start = from;
  for (let at = from; at < to; at++) {
    const kind = kinds[at] as number;
    if (isOpening(kind)) at = partners[at] as number;
    else if (separators.includes(kind)) {
      parts.push({ from: start, to: at });
      start = at + 1;
    }
  }
  return [...parts, { from: start, to }];
}
