// What a value is made of as a product and as a sum, as rules ask for it.
import type { NodeId } from "../../graph/graph.js";
import { lawsOf } from "../../graph/operation.js";
import { MOST_COUNT_DEPTH, MOST_FACTOR_DEPTH, MOST_TERMS } from "../limits.js";
import type { Context, Product } from "../rule.js";
import { viewsOf } from "./parts.js";
import { scalarsOf } from "./stacks.js";

/** Constants outside this range may overflow or vanish when they are moved across another product. */
const MODERATE = 2 ** 64;

export function isModerate(x: number): boolean {
  return Math.abs(x) <= MODERATE && Math.abs(x) >= 1 / MODERATE;
}

export type { Product };

/** A value as a product of what is none itself; signs are in the number, as are numbers while their product is of moderate size. */
export function productOf(c: Context, id: NodeId): Product {
  const { last } = c;
  if (last === undefined) return takenApart(c, id);
  if (last.id !== id) {
    last.product = takenApart(c, id);
    last.id = id;
  }
  return last.product;
}

function takenApart(c: Context, id: NodeId): Product {
  const factors: NodeId[] = [];
  const divisors: NodeId[] = [];
  let number = 1;
  const visit = (at: NodeId, isDivisor: boolean, depth: number): void => {
    const { graph } = c.b;
    const op = graph.opOf(at);
    if (depth < MOST_FACTOR_DEPTH && graph.arity(at) > 0) {
      const x = graph.argAt(at, 0);
      if (op === "neg") number = -number;
      if (op === "neg" || (op === "reshape" && c.b.shape(x).length === 0)) return visit(x, isDivisor, depth + 1);
      if (op === "mul" || op === "div") {
        visit(x, isDivisor, depth + 1);
        return visit(graph.argAt(at, 1), isDivisor !== (op === "div"), depth + 1);
      }
    }
    const value = numberIn(c, at);
    const next = value === undefined ? undefined : isDivisor ? number / value : number * value;
    if (next === undefined || !isModerate(next)) (isDivisor ? divisors : factors).push(at);
    else number = next;
  };
  visit(id, false, 0);
  return { number, factors, divisors };
}

/** Whether two products have the same factors and divisors, or the same is seen in them. */
export function sameButNumber(x: Product, y: Product, seen = (id: NodeId): NodeId => id): boolean {
  const key = (ids: readonly NodeId[]): string => ids.map(seen).sort((i, j) => i - j).join();
  return key(x.factors) === key(y.factors) && key(x.divisors) === key(y.divisors);
}

/** What a product is but for its number, if that is one factor. */
export function onlyFactor({ factors, divisors }: Product): NodeId | undefined {
  return factors.length === 1 && divisors.length === 0 ? factors[0] : undefined;
}

/** x for x^2. */
export function squareBase(c: Context, id: NodeId): NodeId | undefined {
  const { op, args: [x, y] } = c.b.node(id);
  return op === "pow" && c.b.constantOf(y as NodeId) === 2 ? x : undefined;
}

/** Whether a value is s*x^2, up to the rounding of the numbers in it. */
export function isMultipleOfSquare(c: Context, id: NodeId, x: NodeId, s: number): boolean {
  const [square, inner] = [productOf(c, id), productOf(c, x)];
  const base = squareBase(c, onlyFactor(square) ?? id);
  if (base === undefined) return false;
  const root = productOf(c, base);
  const wanted = s * inner.number ** 2;
  return sameButNumber(root, inner) && Math.abs(square.number * root.number ** 2 - wanted) <= 8 * Number.EPSILON * Math.abs(wanted);
}

/** Whether it is a whole number from 0 up that conditions alone make. */
export function isCount(c: Context, id: NodeId, depth = MOST_COUNT_DEPTH): boolean {
  const { op, args } = c.b.node(id);
  const times = op === "mul" ? c.b.constantOf(args[0] as NodeId) : undefined;
  if (lawsOf(c.b, id)?.logical === true) return true;
  if (depth === 0 || (op !== "add" && !(times !== undefined && times >= 1 && Number.isInteger(times)))) return false;
  return args.slice(op === "add" ? 0 : 1).every((a) => isCount(c, a, depth - 1));
}

/** The factors that are left when others are taken out, each as often as it stands there. */
export function without(factors: readonly NodeId[], taken: readonly NodeId[]): readonly NodeId[] {
  return taken.reduce((left, f) => (left.includes(f) ? withoutAt(left, left.indexOf(f)) : left), factors);
}

/** What is left of a list without what stands at a place. */
export function withoutAt<T>(list: readonly T[], at: number): T[] {
  return list.filter((_, i) => i !== at);
}

/** The product of two products. */
export function joined(x: Product, y: Product): Product {
  return { number: x.number * y.number, factors: [...x.factors, ...y.factors], divisors: [...x.divisors, ...y.divisors] };
}

/** A value times the product. */
export function timesProduct(c: Context, { number, factors, divisors }: Product, id: NodeId): NodeId {
  const above = factors.reduce((all, f) => c.b.apply("mul", [all, f]), id);
  const whole = divisors.reduce((all, d) => c.b.apply("div", [all, d]), above);
  return number === 1 ? whole : number === -1 ? c.b.apply("neg", [whole]) : c.b.apply("mul", [c.b.constant(number), whole]);
}

/** A part of a sum. */
export interface Term {
  readonly id: NodeId;
  readonly isNegative: boolean;
}

/** The terms of a sum, in their order; a value that is none, or has too many, is its only one. */
export function termsOf(c: Context, id: NodeId): readonly Term[] {
  const found: Term[] = [];
  const stack: Term[] = [{ id, isNegative: false }];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const { op, args: [x, y] } = c.b.node(at.id);
    if (found.length + stack.length > MOST_TERMS) return [{ id, isNegative: false }];
    if ((op === "add" || op === "sub") && x !== undefined && y !== undefined)
      stack.push({ id: y, isNegative: at.isNegative !== (op === "sub") }, { id: x, isNegative: at.isNegative });
    else if (op === "neg" && x !== undefined) stack.push({ id: x, isNegative: !at.isNegative });
    else found.push(at);
  }
  return found;
}

/** The number that a scalar is, or that all elements of a list are. */
export function numberIn(c: Context, id: NodeId): number | undefined {
  const bare = withoutViews(c, id);
  const value = c.b.constantOf(bare);
  if (value !== undefined) return value;
  const [first, ...others] = new Set(scalarsOf(c, bare) ?? []);
  return first !== undefined && others.length === 0 ? c.b.constantOf(first) : undefined;
}

/** A number without its stretching and its dimensions of size 1; where more elements stand matters, so those stay. */
export function withoutViews(c: Context, id: NodeId): NodeId {
  return viewsOf(c.b, id).reverse().find((seen) => c.b.shape(seen).every((d) => d === 1)) ?? id;
}
