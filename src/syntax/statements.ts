// The grammar of a line: definitions, functions, outputs and imports. Expressions are read elsewhere.
import type { Name, Statement } from "./ast.js";
import { isLoop, readBody, readLoop } from "./blocks.js";
import { readExpression } from "./build.js";
import { readDeclaration } from "./declarations.js";
import type { Reading } from "./cursor.js";
import { readName } from "./targets.js";
import { isWord, partnerOf, spanBetween, spanOf, T, textAt } from "./tokens.js";

/** The statements in the tokens from `from` to before `to`, which are not empty. */
export function readStatement(reading: Reading, from: number, to: number, depth = 0): Statement[] {
  const { kinds } = reading.tokens;
  const span = spanBetween(reading.tokens, from, to - 1);
  if (isWord(kinds[from]) && from + 1 < to) {
    const next = kinds[from + 1];
    if (next === T.assign) return [readAssign(reading, from, to, from, false)];
    if (next === T.openRound && isFunction(reading, from, to)) {
      return depth === 0 ? [readFunction(reading, from, to)] : reading.report.fail(span, "block-statement");
    }
    if (isWord(next) || next === T.string) {
      const special = readKeyword(reading, from, to, depth);
      if (special !== undefined) return special;
    }
  }
  if (depth === 0 && to === from + 1) checkAlone(reading, from);
  if (textAt(reading.tokens, from) === "for" && kinds[to - 1] === T.closeCurly)
    return reading.report.fail(spanOf(reading.tokens, from), "loop-head");
  return [{ kind: "expression", value: readExpression(reading, from, to, true), span }];
}

function readKeyword(reading: Reading, from: number, to: number, depth: number): Statement[] | undefined {
  const { tokens } = reading;
  const next = tokens.kinds[from + 1];
  switch (textAt(tokens, from)) {
    case "param": return next === T.string ? undefined : [readDeclaration(reading, "param", from, to)];
    case "input": return next === T.string ? undefined : [readDeclaration(reading, "input", from, to)];
    case "output": return next === T.string ? undefined : readOutputs(reading, from, to);
    case "import": return [readImport(reading, from, to)];
    case "for": return isLoop(tokens, from, to) ? [readLoop(reading, from, to, depth, readStatement)] : undefined;
    default: return undefined;
  }
}

/** A word that begins a statement, with nothing after it. */
function checkAlone({ tokens, report }: Reading, at: number): void {
  const span = spanOf(tokens, at);
  const word = textAt(tokens, at);
  switch (word) {
    case "param": case "input": return report.fail(span, "declaration-form", word);
    case "output": return report.fail(span, "output-form");
    case "import": return report.fail(span, "import-form");
    case "for": return report.fail(span, "loop-form");
    default:
  }
}

/** `name = expr` at `token`, which is after `output` in an output. */
function readAssign(reading: Reading, from: number, to: number, token: number, isOutput: boolean): Statement {
  const target = readName(reading, token, to);
  if (token + 2 >= to) reading.report.fail(spanOf(reading.tokens, token + 1), "value-missing", "=", isLineNext(reading, to));
  checkChain(reading, token + 2, to);
  const value = readExpression(reading, token + 2, to);
  return { kind: "assign", target, value, isOutput, span: spanBetween(reading.tokens, from, to - 1) };
}

/** `a = b = c`: an assignment has no value. */
function checkChain(reading: Reading, from: number, to: number): void {
  const { kinds, partners } = reading.tokens;
  if (from + 1 < to && kinds[from] === T.name && kinds[from + 1] === T.assign) {
    reading.report.fail(spanOf(reading.tokens, from + 1), "assignment-inside");
  }
  const isCall = from + 1 < to && kinds[from] === T.name && kinds[from + 1] === T.openRound;
  const after = isCall ? (partners[from + 1] as number) + 1 : to;
  if (after < to && kinds[after] === T.assign) reading.report.fail(spanOf(reading.tokens, after), "assignment-inside");
}

function isLineNext(reading: Reading, to: number): boolean {
  return reading.tokens.kinds[to] === T.newline && to + 1 < reading.tokens.count;
}

function isFunction(reading: Reading, from: number, to: number): boolean {
  const { kinds, partners } = reading.tokens;
  const equals = (partners[from + 1] as number) + 1;
  return equals < to && kinds[equals] === T.assign;
}

/** `f(x, y) = expr`. */
function readFunction(reading: Reading, from: number, to: number): Statement {
  const { tokens, report } = reading;
  const target = readName(reading, from, to);
  const close = partnerOf(tokens, from + 1);
  const params = readParams(reading, from + 2, close);
  if (close + 2 >= to) report.fail(spanOf(tokens, close + 1), "value-missing", "=", isLineNext(reading, to));
  const span = spanBetween(tokens, from, to - 1);
  if (tokens.kinds[close + 2] === T.openCurly && tokens.partners[close + 2] === to - 1) {
    return { kind: "function", target, params, ...readBody(reading, close + 2, to - 1, readStatement), span };
  }
  checkChain(reading, close + 2, to);
  return { kind: "function", target, params, locals: [], body: readExpression(reading, close + 2, to), span };
}

function readParams(reading: Reading, from: number, close: number): Name[] {
  const { tokens, report } = reading;
  const params: Name[] = [];
  const seen = new Set<string>();
  for (let at = from; at < close; at += 2) {
    if (!isWord(tokens.kinds[at])) report.fail(spanOf(tokens, at), "parameter-form");
    const param = readName(reading, at, close);
    if (seen.has(param.name)) report.fail(param.span, "duplicate-parameter", param.name);
    seen.add(param.name);
    params.push(param);
    const isEnd = at + 1 === close;
    if (!isEnd && (tokens.kinds[at + 1] !== T.comma || at + 2 === close)) report.fail(spanOf(tokens, at + 1), "parameter-form");
  }
  return params;
}

/** `output y = expr`, or `output y` with one or more names. */
function readOutputs(reading: Reading, from: number, to: number): Statement[] {
  const { tokens, report } = reading;
  if (tokens.kinds[from + 2] === T.assign && from + 2 < to) return [readAssign(reading, from, to, from + 1, true)];
  const outputs: Statement[] = [];
  for (let at = from + 1; ; at += 2) {
    const target = readName(reading, at, to);
    outputs.push({ kind: "output", target, span: to - from === 2 ? spanBetween(tokens, from, at) : target.span });
    if (at + 1 >= to) return outputs;
    if (tokens.kinds[at + 1] !== T.comma) report.fail(spanOf(tokens, at + 1), "output-form");
  }
}

/** `import "path"`. */
function readImport(reading: Reading, from: number, to: number): Statement {
  const { tokens, report } = reading;
  if (tokens.kinds[from + 1] !== T.string) report.fail(spanOf(tokens, from + 1), "import-form");
  if (from + 2 < to) report.fail(spanBetween(tokens, from + 2, to - 1), "import-form");
  const pathSpan = spanOf(tokens, from + 1);
  const path = textAt(tokens, from + 1).slice(1, -1);
  if (path.trim() === "") report.fail(pathSpan, "import-form");
  return { kind: "import", path, pathSpan, span: spanBetween(tokens, from, to - 1) };
}
