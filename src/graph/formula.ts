// Formulas of gradc's own tables, turned into nodes. Everything in them works element by element,
// so `*` is the product of elements; the language's own `*` is in src/elaborate/operators.ts.
import { atKey, nth } from "../diagnostics/known.js";
import { invariant } from "../diagnostics/diagnostic.js";
import { childrenOf, postorder, type Expr } from "../syntax/ast.js";
import { parseFormula } from "../syntax/parse.js";
import type { Builder } from "./builder.js";
import type { NodeId } from "./graph.js";

/** A part of a formula, after its own parts, which are told by their places in the list. */
interface Step {
  readonly expr: Expr;
  readonly parts: readonly number[];
}

/** Parses each formula once and builds it over given nodes. */
export class Formulas {
  private readonly parsed = new Map<string, readonly Step[]>();
  /** By the number of arguments, then by the sign, with a dot before it and without. */
  private readonly operators: Map<string, string>[] = [];

  constructor(b: Builder) {
    for (const op of b.ops.values()) {
      if (op.kind !== "scalar" || op.operator === undefined) continue;
      const signs = (this.operators[op.params.length] ??= new Map<string, string>());
      for (const sign of [op.operator, `.${op.operator}`]) signs.set(sign, op.name);
    }
  }

  /** The node of a formula; `bound` gives those of its names. */
  build(b: Builder, text: string, bound: (name: string) => NodeId | undefined): NodeId {
    const values: NodeId[] = [];
    for (const { expr, parts } of this.steps(text)) {
      const made = expr.kind === "name" ? bound(expr.name) : this.one(b, expr, parts.map((at) => nth(values, at)));
      invariant(made !== undefined, "the formula has a name that stands for nothing");
      values.push(made);
    }
    return nth(values, values.length - 1);
  }

  /** The operation of an operator, with a dot or without element by element. */
  operator(symbol: string, args = 2): string {
    const op = this.operators[args]?.get(symbol);
    invariant(op !== undefined, `no operator ${symbol}`);
    return op;
  }

  private steps(text: string): readonly Step[] {
    const known = this.parsed.get(text);
    if (known !== undefined) return known;
    const order = postorder(parseFormula(text));
    const places = new Map(order.map((expr, at) => [expr, at]));
    const steps = order.map((expr) => ({ expr, parts: childrenOf(expr).map((part) => atKey(places, part)) }));
    this.parsed.set(text, steps);
    return steps;
  }

  private one(b: Builder, expr: Expr, parts: readonly NodeId[]): NodeId {
    switch (expr.kind) {
      case "number": return b.constant(expr.value);
      case "unary": return folded(b, this.operator(expr.op, 1), parts);
      case "binary": return folded(b, this.operator(expr.op), parts);
      case "conditional": return chosen(b, parts);
      case "call": return b.apply(expr.name, parts);
      default: throw new Error(`defect of gradc: ${expr.kind} in a formula`);
    }
  }
}

/**
 * The node, or its value where that is made of numbers alone and is exact: a guard such as `y == 0` for the power 2. A
 * condition or a product with a number 0 is 0.
 */
function folded(b: Builder, op: string, parts: readonly NodeId[]): NodeId {
  const record = b.ops.get(op);
  const values = parts.map((part) => b.constantOf(part));
  if (record?.kind !== "scalar") return b.apply(op, parts);
  if ((record.laws?.joins === "all" || record.laws?.vanishes === true) && values.includes(0)) return b.constant(0);
  if (values.some((v) => v === undefined)) return b.apply(op, parts);
  const value = record.evaluate(...(values as number[]));
  // 1/3 is no double; what is printed has exact numbers
  return Number.isFinite(value) && !Number.isInteger(value) ? b.apply(op, parts) : b.constant(value);
}

function chosen(b: Builder, parts: readonly NodeId[]): NodeId {
  const [test, then, otherwise] = parts as readonly [NodeId, NodeId, NodeId];
  const value = b.constantOf(test);
  if (then === otherwise) return then;
  if (value === undefined) return b.apply("select", parts);
  return value ? then : otherwise;
}
