// Roots of quadratic forms, as of x'*A*x and of x^2 + y^2 - 2*c*x*y: their derivative where all of x is 0 is that of a norm, 0.
import type { NodeId } from "../../graph/graph.js";
import { partsOf } from "../../ops/contraction.js";
import { isFlat } from "../flat.js";
import type { Context, StructuralRule } from "../rule.js";
import { productOf, squareBase, termsOf } from "./terms.js";

const rootOfForm: StructuralRule = {
  name: "root-of-form", op: "sqrt", keeps: "bits", phases: ["stabilize"],
  apply: (c, node) => {
    const [form] = node.args;
    const isShared = node.shape.length === 0 && c.uses(form) > 1;
    if (isShared || isFlat(c, form)) return undefined;
    const squares = squaresOfVector(c, form) ?? squaresOfTerms(c, form);
    return squares === undefined ? undefined : c.b.apply("flat_root", [form, squares]);
  },
};

/** The sum of the squares of x for dot(x, y) where y is a sum of products with x. */
function squaresOfVector(c: Context, id: NodeId): NodeId | undefined {
  const node = c.b.node(id);
  if (node.op !== "contract" || node.args.length < 2) return undefined;
  const { factors, out, dims } = partsOf(node);
  const partsOfFactor = (id: NodeId): readonly NodeId[] => (["contract", "mul"].includes(c.b.node(id).op) ? c.b.node(id).args : []);
  const x = factors.find((f, i) => factors.some((g, k) => k !== i && [g.node, ...partsOfFactor(g.node)].includes(f.node)));
  if (x === undefined || !out.every((l) => x.labels.includes(l))) return undefined;
  const own = new Map([...dims].filter(([label]) => x.labels.includes(label)));
  return c.b.contract([x, x], out, own);
}

/** The sum of the squares of x, y, … where every term is a multiple of one of the squares or of the product of two of them. */
function squaresOfTerms(c: Context, id: NodeId): NodeId | undefined {
  const terms = termsOf(c, id).map((term) => productOf(c, term.id).factors);
  const bases = new Set(terms.flatMap((factors) => factors.flatMap((f) => squareBase(c, f) ?? [])));
  const isForm = (factors: readonly NodeId[]): boolean =>
    factors.some((f) => bases.has(squareBase(c, f) ?? -1)) || factors.filter((f) => bases.has(f)).length > 1;
  if (terms.length < 2 || bases.size === 0 || !terms.every(isForm)) return undefined;
  return [...bases].map((x) => c.b.apply("pow", [x, c.b.constant(2)])).reduce((sum, square) => c.b.apply("add", [sum, square]));
}

export const formRules: readonly StructuralRule[] = [rootOfForm];
