// The rules of derivatives by the words that people have for them, those of operations on arrays with their formulas.
import { nth } from "../../diagnostics/known.js";
import type { Builder } from "../../graph/builder.js";
import type { Node } from "../../graph/graph.js";
import { contractionOf } from "../../ops/contraction.js";

export interface Rule {
  /** `product rule`, `derivative of sin`. */
  readonly name: string;
  /** What it says, where the operation is one on arrays. */
  readonly formula?: string;
}

const NUMBERS: ReadonlyMap<string, string> = new Map([
  ["add", "sum rule"], ["sub", "sum rule"], ["neg", "rule of constant factors"], ["mul", "product rule"], ["div", "quotient rule"],
  ["pow", "power rule"], ["sqrt", "power rule"], ["reciprocal", "power rule"], ["select", "rule of choices"],
]);

const ARRAYS: ReadonlyMap<string, readonly [name: string, formula: string]> = new Map([
  ["reshape", ["rule of reshaping", "the same numbers in the other shape"]],
  ["slice", ["rule of parts", "the part gets its derivative, all else 0"]],
  ["place", ["rule of parts", "the part of the derivative where it was placed"]],
  ["gather", ["rule of parts", "each place gets the sum of what was read from it"]],
  ["scatter", ["rule of parts", "each part reads the derivative at its place"]],
  ["concat", ["rule of parts", "each part gets its own piece"]],
  ["stack", ["rule of parts", "each number gets its own element"]],
  ["cumsum", ["rule of running sums", "y = cumsum(x): dx is the running sum of dy from the other end"]],
  ["reduce_max", ["rule of the largest", "the largest gets all, the others 0"]],
  ["reduce_min", ["rule of the smallest", "the smallest gets all, the others 0"]],
  ["reduce_prod", ["product rule", "y = prod(x): each element gets dy times the product of the others"]],
  ["reduce_norm", ["derivative of a length", "y = norm(x): dx = dy*x/y"]],
  ["logsumexp", ["derivative of logsumexp", "y = logsumexp(x): dx = dy*softmax(x)"]],
  ["softmax", ["derivative of softmax", "p = softmax(x): dx = p .* (dp - sum(p .* dp))"]],
  ["log_softmax", ["derivative of log softmax", "y = log_softmax(x): dx = dy - softmax(x)*sum(dy)"]],
  ["solve", ["rule of linear equations", "x = solve(A, b): db = solve(A', dx), dA = -db*x'"]],
  ["det", ["derivative of a determinant", "y = det(A): dA = dy*det(A)*inv(A)'"]],
  ["logdet", ["derivative of a log determinant", "y = logdet(A): dA = dy*inv(A)'"]],
  ["triangle", ["rule of parts", "the same triangle of the derivative"]],
  ["loop", ["chain rule, step by step", "the steps are gone through from the last to the first"]],
]);

/** The rule by which a node hands its derivative back to one of its arguments. */
export function ruleOf(b: Builder, node: Node): Rule {
  if (node.op === "contract") return contractionRule(b, node);
  const known = ARRAYS.get(node.op);
  if (known !== undefined) return { name: known[0], formula: known[1] };
  return { name: NUMBERS.get(node.op) ?? `derivative of ${node.op.replace(/^reduce_/, "").replaceAll("_", " ")}` };
}

function contractionRule(b: Builder, { args, attrs }: Node): Rule {
  const { labels, out } = contractionOf(attrs);
  const [x = [], y = []] = labels;
  const isSummed = (l: number): boolean => !out.includes(l);
  if (args.length === 1) {
    if (x.some(isSummed)) return { name: "sum rule", formula: new Set(x).size < x.length ? "y = trace(A): dA = dy*I" : SUM };
    return out.length > x.length
      ? { name: "rule of repetition", formula: "what is repeated gets the sum over its copies" }
      : { name: "rule of transposes", formula: "Y = X': dX = dY'" };
  }
  const rank = (i: number): number => b.shape(nth(args, i)).length;
  const shared = x.filter((l) => y.includes(l));
  if (args.length > 2 || rank(0) > 2 || rank(1) > 2) return { name: "product rule", formula: SUMMED };
  if (rank(0) === 0 || rank(1) === 0) return { name: "product rule", formula: "Y = a*X: dX = a*dY, da = sum(dY .* X)" };
  if (shared.length === 0) return { name: "product rule of vectors", formula: "Y = x*y': dx = dY*y, dy = dY'*x" };
  if (out.length === 0 && shared.length === 2) return { name: "product rule", formula: "z = sum(X .* Y): dX = dz*Y, dY = dz*X" };
  if (!shared.every(isSummed) || shared.length > 1) return { name: "product rule", formula: SUMMED };
  if (rank(0) === 1 && rank(1) === 1) return { name: "product rule of vectors", formula: "z = x'*y: dx = dz*y, dy = dz*x" };
  if (rank(0) === 1 || rank(1) === 1) return { name: "product rule of matrices", formula: "y = A*x: dA = dy*x', dx = A'*dy" };
  return { name: "product rule of matrices", formula: "Z = X*Y: dX = dZ*Y', dY = X'*dZ" };
}

const SUM = "y = sum(x): each element gets dy";
const SUMMED = "each factor gets dz times the others, summed over the indices that it lacks";
