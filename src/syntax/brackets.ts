// Brackets are matched while the text is scanned, on a stack of their own, so that depth costs nothing.
import { nth } from "../diagnostics/known.js";
import { isAmongStatements, previousKind, push, pushBad, type Scan } from "./scan.js";
import { isWord, T } from "./tokens.js";

/** Deeper nesting is refused. */
export const MAX_DEPTH = 20_000;

const CLOSERS: ReadonlyMap<number, string> = new Map([[T.openRound, ")"], [T.openSquare, "]"], [T.openCurly, "}"]]);

/** At the start of a line: text that can only begin a statement, so that an open bracket was forgotten. */
const STATEMENT_START = /[ \t]*[A-Za-z_]\w*[ \t]*(?:\([\w ,]*\))?[ \t]*=(?![=>])/y;

/** The same for statements that don't stand in blocks. */
const KEYWORD_START = /[ \t]*(?:(?:param|input|output)[ \t]+(?!(?:mod|and|or)\b)[A-Za-z_]|import[ \t]*")/y;

/** Scans one of the six brackets. */
export function scanBracket(scan: Scan): void {
  const start = scan.at;
  switch (scan.text.charAt(start)) {
    case "(": return open(scan, T.openRound);
    case "[": return open(scan, T.openSquare);
    case "{": return open(scan, T.openCurly);
    case ")": return close(scan, T.openRound, T.closeRound);
    case "]": return close(scan, T.openSquare, T.closeSquare);
    default: return close(scan, T.openCurly, T.closeCurly);
  }
}

function open(scan: Scan, kind: typeof T.openRound | typeof T.openSquare | typeof T.openCurly): void {
  const start = scan.at;
  scan.open.push(scan.count);
  if (scan.open.length > MAX_DEPTH && !scan.isTooDeep) {
    scan.isTooDeep = true;
    scan.report.error({ start, end: start + 1 }, "nested-too-deeply", `more than ${MAX_DEPTH} brackets are open`);
    scan.bad.push(scan.count);
  }
  const isBlock = kind === T.openCurly && startsBlock(scan);
  push(scan, kind, start, start + 1);
  if (!isBlock) return;
  scan.blocks.push(scan.count - 1);
  scan.statement = scan.count;
}

/** Whether a brace opens a block: after `=`, and in a statement that begins with `for t`. */
function startsBlock(scan: Scan): boolean {
  const { text, kinds, starts, ends, statement: first, count } = scan;
  if (previousKind(scan) === T.assign) return true;
  return count > first + 1 && isWord(kinds[first + 1]) && text.slice(starts[first], ends[first]) === "for";
}

/** Takes the innermost open bracket from the stack. */
function popOpen(scan: Scan): number | undefined {
  const opener = scan.open.pop();
  if (opener !== undefined && opener === scan.blocks.at(-1)) scan.blocks.pop();
  return opener;
}

function close(scan: Scan, opening: number, kind: typeof T.closeRound | typeof T.closeSquare | typeof T.closeCurly): void {
  const start = scan.at;
  if (scan.kinds[scan.open.at(-1) ?? -1] !== opening) dropUnclosed(scan, opening);
  const opener = popOpen(scan);
  if (opener === undefined) {
    scan.report.error({ start, end: start + 1 }, "unmatched-close", scan.text.charAt(start));
    return pushBad(scan, start, start + 1);
  }
  scan.partners[opener] = scan.count;
  if (scan.kinds[opener] === opening) {
    scan.partners[scan.count] = opener;
    return push(scan, kind, start, start + 1);
  }
  const wanted = CLOSERS.get(nth(scan.kinds, opener)) ?? ")";
  const openText = scan.text.charAt(nth(scan.starts, opener));
  scan.report.error({ start, end: start + 1 }, "wrong-close", scan.text.charAt(start), openText, wanted);
  pushBad(scan, start, start + 1);
}

/** In `f([1, 2)` the bracket that was forgotten is that of the array. */
function dropUnclosed(scan: Scan, opening: number): void {
  const inner = scan.open.at(-1);
  const outer = scan.open.at(-2);
  if (inner === undefined || outer === undefined || scan.kinds[outer] !== opening) return;
  reportUnclosed(scan, inner);
  scan.partners[inner] = scan.count;
  popOpen(scan);
  scan.bad.push(scan.count);
}

function reportUnclosed(scan: Scan, opener: number): void {
  const start = nth(scan.starts, opener);
  const wanted = CLOSERS.get(nth(scan.kinds, opener)) ?? ")";
  scan.report.error({ start, end: start + 1 }, "unclosed-bracket", scan.text.charAt(start), wanted);
}

/** How many open brackets go on after the line that starts here; undefined if the line is no end of a statement. */
export function blocksKept(scan: Scan, at: number): number | undefined {
  if (startsWith(KEYWORD_START, scan, at)) return 0;
  if (isAmongStatements(scan)) return scan.open.length;
  // `i = 1:n` may stand on a line of its own among the arguments of a call
  const mayBind = previousKind(scan) === T.comma && scan.kinds[scan.open.at(-1) ?? -1] === T.openRound;
  if (mayBind || !startsWith(STATEMENT_START, scan, at)) return undefined;
  const block = scan.blocks.at(-1);
  return block === undefined ? 0 : scan.open.indexOf(block) + 1;
}

function startsWith(start: RegExp, scan: Scan, at: number): boolean {
  start.lastIndex = at;
  return start.test(scan.text);
}

/** Reports the innermost open bracket and ends all but the outermost ones, so that the next statement is read. */
export function abandonBrackets(scan: Scan, kept = 0): void {
  const innermost = scan.open.at(-1);
  if (innermost === undefined) return;
  if (!scan.isTooDeep) reportUnclosed(scan, innermost);
  for (const opener of scan.open.slice(kept)) scan.partners[opener] = scan.count;
  while (scan.open.length > kept) popOpen(scan);
  scan.isTooDeep = false;
  pushBad(scan, scan.at, scan.at);
}
