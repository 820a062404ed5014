// Elementwise operations as people write them. Stretching is left out where NumPy's broadcasting does it.
import type { Node, NodeId } from "../graph/graph.js";
import { contractionOf } from "../ops/contraction.js";
import type { ScalarOp } from "../graph/operation.js";
import { productOfDims, sameDim, type Dim } from "../shape/dim.js";
import { broadcastShapes, sameShape, type Shape } from "../shape/shape.js";
import { chosen, minus, negated, over, plus, power, times } from "./algebra.js";
import { reshaped, type Reading } from "./reading.js";
import { call, infix, isNumber, number, prefix, type Written } from "./written.js";

export function readElementwise(r: Reading, node: Node, record: ScalarOp): Written {
  return (node.op === "div" ? meanOf(r, node) : undefined) ?? formed(r, node, record, operands(r, node), node.shape.length > 0);
}

/** A written-out sum over the number of its terms. */
function meanOf(r: Reading, node: Node): Written | undefined {
  const [sum, count] = node.args as readonly [NodeId, NodeId];
  const { op, args, attrs } = r.b.node(sum);
  const [x] = args;
  if (op !== "contract" || args.length !== 1 || x === undefined || !r.isOpen(sum)) return undefined;
  const { labels, out } = contractionOf(attrs);
  const own = labels[0] ?? [];
  const axes = own.flatMap((l, axis) => (out.includes(l) ? [] : [axis]));
  const kept = own.filter((l) => out.includes(l));
  const isSum = axes.length > 0 && new Set(own).size === own.length && kept.length === out.length && kept.every((l, i) => l === out[i]);
  const terms = productOfDims(axes.map((axis) => r.b.shape(x)[axis] as Dim));
  const { op: kind, attrs: given } = r.b.node(count);
  const counted = kind === "size" ? given.dim as Dim : r.b.constantOf(count);
  if (!isSum || (axes.length > 1 && axes.length < own.length) || counted === undefined || !sameDim(counted, terms)) return undefined;
  const isAll = axes.length === own.length;
  return call("mean", isAll ? [r.written(x)] : [r.written(x), number((axes[0] as number) + 1)], !isAll);
}

function formed(r: Reading, node: Node, record: ScalarOp, args: readonly Written[], isArray: boolean): Written {
  const [x, y, z] = args as readonly [Written, Written, Written];
  const internal = INTERNAL[node.op];
  if (internal !== undefined) return internal(x, r.pretty);
  switch (node.op) {
    case "add": return plus(x, y, r.pretty);
    case "sub": return minus(x, y, r.pretty);
    case "mul": return node.args[0] === node.args[1] ? power(x, number(2)) : times(x, y, r.pretty);
    case "div": return over(x, y, r.pretty);
    case "pow": return power(x, y);
    case "lowered_power": return power(x, isNumber(y) && isNumber(z) ? number(y.value - z.value) : minus(y, z, r.pretty));
    case "neg": return negated(x);
    case "not": return prefix("not", x);
    case "select": return chosen(x, y, z, r.pretty);
    case "cosine": return chosen(infix("==", z, number(0)), number(0), over(x, z, r.pretty), r.pretty);
    case "logistic": return over(number(1), plus(number(1), times(x, call("exp", [y], y.isArray), r.pretty), r.pretty), r.pretty);
    case "logistic_rest": return over(number(1), plus(x, call("exp", [negated(y)], y.isArray), r.pretty), r.pretty);
    case "log1p_square": return call("log", [plus(number(1), over(power(x, number(2)), y, r.pretty), r.pretty)], isArray);
    case "log1p_square_slope": return over(times(number(2), x, r.pretty), plus(y, power(x, number(2)), r.pretty), r.pretty);
    case "log1p_square_fall": return over(power(x, number(2)), times(y, plus(y, power(x, number(2)), r.pretty), r.pretty), r.pretty);
    case "over_square_sum": return over(x, plus(y, power(x, number(2)), r.pretty), r.pretty);
    case "over_expm1": return over(x, call("expm1", [y], y.isArray), r.pretty);
    case "logBase": return call("log", args, isArray);
    case "log_slope": return over(number(1), times(x, one("log", y), r.pretty), r.pretty);
    case "base_slope": return over(z, times(y, one("log", y), r.pretty), r.pretty);
    case "root_slope": return over(z, times(y, x, r.pretty), r.pretty);
    case "turn": return over(over(x, z, r.pretty), z, r.pretty);
    case "max": case "min": return extremum(node.op, args, isArray);
    case "polygamma": return isNumber(x) ? call(r.helper(`polygamma${x.value}`), [y], isArray) : call("polygamma", args, isArray);
    case "sin_quotient": case "sinh_quotient": case "expm1_quotient": case "log1p_quotient": return quotient(node.op, x, y, r.pretty);
    case "bernoulli": return bernoulli(r, x, y);
    default: return record.infix === undefined ? call(node.op, args, isArray) : infix(record.infix.symbol, x, y);
  }
}

/** Of f(x)/x the derivative of an order, from those of lower orders: (f/x)^(k) = (f^(k) - k (f/x)^(k-1))/x. */
function quotient(op: string, x: Written, order: Written, pretty: boolean): Written {
  const slope = SLOPES[op] as (k: number, x: Written, pretty: boolean) => Written;
  let value = over(slope(0, x, pretty), x, pretty);
  for (let k = 1; isNumber(order) && k <= order.value; k++) {
    value = over(minus(slope(k, x, pretty), k === 1 ? value : times(number(k), value, pretty), pretty), x, pretty);
  }
  return value;
}

/** The k-th derivatives of the numerators. */
const SLOPES: Readonly<Record<string, (k: number, x: Written, pretty: boolean) => Written>> = {
  sin_quotient: (k, x) => (k % 4 < 2 ? one(k % 2 === 0 ? "sin" : "cos", x) : negated(one(k % 2 === 0 ? "sin" : "cos", x))),
  sinh_quotient: (k, x) => one(k % 2 === 0 ? "sinh" : "cosh", x),
  expm1_quotient: (k, x) => one(k === 0 ? "expm1" : "exp", x),
  log1p_quotient: (k, x, pretty) => (k === 0 ? one("log1p", x) : over(number(alternatingFactorial(k - 1)), k === 1 ? plus(number(1), x, pretty) : power(plus(number(1), x, pretty), number(k)), pretty)),
};

/** (-1)^n n! */
function alternatingFactorial(n: number): number {
  return n === 0 ? 1 : -n * alternatingFactorial(n - 1);
}

/** x/(exp(x) - 1) and its first derivative; higher ones are helpers. */
function bernoulli(r: Reading, x: Written, order: Written): Written {
  const below = one("expm1", x);
  if (!isNumber(order) || order.value === 0) return over(x, below, r.pretty);
  if (order.value > 1) return call(r.helper(`bernoulli${order.value}`), [x], x.isArray);
  return over(minus(number(1), over(times(x, one("exp", x), r.pretty), below, r.pretty), r.pretty), below, r.pretty);
}

/** `max(A, 2)` would be along a dimension: the number goes first. */
function extremum(op: string, args: readonly Written[], isArray: boolean): Written {
  const [x, y] = args as readonly [Written, Written];
  const isReduction = args.length === 2 && x.isArray && isNumber(y) && Number.isInteger(y.value) && y.value >= 0;
  return call(op, isReduction ? [y, x] : args, isArray);
}

type Form = (x: Written, pretty: boolean) => Written;

const one = (text: string, x: Written): Written => call(text, [x], x.isArray);
const square = (x: Written): Written => power(x, number(2));
const NEGATIVE_HALF_SQUARE: Form = (x, pretty) => over(negated(square(x)), number(2), pretty);

/** Operations that the language has no name for, in functions that it has. */
const INTERNAL: Readonly<Record<string, Form>> = {
  sech2: (x, pretty) => over(number(1), square(one("cosh", x)), pretty),
  log_cosh: (x) => one("log", one("cosh", x)),
  log1mexp: (x, pretty) => one("log", minus(number(1), one("exp", x), pretty)),
  log_one_minus_square: (x, pretty) => one("log", minus(number(1), square(x), pretty)),
  acos_one_minus: (x, pretty) => one("acos", minus(number(1), x, pretty)),
  root_minus_one: (x, pretty) => minus(one("sqrt", plus(number(1), x, pretty)), number(1), pretty),
  hypot_minus_one: (x, pretty) => minus(one("sqrt", plus(number(1), square(x), pretty)), number(1), pretty),
  one_minus_square: (x, pretty) => minus(number(1), square(x), pretty),
  atan_slope: (x, pretty) => over(number(1), plus(number(1), square(x), pretty), pretty),
  acoth_slope: (x, pretty) => over(number(1), minus(number(1), square(x), pretty), pretty),
  asec_slope: (x, pretty) => over(number(1), times(one("abs", x), one("sqrt", minus(square(x), number(1), pretty)), pretty), pretty),
  acsch_slope: (x, pretty) => over(number(1), times(one("abs", x), one("sqrt", plus(square(x), number(1), pretty)), pretty), pretty),
  digamma_next: (x, pretty) => one("digamma", plus(x, number(1), pretty)),
  sigmoid_slope: (x) => infix(x.isArray ? ".*" : "*", one("sigmoid", x), one("sigmoid", negated(x))),
  erf_slope: (x, pretty) => times(over(number(2), one("sqrt", number(Math.PI)), pretty), one("exp", negated(square(x))), pretty),
  normal_cdf: (x, pretty) => over(one("erfc", over(negated(x), one("sqrt", number(2)), pretty)), number(2), pretty),
  normal_pdf: (x, pretty) => over(one("exp", NEGATIVE_HALF_SQUARE(x, pretty)), one("sqrt", infix("*", number(2), number(Math.PI))), pretty),
};

/** Operations whose written form has its argument more than once. */
export const REPEATS_ARGUMENT: ReadonlySet<string> = new Set(["sigmoid_slope", "cosine", "turn", "base_slope", "asec_slope", "acsch_slope", "over_square_sum", "log1p_square_slope", "log1p_square_fall", "sin_quotient", "sinh_quotient", "expm1_quotient", "log1p_quotient", "bernoulli"]);

/** How deep values of one element are written without their dimensions. */
const MOST_LOOSENED = 3;

interface Operand {
  readonly written: Written;
  readonly shape: Shape;
}

function operands(r: Reading, node: Node): readonly Written[] {
  const plain = node.args.map((id): Operand => ({ written: r.written(id), shape: r.b.shape(id) }));
  if (node.shape.length === 0 || plain.length === 1) return plain.map((p) => p.written);
  const bare = node.args.map((id, i) => unstretched(r, id) ?? plain[i] as Operand);
  if (sameShape(joint(bare), node.shape)) return bare.map((p) => p.written);
  // one operand must stay stretched, so that the result has its shape
  for (const i of bare.keys()) {
    const some = bare.map((p, at) => (at === i ? plain[i] as Operand : p));
    if (sameShape(joint(some), node.shape)) return some.map((p) => p.written);
  }
  return plain.map((p) => p.written);
}

function joint(parts: readonly Operand[]): Shape {
  return parts.reduce<Shape>((shape, p) => broadcastShapes(shape, p.shape) ?? shape, []);
}

/** What a written-out stretch repeats, in a shape that broadcasts to the same; undefined for other nodes. */
function unstretched(r: Reading, id: NodeId, depth = 0): Operand | undefined {
  if (!r.isOpen(id)) return undefined;
  const { op, args, attrs, shape } = r.b.node(id);
  const [arg] = args;
  const record = r.b.ops.get(op);
  if (record?.kind === "scalar") return loosened(r, r.b.node(id), record, depth);
  if (arg === undefined || args.length !== 1) return undefined;
  const fill = filling(r, id);
  if (fill !== undefined) return { written: r.written(fill), shape: [] };
  if (op === "reshape") return onesInFront(r.b.shape(arg), shape) ? { written: r.written(arg), shape: r.b.shape(arg) } : undefined;
  if (op !== "contract") return undefined;
  const { labels, out } = contractionOf(attrs);
  const places = (labels[0] ?? []).map((l) => out.indexOf(l));
  if (places.some((p, i) => p < 0 || (i > 0 && p <= (places[i - 1] as number)))) return undefined;
  return stretchedFrom(r, arg, places, shape);
}

/** An elementwise value with dimensions of size 1 in front, written without them. */
function loosened(r: Reading, node: Node, record: ScalarOp, depth: number): Operand | undefined {
  const shape = trimmed(node.shape);
  if (shape.length === node.shape.length || depth > MOST_LOOSENED) return undefined;
  const bare = node.args.map((id) => unstretched(r, id, depth + 1) ?? { written: r.written(id), shape: r.b.shape(id) });
  return sameShape(joint(bare), shape) ? { written: formed(r, node, record, bare.map((p) => p.written), shape.length > 0), shape } : undefined;
}

/** The number that a written-out array repeats. */
function filling(r: Reading, id: NodeId): NodeId | undefined {
  const node = r.b.node(id);
  const [arg] = node.args;
  if (arg === undefined || node.args.length !== 1 || !r.isOpen(id)) return undefined;
  if (node.op === "reshape") return r.b.node(arg).op === "reshape" ? undefined : filling(r, arg);
  return node.op === "contract" && r.b.shape(arg).length === 0 ? arg : undefined;
}

function stretchedFrom(r: Reading, arg: NodeId, places: readonly number[], shape: Shape): Operand {
  const first = places[0] ?? shape.length;
  const own = shape.slice(first).map((d, i) => (places.includes(first + i) ? d : 1));
  const node = r.b.node(arg);
  const inner = node.args[0];
  if (node.op === "reshape" && inner !== undefined && r.isOpen(arg)) {
    const from = r.b.shape(inner);
    if (sameShape(trimmed(from), trimmed(own)) || own.length === 0 && from.every((d) => d === 1)) return { written: r.written(inner), shape: from };
  }
  const isAligned = own.length === places.length;
  return { written: isAligned ? r.written(arg) : reshaped(r.written(arg), own), shape: own };
}

/** A shape without the dimensions of size 1 in front. */
function trimmed(shape: Shape): Shape {
  const at = shape.findIndex((d) => d !== 1);
  return at < 0 ? [] : shape.slice(at);
}

function onesInFront(from: Shape, to: Shape): boolean {
  const lead = to.length - from.length;
  return lead > 0 && to.every((d, i) => (i < lead ? d === 1 : sameDim(d, from[i - lead] as Dim)));
}
