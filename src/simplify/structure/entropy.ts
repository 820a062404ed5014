// Entropies of probabilities that are a softmax, and logarithms of their ratios.
import type { Factor } from "../../graph/builder.js";
import type { Node, NodeId } from "../../graph/graph.js";
import { partsOf } from "../../ops/contraction.js";
import { axesOf } from "../../ops/reduction.js";
import { sameShape } from "../../shape/shape.js";
import type { Context, StructuralRule } from "../rule.js";
import { contractParts, sameLabels } from "./parts.js";
import { productOf } from "./terms.js";

/** sum(p .* log(p)) for p = softmax(z), along at least the axes of the softmax. */
const entropyOfSoftmax: StructuralRule = {
  name: "entropy-of-softmax", op: "contract", keeps: "value", phases: ["stabilize"],
  apply: (c, node) => {
    const parts = partsOf(node);
    const factors = parts.factors.flatMap((f) => factorsWithin(c, f));
    const [p, log] = ["softmax", "log_softmax"].map((op) => factors.find((f) => c.b.node(f.node).op === op));
    if (p === undefined || log === undefined || !sameLabels(p.labels, log.labels) || new Set(p.labels).size < p.labels.length)
      return undefined;
    const [softmax, logarithm] = [c.b.node(p.node), c.b.node(log.node)];
    const axes = axesOf(softmax);
    if (softmax.args[0] !== logarithm.args[0] || axes.join() !== axesOf(logarithm).join()) return undefined;
    const others = factors.filter((f) => f !== p && f !== log);
    const inner = axes.map((axis) => p.labels[axis] as number);
    if (inner.some((l) => parts.out.includes(l) || others.some((f) => f.labels.includes(l)))) return undefined;
    const entropy = { node: c.b.apply("softmax_entropy", softmax.args, softmax.attrs), labels: p.labels.filter((l) => !inner.includes(l)) };
    const dims = new Map([...parts.dims].filter(([l]) => !inner.includes(l)));
    const sum = contractParts(c.b, { ...parts, factors: [entropy, ...others], dims });
    return factors.filter((f) => f.isNegative).length % 2 === 1 ? sum : c.b.apply("neg", [sum]);
  },
};

/**
 * sum(p .* (log(p) - log(q))) of two softmaxes: the logarithms with all their digits where they are near 0, so that
 * their difference has them.
 */
const divergence: StructuralRule = {
  name: "divergence-of-softmax", op: "contract", keeps: "value", phases: ["stabilize"],
  apply: (c, node) => {
    const parts = partsOf(node);
    const factors = parts.factors.flatMap((f) => factorsWithin(c, f));
    const p = factors.find((f) => c.b.node(f.node).op === "softmax");
    const at = factors.findIndex((f) => p !== undefined && isLogOfRatio(c, f.node, c.b.node(p.node)));
    const log = factors[at];
    if (p === undefined || log === undefined || !sameLabels(p.labels, log.labels) || factors.some((f) => f.isNegative)) return undefined;
    const own = c.b.node(log.node).args.map((a) => c.b.apply("log_own_class", c.b.node(a).args, c.b.node(a).attrs));
    const difference = { node: c.b.apply("sub", own), labels: log.labels };
    return contractParts(c.b, { ...parts, factors: factors.map((f, i) => (i === at ? difference : f)) });
  },
};

function isLogOfRatio(c: Context, id: NodeId, softmax: Node): boolean {
  const node = c.b.node(id);
  const [own, other] = node.args.map((a) => c.b.node(a));
  return node.op === "sub" && own?.op === "log_softmax" && other?.op === "log_softmax" &&
    own.args[0] === softmax.args[0] && axesOf(own).join() === axesOf(softmax).join();
}

interface SignedFactor extends Factor {
  readonly isNegative: boolean;
}

/** A product of arrays of one shape is several factors; signs are taken out, to the first of them. */
function factorsWithin(c: Context, factor: Factor): readonly SignedFactor[] {
  const { number, factors, divisors } = productOf(c, factor.node);
  const isSplit = Math.abs(number) === 1 && divisors.length === 0 && factors.every((f) => sameShape(c.b.shape(f), c.b.shape(factor.node)));
  return (isSplit ? factors : [factor.node]).map(
    (node, i) => ({ node, labels: factor.labels, isNegative: isSplit && i === 0 && number < 0 }),
  );
}

export const entropyRules: readonly StructuralRule[] = [entropyOfSoftmax, divergence];
