// What a value is made of, as rules ask for it: a product, a sum along axes, or a value seen through views.
import { argOf, type Node, type NodeId } from "../../graph/graph.js";
import { partsOf } from "../../ops/contraction.js";
import { isModerate } from "../conditions.js";
import { MOST_FACTOR_DEPTH, MOST_VIEWS } from "../limits.js";
import type { Context } from "../rule.js";
import { isSummed, sameLabels, summedAxes } from "./parts.js";
import { scalarsOf } from "./stacks.js";

/** number * the factors / the divisors. */
export interface Product {
  readonly number: number;
  readonly factors: readonly NodeId[];
  readonly divisors: readonly NodeId[];
}

/** A value as a product of what is none itself; signs are in the number, as are numbers while their product is of moderate size. */
export function productOf(c: Context, id: NodeId): Product {
  const factors: NodeId[] = [];
  const divisors: NodeId[] = [];
  let number = 1;
  const visit = (at: NodeId, isDivisor: boolean, depth: number): void => {
    const { op, args } = c.b.node(at);
    const [x, y] = args as readonly [NodeId, NodeId];
    if (depth < MOST_FACTOR_DEPTH) {
      if (op === "neg") {
        number = -number;
        return visit(x, isDivisor, depth + 1);
      }
      if (op === "mul" || op === "div") {
        visit(x, isDivisor, depth + 1);
        return visit(y, isDivisor !== (op === "div"), depth + 1);
      }
      if (op === "reshape" && c.b.shape(x).length === 0) return visit(x, isDivisor, depth + 1);
    }
    const value = numberIn(c, at);
    const next = value === undefined ? NaN : isDivisor ? number / value : number * value;
    if (isModerate(next)) number = next;
    else (isDivisor ? divisors : factors).push(at);
  };
  visit(id, false, 0);
  return { number, factors, divisors };
}

/** Whether two products have the same factors and divisors. */
export function sameButNumber(x: Product, y: Product): boolean {
  const key = (ids: readonly NodeId[]): string => [...ids].sort((i, j) => i - j).join();
  return key(x.factors) === key(y.factors) && key(x.divisors) === key(y.divisors);
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

/** The number that a scalar is, or that all elements of a list are. */
export function numberIn(c: Context, id: NodeId): number | undefined {
  const bare = withoutViews(c, id);
  const value = c.b.constantOf(bare);
  if (value !== undefined) return value;
  const [first, ...others] = scalarsOf(c, bare) ?? [];
  return first !== undefined && others.every((s) => s === first) ? c.b.constantOf(first) : undefined;
}

/** A number without its stretching and its dimensions of size 1; where more elements stand matters, so those stay. */
export function withoutViews(c: Context, id: NodeId): NodeId {
  let at = id;
  for (let inner = numberSeen(c, at); inner !== undefined; inner = numberSeen(c, at)) at = inner;
  return at;
}

function numberSeen(c: Context, id: NodeId): NodeId | undefined {
  const node = c.b.node(id);
  const [x] = node.args;
  return x !== undefined && isView(node) && c.b.shape(x).every((d) => d === 1) ? x : undefined;
}

/** A sum of one product along axes, whose result has the other dimensions in their order. */
export interface Sum {
  readonly factors: readonly NodeId[];
  readonly axes: readonly number[];
}

export function sumOf(c: Context, id: NodeId): Sum | undefined {
  const node = c.b.node(id);
  if (node.op !== "contract") return undefined;
  const { factors, out } = partsOf(node);
  const [first, ...others] = factors;
  const axes = first === undefined ? undefined : summedAxes(first.labels, out);
  if (first === undefined || axes === undefined || !others.every((f) => sameLabels(f.labels, first.labels))) return undefined;
  return { factors: factors.map((f) => f.node), axes };
}

/** A value under views, of which the outermost comes first. */
export interface Seen {
  readonly node: Node;
  readonly views: readonly Node[];
}

export function underViews(c: Context, id: NodeId): Seen {
  const views: Node[] = [];
  let node = c.b.node(id);
  for (; isView(node) && views.length < MOST_VIEWS; node = c.b.node(argOf(node))) views.push(node);
  return { node, views };
}

/** What shows elements of an array at other places, or stretches it. */
export function isView(node: Node): boolean {
  if (node.op === "contract") return node.args.length === 1 && !isSummed(partsOf(node));
  return node.op === "slice" || node.op === "reshape";
}
