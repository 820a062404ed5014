// A written formula as text of the language, with the brackets that its precedence needs.
import { BINDS, binds, isInfix, symbolBinds, type Block, type Infix, type Written } from "./written.js";

const CONSTANTS: ReadonlyMap<number, string> = new Map([[Math.PI, "pi"], [Math.E, "e"]]);

/** `isTight`: products of numbers without spaces, `2*x`. */
export function writeText(w: Written, least: number = BINDS.choice, isTight = false): string {
  const text = plain(w, (part, bound) => writeText(part, bound, isTight), isTight);
  return binds(w) < least ? `(${text})` : text;
}

type Part = (w: Written, least?: number) => string;

function plain(w: Written, part: Part, isTight: boolean): string {
  switch (w.kind) {
    case "number": return numberText(w.value);
    case "name": return w.name;
    case "call": return `${w.name}(${w.args.map((a) => part(a)).join(", ")})`;
    case "infix": return infixText(w, part, isTight);
    case "prefix": return prefixText(w, part);
    case "transpose": return `${part(w.arg, BINDS.postfix)}'`;
    case "choice": return `${part(w.test, 1)} ? ${part(w.then, 1)} : ${part(w.otherwise)}`;
    case "index": return `${part(w.object, BINDS.atom)}[${w.items.map((i) => (typeof i === "string" ? i : part(i))).join(", ")}]`;
    case "list": return listText(w.items, part);
    case "block": return blockText(w, part);
  }
}

/** A statement, of several lines. */
function blockText({ index, range, starts, lines }: Block, part: Part): string {
  const head = starts.map(({ name, at, value }) => `, ${name}[${at}] = ${part(value)}`).join("");
  const body = lines.flatMap(({ name, isStep, value }) =>
    (value.kind === "block" ? part(value).split("\n") : [`${isStep ? `${name}[${index}]` : name} = ${part(value)}`]));
  return [`for ${index} = ${range}${head} {`, ...body.map((line) => `  ${line}`), "}"].join("\n");
}

/** `[a, b; c, d]` for rows of numbers, lists in lists for all else. */
function listText(items: readonly Written[], part: Part): string {
  const rows = items.flatMap((i) => (i.kind === "list" && i.items.length > 1 && i.items.every((item) => !item.isArray) ? [i.items] : []));
  const row = (parts: readonly Written[]): string => parts.map((p) => part(p)).join(", ");
  return rows.length === items.length && rows.length > 1 ? `[${rows.map(row).join("; ")}]` : `[${row(items)}]`;
}

/** The shortest text that is read back as the same number. */
export function numberText(value: number): string {
  const size = Math.abs(value);
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  if (Number.isNaN(value)) return "0/0";
  if (size === Infinity) return `${sign}1/0`;
  return sign + (CONSTANTS.get(size) ?? String(size).replace("e+", "e"));
}

function prefixText(w: Extract<Written, { kind: "prefix" }>, part: Part): string {
  if (w.symbol === "not") return `not ${part(w.arg, BINDS.unary)}`;
  return `-${part(w.arg, isInfix(w.arg, "*", "/", ".*", "./") ? BINDS.multiply : BINDS.unary)}`;
}

function infixText(w: Extract<Written, { kind: "infix" }>, part: Part, isTightProduct: boolean): string {
  const own = symbolBinds(w.symbol);
  const isPower = own === BINDS.power;
  const left = part(w.left, isPower ? BINDS.postfix : own === BINDS.compare || isMixed(w) ? own + 1 : own);
  const right = part(w.right, isPower ? BINDS.unary : isTightProduct && isChain(w) ? own : own + 1);
  const isTight = w.symbol === "^" || (w.symbol === "/" && !w.left.isArray) ||
    (isTightProduct && w.symbol === "*" && !w.left.isArray && !w.right.isArray);
  return isTight ? `${left}${w.symbol}${right}` : `${left} ${w.symbol} ${right}`;
}

/** A product of matrices with another one on its right: on paper neither comes first. */
export function isChain({ symbol, left, right }: Infix): boolean {
  return symbol === "*" && left.isArray && isInfix(right, "*") && right.right.isArray && startsWithArray(right);
}

function startsWithArray(w: Infix): boolean {
  let first: Written = w;
  while (isInfix(first, "*")) first = first.left;
  return first.isArray && !isInfix(first, ".*", "./", "/");
}

/** Products by elements and products of matrices bind alike: brackets make plain which comes first. */
function isMixed(w: Extract<Written, { kind: "infix" }>): boolean {
  const { left } = w;
  if (w.symbol === ".*" || w.symbol === "./") return isInfix(left, "*") && left.left.isArray && left.right.isArray;
  return w.symbol === "*" && w.right.isArray && isInfix(left, ".*", "./");
}
