// Elementwise operations on stretched arrays work on what was stretched; and the slopes of arrays
// that a rule in text can't see.
import { attrsOf } from "../../graph/attrs.js";
import { type Applied, argOf, type NodeId } from "../../graph/graph.js";
import { partsOf } from "../../ops/contraction.js";
import { SCALAR, type Shape } from "../../shape/shape.js";
import type { Context, StructuralRule } from "../rule.js";
import { isSummed } from "./parts.js";

/** Arguments that were stretched to the shape of the result are taken before that, since operations stretch by themselves. */
const takeUnstretched: StructuralRule = {
  name: "take-unstretched", op: "scalar", arrays: true, keeps: "bits",
  apply: (c, node) => {
    const args = node.args.map((a) => unstretched(c, a));
    return args.every((a, i) => a === node.args[i]) ? undefined : c.b.apply(node.op, args);
  },
};

/** The array before it was stretched, in a shape that stretches to the same. */
function unstretched(c: Context, id: NodeId): NodeId {
  const node = c.b.node(id);
  if (node.op === "reshape" && node.shape.every((d) => d === 1)) return c.b.reshape(argOf(node), SCALAR);
  if (node.op !== "contract" || node.args.length !== 1) return id;
  const parts = partsOf(node);
  const [factor] = parts.factors;
  if (factor === undefined || isSummed(parts) || factor.labels.length === node.shape.length) return id;
  const places = factor.labels.map((l) => parts.out.indexOf(l));
  if (places.some((p, i) => i > 0 && p <= (places[i - 1] as number))) return id;
  const first = places[0] ?? node.shape.length;
  const shape = node.shape.slice(first).map((d, i) => (places.includes(first + i) ? d : 1));
  return c.b.reshape(factor.node, shape);
}

/** One element under dimensions of size 1 is computed without them; a sign is taken after a shape, where a sum may take it up. */
const reshapeOfElementwise: StructuralRule = {
  name: "reshape-of-elementwise", op: "reshape", keeps: "bits",
  apply: (c, node) => {
    const { op, args } = c.b.node(node.args[0]);
    const isMoved = node.shape.length === 0 || (op === "neg" && c.phase !== "stabilize");
    return isMoved && c.b.ops.get(op)?.kind === "scalar" ? c.b.apply(op, args.map((a) => c.b.reshape(a, node.shape))) : undefined;
  },
};

/** One element of an elementwise result that is not needed otherwise is computed alone. */
const sliceOfElementwise: StructuralRule = {
  name: "slice-of-elementwise", op: "slice", keeps: "bits", phases: ["canonicalize", "finish"],
  apply: (c, node) => {
    const [x] = node.args;
    const inner = c.b.node(x);
    if (c.b.ops.get(inner.op)?.kind !== "scalar" || c.uses(x) > 1) return undefined;
    return c.b.apply(inner.op, inner.args.map((a) => sliceArgument(c, a, inner.shape, node)));
  },
};

function sliceArgument(c: Context, id: NodeId, whole: Shape, node: Applied): NodeId {
  const shape = c.b.shape(id);
  const lead = whole.length - shape.length;
  const at = <T>(list: readonly T[], otherwise: T): T[] => shape.map(
    (d, i) => (d === 1 && whole[lead + i] !== 1 ? otherwise : list[lead + i] as T),
  );
  const { starts, steps, sizes } = attrsOf("slice", node);
  return c.b.apply("slice", [id], { starts: at(starts, 0), steps: at(steps, 1), sizes: at(sizes, 1) });
}

export const elementwiseRules: readonly StructuralRule[] = [
  takeUnstretched, reshapeOfElementwise, sliceOfElementwise,
];
