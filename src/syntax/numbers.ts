// Number literals: their extent, their form and whether a double can hold them.
import { isDigit, isWordCode } from "./characters.js";
import { push, pushBad, type Scan } from "./scan.js";
import { T } from "./tokens.js";

const MAX_LENGTH = 400;
const DOT = 46;
const UNDERSCORE = 95;

/** Scans the literal that starts here: with a digit, or with a point before a digit. */
export function scanNumber(scan: Scan): void {
  const { text } = scan;
  const start = scan.at;
  if (text.charCodeAt(start) === 48 && /[xXbBoO]/.test(text.charAt(start + 1)) && isDigitOf(text, start + 2)) {
    return refuse(scan, start, "Numbers are written in decimal", inDecimal(wordAt(text, start)));
  }
  let at = skipDigits(text, start);
  let hasPoint = false;
  if (text.charCodeAt(at) === DOT && !isElementwise(text.charCodeAt(at + 1))) {
    hasPoint = true;
    at = skipDigits(text, at + 1);
  }
  const exponent = exponentEnd(text, at);
  if (exponent < 0)
    return refuse(scan, start, "An exponent has digits after its sign", `${text.slice(start, at)}*e ${text.charAt(at + 1)} x`);
  const end = Math.max(at, exponent);
  const hasExponent = end > at;
  if (checkTail(scan, start, end, hasPoint || hasExponent)) return;
  if (hasExponent || end - start > 300) checkSize(scan, start, end);
  push(scan, T.number, start, end);
}

function skipDigits(text: string, from: number): number {
  let at = from;
  while (isDigit(text.charCodeAt(at))) at++;
  return at;
}

function isDigitOf(text: string, at: number): boolean {
  return /[0-9a-fA-F]/.test(text.charAt(at));
}

/** After a point, one of `* / ^` makes an elementwise operator of it. */
function isElementwise(code: number): boolean {
  return code === 42 || code === 47 || code === 94;
}

/** The end of the exponent, `at` if there is none, or -1 if it has a sign but no digits. */
function exponentEnd(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code !== 69 && code !== 101) return at;
  const next = text.charCodeAt(at + 1);
  if (isDigit(next)) return skipDigits(text, at + 1);
  if (next !== 43 && next !== 45) return at;
  return isDigit(text.charCodeAt(at + 2)) ? skipDigits(text, at + 2) : -1;
}

/** Refuses a literal with something glued to it; whether it did. */
function checkTail(scan: Scan, start: number, end: number, isWhole: boolean): boolean {
  const { text } = scan;
  const next = text.charCodeAt(end);
  const plain = text.slice(start, end);
  if (next === UNDERSCORE) {
    refuse(scan, start, "Digits are not grouped", /^[0-9_]+/.exec(text.slice(start, end + 40))?.[0].replaceAll("_", ""));
    return true;
  }
  if (next === DOT && !isElementwise(text.charCodeAt(end + 1)) && isWhole) {
    const isRange = text.charCodeAt(end + 1) !== DOT && text.charAt(end - 1) === ".";
    refuse(
      scan, start, "A number has one decimal point and no point in its exponent",
      isRange ? `${plain.slice(0, -1)}:${wordAt(text, end + 1)}` : undefined,
    );
    return true;
  }
  if (text.charCodeAt(end - 1) === DOT && isWordCode(next) && !isDigit(next)) {
    refuse(scan, start, "A point before a name is not clear", `${plain.slice(0, -1)}*${wordAt(text, end)}`);
    return true;
  }
  return false;
}

/** A whole number with another base, such as 0x1f, as a decimal one. */
function inDecimal(word: string): string | undefined {
  const value = Number(word);
  return Number.isSafeInteger(value) ? String(value) : undefined;
}

function wordAt(text: string, start: number): string {
  let end = start;
  while (end < start + 20 && isWordCode(text.charCodeAt(end))) end++;
  return text.slice(start, end);
}

function refuse(scan: Scan, start: number, why: string, mend?: string): void {
  const { text } = scan;
  let end = start;
  while (isWordCode(text.charCodeAt(end)) || text.charCodeAt(end) === DOT) end++;
  scan.report.error({ start, end }, "number-form", text.slice(start, end), why, mend);
  pushBad(scan, start, end);
}

function checkSize(scan: Scan, start: number, end: number): void {
  const span = { start, end };
  const text = scan.text.slice(start, end);
  const value = Number(text);
  if (end - start > MAX_LENGTH) {
    scan.report.error(span, "number-too-long", end - start);
    scan.bad.push(scan.count);
  } else if (value === Infinity) {
    scan.report.error(span, "number-overflow", text);
    scan.bad.push(scan.count);
  } else if (value === 0 && /^[0.]*[1-9]/.test(text)) {
    scan.report.warn(span, "number-underflow", text);
  }
}
