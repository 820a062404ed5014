// Sums, products, quotients and powers in the form people prefer: a - b for a + -b, 2 * x for x * 2.
// Each is exactly the same number as the plain form; what changes roundings is done only where `pretty`.
import { choice, infix, isInfix, isNumber, number, prefix, type Written } from "./written.js";

/** What an operator of the language stands for, element by element. */
export function operated(operator: string, [x, y, z]: readonly Written[], pretty: boolean): Written {
  const [first, second] = [x, y] as readonly [Written, Written];
  if (z !== undefined) return chosen(first, second, z, pretty);
  if (y === undefined) return operator === "-" ? negated(first) : prefix("not", first);
  switch (operator) {
    case "+": return plus(first, y, pretty);
    case "-": return minus(first, y, pretty);
    case "*": return times(first, y, pretty);
    case "/": return over(first, y, pretty);
    case "^": return power(first, y);
    default: return infix(operator, first, y);
  }
}

export function plus(x: Written, y: Written, pretty: boolean): Written {
  if (isNegative(y)) return minus(x, opposite(y), pretty);
  if (isNegative(x)) return minus(y, opposite(x), pretty);
  if (pretty && isInfix(y, "+", "-")) return infix(y.symbol, plus(x, y.left, pretty), y.right);
  return infix("+", x, y);
}

export function minus(x: Written, y: Written, pretty: boolean): Written {
  if (isNegative(y)) return plus(x, opposite(y), pretty);
  return infix("-", x, y);
}

/** A product element by element. */
export function times(x: Written, y: Written, pretty: boolean): Written {
  if (isNumber(x, -1)) return negated(y);
  if (isNumber(y, -1)) return negated(x);
  if (isNumber(y) && !isNumber(x)) return times(y, x, pretty);
  if (isNumber(x, 1)) return y;
  if (isNegative(x) && !isNumber(x)) return negated(times(opposite(x), y, pretty));
  if (isNegative(y) && !isNumber(y)) return negated(times(x, opposite(y), pretty));
  if (pretty) return mergedProduct(x, y);
  return rawTimes(x, y);
}

/** `a * (b * c)` as `a * b * c`, numbers and names first, and `a * (b/c)` as `a * b/c`. */
function mergedProduct(x: Written, y: Written): Written {
  if (isInfix(y, "/", "./")) {
    return isNumber(y.left, 1) ? over(x, y.right, true) : over(mergedProduct(x, y.left), y.right, true);
  }
  if (isInfix(x, "/", "./")) return over(isNumber(x.left, 1) ? y : mergedProduct(x.left, y), x.right, true);
  return scaledMatrix(x, y) ?? sortedProduct(x, y);
}

/** A number times a matrix product goes to its first factor. */
function scaledMatrix(x: Written, y: Written): Written | undefined {
  if (x.isArray || !isInfix(y, "*") || !isMatrixProduct(y)) return undefined;
  return { ...y, left: mergedProduct(x, y.left), width: x.width + y.width + 3, depth: y.depth + 1 };
}

function sortedProduct(x: Written, y: Written): Written {
  const factors = [...factorsOf(x), ...factorsOf(y)];
  const sorted = factors.map((w, i) => ({ w, i })).sort((a, b) => rank(a.w) - rank(b.w) || a.i - b.i);
  return sorted.map(({ w }) => w).reduce(rawTimes);
}

/** The factors of a product element by element, from left to right. */
function factorsOf(w: Written): Written[] {
  const right: Written[] = [];
  let rest = w;
  while (isInfix(rest, "*", ".*") && !isMatrixProduct(rest)) {
    right.push(rest.right);
    rest = rest.left;
  }
  return [rest, ...right.reverse()];
}

/** Numbers before names before powers before all else; arrays last, and in their own order. */
function rank(w: Written): number {
  if (w.isArray) return 4;
  if (isNumber(w)) return 0;
  if (w.kind === "name") return 1;
  return isInfix(w, "^") && w.left.kind === "name" ? 2 : 3;
}

/** `*` of two arrays is the matrix product, which is not taken apart. */
export function isMatrixProduct(w: Written): boolean {
  return isInfix(w, "*") && w.left.isArray && w.right.isArray;
}

function rawTimes(x: Written, y: Written): Written {
  return infix(x.isArray && y.isArray ? ".*" : "*", x, y);
}

export function over(x: Written, y: Written, pretty: boolean): Written {
  if (pretty && isNumber(y, 1)) return x;
  if (isNegative(x)) return prefix("-", over(opposite(x), y, pretty));
  return infix(y.isArray ? "./" : "/", x, y);
}

export function power(x: Written, y: Written): Written {
  return infix(x.isArray || y.isArray ? ".^" : "^", x, y);
}

export function negated(x: Written): Written {
  return isNegative(x) ? opposite(x) : isNumber(x) ? number(-x.value) : prefix("-", x);
}

/** A choice; a branch that is NaN only guards a domain, and is hidden where `pretty`. */
export function chosen(test: Written, then: Written, otherwise: Written, pretty: boolean): Written {
  return pretty && isNaNText(otherwise) ? then : choice(test, then, otherwise);
}

function isNaNText(w: Written): boolean {
  return isNumber(w, NaN) || (isInfix(w, "/") && isNumber(w.left, 0) && isNumber(w.right, 0));
}

/** Whether a formula starts with a minus that can be taken off. */
function isNegative(w: Written): boolean {
  return (w.kind === "prefix" && w.symbol === "-") || (isNumber(w) && (w.value < 0 || Object.is(w.value, -0)));
}

function opposite(w: Written): Written {
  if (w.kind === "prefix") return w.arg;
  return isNumber(w) ? number(-w.value) : w;
}
