// Statements in braces: the bodies of functions.
import type { Expr, LocalStatement, Statement } from "./ast.js";
import type { Reading } from "./cursor.js";
import { isOpening, spanBetween, T, type Tokens } from "./tokens.js";

/** Reads one statement; `depth` counts the blocks around it. */
export type ReadStatement = (reading: Reading, from: number, to: number, depth: number) => Statement[];

/** A statement that gives a value to a name of the block. */
function isLocal(s: Statement): s is LocalStatement {
  return s.kind === "assign" && !s.isOutput;
}

/** The body of a function in the braces from `open` to `close`. */
export function readBody(reading: Reading, open: number, close: number, read: ReadStatement): { readonly locals: LocalStatement[]; readonly body: Expr } {
  const { tokens, report } = reading;
  const parts = [...statementsIn(tokens, open + 1, close)];
  const statements = parts.flatMap((part) => read(reading, part.from, part.to, 1));
  const last = statements.pop();
  if (last === undefined) return report.fail(spanBetween(tokens, open, close), "block-empty");
  const locals = statements.map((s) => (isLocal(s) ? s : report.fail(s.span, s.kind === "expression" ? "block-value" : "block-statement")));
  if (last.kind === "expression") return { locals, body: last.value };
  if (!isLocal(last)) return report.fail(last.span, "block-statement");
  return { locals: [...locals, last], body: { kind: "name", ...last.target } };
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
