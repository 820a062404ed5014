// A written formula in LaTeX: fractions, roots, transposes, sums, matrices, cases.
import { latexFunction, latexName, latexNumber } from "./latex-names.js";
import { BINDS, binds, isInfix, symbolBinds, transposed, type Block, type Written } from "./written.js";

/** How the names of values are shown; derivatives are shown as quotients. */
export type ShownName = (name: string) => string;

export function writeLatex(w: Written, shown: ShownName, least: number = BINDS.choice): string {
  const text = plain(w, shown);
  return latexBinds(w) < least ? bracketed(text) : text;
}

function latexBinds(w: Written): number {
  if (isInfix(w, "/", "./")) return BINDS.unary;
  if (w.kind === "number")
    return Number.isFinite(w.value) && /e/.test(String(w.value)) ? BINDS.multiply : w.value < 0 ? BINDS.unary - 1 : BINDS.atom;
  if (w.kind === "name") return w.binds;
  if (w.kind === "prefix") return BINDS.add;
  if (w.kind === "call") return PRODUCT_LIKE.has(w.name) ? BINDS.multiply : w.name === "exp" || w.name === "inv" ? BINDS.power : BINDS.atom;
  return binds(w);
}

/** Calls that are shown as products or sums without brackets of their own. */
const PRODUCT_LIKE: ReadonlySet<string> = new Set(["sum", "outer", "solve", "kron"]);

/** Round brackets, as tall as what they hold. */
function bracketed(text: string): string {
  return isTall(text) ? `\\left(${text}\\right)` : `(${text})`;
}

function isTall(text: string): boolean {
  return /\\(frac|sum|begin|left|sqrt)/.test(text);
}

function plain(w: Written, shown: ShownName): string {
  const part = (p: Written, least: number = BINDS.choice): string => writeLatex(p, shown, least);
  switch (w.kind) {
    case "number": return latexNumber(w.value);
    case "name": return w.binds === BINDS.atom && !w.name.startsWith("[") ? shown(w.name) : sizeText(w.name);
    case "call": return callLatex(w, part);
    case "infix": return infixLatex(w, part);
    case "prefix": return w.symbol === "not" ? `\\lnot ${part(w.arg, BINDS.unary)}` : `-${part(w.arg, BINDS.multiply)}`;
    case "transpose": return isCall(w.arg, "inv")
      ? inverse(part, transposed(w.arg.args[0] as Written))
      : `${part(w.arg, BINDS.postfix)}^{\\top}`;
    case "choice": return `\\begin{cases} ${part(w.then)} & \\text{if } ${part(w.test)} \\\\ ${part(w.otherwise)} & ` +
      `\\text{otherwise} \\end{cases}`;
    case "index": return `${indexed(w.object, part)}_{${w.items.map((i) => (typeof i === "string" ? sizeText(i) : part(i))).join(",\\,")}}`;
    case "block": return rowsOf(w, shown).join(" \\\\\n");
    case "list": {
      const rows = w.items.map((row) => (row.kind === "list" ? row.items.map((i) => part(i)).join(" & ") : part(row)));
      return `\\begin{pmatrix} ${rows.join(" \\\\ ")} \\end{pmatrix}`;
    }
  }
}

/** Equations for the values before the first step and of each step, each with its sign of alignment. */
export function rowsOf({ index, range, starts, lines }: Block, shown: ShownName): string[] {
  const [first, second, third] = range.split(":") as [string, string, string?];
  const over = `\\quad ${latexName(index)} = ${sizeText(first)}, \\ldots, ${sizeText(third ?? second)}`;
  const rows = lines.flatMap(({ name, isStep, value }) =>
    (value.kind === "block" ? rowsOf(value, shown) : [`${shown(isStep ? `${name}[${index}]` : name)} &= ${writeLatex(value, shown)}`]));
  return [
    ...starts.map(({ name, at, value }) => `${shown(`${name}[${at}]`)} &= ${writeLatex(value, shown)}`),
    ...rows.map((row, i) => (i === rows.length - 1 ? row + over : row)),
  ];
}

type Part = (p: Written, least?: number) => string;

/** The object of an index: a plain letter, or anything else in square brackets. */
function indexed(object: Written, part: Part): string {
  const text = part(object);
  return object.kind === "name" && !/[_^]/.test(text) ? text : `\\left[${text}\\right]`;
}

/** Sizes and ranges, such as `m*n - 1` and `1:n`. */
function sizeText(text: string): string {
  return text.replace(/[A-Za-z_]\w*/g, (n) => (n === "end" ? "\\mathrm{end}" : latexName(n))).replaceAll("*", "\\,").replaceAll(" ", "");
}

const SYMBOLS: Readonly<Record<string, string>> = {
  ".*": " \\odot ", "<=": " \\le ", ">=": " \\ge ", "==": " = ", "!=": " \\ne ", and: " \\land ", or: " \\lor ", mod: " \\bmod ",
};

function infixLatex(w: Extract<Written, { kind: "infix" }>, part: Part): string {
  const own = symbolBinds(w.symbol);
  switch (w.symbol) {
    case "/": case "./": return `\\frac{${part(w.left)}}{${part(w.right)}}`;
    case "^": return `${base(w.left, part)}^{${part(w.right)}}`;
    case ".^": return `${base(w.left, part)}^{\\circ ` +
      `${w.right.kind === "number" && w.right.value >= 0 ? part(w.right) : bracketed(part(w.right))}}`;
    case "*": return productLatex(w, part);
    default: {
      const symbol = SYMBOLS[w.symbol] ?? ` ${w.symbol} `;
      const left = part(w.left, own === BINDS.compare ? own + 1 : own);
      const right = isSum(w.right) && own <= BINDS.add ? part(w.right) : part(w.right, own + 1);
      return (own >= BINDS.add && endsInSum(w.left) ? closed(left) : left) + symbol + right;
    }
  }
}

/** The base of a power; what has a power or an index already is bracketed. */
function base(w: Written, part: Part): string {
  const text = part(w, BINDS.postfix + (w.kind === "transpose" ? 1 : 0));
  return isInfix(w, "/", "./") || !/\^/.test(text) || text.startsWith("(") ? text : bracketed(text);
}

function isSum(w: Written): boolean {
  return w.kind === "call" && w.name === "sum";
}

/** Whether what follows would be taken into a sum: its sign reaches to the end of what it stands before. */
function endsInSum(w: Written): boolean {
  switch (w.kind) {
    case "call": return w.name === "sum";
    case "prefix": return endsInSum(w.arg);
    case "infix": return ["+", "-", "*", ".*"].includes(w.symbol) && endsInSum(w.right);
    default: return false;
  }
}

/** In round brackets, unless it is so already. */
function closed(text: string): string {
  return /^(\\left)?\(/.test(text) && /\)$/.test(text) && isOneBracket(text) ? text : bracketed(text);
}

function isOneBracket(text: string): boolean {
  let depth = 0;
  for (const [i, c] of [...text].entries()) {
    if (c === "(") depth++;
    if (c === ")") depth--;
    if (depth === 0 && i < text.length - 1 && i >= text.indexOf("(")) return false;
  }
  return true;
}

/** Factors side by side; a point before a digit. */
function productLatex(w: Extract<Written, { kind: "infix" }>, part: Part): string {
  const isMixed = w.right.isArray && w.left.isArray && isInfix(w.left, ".*", "./");
  const first = part(w.left, isMixed ? BINDS.unary : BINDS.multiply);
  const left = endsInSum(w.left) ? closed(first) : first;
  const right = part(w.right, BINDS.unary);
  return /^[\d.]/.test(right) || (w.left.kind === "number" && w.right.kind === "number") ? `${left} \\cdot ${right}` : `${left}\\,${right}`;
}

function callLatex(w: Extract<Written, { kind: "call" }>, part: Part): string {
  const [x, y] = w.args as readonly [Written, Written | undefined];
  const special = x === undefined ? undefined : FORMS[w.name]?.(part, x, y, w.args);
  return special ?? latexFunction(w.name) + bracketed(w.args.map((a) => part(a)).join(",\\,"));
}

type Form = (part: Part, x: Written, y: Written | undefined, all: readonly Written[]) => string | undefined;

const between = (open: string, close: string): Form =>
  (part, x) => (isTall(part(x)) ? `\\left${open} ${part(x)} \\right${close}` : `${open} ${part(x)} ${close}`);
const sized = (symbol: string): Form => (part, _x, _y, all) => `${symbol}_{${all.map((a) => part(a)).join(" \\times ")}}`;

const FORMS: Readonly<Record<string, Form>> = {
  sqrt: (part, x) => `\\sqrt{${part(x)}}`,
  cbrt: (part, x) => `\\sqrt[3]{${part(x)}}`,
  nthRoot: (part, x, n) => (n === undefined ? undefined : `\\sqrt[${part(n)}]{${part(x)}}`),
  exp: (part, x) => (x.width <= 24 && x.kind !== "choice" ? `e^{${part(x)}}` : undefined),
  log: (part, x, b) => (b === undefined ? undefined : `\\log_{${part(b)}}${bracketed(part(x))}`),
  abs: between("\\lvert", "\\rvert"),
  norm: between("\\lVert", "\\rVert"),
  floor: between("\\lfloor", "\\rfloor"),
  ceil: between("\\lceil", "\\rceil"),
  sum: (part, x, dim) =>
    `\\sum${dim === undefined ? "" : `_{${DIMENSIONS[part(dim)] ?? `\\text{dim }${part(dim)}`}}`} ${part(x, BINDS.multiply)}`,
  outer: (part, x, y) => (y === undefined
    ? undefined
    : `${endsInSum(x) ? closed(part(x, BINDS.multiply)) : part(x, BINDS.multiply)}\\,${part(y, BINDS.postfix)}^{\\top}`),
  inv: inverse,
  solve: (part, x, y) => (y === undefined ? undefined : `${inverse(part, x)}\\,${part(y, BINDS.unary)}`),
  kron: (part, x, y) => (y === undefined ? undefined : `${part(x, BINDS.unary)} \\otimes ${part(y, BINDS.unary)}`),
  identity: sized("I"),
  ones: sized("\\mathbf{1}"),
  zeros: sized("\\mathbf{0}"),
  reshape: (part, x, shape) => (shape?.kind !== "name" ? undefined : columnOrRow(part, x, shape.name)
    ?? `\\operatorname{reshape}_{${sizeText(shape.name.slice(1, -1)).replaceAll(",", " \\times ")}}${bracketed(part(x))}`),
  lgamma: (part, x) => `\\log \\lvert \\Gamma${bracketed(part(x))} \\rvert`,
  stop_gradient: (part, x) => part(x, BINDS.atom),
};

/** A vector as a matrix of one column or one row. */
function columnOrRow(part: Part, x: Written, shape: string): string | undefined {
  const [rows, columns, ...more] = shape.slice(1, -1).split(", ");
  if (more.length > 0 || columns === undefined || (rows !== "1" && columns !== "1")) return undefined;
  return `\\operatorname{${columns === "1" ? "col" : "row"}}${bracketed(part(x))}`;
}

function isCall(w: Written, text: string): w is Extract<Written, { kind: "call" }> {
  return w.kind === "call" && w.name === text;
}

function inverse(part: Part, x: Written): string {
  return x.kind === "transpose" ? `${part(x.arg, BINDS.atom)}^{-\\top}` : `${part(x, BINDS.atom)}^{-1}`;
}

const DIMENSIONS: Readonly<Record<string, string>> = { "1": "\\text{rows}", "2": "\\text{columns}" };
