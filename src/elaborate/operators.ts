// The operators of the language on nodes: which are matrix products, which work element by element.
import type { Report } from "../diagnostics/diagnostic.js";
import type { Span } from "../diagnostics/source.js";
import { canMultiply, multiply } from "../ops/products.js";
import { sameDim } from "../shape/dim.js";
import { broadcastShapes, dimAt, formatShape, type Shape } from "../shape/shape.js";
import type { BinaryOp } from "../syntax/ast.js";
import type { Builder } from "../graph/builder.js";
import type { Formulas } from "../graph/formula.js";
import type { NodeId } from "../graph/graph.js";

const MAX_MATRIX_POWER = 1 << 20;

export interface OperatorContext {
  readonly b: Builder;
  readonly formulas: Formulas;
  readonly report: Report;
}

export function applyBinary(c: OperatorContext, op: BinaryOp, x: NodeId, y: NodeId, span: Span): NodeId {
  const left = c.b.shape(x);
  const right = c.b.shape(y);
  if (op === "*" && left.length > 0 && right.length > 0) return product(c, x, y, span);
  if (op === "/" && right.length > 0) return c.report.fail(span, "divide-by-array", formatShape(right));
  if (op === "^" && (left.length > 0 || right.length > 0)) return power(c, x, y, span);
  return elementwise(c, c.formulas.operator(op), [x, y], span, op);
}

/** A scalar operation over arguments that broadcast. */
export function elementwise(c: OperatorContext, op: string, args: readonly NodeId[], span: Span, shown = op): NodeId {
  checkBroadcast(c, args, span, shown);
  return c.b.apply(op, args);
}

export function checkBroadcast(c: OperatorContext, args: readonly NodeId[], span: Span, shown: string): void {
  args.reduce<Shape>((shape, arg) => {
    const joined = broadcastShapes(shape, c.b.shape(arg));
    return joined ?? c.report.fail(span, "shapes-differ", shown, formatShape(shape), formatShape(c.b.shape(arg)));
  }, []);
}

function product(c: OperatorContext, x: NodeId, y: NodeId, span: Span): NodeId {
  const left = c.b.shape(x);
  const right = c.b.shape(y);
  if (left.length > 2 || right.length > 2) return c.report.fail(span, "product-rank", formatShape(left), formatShape(right));
  if (!canMultiply(left, right)) return c.report.fail(span, "no-product", formatShape(left), formatShape(right), productHint(left, right));
  return multiply(c.b, x, y);
}

function productHint(left: Shape, right: Shape): string {
  if (canMultiply([...left].reverse(), right)) return "Transpose the left one with '.";
  if (canMultiply(left, [...right].reverse())) return "Transpose the right one with '.";
  if (broadcastShapes(left, right) !== undefined) return "Write .* for a product element by element.";
  return left.length === 1 && right.length === 1
    ? "Write outer(a, b) for all products; a*b and a .* b need one size."
    : "Check the shapes in the declarations.";
}

/** A matrix to a whole power, by repeated squaring. */
function power(c: OperatorContext, x: NodeId, y: NodeId, span: Span): NodeId {
  const shape = c.b.shape(x);
  if (shape.length !== 2) return c.report.fail(span, "power-of-array", formatShape(shape.length === 0 ? c.b.shape(y) : shape));
  if (!sameDim(dimAt(shape, 0), dimAt(shape, 1))) return c.report.fail(span, "not-square", "A power with ^", formatShape(shape));
  const k = c.b.constantOf(y);
  if (k === undefined || !Number.isInteger(k) || k < 0) return c.report.fail(span, "power-exponent", k === -1);
  if (k > MAX_MATRIX_POWER) return c.report.fail(span, "power-too-large", MAX_MATRIX_POWER);
  if (k === 0) return c.b.apply("delta", [], { size: dimAt(shape, 0) });
  let result: NodeId | undefined;
  for (let rest = k, square = x; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = result === undefined ? square : multiply(c.b, result, square);
    if (rest > 1) square = multiply(c.b, square, square);
  }
  return result as NodeId;
}
