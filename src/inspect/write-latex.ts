// A written formula as LaTeX that needs no package beyond amsmath and amssymb.
import { BINDS, binds, symbolBinds, type Item, type Written } from "./written.js";

const GREEK = new Set([
  "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi", "pi", "rho",
  "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega",
]);
const OPERATORS: ReadonlyMap<string, string> = new Map([
  ["*", ""], [".*", " \\odot "], ["+", " + "], ["-", " - "], ["<", " < "], ["<=", " \\le "], [">", " > "], [">=", " \\ge "],
  ["==", " = "], ["!=", " \\ne "], ["and", " \\land "], ["or", " \\lor "], ["mod", " \\bmod "],
]);
const KNOWN = new Set(["sin", "cos", "tan", "exp", "log", "sec", "csc", "cot", "sinh", "cosh", "tanh", "coth", "min", "max", "det"]);

export function writeLatex(w: Written, least: number = BINDS.choice): string {
  const text = plain(w);
  return latexBinds(w) < least ? `\\left(${text}\\right)` : text;
}

/** Fractions, roots and the like enclose themselves. */
function latexBinds(w: Written): number {
  if (w.kind === "infix" && (w.symbol === "/" || w.symbol === "./")) return BINDS.postfix;
  return binds(w);
}

function plain(w: Written): string {
  switch (w.kind) {
    case "number": return latexNumber(w.value);
    case "name": return latexName(w.name);
    case "call": return callLatex(w);
    case "infix": return infixLatex(w);
    case "prefix": return w.symbol === "not" ? `\\lnot ${writeLatex(w.arg, BINDS.unary)}` : `-${writeLatex(w.arg, BINDS.multiply)}`;
    case "transpose": return `${writeLatex(w.arg, BINDS.postfix)}^{\\top}`;
    case "choice": return `\\begin{cases} ${writeLatex(w.then)} & \\text{if } ${writeLatex(w.test)} \\\\ ${writeLatex(w.otherwise)} & \\text{otherwise} \\end{cases}`;
    case "index": return `${writeLatex(w.object, BINDS.atom)}_{${w.items.map(itemLatex).join(", ")}}`;
    case "list": return `\\left[${w.items.map((i) => writeLatex(i)).join(", ")}\\right]`;
  }
}

function itemLatex(item: Item): string {
  return typeof item === "string" ? item.replaceAll("end", "\\mathrm{end}") : writeLatex(item);
}

function infixLatex(w: Extract<Written, { kind: "infix" }>): string {
  if (w.symbol === "/" || w.symbol === "./") return `\\frac{${writeLatex(w.left)}}{${writeLatex(w.right)}}`;
  if (w.symbol === "^" || w.symbol === ".^") {
    const base = writeLatex(w.left, BINDS.atom);
    return w.symbol === ".^" ? `${base}^{\\circ ${writeLatex(w.right)}}` : `${base}^{${writeLatex(w.right)}}`;
  }
  const own = symbolBinds(w.symbol);
  const left = writeLatex(w.left, own);
  const right = writeLatex(w.right, own + 1);
  const operator = OPERATORS.get(w.symbol) ?? ` \\operatorname{${w.symbol}} `;
  return operator === "" ? `${left}${/^[\d.]/.test(right) ? " \\cdot " : "\\,"}${right}` : `${left}${operator}${right}`;
}

function callLatex(w: Extract<Written, { kind: "call" }>): string {
  const args = w.args.map((a) => writeLatex(a));
  const [first, second] = args;
  if (w.name === "sqrt") return `\\sqrt{${first ?? ""}}`;
  if (w.name === "abs") return `\\left|${first ?? ""}\\right|`;
  if (w.name === "norm" && second === undefined) return `\\left\\lVert ${first ?? ""} \\right\\rVert`;
  if (w.name === "sum") return `\\sum${second === undefined ? "" : `\\nolimits_{${second}}`} ${writeLatex(w.args[0] as Written, BINDS.multiply)}`;
  if (w.name === "floor") return `\\left\\lfloor ${first ?? ""} \\right\\rfloor`;
  if (w.name === "ceil") return `\\left\\lceil ${first ?? ""} \\right\\rceil`;
  const name = KNOWN.has(w.name) ? `\\${w.name}` : w.name === "gamma" ? "\\Gamma" : w.name === "digamma" ? "\\psi" : `\\operatorname{${escaped(w.name)}}`;
  return `${name}\\left(${args.join(", ")}\\right)`;
}

export function latexName(name: string): string {
  const found = /^(.+?)_?(\d+)$/.exec(name);
  const [base, index] = found === null ? [name, undefined] : [found[1] as string, found[2] as string];
  const letters = GREEK.has(base) ? `\\${base}` : [...base].length === 1 ? base : derivativeName(base) ?? `\\mathit{${escaped(base)}}`;
  return index === undefined ? letters : `${letters}_{${index}}`;
}

/** `dx` is the derivative by x. */
function derivativeName(name: string): string | undefined {
  return /^d[A-Za-z]$/.test(name) ? `\\mathrm{d}${name.slice(1)}` : undefined;
}

function escaped(text: string): string {
  return text.replace(/[_#$%&{}~^\\]/g, (c) => (c === "_" ? "\\_" : c === "~" || c === "^" || c === "\\" ? " " : `\\${c}`));
}

function latexNumber(value: number): string {
  if (Number.isNaN(value)) return "\\mathrm{NaN}";
  if (!Number.isFinite(value)) return value < 0 ? "-\\infty" : "\\infty";
  const size = Math.abs(value);
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  if (size === Math.PI) return `${sign}\\pi`;
  if (size === Math.E) return `${sign}\\mathrm{e}`;
  const [digits, exponent] = String(size).split("e");
  return exponent === undefined ? `${sign}${digits ?? ""}` : `${sign}${digits ?? ""} \\cdot 10^{${exponent.replace("+", "")}}`;
}
