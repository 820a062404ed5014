// Names and words: their extent, their letters, and the words that the language keeps.
import { asciiFor, codePointName, isNameLetter, isWordCode } from "./characters.js";
import { push, pushBad, type Scan } from "./scan.js";
import { T, WORDS } from "./tokens.js";

const MAX_LENGTH = 64;

/** Scans the name that starts here with an ASCII letter, or after `from` with a pattern's mark. */
export function scanName(scan: Scan, from = scan.at): void {
  const { text } = scan;
  const start = scan.at;
  let end = from;
  while (isWordCode(text.charCodeAt(end))) end++;
  if (text.charCodeAt(end) >= 128 && /^[\p{L}\p{M}\p{Nd}\ud800-\udbff]/u.test(text.slice(end, end + 2)))
    return scanUnicodeName(scan, start);
  if (end - start > MAX_LENGTH) return refuseLong(scan, start, end);
  push(scan, kindOf(text, start, end), start, end);
}

function kindOf(text: string, start: number, end: number): typeof T[keyof typeof T] {
  const length = end - start;
  if (length < 2 || length > 9) return T.name;
  return WORDS.get(text.slice(start, end)) ?? T.name;
}

function refuseLong(scan: Scan, start: number, end: number): void {
  scan.report.error({ start, end }, "name-too-long", scan.text.slice(start, end), end - start);
  pushBad(scan, start, end);
}

/** Scans a word with letters beyond ASCII. */
export function scanUnicodeName(scan: Scan, start: number): void {
  const word = /[\p{L}\p{M}\p{Nd}_]+/uy;
  word.lastIndex = start;
  const found = word.exec(scan.text)?.[0] ?? scan.text.charAt(start);
  const end = start + found.length;
  if (found.length > MAX_LENGTH) return refuseLong(scan, start, end);
  const wrong = wrongLetter(found.normalize("NFC"));
  if (wrong === undefined) {
    scan.hasUnicode = true;
    return push(scan, T.name, start, end);
  }
  refuseLetter(scan, start, found, wrong);
  pushBad(scan, start, end);
}

function wrongLetter(word: string): string | undefined {
  for (const char of word) if (!isNameLetter(char)) return char;
  return undefined;
}

/** The last character of the shortest part of the word that is wrong: normalizing may change lengths and letters. */
function spanOfWrong(start: number, word: string): { readonly start: number; readonly end: number } {
  let end = 0;
  for (const char of word) {
    end += char.length;
    if (wrongLetter(word.slice(0, end).normalize("NFC")) !== undefined) return { start: start + end - char.length, end: start + end };
  }
  return { start, end: start + word.length };
}

function refuseLetter(scan: Scan, start: number, word: string, wrong: string): void {
  const span = spanOfWrong(start, word);
  const point = codePointName(wrong.codePointAt(0) ?? 0);
  const ascii = asciiFor(wrong);
  const isMixed = [...word].some((c) => c !== wrong && /\p{L}/u.test(c) && isNameLetter(c));
  if (ascii === undefined) scan.report.error(span, "name-letter", wrong, point);
  else if (isMixed && /^[A-Za-z]$/.test(ascii)) scan.report.error(span, "mixed-script", word, wrong, point, ascii);
  else scan.report.error(span, "lookalike-character", wrong, point, ascii);
}
