// Modules, methods, words and commands of other systems, and what to write here instead: whole sentences.
import { foreignFunction } from "./foreign-functions.js";
import { quoted } from "./message.js";
import { suggest } from "./suggest.js";

/** Modules whose functions have the same names here, or nearly. */
const MODULES: ReadonlySet<string> = new Set(
  (
    "np numpy Math math cmath jnp jax lax torch tf keras scipy sp sympy mathjs nj linalg nn functional F special stats xp mx " +
    "Base LinearAlgebra SpecialFunctions std"
  ).split(" "),
);

export function isForeignModule(name: string): boolean {
  return MODULES.has(name);
}

/** Functions that other systems have as methods of arrays. */
const METHODS: ReadonlySet<string> = new Set(
  (
    "sum mean prod min max norm std exp log sqrt abs sin cos tan tanh transpose reshape flatten squeeze inv det " +
    "trace pow clamp clip round floor ceil cumsum softmax size square sign sigmoid relu logsumexp cumprod diag outer " +
    "maximum minimum erf log1p expm1"
  ).split(" "),
);

/** What to write for `owner.name(given)`, with the arguments as they are written. */
export function foreignMethod(owner: string, name: string, given = ""): string {
  const isOfModule = isForeignModule(owner);
  const known = foreignFunction(name);
  if (known !== undefined) return isOfModule ? known : withOwner(known, owner);
  const args = given.length <= 20 && !/[=()]/.test(given) ? given : "…";
  if (isOfModule) return `Write ${name}(${args === "" ? "x" : args}).`;
  if (name === "dot") return `Write ${owner}*y for the product, or dot(${owner}, y).`;
  if (!METHODS.has(name)) return "Write f(x).";
  const axis = /\b(?:axis|dim|dims)\s*=/.test(given) ? "1" : args;
  const counted = axis === "1" ? "; dimensions count from 1" : "";
  return `Write ${name}(${owner}${axis === "" || axis === "…" ? "" : `, ${axis}`})${counted}.`;
}

/** `Write inv(x).` of a method is `Write inv(A).` */
function withOwner(mend: string, owner: string): string {
  return mend.replace(/\(x\)\.$/, `(${owner}).`);
}

/** What to write for `A.T` and other properties of a value that is no record. */
export function foreignProperty(owner: string, name: string): string {
  if (/^(T|t|H|mT|mH)$/.test(name)) return `Write ${owner}' for the transpose.`;
  if (name === "I") return `Write inv(${owner}), or solve(${owner}, b).`;
  if (/^(shape|size|length|ndim|rows|cols)$/.test(name)) return `Write size(${owner}, 1) for the first dimension.`;
  return `Write ${owner}*${name} for a product; a record is declared with its parts: param p{x, y}.`;
}

/** Units that follow numbers. */
export const UNITS: ReadonlySet<string> = new Set(
  "m cm mm km kg g mg s ms h min N kN J kJ W kW V A K Pa kPa MPa GPa bar Hz kHz rad deg degC mol l ft inch lb".split(" "),
);

/** Suffixes and exponents of numbers in C, Fortran and Python. */
const SUFFIX = /^(f|F|L|d0|D0|[dD]\d+)$/;

const REST = "Without it the formula says the same.";

/** Values of other systems by their names. */
const VALUES: Readonly<Record<string, string>> = {
  inf: "Write 1/0.", Inf: "Write 1/0.", Infinity: "Write 1/0.", infty: "Write 1/0.", oo: "Write 1/0.",
  nan: "Write 0/0.", NaN: "Write 0/0.", NA: "Write 0/0.",
  True: "Write 1, or compare: x > 0.", False: "Write 0, or compare: x > 0.",
  true: "Write 1, or compare: x > 0.", false: "Write 0, or compare: x > 0.",
  TRUE: "Write 1, or compare: x > 0.", FALSE: "Write 0, or compare: x > 0.",
  Pi: "Write pi.", π: "Write pi, or declare it: param π.", ℯ: "Write e.", eps: "Write 2^-52.", EPS: "Write 2^-52.",
  None: "There are no empty values; reshape(v, [n, 1]) makes a column.", newaxis: "Write reshape(v, [n, 1]) for a column.",
};

/** What to write for the name of a value, which stands right after a number or not. */
export function foreignValue(name: string, isAfterNumber: boolean): string | undefined {
  if (isAfterNumber && SUFFIX.test(name)) return "A number has no suffix; a power of ten is 1e3.";
  if (isAfterNumber && UNITS.has(name)) return "There are no units: give all values in units that fit.";
  return Object.hasOwn(VALUES, name) ? VALUES[name] : undefined;
}

/** Words before a name that start a line elsewhere. */
const STARTS: readonly (readonly [words: RegExp, mend: string])[] = [
  [/^(params?|parameters?|variables?|unknowns?|weights?)$/i, "Write param x."],
  [/^(inputs?|data|given)$/i, "Write input x."],
  [/^(outputs?|result|objective|minimi[sz]e|maximi[sz]e)$/i, "Write output y = …."],
  [/^(using|from|library|require|include)$/i, "Functions of the language need no import."],
  [/^(double|float|real|int|integer|number|constant|auto)$/i, "Write y = …: all numbers are doubles."],
];

/** Words between two values. */
const BETWEEN: Readonly<Record<string, string>> = {
  dot: "Write dot(a, b).", cross: "Write cross(a, b).", div: "Write floor(a/b).", rem: "Write a - b*fix(a/b).", times: "Write a*b.",
  plus: "Write a + b.", minus: "Write a - b.", over: "Write a/b.", is: "Write == to compare.", where: "Write c ? a : b to choose.",
};

/** Functions that are written without brackets on paper. */
const BARE = /^((?:a|arc)?(?:sin|cos|tan|cot|sec|csc|cosec)h?|c?tg|exp|log|log2|log10|ln|lg|sqrt|abs|max|min|det|sum|erf|sign|norm)$/;

/** What two values side by side most likely meant, where a word of another system is one of them. */
export function foreignPair(before: string, after: string, isStart: boolean): string | undefined {
  const start = isStart ? STARTS.find(([words]) => words.test(before)) : undefined;
  if (start !== undefined) return start[1];
  const keyword = isStart ? suggest(before, ["param", "input", "output"]) : undefined;
  if (keyword !== undefined) return `Did you mean ${quoted(keyword)}?`;
  if (Object.hasOwn(BETWEEN, after)) return BETWEEN[after];
  if (!BARE.test(before)) return undefined;
  const known = foreignFunction(before);
  if (known !== undefined) return known;
  return /^[A-Za-z_]\w*$/.test(after) ? `Write ${before}(${after}).` : `Write ${before}(…), with the whole argument in brackets.`;
}

/** Commands of LaTeX that are something else than a name without the backslash. */
const LATEX: readonly (readonly [commands: RegExp, mend: string])[] = [
  [/^[dtc]?frac$/, "Write x/y."], [/^(cdot|times|ast)$/, "Write * for a product."], [/^div$/, "Write x/y."],
  [/^(left|right|big|Big|bigl|bigr|displaystyle|limits|quad|qquad|,|;)$/, REST],
  [/^(mathrm|mathbf|mathit|text|operatorname|vec|hat|bar|tilde|boldsymbol)$/, "Write the name alone: x_hat."],
  [/^(leq?|leqslant)$/, "Write <=."], [/^(geq?|geqslant)$/, "Write >=."], [/^neq?$/, "Write !=."],
  [/^(land|wedge)$/, "Write and."], [/^(lor|vee)$/, "Write or."], [/^(lnot|neg)$/, "Write not."],
  [/^infty$/, "Write 1/0."], [/^(top|intercal)$/, "Write A' for the transpose."], [/^(ln)$/, "Write log(x)."],
  [/^(sum|prod)$/, "Write $&(x[i], i = 1:n)."], [/^(int|oint|lim)$/, "There are no integrals and limits."],
  [/^(partial|nabla)$/, "Write derivative(y, x) of a named y, or grad(y, x)."], [/^sqrt$/, "Write sqrt(x)."],
  [/^(begin|end)$/, "Write arrays as [1, 2; 3, 4], and a choice as c ? a : b."], [/^(lVert|rVert|Vert|\|)$/, "Write norm(x)."],
  [/^(lvert|rvert|vert)$/, "Write abs(x)."], [/^(odot|circ)$/, "Write .* for a product element by element."],
  [/^otimes$/, "Write outer(a, b) or kron(A, B)."],
  [/^(arcsin|arccos|arctan)$/, "Write a function of that kind: asin(x), acos(x), atan(x)."],
  [/^(sinh?|cosh?|tanh?|cot|sec|csc|exp|log|max|min|det|arg|Pr)$/, "Write $&(x)."],
];

/** What to write for `\\command`. */
export function latexMend(command: string): string {
  const name = command.slice(1);
  const row = LATEX.find(([commands]) => commands.test(name));
  if (row !== undefined) return row[1].replace("$&", name);
  return command.length > 20 ? "Write names and operators as they are: alpha*x." : `Write ${name}, and * for a product.`;
}
