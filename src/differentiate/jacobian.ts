// Jacobians as tensor expressions: the pullback J'u or the pushforward Jv, linear in a free direction,
// is applied to the identity, whichever direction is smaller. The identity stays a factor of contractions, which the
// simplifier removes; it is not stored.
import { nth } from "../diagnostics/known.js";
import type { Builder } from "../graph/builder.js";
import { batch } from "../graph/batch.js";
import type { Formulas } from "../graph/formula.js";
import type { NodeId } from "../graph/graph.js";
import { listedScalars } from "../graph/lists.js";
import { nominalSize } from "../shape/nominal.js";
import type { Shape } from "../shape/shape.js";
import { bottleneckOf, overFactor, smallerFactor, throughSteps } from "./bottleneck.js";
import { eliminated } from "./eliminate.js";
import { jvp } from "./jvp.js";
import { scalarsIn, variablesIn } from "./variables.js";
import { vjp } from "./vjp.js";

/** All derivatives of f by x: the dimensions of f, then those of x. Zero where f does not depend on x. */
export function jacobianOf(b: Builder, formulas: Formulas, f: NodeId, x: NodeId): NodeId {
  const parts = variablesIn(b, x);
  if (parts !== undefined) return bySingleVariables(b, formulas, f, parts, b.shape(x) as readonly number[]);
  const structured = b.shape(x).length === 0 ? undefined : throughSmaller(b, formulas, f, x);
  if (structured !== undefined) return structured;
  // the mode with fewer sweeps
  const isForward = b.shape(x).length === 0 || nominalSize(b.shape(x)) < nominalSize(b.shape(f));
  const result = isForward ? forward(b, formulas, f, x) : reverse(b, formulas, f, x);
  return result ?? b.fill(0, [...b.shape(f), ...b.shape(x)]);
}

/** By way of a smaller array: one that x goes through, or one that f is linear in. */
function throughSmaller(b: Builder, formulas: Formulas, f: NodeId, x: NodeId): NodeId | undefined {
  const narrow = bottleneckOf(b, f, x);
  if (narrow !== undefined) return throughSteps(b, jacobianOf(b, formulas, f, narrow.node), narrow.steps, b.shape(f).length);
  const last = smallerFactor(b, f, x);
  return last === undefined ? undefined : overFactor(b, jacobianOf(b, formulas, nth(last.node.args, last.index), x), last);
}

/** All derivatives of a gradient by what it is taken by. Of a list of numbers each pair is taken once. */
export function hessianOf(b: Builder, formulas: Formulas, gradient: NodeId, x: NodeId): NodeId {
  const result = jacobianOf(b, formulas, gradient, x);
  const elements = listedScalars(b, result);
  if (elements === undefined) return result;
  const size = Math.sqrt(elements.length);
  const mirrored = elements.map((id, at) => {
    const [row, column] = [Math.floor(at / size), at % size];
    return row <= column ? id : nth(elements, column * size + row);
  });
  return b.apply("stack", mirrored, b.node(result).attrs);
}

/** By each of a list of variables: eliminated where everything is scalar, else one tangent after the other. */
function bySingleVariables(b: Builder, formulas: Formulas, f: NodeId, parts: readonly NodeId[], lead: readonly number[]): NodeId {
  const scalars = scalarsIn(b, f);
  const rows = scalars === undefined ? undefined : eliminated(b, formulas, scalars, parts);
  if (rows !== undefined) {
    const zero = b.constant(0);
    return b.apply("stack", rows.flat().map((d) => d ?? zero), { lead: [...b.shape(f) as readonly number[], ...lead] });
  }
  const tangents = parts.map((x) => jvp(b, formulas, [f], new Map([[x, b.constant(1)]])).get(f) ?? b.constant(0));
  return exchanged(b, b.apply("stack", tangents.map((t) => b.broadcastTo(t, b.shape(f))), { lead }), lead.length);
}

/** One tangent for each element of x, each in the shape of f. */
function forward(b: Builder, formulas: Formulas, f: NodeId, x: NodeId): NodeId | undefined {
  const columns = b.shape(x);
  const v = columns.length === 0 ? b.constant(1) : b.variable(`\u0000direction${b.graph.size}`, columns);
  const pushed = jvp(b, formulas, [f], new Map([[x, v]])).get(f);
  if (pushed === undefined) return undefined;
  const tangent = b.broadcastTo(pushed, b.shape(f));
  return columns.length === 0 ? tangent : exchanged(b, batch(b, tangent, v, identityOver(b, columns), columns), columns.length);
}

/** The first `count` dimensions behind all others. */
export function exchanged(b: Builder, id: NodeId, count: number): NodeId {
  const shape = b.shape(id);
  const labels = shape.map((_, i) => i);
  return b.contract([{ node: id, labels }], [...labels.slice(count), ...labels.slice(0, count)], new Map(shape.map((d, i) => [i, d])));
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
