// Jacobians as tensor expressions: the pullback J'u, linear in a free direction u, is applied to the
// identity. The identity stays a factor of contractions, which the simplifier removes; it is not stored.
import type { Builder } from "../graph/builder.js";
import type { Formulas } from "../graph/formula.js";
import type { NodeId } from "../graph/graph.js";
import type { Shape } from "../shape/shape.js";
import { batch } from "./batch.js";
import { jvp } from "./jvp.js";
import { vjp } from "./vjp.js";

/** All derivatives of f by x: the dimensions of f, then those of x. Zero where f does not depend on x. */
export function jacobianOf(b: Builder, formulas: Formulas, f: NodeId, x: NodeId): NodeId {
  const result = b.shape(x).length === 0 ? forward(b, formulas, f, x) : reverse(b, formulas, f, x);
  return result ?? b.fill(0, [...b.shape(f), ...b.shape(x)]);
}

/** By a scalar: one tangent has the shape of f. */
function forward(b: Builder, formulas: Formulas, f: NodeId, x: NodeId): NodeId | undefined {
  const tangent = jvp(b, formulas, [f], new Map([[x, b.constant(1)]])).get(f);
  return tangent === undefined ? undefined : b.broadcastTo(tangent, b.shape(f));
}

function reverse(b: Builder, formulas: Formulas, f: NodeId, x: NodeId): NodeId | undefined {
  const rows = b.shape(f);
  if (rows.length === 0) return vjp(b, formulas, new Map([[f, b.constant(1)]]), [x]).get(x);
  const u = b.variable(`\u0000direction${b.graph.size}`, rows);
  const pulled = vjp(b, formulas, new Map([[f, u]]), [x]).get(x);
  return pulled === undefined ? undefined : batch(b, pulled, u, identityOver(b, rows), rows);
}

/** 1 where the first half of the indices equals the second half. */
function identityOver(b: Builder, shape: Shape): NodeId {
  const rank = shape.length;
  const factors = shape.map((size, i) => ({ node: b.apply("delta", [], { size }), labels: [i, rank + i] }));
  const both = [...shape, ...shape];
  return b.contract(factors, both.map((_, i) => i), new Map(both.map((d, i) => [i, d])));
}
