// Makes nodes: looks up the operation, computes the shape, keeps the origin. Of what a record of an operation holds
// (operation.ts) it needs to know the shape of a result alone.
import { nth } from "../diagnostics/known.js";
import { invariant } from "../diagnostics/diagnostic.js";
import { attrsOf } from "./attrs.js";
import { productOfDims, sameDim, type Dim } from "../shape/dim.js";
import { broadcastShapes, dimAt, sameShape, SCALAR, type Shape } from "../shape/shape.js";
import { asOperands, Graph, NO_ATTRS, type Attrs, type Node, type NodeId, type Operands, type Origin } from "./graph.js";
import { CountLimit, GraphLimit, MAX_RANK, nodeLimit } from "./limit.js";

/** What a builder asks of an operation: elementwise ones have the shape that their arguments broadcast to. */
export type Shaping =
  | { readonly kind: "scalar" }
  | { readonly kind: "tensor"; readonly shape: (args: Operands<Shape>, attrs: Attrs) => Shape };

/** A factor of a contraction: an array and a label for each of its dimensions. */
export interface Factor {
  readonly node: NodeId;
  readonly labels: readonly number[];
}

export interface BuilderOptions {
  readonly graph?: Graph;
  readonly from?: number;
  readonly writtenZeros?: boolean;
}

export const NOWHERE: Origin = Object.freeze({ span: { start: 0, end: 0 }, via: [] });

export class NodeBuilder<R extends Shaping> {
  readonly graph: Graph;
  readonly ops: ReadonlyMap<string, R>;
  /** Where the nodes made next come from. */
  origin: Origin = NOWHERE;
  /** Set by the simplifier: replaces a new node by a simpler one. */
  improve: ((id: NodeId) => NodeId) | undefined;
  private readonly limit: number;
  private readonly hasWrittenZeros: boolean;

  /**
   * A pass over so many nodes makes a bounded number of them: beyond it a GraphLimit is thrown.
   * With `writtenZeros` false a literal 0 is a number like any other.
   */
  constructor(ops: ReadonlyMap<string, R>, { from = 0, graph = new Graph(from), writtenZeros = true }: BuilderOptions = {}) {
    this.ops = ops;
    this.graph = graph;
    this.limit = nodeLimit(from);
    this.hasWrittenZeros = writtenZeros;
  }

  node(id: NodeId): Node {
    return this.graph.node(id);
  }

  shape(id: NodeId): Shape {
    return this.graph.shapeOf(id);
  }

  /** A node of any operation in the table. */
  apply(op: string, args: readonly NodeId[], attrs: Attrs = NO_ATTRS): NodeId {
    const record = this.ops.get(op);
    invariant(record !== undefined, `no operation ${op}`);
    const shape = record.kind === "scalar"
      ? this.broadcast(args)
      : record.shape(asOperands(args.map((a) => this.shape(a))), attrs);
    return this.add(op, args, attrs, shape);
  }

  /** A node of another graph, over arguments in this one. */
  copy(node: Node, args: readonly NodeId[]): NodeId {
    const before = this.graph.size;
    return this.settled(this.graph.addLike(node, args, this.origin), before);
  }

  constant(value: number): NodeId {
    return this.add("constant", [], { value }, SCALAR);
  }

  /** A number as it is written: a 0 is no coupling, so that its product with anything is 0. */
  literal(value: number): NodeId {
    return value === 0 && this.hasWrittenZeros ? this.add("constant", [], { value, written: true }, SCALAR) : this.constant(value);
  }

  variable(name: string, shape: Shape): NodeId {
    return this.add("variable", [], { name }, shape);
  }

  /** A dimension as a number. */
  size(dim: Dim): NodeId {
    return typeof dim === "number" ? this.constant(dim) : this.add("size", [], { dim }, SCALAR);
  }

  /** The value of a constant node; undefined for every other node. */
  constantOf(id: NodeId): number | undefined {
    return this.graph.opOf(id) === "constant" ? attrsOf("constant", this.graph.node(id)).value : undefined;
  }

  /** Whether this is a 0 that the program writes, and not one that a computation gives. */
  isWrittenZero(id: NodeId): boolean {
    return this.graph.attrsOf(id).written === true;
  }

  /** The sum over all labels that `out` lacks of the product of the factors. */
  contract(factors: readonly Factor[], out: readonly number[], dims: ReadonlyMap<number, Dim>): NodeId {
    // deltas first: where one is 0, no product of the others is to overflow
    const late = ({ node }: Factor): number => (this.node(node).op === "delta" ? 0 : 1);
    const sorted = [...factors].sort((a, b) => late(a) - late(b) || a.node - b.node || compareLabels(a.labels, b.labels));
    const renamed = new Map<number, number>();
    const rename = (label: number): number => {
      const known = renamed.get(label);
      if (known !== undefined) return known;
      renamed.set(label, renamed.size);
      return renamed.size - 1;
    };
    const labels = sorted.map((f) => f.labels.map(rename));
    const outLabels = out.map(rename);
    const ordered = [...renamed.keys()].map((l) => {
      const dim = dims.get(l);
      invariant(dim !== undefined, "a label without a dimension");
      return dim;
    });
    const [only] = sorted;
    if (sorted.length === 1 && only !== undefined && isIdentity(labels[0] ?? [], outLabels)) return only.node;
    return this.apply("contract", sorted.map((f) => f.node), { labels, out: outLabels, dims: ordered });
  }

  /** Stretches a node to a shape that it broadcasts to. */
  broadcastTo(id: NodeId, shape: Shape): NodeId {
    const from = this.shape(id);
    if (sameShape(from, shape)) return id;
    const lead = shape.length - from.length;
    const squeezed = this.dropOnes(id, shape);
    const labels = from.flatMap((d, i) => (sameDim(d, dimAt(shape, lead + i)) ? [lead + i] : []));
    return this.contract([{ node: squeezed, labels }], shape.map((_, i) => i), new Map(shape.map((d, i) => [i, d])));
  }

  /** The inverse of broadcasting: sums over every dimension that was stretched to reach the node's shape. */
  sumTo(id: NodeId, shape: Shape): NodeId {
    const from = this.shape(id);
    if (sameShape(from, shape)) return id;
    const lead = from.length - shape.length;
    const kept = shape.flatMap((d, i) => (sameDim(d, nth(from, lead + i)) ? [lead + i] : []));
    const dims = new Map(from.map((d, i) => [i, d]));
    const summed = this.contract([{ node: id, labels: from.map((_, i) => i) }], kept, dims);
    return this.reshape(summed, shape);
  }

  reshape(id: NodeId, shape: Shape): NodeId {
    if (sameShape(this.shape(id), shape)) return id;
    const same = sameDim(productOfDims(this.shape(id)), productOfDims(shape));
    invariant(same, "a reshape changes the number of elements");
    return this.apply("reshape", [id], { shape });
  }

  /** Sum over the given axes, which vanish. */
  sum(id: NodeId, axes: readonly number[]): NodeId {
    const shape = this.shape(id);
    const out = shape.map((_, i) => i).filter((i) => !axes.includes(i));
    return this.contract([{ node: id, labels: shape.map((_, i) => i) }], out, new Map(shape.map((d, i) => [i, d])));
  }

  /** A node with given axes put back as dimensions of size 1. */
  keepAxes(id: NodeId, axes: readonly number[]): NodeId {
    const shape = [...this.shape(id)];
    for (const axis of [...axes].sort((a, b) => a - b)) shape.splice(axis, 0, 1);
    return this.reshape(id, shape);
  }

  /** Array of one number. */
  fill(value: number, shape: Shape): NodeId {
    return this.broadcastTo(this.constant(value), shape);
  }

  private dropOnes(id: NodeId, target: Shape): NodeId {
    const from = this.shape(id);
    const lead = target.length - from.length;
    return this.reshape(id, from.filter((d, i) => sameDim(d, nth(target, lead + i))));
  }

  private broadcast(args: readonly NodeId[]): Shape {
    let shape: Shape = SCALAR;
    for (const arg of args) {
      const joined = broadcastShapes(shape, this.shape(arg));
      invariant(joined !== undefined, "shapes that do not broadcast");
      shape = joined;
    }
    return shape;
  }

  private add(op: string, args: readonly NodeId[], attrs: Attrs, shape: Shape): NodeId {
    if (shape.length > MAX_RANK) throw new CountLimit("too-many-dimensions", MAX_RANK, this.origin.span);
    const before = this.graph.size;
    return this.settled(this.graph.add(op, args, attrs, shape, this.origin), before);
  }

  /** A node, and what is better in its place if it was not there before. */
  private settled(id: NodeId, before: number): NodeId {
    if (id >= this.limit) throw new GraphLimit(this.origin.span, this.limit);
    return this.improve !== undefined && id >= before ? this.improve(id) : id;
  }
}

function isIdentity(labels: readonly number[], out: readonly number[]): boolean {
  return labels.length === out.length && labels.every((l, i) => l === out[i]) && new Set(labels).size === labels.length;
}

function compareLabels(a: readonly number[], b: readonly number[]): number {
  const i = a.findIndex((l, at) => l !== b[at]);
  return i < 0 ? 0 : (a[i] ?? -1) - (b[i] ?? -1);
}
