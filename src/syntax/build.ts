// From pieces to the tree of the language, innermost first, each node with its place in the text.
import { nth } from "../diagnostics/known.js";
import type { Span } from "../diagnostics/source.js";
import { invariant } from "../diagnostics/diagnostic.js";
import type { BinaryOp, CompareOp, Expr, UnaryOp } from "./ast.js";
import type { Piece, Reading } from "./cursor.js";
import { readPieces } from "./pieces.js";
import type { Step } from "./recipe.js";
import { nameAt, spanBetween, spanOf, T, textAt, type Tokens } from "./tokens.js";

/** The expression in the tokens from `from` to before `to`. Reports a fault and abandons the statement. */
export function readExpression(reading: Reading, from: number, to: number, isStatement = false): Expr {
  const pieces = readPieces(reading, from, to, isStatement);
  const built: Expr[] = new Array<Expr>(pieces.length);
  for (let i = pieces.length - 1; i >= 0; i--)
    built[i] = bound(reading.tokens, pieces[i] as Piece, buildPiece(reading.tokens, pieces[i] as Piece, built));
  return built[0] as Expr;
}

/** `name = value`, if the piece is the value of that. */
function bound(tokens: Tokens, piece: Piece, value: Expr): Expr {
  if (piece.bound === undefined) return value;
  const target = { name: nameAt(tokens, piece.bound), span: spanOf(tokens, piece.bound) };
  return { kind: "bind", target, value, span: { start: target.span.start, end: value.span.end } };
}

/** What the builders of nodes share. */
interface Bench {
  readonly tokens: Tokens;
  readonly slots: readonly number[];
  readonly built: readonly Expr[];
  readonly stack: Expr[];
}

function buildPiece(tokens: Tokens, { recipe, slots }: Piece, built: readonly Expr[]): Expr {
  const bench: Bench = { tokens, slots, built, stack: [] };
  for (const step of recipe) bench.stack.push(buildStep(bench, step));
  const root = bench.stack.pop();
  invariant(root !== undefined && bench.stack.length === 0, "a piece builds one expression");
  return root;
}

function buildStep(bench: Bench, step: Step): Expr {
  if (step.kind === "leaf") return leaf(bench, nth(bench.slots, step.first));
  if (step.kind === "binary") return binary(bench, step);
  const parts = bench.stack.splice(bench.stack.length - step.parts, step.parts);
  const span = stepSpan(bench, step);
  const first = parts[0] as Expr;
  switch (step.kind) {
    case "prefix": case "postfix": return { kind: "unary", op: signAt(bench, step, 0) as UnaryOp, arg: first, span };
    case "chain": return { kind: "chain", ops: step.at.map((_, i) => signAt(bench, step, i) as CompareOp), args: parts, span };
    case "conditional": return { kind: "conditional", test: first, then: parts[1] as Expr, else: parts[2] as Expr, span };
    case "call": return call(bench, step, parts, span);
    case "index": return { kind: "index", object: first, items: parts.slice(1), span };
    case "range": return range(step, parts, span);
    case "array": case "row": return { kind: "array", items: parts, span };
    case "field": return { kind: "field", object: first, field: nameAt(bench.tokens, tokenAt(bench, step, 1)), span };
  }
}

function leaf({ tokens, built }: Bench, slot: number): Expr {
  if (slot < 0) return built[~slot] as Expr;
  const span = spanOf(tokens, slot);
  const kind = tokens.kinds[slot];
  if (kind === T.number) return { kind: "number", value: Number(textAt(tokens, slot)), span };
  return kind === T.end ? { kind: "end", span } : { kind: "name", name: nameAt(tokens, slot), span };
}

function binary(bench: Bench, step: Step): Expr {
  const right = bench.stack.pop() as Expr;
  const left = bench.stack.pop() as Expr;
  const op = step.at.length === 0 ? "*" : (signAt(bench, step, 0) as BinaryOp);
  return { kind: "binary", op, left, right, span: stepSpan(bench, step) };
}

function call(bench: Bench, step: Step, args: readonly Expr[], span: Span): Expr {
  const token = tokenAt(bench, step, 0);
  const nameSpan = spanOf(bench.tokens, token);
  const name = nameAt(bench.tokens, token);
  return { kind: "call", name, nameSpan, args: COUNTED.has(name) ? overIndex(args) : args, span };
}

/** Reductions that have no other use with four arguments. */
const COUNTED: ReadonlySet<string> = new Set(["sum", "prod", "mean"]);

/** `sum(e, i, 1, n)` is `sum(e, i = 1:n)`. */
function overIndex(args: readonly Expr[]): readonly Expr[] {
  const [value, index, start, end] = args as readonly [Expr, Expr, Expr, Expr];
  if (args.length !== 4 || index.kind !== "name") return args;
  const range: Expr = { kind: "range", start, end, span: { start: start.span.start, end: end.span.end } };
  return [
    value,
    { kind: "bind", target: { name: index.name, span: index.span }, value: range, span: { start: index.span.start, end: end.span.end } },
  ];
}

/** `a:b`, `a:step:b`, `:`, `a:` and `:b`. */
function range(step: Step, parts: Expr[], span: Span): Expr {
  const hasStart = step.at[0] !== step.first;
  const hasEnd = step.at[step.at.length - 1] !== step.last;
  const hasStep = step.at.length === 2;
  const left = [...parts];
  const start = hasStart ? left.shift() : undefined;
  const middle = hasStep ? left.shift() : undefined;
  const end = hasEnd ? left.shift() : undefined;
  return {
    kind: "range", span,
    ...(start === undefined ? {} : { start }),
    ...(middle === undefined ? {} : { step: middle }),
    ...(end === undefined ? {} : { end }),
  };
}

function tokenAt({ slots }: Bench, step: Step, n: number): number {
  return nth(slots, nth(step.at, n));
}

function signAt(bench: Bench, step: Step, n: number): string {
  return textAt(bench.tokens, tokenAt(bench, step, n));
}

/** From the first to the last token of a node; a row reaches from its first item to its last. */
function stepSpan({ tokens, slots }: Bench, step: Step): Span {
  if (step.kind === "row") {
    const before = nth(slots, step.first - 1);
    const after = nth(slots, step.last + 1);
    return spanBetween(tokens, before + 1, after - 1);
  }
  return spanBetween(tokens, nth(slots, step.first), nth(slots, step.last));
}
