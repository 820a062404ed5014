// Logarithms of determinants, which overflow and vanish long before their logarithms do.
import { argOf, type NodeId } from "../../graph/graph.js";
import { smallDeterminant } from "../../ops/products.js";
import { MOST_POLYNOMIAL_DEPTH } from "../limits.js";
import type { Context, StructuralRule } from "../rule.js";

/** Between these a polynomial of the elements has lost nothing to overflow or underflow. */
const [LEAST, GREATEST] = [1e-250, 1e250];

/** log(abs(det(A))) is logdet(A); log(det(A)) is, where the determinant is not below zero. */
const logOfDeterminant: StructuralRule = {
  name: "logarithm-of-determinant", op: "log", keeps: "value", phases: ["stabilize"],
  apply: (c, node) => {
    const [x] = node.args;
    const inner = c.b.node(x);
    const isAbsolute = inner.op === "abs";
    const determinant = isAbsolute ? argOf(inner) : x;
    if (c.b.node(determinant).op === "det") return ofFactors(c, argOf(c.b.node(determinant)), isAbsolute);
    const matrix = matrixOf(c, determinant);
    if (matrix === undefined) return undefined;
    // the polynomial is the more accurate of the two where the elements differ in size; a mark keeps it as it is
    const plain = c.b.apply("named", [x]);
    const size = isAbsolute ? plain : c.b.apply("abs", [plain]);
    const isRegular = c.b.apply("and", [c.b.apply("ge", [size, c.b.constant(LEAST)]), c.b.apply("le", [size, c.b.constant(GREATEST)])]);
    // of a singular matrix it is the polynomial too that has a derivative: its factors have no inverse
    const isSingular = c.b.apply("eq", [c.b.apply("logdet", [matrix]), c.b.constant(-Infinity)]);
    return c.b.apply("select", [c.b.apply("or", [isRegular, isSingular]), c.b.apply("log", [plain]), ofFactors(c, matrix, isAbsolute)]);
  },
};

function ofFactors(c: Context, matrix: NodeId, isAbsolute: boolean): NodeId {
  const value = c.b.apply("logdet", [matrix]);
  if (isAbsolute) return value;
  // a factor, so that the derivative is NaN where the value is
  const isAbove = c.b.apply("ge", [c.b.apply("det", [matrix]), c.b.constant(0)]);
  return c.b.apply("mul", [c.b.apply("select", [isAbove, c.b.constant(1), c.b.constant(NaN)]), value]);
}

/** The matrix of 2 by 2 or 3 by 3 whose determinant stands there as a polynomial of the elements. */
function matrixOf(c: Context, id: NodeId): NodeId | undefined {
  const matrix = slicedBelow(c, id);
  if (matrix === undefined) return undefined;
  const [rows, columns, ...more] = c.b.shape(matrix);
  if ((rows !== 2 && rows !== 3) || rows !== columns || more.length > 0) return undefined;
  return smallDeterminant(c.b, matrix, rows) === id ? matrix : undefined;
}

/** What the first of the elements below is taken from. */
function slicedBelow(c: Context, id: NodeId, depth = 0): NodeId | undefined {
  const { op, args: [first] } = c.b.node(id);
  return first === undefined || op === "slice" || depth >= MOST_POLYNOMIAL_DEPTH ? first : slicedBelow(c, first, depth + 1);
}

export const determinantRules: readonly StructuralRule[] = [logOfDeterminant];
