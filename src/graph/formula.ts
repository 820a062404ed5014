// Formulas of gradc's own tables, turned into nodes. Everything in them works element by element,
// so `*` is the product of elements; the language's own `*` is in src/graph/operators.ts.
import { invariant } from "../diagnostics/diagnostic.js";
import { postorder, type Expr } from "../syntax/ast.js";
import { parseFormula } from "../syntax/parse.js";
import type { Builder } from "./builder.js";
import type { NodeId } from "./graph.js";

/** Parses each formula once and builds it over given nodes. */
export class Formulas {
  private readonly parsed = new Map<string, readonly Expr[]>();
  private readonly operators = new Map<string, string>([[".*", "mul"], ["./", "div"], [".^", "pow"]]);

  constructor(b: Builder) {
    for (const op of b.ops.values()) {
      if (op.kind === "scalar" && op.infix !== undefined && op.params.length === 2) this.operators.set(op.infix.symbol, op.name);
    }
  }

  build(b: Builder, text: string, bindings: ReadonlyMap<string, NodeId>): NodeId {
    const order = this.parts(text);
    const values = new Map<Expr, NodeId>();
    for (const expr of order) values.set(expr, this.one(b, expr, (e) => values.get(e) as NodeId, bindings));
    return values.get(order[order.length - 1] as Expr) as NodeId;
  }

  /** The operation of an infix operator, element by element. */
  operator(symbol: string): string {
    const op = this.operators.get(symbol);
    invariant(op !== undefined, `no operator ${symbol}`);
    return op;
  }

  private parts(text: string): readonly Expr[] {
    const known = this.parsed.get(text);
    if (known !== undefined) return known;
    const order = postorder(parseFormula(text));
    this.parsed.set(text, order);
    return order;
  }

  private one(b: Builder, expr: Expr, value: (e: Expr) => NodeId, bindings: ReadonlyMap<string, NodeId>): NodeId {
    switch (expr.kind) {
      case "number": return b.constant(expr.value);
      case "name": {
        const bound = bindings.get(expr.name);
        invariant(bound !== undefined, `the formula has no ${expr.name}`);
        return bound;
      }
      case "unary": return b.apply(expr.op === "not" ? "not" : "neg", [value(expr.arg)]);
      case "binary": return b.apply(this.operator(expr.op), [value(expr.left), value(expr.right)]);
      case "conditional": return b.apply("select", [value(expr.test), value(expr.then), value(expr.else)]);
      case "call": return b.apply(expr.name, expr.args.map(value));
      default: throw new Error(`defect of gradc: ${expr.kind} in a formula`);
    }
  }
}
