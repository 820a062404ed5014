// A written formula as mathematics: fractions, roots, transposes, sums, matrices, cases.
import { isPaperName } from "../graph/operation.js";
import { DOT, mathFunction, mathName, mathNumber, mathOperator, paperOf, sizeMaths } from "./math-names.js";
import {
  asApplied, bracketed, cases, COMMA, digits, fenced, fraction, identifier, joined, matrix, MINUS, QUAD, inSquares, root, row, sign,
  subscript, sumOver, superscript, THIN, words, type Equation, type Maths,
} from "./notation.js";
import { isChain } from "./write-text.js";
import { BINDS, binds, boundRange, isNumber, isInfix, symbolBinds, transposed, type Block, type Written } from "./written.js";

/** How the names of values are shown; derivatives are shown as quotients. */
export type ShownName = (name: string) => Maths;

export function writeMath(w: Written, shown: ShownName, least: number = BINDS.choice): Maths {
  const text = plain(w, shown);
  return mathBinds(w) < least ? bracketed(text) : text;
}

function mathBinds(w: Written): number {
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
const NOT = sign("\\lnot ", "¬");
const TOP: Maths = identifier("\\top", "⊤");
const INVERSE: Maths = row(MINUS, digits("1"));

function plain(w: Written, shown: ShownName): Maths {
  const part = (p: Written, least: number = BINDS.choice): Maths => writeMath(p, shown, least);
  switch (w.kind) {
    case "number": return mathNumber(w.value);
    case "name": return w.binds === BINDS.atom && !w.name.startsWith("[") ? shown(w.name) : sizeMaths(w.name);
    case "call": return callMath(w, part);
    case "infix": return infixMath(w, part);
    case "prefix": return w.symbol === "not" ? row(NOT, part(w.arg, BINDS.unary)) : row(MINUS, part(w.arg, BINDS.multiply));
    case "transpose": return isCall(w.arg, "inv")
      ? inverse(part, transposed(w.arg.args[0] as Written))
      : superscript(part(w.arg, BINDS.postfix), TOP);
    case "choice": return cases([
      [part(w.then), row(words("if "), part(w.test))], [part(w.otherwise), words("otherwise")],
    ]);
    case "index": return subscript(
      indexed(w.object, part), joined(w.items.map((i) => (typeof i === "string" ? sizeMaths(i) : part(i))), COMMA),
    );
    case "block": return row(...equationsOf(w, shown).map(({ left, right }) => row(left, sign(" = ", "="), right)));
    case "list": return matrix(w.items.map((items) => (items.kind === "list" ? items.items.map((i) => part(i)) : [part(items)])));
  }
}

/** Equations for the values before the first step and of each step. */
export function equationsOf({ index, range, starts, lines }: Block, shown: ShownName): Equation[] {
  const [first, second, third] = range.split(":") as [string, string, string?];
  const over = row(
    QUAD, mathName(index), sign(" = ", "="),
    joined([sizeMaths(first), sign("\\ldots", "…"), sizeMaths(third ?? second)], sign(", ", ",")),
  );
  const equations = lines.flatMap(({ name, isStep, value }) => (value.kind === "block"
    ? equationsOf(value, shown)
    : [{ left: shown(isStep ? `${name}[${index}]` : name), right: writeMath(value, shown) }]));
  return [
    ...starts.map(({ name, at, value }) => ({ left: shown(`${name}[${at}]`), right: writeMath(value, shown) })),
    ...equations.map((e, i) => (i === equations.length - 1 ? { left: e.left, right: row(e.right, over) } : e)),
  ];
}

type Part = (p: Written, least?: number) => Maths;

/** The object of an index: a plain letter, or anything else in square brackets. */
function indexed(object: Written, part: Part): Maths {
  const text = part(object);
  return object.kind === "name" && !/[_^]/.test(text.latex) ? text : inSquares(text);
}

const PRODUCT_OF_ELEMENTS = sign(" \\odot ", "⊙");

function infixMath(w: Extract<Written, { kind: "infix" }>, part: Part): Maths {
  const own = symbolBinds(w.symbol);
  switch (w.symbol) {
    case "/": case "./": return fraction(part(w.left), part(w.right));
    case "^": return superscript(base(w.left, part), part(w.right));
    case ".^": {
      const isPlain = w.right.kind === "number" && w.right.value >= 0;
      return superscript(base(w.left, part), row(sign("\\circ ", "∘"), isPlain ? part(w.right) : bracketed(part(w.right))));
    }
    case "*": return productMath(w, part);
    default: {
      const symbol = w.symbol === ".*" ? PRODUCT_OF_ELEMENTS : mathOperator(w.symbol);
      const left = part(w.left, own === BINDS.compare ? own + 1 : own);
      const right = isSum(w.right) && own <= BINDS.add ? part(w.right) : part(w.right, own + 1);
      return row(own >= BINDS.add && endsInSum(w.left) ? closed(left) : left, symbol, right);
    }
  }
}

/** The base of a power; what has a power or an index already is bracketed. */
function base(w: Written, part: Part): Maths {
  const text = part(w, BINDS.postfix + (w.kind === "transpose" ? 1 : 0));
  return isInfix(w, "/", "./") || !/\^/.test(text.latex) || text.latex.startsWith("(") ? text : closed(text);
}

function isSum(w: Written): boolean {
  return w.kind === "call" && w.name === "sum";
}

/** Whether what follows would be taken into a sum: its sign reaches to the end of what it stands before. */
function endsInSum(w: Written): boolean {
  switch (w.kind) {
    case "call": return w.name === "sum";
    case "prefix": return endsInSum(w.arg);
    // as a factor it has brackets of its own
    case "infix": return (w.symbol === "+" || w.symbol === "-") && endsInSum(w.right);
    default: return false;
  }
}

/** In round brackets, unless it is so already. */
function closed(text: Maths): Maths {
  return /^(\\left)?\(/.test(text.latex) && /\)$/.test(text.latex) && isOneBracket(text.latex) ? text : bracketed(text);
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
function productMath(w: Extract<Written, { kind: "infix" }>, part: Part): Maths {
  const isMixed = w.right.isArray && w.left.isArray && isInfix(w.left, ".*", "./");
  const first = part(w.left, isMixed ? BINDS.unary : BINDS.multiply);
  const left = endsInSum(w.left) ? closed(first) : first;
  const right = part(w.right, isChain(w) ? BINDS.multiply : BINDS.unary);
  const isDotted = /^[\d.]/.test(right.latex) || (w.left.kind === "number" && w.right.kind === "number" && !/^(\\|e$)/.test(right.latex));
  return row(left, isDotted ? DOT : THIN, right);
}

function callMath(w: Extract<Written, { kind: "call" }>, part: Part): Maths {
  const [x, y] = w.args as readonly [Written, Written | undefined];
  const special = x === undefined ? undefined : formOf(w.name)?.(part, x, y, w.args);
  if (special !== undefined) return special;
  if (x !== undefined && y?.kind === "number" && ALONG.has(w.name) && x.isArray)
    return asApplied(subscript(mathFunction(w.name), dimension(part(y))), bracketed(part(x)));
  return asApplied(mathFunction(w.name), bracketed(joined(w.args.map((a) => part(a)), COMMA)));
}

/** Functions that go along a dimension, which stands below their name. */
const ALONG: ReadonlySet<string> = new Set(
  "mean prod max min logsumexp variance std softmax log_softmax cumsum cumprod logcumsumexp".split(" "),
);

function dimension(text: Maths): Maths {
  return DIMENSIONS[text.latex] ?? row(words("dim "), text);
}

type Form = (part: Part, x: Written, y: Written | undefined, all: readonly Written[]) => Maths | undefined;

/** What is no name before brackets. */
function formOf(name: string): Form | undefined {
  const paper = paperOf(name);
  if (paper === undefined || isPaperName(paper)) return FORMS[name];
  if (paper === "argument") return (part, x) => part(x, BINDS.atom);
  if ("between" in paper) return (part, x) => fenced(paper.between[0], part(x), paper.between[1]);
  if (paper.root === "second") return (part, x, n) => (n === undefined ? undefined : root(part(x), part(n)));
  const index = paper.root === 2 ? [] : [digits(String(paper.root))] as const;
  return (part, x) => root(part(x), ...index);
}

const sized = (symbol: Maths): Form => (part, _x, _y, all) => subscript(symbol, joined(all.map((a) => part(a)), sign(" \\times ", "×")));
const PRODUCT_SIGN = sign(" \\otimes ", "⊗");

const FORMS: Readonly<Record<string, Form>> = {
  exp: (part, x) => (x.width <= 24 && x.kind !== "choice" ? superscript(identifier("e", "e"), part(x)) : undefined),
  log: (part, x, b) => (b === undefined ? undefined : asApplied(subscript(identifier("\\log", "log"), part(b)), bracketed(part(x)))),
  sum: (part, x, dim, [, ...along]) => {
    if (along.some((w) => boundRange(w) !== undefined)) return sumOverLetters(part, x, along);
    const over = dim === undefined ? undefined : dimension(part(dim));
    return row(sumOver(over), SPACE, part(x, BINDS.multiply));
  },
  map: (part, x, _y, [, ...along]) => subscript(
    inSquares(part(x)), joined(along.map((w) => mathName(boundRange(w)?.letter ?? "")), COMMA),
  ),
  outer: (part, x, y) => {
    if (y === undefined) return undefined;
    const left = part(x, BINDS.multiply);
    return row(endsInSum(x) ? closed(left) : left, THIN, superscript(part(y, BINDS.postfix), TOP));
  },
  inv: inverse,
  solve: (part, x, y) => (y === undefined ? undefined : row(inverse(part, x), THIN, part(y, BINDS.unary))),
  kron: (part, x, y) => (y === undefined ? undefined : row(part(x, BINDS.unary), PRODUCT_SIGN, part(y, BINDS.unary))),
  identity: sized(identifier("I", "I")),
  ones: sized(identifier("\\mathbf{1}", "𝟏")),
  zeros: sized(identifier("\\mathbf{0}", "𝟎")),
  reshape: (part, x, shape) => (shape?.kind !== "name" ? undefined : columnOrRow(part, x, shape.name) ?? asApplied(
    subscript(
      identifier("\\operatorname{reshape}", "reshape"),
      joined(shape.name.slice(1, -1).split(", ").map(sizeMaths), sign(" \\times ", "×")),
    ),
    bracketed(part(x)),
  )),
  lgamma: (part, x) => row(identifier("\\log", "log"), fenced(
    [" \\lvert", "|"], asApplied(identifier("\\Gamma", "Γ"), bracketed(part(x))), ["\\rvert", "|"],
  )),
};

/** Letters that run over a size stand together, with what must hold of them; others have limits. */
function sumOverLetters(part: Part, x: Written, along: readonly Written[]): Maths {
  const ranges = along.flatMap((w) => boundRange(w) ?? []);
  const isPlain = ({ first, last }: { first: string; last: string }): boolean => first === "1" && /^[A-Za-z_]\w*$/.test(last);
  const names = ranges.filter(isPlain).map((r) => mathName(r.letter));
  const limits = ranges.filter((r) => !isPlain(r));
  const isConditional = x.kind === "choice" && isNumber(x.otherwise, 0) && limits.length === 0;
  const test = isConditional ? [row(sign("\\,:\\,", ":"), part(x.test))] : [];
  return row(
    ...(names.length === 0 ? [] : [sumOver(row(joined(names, COMMA), ...test)), SPACE]),
    ...limits.flatMap(({ letter, first, last }) => [
      sumOver(row(mathName(letter), sign("=", "="), sizeMaths(first)), sizeMaths(last)), SPACE,
    ]),
    part(isConditional ? x.then : x, BINDS.multiply),
  );
}

const SPACE: Maths = sign(" ", "\u2061");

/** A vector as a matrix of one column or one row. */
function columnOrRow(part: Part, x: Written, shape: string): Maths | undefined {
  const [rows, columns, ...more] = shape.slice(1, -1).split(", ");
  if (more.length > 0 || columns === undefined || (rows !== "1" && columns !== "1")) return undefined;
  const name = columns === "1" ? "col" : "row";
  return asApplied(identifier(`\\operatorname{${name}}`, name), bracketed(part(x)));
}

function isCall(w: Written, text: string): w is Extract<Written, { kind: "call" }> {
  return w.kind === "call" && w.name === text;
}

function inverse(part: Part, x: Written): Maths {
  return x.kind === "transpose"
    ? superscript(part(x.arg, BINDS.atom), row(MINUS, TOP))
    : superscript(part(x, BINDS.atom), INVERSE);
}

const DIMENSIONS: Readonly<Record<string, Maths>> = { "1": words("rows"), "2": words("columns") };
