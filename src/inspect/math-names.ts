// Names, numbers and functions in mathematics.
import { onFirstUse } from "../graph/once.js";
import { isPaperName, type Paper } from "../graph/operation.js";
import { languageFunctions, opTable, scalarOps } from "../ops/index.js";
import { digits, identifier, joined, MINUS, overlined, row, sign, subscript, superscript, type Maths } from "./notation.js";

const GREEK = (
  "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau upsilon phi chi psi omega " +
  "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
).split(" ");
/** The letters themselves, in the order of the names. */
const LETTERS = "αβγδεζηθικλμνξρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ";
const GREEK_LETTERS: ReadonlyMap<string, string> = new Map([...LETTERS].map((letter, i) => [letter, GREEK[i] as string]));
const GREEK_NAMES: ReadonlyMap<string, string> = new Map([...LETTERS].map((letter, i) => [GREEK[i] as string, letter]));

/** `W1` as W_{1}, `h_bar` with a bar, `alpha` as \\alpha, `p.x` as p_{x}, a word as upright text, `h[t - 1]` as h_{t - 1}. */
export function mathName(name: string): Maths {
  const step = /^([^[]*)\[(.*)\]$/.exec(name);
  if (step !== null) return subscript(mathName(step[1] as string), sizeMaths(step[2] as string));
  const bar = /^(.+)_bar$/.exec(name)?.[1];
  if (bar !== undefined) return overlined(mathName(bar));
  const [head = "", ...rest] = name.split(/[._]/).filter((part) => part !== "");
  const number = /^(.*?\D)(\d+)$/u.exec(head);
  const subscripts = [...(number === null ? [] : [digits(number[2] as string)]), ...rest.map(letters)];
  const base = letters(number === null ? head : number[1] as string);
  return subscripts.length === 0 ? base : subscript(base, joined(subscripts, sign(",", ",")));
}

function letters(word: string): Maths {
  const greek = GREEK_LETTERS.get(word) ?? word;
  const letter = GREEK_NAMES.get(greek);
  if (letter !== undefined) return identifier(`\\${greek}`, letter);
  if (/^\d+$/.test(word)) return digits(word);
  if ([...word].length <= 1) return identifier(word, word);
  return identifier(
    `\\mathrm{${[...word].map((c) => (GREEK_LETTERS.has(c) ? `\\${GREEK_LETTERS.get(c)} ` : c)).join("")}}`, word,
  );
}

/** Sizes, places and ranges, such as `m*n - 1` and `1:n`. */
export function sizeMaths(text: string): Maths {
  const tokens = text.match(/[A-Za-z_]\w*|\d+(?:\.\d+)?|\S/gu) ?? [];
  return row(...tokens.map((token) => {
    if (token === "end") return identifier("\\mathrm{end}", "end");
    if (/^[A-Za-z_]/.test(token)) return mathName(token);
    if (/^\d/.test(token)) return digits(token);
    if (token === "*") return sign("\\,", "\u2062");
    return token === "-" ? sign("-", "−") : sign(token, token);
  }));
}

export function mathNumber(value: number): Maths {
  if (Number.isNaN(value)) return identifier("\\mathrm{NaN}", "NaN");
  const size = sizeOf(Math.abs(value));
  return value < 0 || Object.is(value, -0) ? row(MINUS, size) : size;
}

function sizeOf(size: number): Maths {
  if (size === Infinity) return identifier("\\infty", "∞");
  if (size === Math.PI) return identifier("\\pi", "π");
  if (size === Math.E) return identifier("e", "e");
  const [mantissa = "", exponent] = String(size).split("e");
  if (exponent === undefined) return digits(mantissa);
  const power = superscript(digits("10"), digits(exponent.replace("+", "")));
  return mantissa === "1" ? power : row(digits(mantissa), DOT, power);
}

export const DOT: Maths = sign(" \\cdot ", "⋅");

/** How a function of the language, or an operation, stands on paper. */
export function paperOf(name: string): Paper | undefined {
  return (opTable.get(name) ?? languageFunctions.get(name))?.paper;
}

/** Signs of operators that are not written on paper as in the language. */
const operatorSigns = onFirstUse((): ReadonlyMap<string, Maths> => new Map(scalarOps.flatMap(({ operator, params, paper }) => (
  operator !== undefined && params.length === 2 && isPaperName(paper) ? [[operator, sign(` ${paper[0]} `, paper[1])] as const] : []
))));

export function mathOperator(symbol: string): Maths {
  return operatorSigns().get(symbol) ?? sign(` ${symbol} `, symbol);
}

export function mathFunction(name: string): Maths {
  const order = /^polygamma(\d+)$/.exec(name)?.[1];
  if (order !== undefined) return superscript(identifier("\\psi", "ψ"), row(sign("(", "("), digits(order), sign(")", ")")));
  const paper = paperOf(name);
  const [latex, text, below] = isPaperName(paper) ? paper : [`\\operatorname{${name.replaceAll("_", "\\_")}}`, name];
  return below === undefined ? identifier(latex, text) : subscript(identifier(latex, text), digits(below));
}
