// Cuts an expression into pieces, one for the content of each bracket, and checks the order of tokens in each.
// mathjs then reads every piece without nesting, so that depth has no limit there.
import { Abandon } from "../diagnostics/diagnostic.js";
import { emit, type Cursor, type Piece, type Reading, type Todo } from "./cursor.js";
import {
  checkArrow, checkMinus, checkPostfix, checkProduct, colonFault, equalsFault, missingValue, passRefused, productFault, separatorFault,
} from "./faults.js";
import { emitArray, emitGroup } from "./groups.js";
import type { Recipe } from "./recipe.js";
import { isInfix, isWord, partnerOf, spanBetween, spanOf, T, textAt } from "./tokens.js";

/** All pieces of an expression, each before those inside it. */
export function readPieces(reading: Reading, from: number, to: number, isStatement: boolean): Piece[] {
  const todo: Todo[] = [{ from, to, isInIndex: false, range: "closed", isItem: false }];
  const pieces: Piece[] = [];
  let fault: Abandon | undefined;
  for (let i = 0; i < todo.length; i++) {
    try {
      pieces.push(readPiece(reading, todo, i, isStatement && i === 0));
    } catch (error) {
      // what stands in brackets before the fault is read as well, for the faults in it
      if (!(error instanceof Abandon)) throw error;
      fault ??= error;
    }
  }
  if (fault !== undefined) throw fault;
  return pieces;
}

function readPiece(reading: Reading, todo: Todo[], index: number, isStatement: boolean): Piece {
  const task = todo[index] as Todo;
  const { from, to } = task;
  const c: Cursor = {
    tokens: reading.tokens, report: reading.report, readShape: reading.readShape, refused: reading.refused, todo, ...task,
    isStatement, slots: [], shape: "", at: from, isDivisor: false, question: -1, colons: 0, lastRange: -1,
  };
  let isValueNext = true;
  while (c.at < to) isValueNext = isValueNext ? readValue(c) : readAfterValue(c);
  const isOpenRange = c.range === "open" && c.colons > 0 && c.lastRange === to - 1 && c.question < 0;
  if (isValueNext && !isOpenRange) missingValue(c);
  if (c.question >= 0) c.report.fail(spanOf(c.tokens, c.question), "conditional-incomplete");
  return { recipe: recipeFor(c), slots: c.slots, bound: task.bound };
}

function recipeFor(c: Cursor): Recipe {
  const recipe = c.readShape(c.shape);
  if (typeof recipe !== "string") return recipe;
  const span = spanBetween(c.tokens, c.from, c.to - 1);
  if (recipe === "too-deep")
    return c.report.fail(span, "nested-too-deeply", "the operators of this expression nest without end in one another");
  return c.report.fail(span, "range-part");
}

/** Reads a value or a sign before one; whether a value is still to come. */
function readValue(c: Cursor): boolean {
  const kind = c.tokens.kinds[c.at];
  switch (kind) {
    case T.number: case T.name: emit(c); return false;
    case T.minus: case T.plus: case T.not: emit(c); return true;
    case T.openRound: emitGroup(c, "bracket"); return false;
    case T.openSquare: emitArray(c); return false;
    case T.end: return readEnd(c);
    case T.mod: return readModCall(c);
    case T.colon: return readOpenRange(c);
    default: return missingValue(c);
  }
}

function readEnd(c: Cursor): boolean {
  if (!c.isInIndex) {
    passRefused(c);
    c.report.fail(spanOf(c.tokens, c.at), "end-misplaced", c.isStatement && c.to === c.from + 1);
  }
  emit(c);
  return false;
}

/** `mod(a, b)` is a call. */
function readModCall(c: Cursor): boolean {
  if (c.at + 1 >= c.to || c.tokens.kinds[c.at + 1] !== T.openRound) return missingValue(c);
  c.shape += "x";
  c.slots.push(c.at++);
  emitGroup(c, "call");
  return false;
}

function readOpenRange(c: Cursor): boolean {
  if (c.at > c.from) return missingValue(c);
  if (c.range !== "open") return colonFault(c);
  return readColon(c);
}

/** Reads what follows a value; whether a value comes next. */
function readAfterValue(c: Cursor): boolean {
  const { kinds } = c.tokens;
  const kind = kinds[c.at] as number;
  if (isInfix(kind)) return readInfix(c, kind);
  const previous = kinds[c.at - 1];
  switch (kind) {
    case T.transpose: case T.factorial: checkPostfix(c); emit(c); return false;
    case T.openRound: readBracketAfterValue(c, previous); return false;
    case T.openSquare: return previous === T.number ? productFault(c) : readIndex(c);
    case T.dot: return readField(c);
    case T.name: readFactor(c, previous); return false;
    case T.question: return readQuestion(c);
    case T.colon: return readColon(c);
    case T.assign: return equalsFault(c);
    case T.comma: case T.semicolon: return separatorFault(c);
    default: return productFault(c);
  }
}

function readInfix(c: Cursor, kind: number): boolean {
  if (kind === T.divide || kind === T.dotDivide) c.isDivisor = true;
  else if (kind !== T.power && kind !== T.dotPower) c.isDivisor = false;
  if (kind === T.minus && c.isItem) checkMinus(c);
  if (kind === T.less) checkArrow(c);
  emit(c);
  return true;
}

/** An implicit product with a name: only a number may stand before it. */
function readFactor(c: Cursor, previous: number | undefined): void {
  if (previous !== T.number || c.isDivisor) productFault(c);
  checkProduct(c);
  emit(c);
}

function readBracketAfterValue(c: Cursor, previous: number | undefined): void {
  if (previous === T.name) return emitGroup(c, "call");
  if (previous !== T.number || c.isDivisor) productFault(c);
  checkProduct(c);
  emitGroup(c, "bracket");
}

function readIndex(c: Cursor): boolean {
  emitGroup(c, "index");
  return false;
}

/** `p.x`: a part of a record. */
function readField(c: Cursor): boolean {
  const { kinds } = c.tokens;
  const next = c.at + 1;
  if (kinds[c.at - 1] !== T.name) c.report.fail(spanOf(c.tokens, c.at), "field-owner");
  if (next >= c.to || !isWord(kinds[next])) c.report.fail(spanOf(c.tokens, c.at), "field-name", kinds[next] === T.openRound);
  if (next + 1 < c.to && kinds[next + 1] === T.openRound) {
    const given = c.tokens.text.slice(c.tokens.ends[next + 1], c.tokens.starts[partnerOf(c.tokens, next + 1)]);
    c.report.fail(spanOf(c.tokens, next), "method-call", textAt(c.tokens, c.at - 1), textAt(c.tokens, next), given);
  }
  emit(c);
  c.shape += "x";
  c.slots.push(c.at++);
  return false;
}

function readQuestion(c: Cursor): boolean {
  if (c.question >= 0) c.report.fail(spanOf(c.tokens, c.at), "conditional-nested");
  c.question = c.at;
  c.isDivisor = false;
  emit(c);
  return true;
}

/** The colon of a conditional, or of a range where one may stand. */
function readColon(c: Cursor): boolean {
  c.isDivisor = false;
  if (c.question >= 0) c.question = -1;
  else if (c.range === "none" || c.colons === 2) colonFault(c);
  else {
    c.colons++;
    c.lastRange = c.at;
  }
  emit(c);
  return true;
}
