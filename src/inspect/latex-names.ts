// Names, numbers and functions in LaTeX.

const GREEK = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi", "rho",
  "sigma", "tau",
  "upsilon", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega"];
const GREEK_NAMES: ReadonlySet<string> = new Set(GREEK);
/** The letters themselves, in the order of the names. */
const LETTERS = "αβγδεζηθικλμνξρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ";
const GREEK_LETTERS: ReadonlyMap<string, string> = new Map([...LETTERS].map((letter, i) => [letter, GREEK[i] as string]));

/** `W1` as W_{1}, `alpha` as \\alpha, `p.x` as p_{x}, a word as upright text. */
export function latexName(name: string): string {
  const step = /^([^[]*)\[(.*)\]$/.exec(name);
  if (step !== null) return withSubscript(latexName(step[1] as string), step[2] as string);
  const [head = "", ...rest] = name.split(/[._]/).filter((part) => part !== "");
  const digits = /^(.*?\D)(\d+)$/u.exec(head);
  const subscripts = [...(digits === null ? [] : [digits[2] as string]), ...rest.map(letters)];
  const base = letters(digits === null ? head : digits[1] as string);
  return subscripts.length === 0 ? base : `${base}_{${subscripts.join(",")}}`;
}

/** A value of a step. */
function withSubscript(base: string, subscript: string): string {
  return base.includes("_") ? `{${base}}_{${subscript}}` : `${base}_{${subscript}}`;
}

function letters(word: string): string {
  const greek = GREEK_LETTERS.get(word) ?? word;
  if (GREEK_NAMES.has(greek)) return `\\${greek}`;
  if (/^\d+$/.test(word) || [...word].length <= 1) return word;
  return `\\mathrm{${[...word].map((c) => (GREEK_LETTERS.has(c) ? `\\${GREEK_LETTERS.get(c)} ` : c)).join("")}}`;
}

export function latexNumber(value: number): string {
  if (Number.isNaN(value)) return "\\mathrm{NaN}";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const size = Math.abs(value);
  if (size === Infinity) return `${sign}\\infty`;
  if (size === Math.PI) return `${sign}\\pi`;
  if (size === Math.E) return `${sign}e`;
  const [digits = "", exponent] = String(size).split("e");
  return exponent === undefined ? sign + digits : `${sign}${digits === "1" ? "" : `${digits} \\cdot `}10^{${exponent.replace("+", "")}}`;
}

/** Functions whose LaTeX is a name before the argument. */
const FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ...["sin", "cos", "tan", "sec", "csc", "cot", "sinh", "cosh", "tanh", "coth", "log", "exp", "det", "max", "min"].map(
    (f) => [f, `\\${f}`] as const,
  ),
  ["asin", "\\arcsin"], ["acos", "\\arccos"], ["atan", "\\arctan"], ["log2", "\\log_{2}"], ["log10", "\\log_{10}"],
  ["gamma", "\\Gamma"], ["digamma", "\\psi"], ["sigmoid", "\\sigma"], ["trace", "\\operatorname{tr}"], ["sign", "\\operatorname{sgn}"],
]);

export function latexFunction(name: string): string {
  const order = /^polygamma(\d+)$/.exec(name)?.[1];
  if (order !== undefined) return `\\psi^{(${order})}`;
  return FUNCTIONS.get(name) ?? `\\operatorname{${name.replaceAll("_", "\\_")}}`;
}
