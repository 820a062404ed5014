// From text to tokens in one pass: places, brackets, and every character that has no business here.
import { abandonBrackets, blocksKept, scanBracket } from "./brackets.js";
import { asciiFor, C, CLASSES, codePointName, isBidi, isControl, isInvisible, isNameLetter, isOddSpace, raisedAt } from "./characters.js";
import { scanName, scanUnicodeName } from "./names.js";
import { scanNumber } from "./numbers.js";
import { lineEnd, scanOperator, scanString } from "./operators.js";
import { isAmongStatements, MAX_FAULTS, newScan, push, pushBad, pushEnd, tokensOf, type Scan, type ScanReport } from "./scan.js";
import { T, type Tokens } from "./tokens.js";

/** The tokens of a text; the last one is a newline. What is wrong is reported and stands as a bad token. */
export function scanText(text: string, report: ScanReport, hasPatternNames = false): Tokens {
  const scan = newScan(text, report, hasPatternNames);
  if (text.charCodeAt(0) === 0xfeff) scan.at = 1;
  const before = report.diagnostics.length;
  while (scan.at < text.length && report.diagnostics.length - before < MAX_FAULTS) step(scan);
  scan.at = text.length;
  abandonBrackets(scan);
  push(scan, T.newline, text.length, text.length);
  return tokensOf(scan);
}

function step(scan: Scan): void {
  const code = scan.text.charCodeAt(scan.at);
  switch (code < 128 ? CLASSES[code] : C.refused) {
    case C.space: scan.at++; return;
    case C.letter: return scanName(scan);
    case C.digit: return scanNumber(scan);
    case C.operator: return scanOperator(scan);
    case C.bracket: return scanBracket(scan);
    case C.comma: return push(scan, T.comma, scan.at, scan.at + 1);
    case C.newline: return scanNewline(scan);
    case C.semicolon: return isAmongStatements(scan) ? pushEnd(scan, T.semicolon, scan.at) : push(scan, T.semicolon, scan.at, scan.at + 1);
    case C.hash: return scanComment(scan);
    case C.quote: return scanString(scan);
    case C.carriage: return scanCarriage(scan);
    default: return scanOther(scan);
  }
}

function scanNewline(scan: Scan): void {
  const { at } = scan;
  if (scan.open.length > 0) {
    scan.at++;
    const kept = blocksKept(scan, at + 1);
    if (kept === undefined) return;
    scan.at = at;
    if (kept < scan.open.length) abandonBrackets(scan, kept);
  }
  pushEnd(scan, T.newline, at);
}

function scanCarriage(scan: Scan): void {
  if (scan.text.charCodeAt(scan.at + 1) === 10) scan.at++;
  else scanOther(scan);
}

/** A comment is skipped, but nothing in it may reorder the text that is shown. */
function scanComment(scan: Scan): void {
  const end = lineEnd(scan.text, scan.at);
  for (let at = scan.at; at < end; at++) {
    const code = scan.text.charCodeAt(at);
    if (code < 128 || !isBidi(code)) continue;
    scan.report.error({ start: at, end: at + 1 }, "bidi-character", codePointName(code));
    break;
  }
  scan.at = end;
}

/** A character beyond ASCII, or a control character. */
function scanOther(scan: Scan): void {
  const start = scan.at;
  const point = scan.text.codePointAt(start) ?? 0;
  const char = raisedAt(scan.text, start) ?? String.fromCodePoint(point);
  if (point === 0xa0) {
    scan.at++;
    return;
  }
  if (isNameLetter(char) || (/\p{L}/u.test(char) && !isInvisible(point) && asciiFor(char)?.length !== 2))
    return scanUnicodeName(scan, start);
  reportCharacter(scan, start, point, char);
  pushBad(scan, start, start + char.length);
  skipAlike(scan, point);
}

function reportCharacter(scan: Scan, start: number, point: number, char: string): void {
  const span = { start, end: start + char.length };
  const name = codePointName(point);
  const ascii = asciiFor(char);
  const { report } = scan;
  if (point === 0xfffd) report.error(span, "not-utf8");
  else if (point >= 0xd800 && point <= 0xdfff) report.error(span, "lone-surrogate", name);
  else if (isBidi(point)) report.error(span, "bidi-character", name);
  else if (isInvisible(point)) report.error(span, "invisible-character", name);
  else if (isOddSpace(point)) report.error(span, "odd-space", name);
  else if (isControl(point)) report.error(span, "control-character", name, point === 0);
  else if (ascii !== undefined) report.error(span, "lookalike-character", char, name, ascii);
  else report.error(span, "unknown-character", char, name);
}

/** One report is enough for a run of the same unknown characters, such as a picture made of several. */
function skipAlike(scan: Scan, point: number): void {
  const { text } = scan;
  while (scan.at < text.length) {
    const next = text.codePointAt(scan.at) ?? 0;
    const isPicture = point > 0xffff && (next > 0xffff || next === 0x200d || next === 0xfe0f);
    if (next !== point && !isPicture) return;
    scan.at += next > 0xffff ? 2 : 1;
  }
}
