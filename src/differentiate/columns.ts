// Second derivatives of programs with steps by several arrays: one column after the other in a loop over all elements, each a
// product of the Hessian with a unit vector. What does not depend on the vector stays outside. One batch for each array would
// hold the steps of all columns at once, and a code for each.
import { atKey, nth } from "../diagnostics/known.js";
import { Builder } from "../graph/builder.js";
import { leafOf, stepLeaf } from "../graph/bodies.js";
import type { Formulas } from "../graph/formula.js";
import type { NodeId } from "../graph/graph.js";
import { oneHot } from "../ops/indexing.js";
import { sliceAlong } from "../ops/windows.js";
import { isLoop, loopResult } from "../ops/loop.js";
import { finished } from "../ops/open-loop.js";
import { addDims, productOfDims, type Dim } from "../shape/dim.js";
import { exchanged } from "./jacobian.js";
import { jvp, neededBy } from "./jvp.js";
import { reaches } from "./vjp.js";

/** Whether there are arrays, and steps between them and the gradient. */
export function goesByColumns(b: Builder, gradient: readonly NodeId[], wrt: readonly NodeId[]): boolean {
  if (wrt.every((x) => b.shape(x).length === 0)) return false;
  const top = Math.max(-1, ...gradient);
  const moving = reaches(b, top, wrt);
  const needed = neededBy(b, top, gradient);
  for (let id = 0; id <= top; id++) if (moving[id] === 1 && needed[id] === 1 && isLoop(b.node(id))) return true;
  return false;
}

/** The second derivatives by each two of some variables; those of a pair are the transposed ones of the other order, to the bit. */
export function hessianByColumns(
  b: Builder, formulas: Formulas, gradient: readonly NodeId[], wrt: readonly NodeId[],
): (first: number, second: number) => NodeId {
  const shapes = wrt.map((x) => b.shape(x));
  const given = new Map(wrt.map((x, i) => [x, b.variable(`\u0000column${b.graph.size} ${i}`, shapes[i] ?? [])]));
  const pushed = jvp(b, formulas, gradient, given);
  const tangents = gradient.map((g) => b.broadcastTo(pushed.get(g) ?? b.constant(0), b.shape(g)));
  let count: Dim = 0;
  const from = shapes.map((shape) => {
    const first = count;
    count = addDims(count, productOfDims(shape));
    return first;
  });
  const inner = new Builder(b.ops);
  const step = stepLeaf(inner);
  const made = new Map([...given.values()].map((direction, i) => {
    const [shape, first] = [shapes[i] ?? [], nth(from, i)];
    const place = inner.apply("sub", [step, inner.size(first)]);
    return [direction, inner.reshape(oneHot(inner, place, productOfDims(shape)), shape)] as const;
  }));
  const constants = copyMoving(b, inner, tangents, made);
  const loop = finished(
    { b: inner, step, constants, states: [], items: [], outs: tangents.map((id) => atKey(made, id)), parts: [] },
    { steps: count } as Parameters<typeof finished>[1], false,
  );
  const rowsOf = (first: number, second: number): NodeId => {
    const whole = loopResult(b, loop, "stack", second);
    const rows = sliceAlong(b, whole, 0, { start: nth(from, first), size: productOfDims(shapes[first] ?? []) });
    return b.reshape(rows, [...shapes[first] ?? [], ...shapes[second] ?? []]);
  };
  return (first, second) => (first <= second ? rowsOf(first, second) : exchanged(b, rowsOf(second, first), (shapes[second] ?? []).length));
}

/** Copies what depends on the directions into the body; what does not is handed in. */
function copyMoving(
  b: Builder, inner: Builder, wanted: readonly NodeId[], made: Map<NodeId, NodeId>,
): { readonly leaf: NodeId; readonly arg: NodeId }[] {
  const top = Math.max(-1, ...wanted);
  const moving = reaches(b, top, [...made.keys()]);
  const needed = neededBy(b, top, wanted);
  const constants: { readonly leaf: NodeId; readonly arg: NodeId }[] = [];
  const nodeFor = (id: NodeId): NodeId => {
    const known = made.get(id);
    if (known !== undefined) return known;
    const node = b.node(id);
    const isFree = node.args.length === 0 && node.op !== "variable";
    const own = isFree ? inner.copy(node, []) : leafOf(inner, "c", constants.length, node.shape);
    if (!isFree) constants.push({ leaf: own, arg: id });
    made.set(id, own);
    return own;
  };
  for (let id = 0; id <= top; id++) {
    if (needed[id] === 0 || moving[id] === 0 || made.has(id)) continue;
    const node = b.node(id);
    inner.origin = node.origin;
    made.set(id, inner.copy(node, node.args.map(nodeFor)));
  }
  for (const id of wanted) nodeFor(id);
  return constants;
}
