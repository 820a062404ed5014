// Arrays in other shapes, at places that others tell, beside each other, and triangles; windows have a file of their own.
// All are linear, and the transpose of each is another of them.
import { nth } from "../diagnostics/known.js";
import { attrsOf } from "../graph/attrs.js";
import type { Builder } from "../graph/builder.js";
import { argOf, asApplied, type Applied, type Attrs, type Node, type NodeId } from "../graph/graph.js";
import { elementAt, forEachIndex, generate, stridesOf, withAbsent, zerosTensor, type Tensor } from "../graph/tensor.js";
import { addDims, multiplyDims, type Dim } from "../shape/dim.js";
import { dimAt } from "../shape/shape.js";
import { batchAxes, batchedTo } from "./batch.js";
import { batchGather, batchScatter } from "./places.js";
import { anyValue, indicator, ofArguments, ofFirst, withZeros } from "../graph/classes.js";
import type { TensorOp } from "../graph/operation.js";
import { alike, inOrder, inWindow, stretched, type Walk } from "../graph/reach.js";
import { linear } from "./linear.js";
import { sliceAlong, windows } from "./windows.js";

export const indexing: readonly TensorOp[] = [
  linear("reshape", "The same elements, in row-major order, in another shape.", {
    flow: "moves", values: ofArguments, access: "view",
    shape: (_args, attrs) => attrsOf("reshape", { attrs }).shape,
    evaluate: ([x], _attrs, shape) => ({ ...x, shape }),
    transpose: (b, node, ct) => b.reshape(ct, b.shape(node.args[0])),
    batch: (b, node, [x], _batched, lead) => b.reshape(x, [...lead, ...node.shape]),
    reach: (_b, node) => [alike(node.shape)],
  }),
  ...windows,
  linear("triangle", "A matrix with zeros on one side of a diagonal, counted from the main one upwards.", {
    flow: "reads a part", values: withZeros, access: "element",
    shape: ([x]) => x,
    evaluate: ([x], attrs, shape) => {
      const isOutside = (index: readonly number[]): boolean => !isInTriangle(attrs, index);
      return withAbsent(generate(shape, (index) => (isOutside(index) ? 0 : elementAt(x, index))), isOutside);
    },
    transpose: (b, node, ct) => b.apply("triangle", [ct], node.attrs),
    batch: (b, node, [x]) => b.apply("triangle", [x], node.attrs),
    within: (attrs, rank) => [inTriangle(attrs, rank)],
    called: {
      as: (attrs) => {
        const { upper, diagonal } = attrsOf("triangle", { attrs });
        return [upper ? "triu" : "tril", ...(diagonal === 0 ? [] : [diagonal])];
      },
    },
    reach: (_b, node) => [{ ...stretched(node.shape, node.shape), where: [inTriangle(node.attrs, node.shape.length)] }],
  }),
  gather(),
  scatter(),
  concat(),
  stack(),
  {
    kind: "tensor", name: "one_hot", doc: "A row for each class number, counted from 0: 1 at the class, else 0.",
    flow: "mixes", values: indicator, access: "element",
    helpers: { one_hot: ["c, k", "reshape(c, [size(c, 1), 1]) == cumsum(ones(k)) - 1"] },
    called: { as: (attrs) => ["one_hot", attrsOf("one_hot", { attrs }).size] },
    shape: ([classes], attrs) => [...classes, attrsOf("one_hot", { attrs }).size],
    evaluate: ([classes], _attrs, shape) => withAbsent(
      generate(shape, (index) => Number(elementAt(classes, index.slice(0, -1)) === index[index.length - 1])),
    ),
    vjp: () => undefined, jvp: () => undefined, reach: () => [],
  },
];

/** Of the axes of so many that are a matrix, which is ahead of which by how much in a triangle. */
export function inTriangle(attrs: Attrs, rank: number): readonly [number, number, number] {
  const { upper, diagonal } = attrsOf("triangle", { attrs });
  return upper ? [rank - 1, rank - 2, diagonal] : [rank - 2, rank - 1, -diagonal];
}

/** Along an axis, places that are constants lead the argument (or the result); others may be any. */
function throughPlaces(b: Builder, node: Node, isOfTo: boolean): readonly Walk[] {
  const [x, places] = asApplied(node).args;
  const { axis } = attrsOf("gather", node);
  const numbers = b.node(places).op === "stack" ? b.node(places).args.map((id) => (b.constantOf(id) ?? NaN) - 1) : [NaN];
  const small = isOfTo ? b.shape(x) : node.shape;
  const plain = { box: small, to: inOrder(node.shape), from: inOrder(b.shape(x)) };
  if (!numbers.some(Number.isNaN)) return [{ ...plain, table: { axis, numbers, isOfTo } }];
  const large = nth(isOfTo ? node.shape : b.shape(x), axis);
  const [through, around] = isOfTo ? [plain.to, plain.from] : [plain.from, plain.to];
  const free = [...through.map((step, i) => (i === axis + 1 ? 0 : step)), nth(through, axis + 1)];
  const kept = [...around, 0];
  return [{ box: [...small, large], to: isOfTo ? free : kept, from: isOfTo ? kept : free }];
}

function isInTriangle(attrs: Attrs, index: readonly number[]): boolean {
  const [ahead, behind, least] = inTriangle(attrs, index.length);
  return nth(index, ahead) - nth(index, behind) >= least;
}

/** x at the places that a vector of whole numbers, counted from 1, names along one axis. */
function gather(): TensorOp {
  return {
    kind: "tensor", name: "gather",
    doc: "The elements along an axis that a vector of whole numbers, counted from 1, names.", flow: "reads a part",
    values: ofFirst, access: "element", places: 1,
    shape: ([x, places], attrs) => x.map((d, i) => (i === attrs.axis ? nth(places, 0) : d)),
    evaluate: ([x, places], attrs, shape) => generate(shape, (index) => elementAt(x, moved(index, attrs, places))),
    vjp: (b, node, ct, index) => {
      if (index === 1) return undefined;
      const [x, places] = node.args;
      return b.apply(
        "scatter", [ct, places],
        { axis: attrsOf("gather", node).axis, size: dimAt(b.shape(x), attrsOf("gather", node).axis) },
      );
    },
    batch: batchGather,
    jvp: (b, node, [dx]) => (dx === undefined ? undefined : b.apply("gather", [dx, node.args[1]], node.attrs)),
    reach: (b, node, index) => (index === 1 ? [] : throughPlaces(b, node, false)),
  };
}

/** The transpose of gather: adds each element to the place that the vector names. */
function scatter(): TensorOp {
  return {
    kind: "tensor", name: "scatter",
    doc: "Zeros, to which each element along an axis is added at the place that a vector names.", flow: "leaves zeros",
    values: anyValue, access: "loops", places: 1,
    shape: ([x], attrs) => x.map((d, i) => (i === attrs.axis ? attrsOf("scatter", { attrs }).size : d)),
    evaluate: ([x, places], attrs, shape) => {
      const out = zerosTensor(shape);
      const strides = stridesOf(shape);
      const source = x;
      forEachIndex(source.shape, (index, flat) => {
        const at = moved(index, attrs, places).reduce((sum, i, axis) => sum + i * nth(strides, axis), 0);
        // a place outside is told by whoever runs the program, and adds to nothing here
        out.data[at] = (out.data[at] ?? 0) + nth(source.data, flat);
      });
      return out;
    },
    vjp: (b, node, ct, index) =>
      (index === 1 ? undefined : b.apply("gather", [ct, node.args[1]], { axis: attrsOf("scatter", node).axis })),
    batch: batchScatter,
    jvp: (b, node, [dx]) => (dx === undefined ? undefined : b.apply("scatter", [dx, node.args[1]], node.attrs)),
    reach: (b, node, index) => (index === 1 ? [] : throughPlaces(b, node, true)),
  };
}

function moved(index: readonly number[], attrs: Attrs, places: Tensor): number[] {
  return index.map((i, axis) => (axis === attrs.axis ? nth(places.data, i) - 1 : i));
}

function concat(): TensorOp {
  return {
    kind: "tensor", name: "concat", doc: "Arrays one after the other along an axis.", flow: "joins", values: ofArguments, access: "loops",
    linear: true,
    shape: (args, attrs) => args[0].map((d, i) =>
      (i === attrs.axis ? args.reduce<Dim>((sum, a) => addDims(sum, nth(a, i)), 0) : d)),
    evaluate: (args, attrs, shape) => {
      const { axis } = attrsOf("concat", { attrs });
      return generate(shape, (index) => {
        let at = nth(index, axis);
        let part = 0;
        for (; at >= nth((args[part] as Tensor).shape, axis); part++) at -= nth((args[part] as Tensor).shape, axis);
        return elementAt(args[part] as Tensor, index.map((i, k) => (k === axis ? at : i)));
      });
    },
    vjp: (b, node, ct, index) => {
      const { axis } = attrsOf("concat", node);
      const before = node.args.slice(0, index).reduce<Dim>((sum, a) => addDims(sum, dimAt(b.shape(a), axis)), 0);
      return sliceAlong(b, ct, axis, { start: before, size: dimAt(b.shape(argOf(node, index)), axis) });
    },
    jvp: (b, node, tangents) => joined(b, node, tangents),
    batch: batchAxes,
    reach: (b, node, index) => {
      const { axis } = attrsOf("concat", node);
      const box = b.shape(argOf(node, index));
      const before = node.args.slice(0, index).reduce<Dim>((sum, a) => addDims(sum, dimAt(b.shape(a), axis)), 0);
      const to = inWindow(node.shape, box.map((_, i) => (i === axis ? before : 0)), box.map(() => 1));
      return [{ box, to, from: inOrder(box) }];
    },
    lays: (args, attrs) => {
      const { axis: joint } = attrsOf("concat", { attrs });
      const starts: Dim[] = [];
      args.reduce<Dim>((before, arg) => (starts.push(before), addDims(before, nth(arg, joint))), 0);
      return (arg, axis) => ({ start: axis === joint ? nth(starts, arg) : 0, step: 1, axis });
    },
  };
}

/** Arrays of one shape as the elements of an array with leading dimensions `lead`. */
function stack(): TensorOp {
  return {
    kind: "tensor", name: "stack", doc: "Arrays of one shape, as the elements of a larger array.", flow: "joins",
    values: ofArguments, access: "loops", linear: true,
    shape: (args, attrs) => [...attrsOf("stack", { attrs }).lead, ...args.at(0) ?? []],
    evaluate: (args, _attrs, shape) => {
      const out = zerosTensor(shape);
      const step = args[0]?.data.length ?? 0;
      args.forEach((arg, i) => out.data.set(arg.data, i * step));
      if (args.every((arg) => arg.absent === undefined)) return out;
      const absent = new Uint8Array(out.data.length);
      args.forEach((arg, i) => absent.set(arg.absent ?? [], i * step));
      return { ...out, absent };
    },
    vjp: (b, node, ct, index) => elementOf(b, ct, attrsOf("stack", node).lead, index),
    jvp: (b, node, tangents) => joined(b, node, tangents),
    batch: (b, node, args, batched, lead) => {
      const stacked = b.apply("stack", args.map((arg, i) => batchedTo(b, arg, batched[i] === true, lead)), node.attrs);
      return rotate(b, stacked, attrsOf("stack", node).lead.length, lead.length);
    },
    reach: (b, node, index) => {
      const { box, from } = alike(b.shape(argOf(node, index)));
      return [{ box, to: [multiplyDims(index, nth(box, 0)), 1], from }];
    },
    lays: (_args, attrs) => {
      const { lead } = attrsOf("stack", { attrs });
      return (arg, axis) => (axis < lead.length
        ? { start: nth(placeIn(lead, arg), axis), step: 1, axis: undefined }
        : { start: 0, step: 1, axis: axis - lead.length });
    },
  };
}

/** Exchanges the first `first` dimensions with the next `next`. */
function rotate(b: Builder, id: NodeId, first: number, next: number): NodeId {
  const shape = b.shape(id);
  const labels = shape.map((_, i) => i);
  const out = [...labels.slice(first, first + next), ...labels.slice(0, first), ...labels.slice(first + next)];
  return b.contract([{ node: id, labels }], out, new Map(shape.map((d, i) => [i, d])));
}

/** The index at a flat place. */
function placeIn(shape: readonly number[], flat: number): number[] {
  return shape.map((size, i) => Math.floor(flat / shape.slice(i + 1).reduce((p, d) => p * d, 1)) % size);
}

/** The element, itself an array, at a flat place of the leading dimensions. */
export function elementOf(b: Builder, id: NodeId, lead: readonly number[], flat: number): NodeId {
  const shape = b.shape(id);
  const place = placeIn(lead, flat);
  const sizes = shape.map((d, i) => (i < lead.length ? 1 : d));
  const starts = shape.map((_, i) => place[i] ?? 0);
  return b.reshape(b.apply("slice", [id], { starts, steps: shape.map(() => 1), sizes }), shape.slice(lead.length));
}

function joined(b: Builder, node: Applied, tangents: readonly (NodeId | undefined)[]): NodeId | undefined {
  if (tangents.every((t) => t === undefined)) return undefined;
  return b.apply(node.op, tangents.map((t, i) => t ?? b.fill(0, b.shape(argOf(node, i)))), node.attrs);
}

/** A row for each class number: 1 at the class, else 0. */
export function oneHot(b: Builder, classes: NodeId, size: Dim): NodeId {
  return b.apply("one_hot", [classes], { size });
}

/** The elements of a vector at places that count from 1. */
export function elementsAt(b: Builder, x: NodeId, places: NodeId): NodeId {
  return b.apply("gather", [x, places], { axis: 0 });
}

/** Matrices side by side. */
export function joinedRows(b: Builder, parts: readonly NodeId[]): NodeId {
  return b.apply("concat", parts, { axis: 1 });
}
