// Operators, those of the language and those of other languages, which are named with their mend.
import { isDigit, isWordCode } from "./characters.js";
import { scanName } from "./names.js";
import { scanNumber } from "./numbers.js";
import { endsOperand, T, type Kind } from "./tokens.js";
import { previousKind, push, pushBad, type Scan } from "./scan.js";

const ONE: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ["+", T.plus], ["-", T.minus], ["*", T.times], ["/", T.divide], ["^", T.power],
  ["<", T.less], [">", T.greater], ["=", T.assign], ["!", T.factorial], ["?", T.question], [":", T.colon], [".", T.dot],
]);

const TWO: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ["<=", T.lessEqual], [">=", T.greaterEqual], ["==", T.equal], ["!=", T.unequal],
  [".*", T.dotTimes], ["./", T.dotDivide], [".^", T.dotPower],
]);

const BITS = "Bit operators are not part of the language.";

/** Operators of other languages with the likely mend, a whole sentence. */
const FOREIGN: ReadonlyMap<string, string | undefined> = new Map([
  ["===", "Write == to compare."], ["!==", "Write != to compare."], [">>>", BITS], ["<=>", "Write == to compare."],
  ["...", "Write : for a whole dimension; a statement goes on over the line end while a bracket is open."],
  [".**", "Write .^ for an elementwise power."],
  ["**", "Write ^ for a power."], ["^^", "Write ^ for a power."], ["&&", "Write and."], ["||", "Write or, and norm(x) for a norm."],
  ["=>", "Write f(x) = … to define a function, or >= to compare."], ["=<", "Write <= to compare."],
  ["->", "Write f(x) = … to define a function."], [":=", "Write = to define a name."],
  ["+=", "A name is defined once; give the new value a new name. In steps: s[t] = s[t - 1] + x."],
  ["-=", "A name is defined once; give the new value a new name. In steps: s[t] = s[t - 1] + x."],
  ["*=", "A name is defined once; give the new value a new name. In steps: s[t] = s[t - 1] + x."],
  ["/=", "Write != to compare; a name is defined once."],
  ["^=", "A name is defined once; give the new value a new name. In steps: s[t] = s[t - 1] + x."],
  ["%=", "A name is defined once; give the new value a new name. In steps: s[t] = s[t - 1] + x."],
  ["++", "Write x + 1 for the next number."], ["<<", BITS], [">>", BITS], ["^|", BITS],
  ["??", "Write c ? a : b to choose."], ["?.", "Values have no properties or methods."],
  ["<>", "Write != to compare."], ["~=", "Write != to compare."], ["..", "A range is written 1:3, inside an index."],
  ["=/=", "Write != to compare."],
  ...[".==", ".!=", ".<=", ".>=", ".<", ".>"].map(
    (operator) => [operator, `Comparisons go element by element: write ${operator.slice(1)}.`] as const,
  ),
  [".'", "Write ' for the transpose."], [".+", "Write + for an elementwise sum."], [".-", "Write - for an elementwise difference."],
  ["%", "Write mod(a, b) for the remainder, and a / 100 for a percentage."], ["&", `${BITS} Write and for the logical one.`],
  ["|", `${BITS} Write abs(x) for the absolute value, or for the logical one.`], ["~", `${BITS} Write not for the logical one.`],
  ["@", "Write * for the matrix product."], ["\\", "Write solve(A, b)."],
  ["$", "Leave it out: names are made of letters, digits and underscores."],
]);

/** The same where no value stands before it. */
const PREFIX: ReadonlyMap<string, string> = new Map([
  ["@", "Write f(x) = … to define a function."], ["|", "Write abs(x) for the absolute value, and det(A) for a determinant."],
  ["||", "Write norm(x)."],
]);

/** Scans what starts here with an operator's character. */
export function scanOperator(scan: Scan): void {
  const { text, at } = scan;
  const char = text.charAt(at);
  if (char === "'") return scanQuote(scan);
  if (char === "." && isDigit(text.charCodeAt(at + 1))) return scanNumber(scan);
  if (char === "?" && scan.hasPatternNames && isWordCode(text.charCodeAt(at + 1))) return scanName(scan, at + 1);
  if (isWordCode(text.charCodeAt(at + 1)) || text.charCodeAt(at + 1) === 32) return scanOne(scan, char);
  const two = text.slice(at, at + 2);
  if (two === "//" || two === "/*") return scanForeignComment(scan, two);
  const three = text.slice(at, at + 3);
  if (FOREIGN.has(three)) return refuse(scan, three);
  const kind = TWO.get(two);
  if (kind !== undefined) return push(scan, kind, at, at + 2);
  if (FOREIGN.has(two) && !isChoiceOfFraction(two, text.charCodeAt(at + 2))) return refuse(scan, two);
  scanOne(scan, char);
}

function scanOne(scan: Scan, char: string): void {
  const kind = ONE.get(char);
  if (kind === undefined) return refuse(scan, char);
  push(scan, kind, scan.at, scan.at + 1);
}

/** `c ?.5 : 1` is a choice, not a property. */
function isChoiceOfFraction(two: string, next: number): boolean {
  return two === "?." && isDigit(next);
}

function refuse(scan: Scan, operator: string): void {
  const start = scan.at;
  if (operator === "\\" && isLatex(scan)) return refuseLatex(scan);
  if (operator === "%" && isFirstOfLine(scan)) return scanForeignComment(scan, "%");
  const end = start + operator.length;
  const bars = isOperand(scan) ? undefined : barsFrom(scan, operator);
  if (bars !== undefined) {
    scan.report.error({ start, end: bars.end }, "foreign-operator", operator, bars.mend);
    return pushBad(scan, start, bars.end);
  }
  const mend = (isOperand(scan) ? undefined : PREFIX.get(operator)) ?? FOREIGN.get(operator);
  scan.report.error({ start, end }, "foreign-operator", operator, mend);
  pushBad(scan, start, end);
}

function isOperand(scan: Scan): boolean {
  return endsOperand(previousKind(scan));
}

/** More than this between two bars is not repeated in a mend. */
const MOST_BETWEEN = 30;

/** `|x|` and `||x||`: up to the bar that ends it, and the call that it stands for. */
function barsFrom({ text, at }: Scan, bar: string): { readonly end: number; readonly mend: string } | undefined {
  if (bar !== "|" && bar !== "||") return undefined;
  const close = text.slice(0, lineEnd(text, at)).indexOf(bar, at + bar.length);
  if (close < 0) return undefined;
  const inner = text.slice(at + bar.length, close).trim();
  if (inner === "" || /[|;#]/.test(inner)) return undefined;
  const x = inner.length > MOST_BETWEEN ? "x" : inner;
  return { end: close + bar.length, mend: bar === "|" ? `Write abs(${x}), or det(${x}) of a matrix.` : `Write norm(${x}).` };
}

/** `\\frac`, and not the `\\b` of `A\\b`. */
function isLatex(scan: Scan): boolean {
  const [command] = /^\\[A-Za-z]+/.exec(scan.text.slice(scan.at, scan.at + 30)) ?? [];
  return command !== undefined && !(isOperand(scan) && command.length === 2);
}

/** `\\frac` and the like. */
function refuseLatex(scan: Scan): void {
  const start = scan.at;
  const command = /^\\[A-Za-z]+/.exec(scan.text.slice(start, start + 30))?.[0] ?? "\\";
  scan.report.error({ start, end: start + command.length }, "latex", command);
  pushBad(scan, start, start + command.length);
}

function isFirstOfLine({ text, at }: Scan): boolean {
  const line = text.lastIndexOf("\n", at - 1) + 1;
  return text.slice(line, at).trim() === "";
}

function scanForeignComment(scan: Scan, mark: string): void {
  const start = scan.at;
  const end = lineEnd(scan.text, start);
  scan.report.error({ start, end: start + mark.length }, "comment-style", mark);
  pushBad(scan, start, end);
}

/** A quote: the transpose after an operand, otherwise a string. */
function scanQuote(scan: Scan): void {
  if (endsOperand(previousKind(scan))) return push(scan, T.transpose, scan.at, scan.at + 1);
  scanString(scan);
}

/** A string, which only `import` takes, and only in double quotes. */
export function scanString(scan: Scan): void {
  const { text, at } = scan;
  const quote = text.charAt(at);
  const stop = lineEnd(text, at);
  const close = text.indexOf(quote, at + 1);
  if (close < 0 || close >= stop) {
    const code = quote === "'" ? "quote-alone" : "unterminated-string";
    scan.report.error({ start: at, end: at + 1 }, code);
    return pushBad(scan, at, stop);
  }
  if (quote === "\"") return push(scan, T.string, at, close + 1);
  scan.report.error({ start: at, end: close + 1 }, "string");
  pushBad(scan, at, close + 1);
}

export function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}
