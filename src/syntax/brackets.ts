// Brackets are matched while the text is scanned, on a stack of their own, so that depth costs nothing.
import { push, pushBad, type Scan } from "./scan.js";
import { T } from "./tokens.js";

/** Deeper nesting is refused. */
export const MAX_DEPTH = 20_000;

const CLOSERS: ReadonlyMap<number, string> = new Map([[T.openRound, ")"], [T.openSquare, "]"], [T.openCurly, "}"]]);

/** At the start of a line: text that can only begin a statement, so that an open bracket was forgotten. */
const STATEMENT_START = /[ \t]*(?:(?:param|input|output)[ \t]+(?!(?:mod|and|or)\b)[A-Za-z_]|import[ \t]*"|[A-Za-z_]\w*[ \t]*(?:\([\w ,]*\))?[ \t]*=(?![=>]))/y;

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
  push(scan, kind, start, start + 1);
}

function close(scan: Scan, opening: number, kind: typeof T.closeRound | typeof T.closeSquare | typeof T.closeCurly): void {
  const start = scan.at;
  if (scan.kinds[scan.open.at(-1) ?? -1] !== opening) dropUnclosed(scan, opening);
  const opener = scan.open.pop();
  if (opener === undefined) {
    scan.report.error({ start, end: start + 1 }, "unmatched-close", scan.text.charAt(start));
    return pushBad(scan, start, start + 1);
  }
  scan.partners[opener] = scan.count;
  if (scan.kinds[opener] === opening) {
    scan.partners[scan.count] = opener;
    return push(scan, kind, start, start + 1);
  }
  const wanted = CLOSERS.get(scan.kinds[opener] as number) ?? ")";
  const openText = scan.text.charAt(scan.starts[opener] as number);
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
  scan.open.pop();
  scan.bad.push(scan.count);
}

function reportUnclosed(scan: Scan, opener: number): void {
  const start = scan.starts[opener] as number;
  const wanted = CLOSERS.get(scan.kinds[opener] as number) ?? ")";
  scan.report.error({ start, end: start + 1 }, "unclosed-bracket", scan.text.charAt(start), wanted);
}

/** Whether the line that starts here shows that a bracket before it was never closed. */
export function startsStatement(scan: Scan, at: number): boolean {
  STATEMENT_START.lastIndex = at;
  return STATEMENT_START.test(scan.text);
}

/** Reports the innermost open bracket and ends all that are open, so that the next statement is read. */
export function abandonBrackets(scan: Scan): void {
  const innermost = scan.open.at(-1);
  if (innermost === undefined) return;
  if (!scan.isTooDeep) reportUnclosed(scan, innermost);
  for (const opener of scan.open) scan.partners[opener] = scan.count;
  scan.open.length = 0;
  scan.isTooDeep = false;
  pushBad(scan, scan.at, scan.at);
}
