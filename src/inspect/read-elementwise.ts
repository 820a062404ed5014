// Elementwise operations as people write them. Stretching is left out where NumPy's broadcasting does it.
import { nth } from "../diagnostics/known.js";
import { asApplied, type Node, type NodeId } from "../graph/graph.js";
import { keepsOrder } from "../graph/operation.js";
import { isContraction } from "../ops/contraction.js";
import type { ScalarOp } from "../graph/operation.js";
import { productOfDims, sameDim, type Dim } from "../shape/dim.js";
import { broadcastShapes, dimAt, sameShape, type Shape } from "../shape/shape.js";
import { isMatrixProduct, operated, plus, power, times } from "./algebra.js";
import { readMeaning } from "./read-means.js";
import { reshaped, scaled, type Reading } from "./reading.js";
import { call, infix, isInfix, isNumber, number, type Written } from "./written.js";

export function readElementwise(r: Reading, node: Node, record: ScalarOp): Written {
  return (record.operator === "/" ? meanOf(r, node) : undefined) ?? formed(r, node, record, operands(r, node));
}

/** A written-out sum over the number of its terms. */
function meanOf(r: Reading, quotient: Node): Written | undefined {
  const [sum, count] = asApplied(quotient).args;
  const node = r.b.node(sum);
  if (!isContraction(node) || node.args.length !== 1 || !r.isOpen(sum)) return undefined;
  const { args: [x], attrs: { labels: [own = []], out } } = node;
  const axes = own.flatMap((l, axis) => (out.includes(l) ? [] : [axis]));
  const kept = own.filter((l) => out.includes(l));
  const isSum = axes.length > 0 && new Set(own).size === own.length && kept.length === out.length && kept.every((l, i) => l === out[i]);
  const terms = productOfDims(axes.map((axis) => dimAt(r.b.shape(x), axis)));
  const { op: kind, attrs: given } = r.b.node(count);
  const counted = kind === "size" ? given.dim as Dim : r.b.constantOf(count);
  if (!isSum || (axes.length > 1 && axes.length < own.length) || counted === undefined || !sameDim(counted, terms)) return undefined;
  const isAll = axes.length === own.length;
  return call("mean", isAll ? [r.written(x)] : [r.written(x), number(nth(axes, 0) + 1)], !isAll);
}

/** An elementwise operation over written arguments. */
export function formed(r: Reading, node: Node, record: ScalarOp, args: readonly Written[]): Written {
  const { operator } = record;
  if (operator === undefined) return called(r, record, record.reduces === true ? numberFirst(args) : args);
  const [x, y] = args as readonly [Written, Written];
  if (operator === "+" && isDerived(r, node)) return added(x, y);
  if (operator === "*") {
    if (r.isPaper === true && !x.isArray && isMatrixProduct(y)) return scaled(x, y, r.pretty);
    if (node.args[0] === node.args[1]) return power(x, number(2));
    if (isDerived(r, node)) return multiplied(x, y);
  }
  return operated(operator, args, r.pretty);
}

/** On paper a derivative has no brackets that only say in which order sums and products of numbers are worked out. */
function isDerived(r: Reading, node: Node): boolean {
  return r.isPaper === true && node.origin.via.length > 0;
}

function added(x: Written, y: Written): Written {
  return isInfix(y, "+", "-") ? infix(y.symbol, added(x, y.left), y.right) : plus(x, y, false);
}

function multiplied(x: Written, y: Written): Written {
  const isPlain = isInfix(y, "*") && !y.left.isArray && !y.right.isArray && !x.isArray;
  return isPlain ? infix("*", multiplied(x, y.left), y.right) : times(x, y, false);
}

/** A function by its name, or what it means; of a high order a derivative that is a helper. */
function called(r: Reading, record: ScalarOp, args: readonly Written[]): Written {
  const isArray = args.some((arg) => arg.isArray);
  const meaning = readMeaning(record, args, r.pretty, (op, parts) => {
    const inner = r.b.ops.get(op);
    return inner?.kind === "scalar" && inner.means !== undefined ? called(r, inner, parts) : call(op, parts, parts.some((p) => p.isArray));
  });
  if (meaning !== undefined) return meaning;
  const helper = record.derivativesOf?.name;
  const order = args.find((arg, i) => isNumber(arg) && (record.params[i] === "m" || record.params[i] === "n"));
  if (helper === undefined || order?.kind !== "number") return call(record.name, args, isArray);
  return call(r.helper(`${helper}${order.value}`), args.filter((arg) => arg !== order), isArray);
}

/** `max(A, 2)` would be along a dimension. */
function numberFirst(args: readonly Written[]): readonly Written[] {
  const [x, y] = args as readonly [Written, Written];
  const isReduction = args.length === 2 && x.isArray && isNumber(y) && Number.isInteger(y.value) && y.value >= 0;
  return isReduction ? [y, x] : args;
}

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
  const node = r.b.node(id);
  const { args, shape } = node;
  const [arg] = args;
  const record = r.b.ops.get(node.op);
  if (record?.kind === "scalar") return loosened(r, node, record, depth);
  if (arg === undefined || args.length !== 1) return undefined;
  const fill = filling(r, id);
  if (fill !== undefined) return { written: r.written(fill), shape: [] };
  if (keepsOrder(r.b, node)) return onesInFront(r.b.shape(arg), shape) ? { written: r.written(arg), shape: r.b.shape(arg) } : undefined;
  if (!isContraction(node)) return undefined;
  const { labels: [own = []], out } = node.attrs;
  const places = own.map((l) => out.indexOf(l));
  if (places.some((p, i) => p < 0 || (i > 0 && p <= nth(places, i - 1)))) return undefined;
  return stretchedFrom(r, arg, places, shape);
}

/** An elementwise value with dimensions of size 1 in front, written without them. */
function loosened(r: Reading, node: Node, record: ScalarOp, depth: number): Operand | undefined {
  const shape = trimmed(node.shape);
  if (shape.length === node.shape.length || depth > MOST_LOOSENED) return undefined;
  const bare = node.args.map((id) => unstretched(r, id, depth + 1) ?? { written: r.written(id), shape: r.b.shape(id) });
  return sameShape(joint(bare), shape)
    ? { written: formed(r, node, record, bare.map((p) => p.written)), shape }
    : undefined;
}

/** The number that a written-out array repeats. */
function filling(r: Reading, id: NodeId): NodeId | undefined {
  const node = r.b.node(id);
  const [arg] = node.args;
  if (arg === undefined || node.args.length !== 1 || !r.isOpen(id)) return undefined;
  if (keepsOrder(r.b, node)) return keepsOrder(r.b, r.b.node(arg)) ? undefined : filling(r, arg);
  return isContraction(node) && r.b.shape(arg).length === 0 ? arg : undefined;
}

function stretchedFrom(r: Reading, arg: NodeId, places: readonly number[], shape: Shape): Operand {
  const first = places[0] ?? shape.length;
  const own = shape.slice(first).map((d, i) => (places.includes(first + i) ? d : 1));
  const node = r.b.node(arg);
  const inner = node.args[0];
  if (keepsOrder(r.b, node) && inner !== undefined && r.isOpen(arg)) {
    const from = r.b.shape(inner);
    if (sameShape(trimmed(from), trimmed(own)) || own.length === 0 && from.every((d) => d === 1))
      return { written: r.written(inner), shape: from };
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
  return lead > 0 && to.every((d, i) => (i < lead ? d === 1 : sameDim(d, nth(from, i - lead))));
}
