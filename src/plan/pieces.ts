// Arrays that are made of pieces: windows laid into zeros, parts joined or stacked, and sums of those, as gradients of
// slices are. Each piece is stored, or added, where it is made; the arrays in between have no memory.
import type { Builder } from "../graph/builder.js";
import type { Node, NodeId } from "../graph/graph.js";
import { isPlaced, tensorOf, type Along } from "../graph/operation.js";
import { addDims, multiplyDims } from "../shape/dim.js";
import { sameShape } from "../shape/shape.js";
import { isScalar } from "./kinds.js";
import type { Uses } from "./uses.js";

/** The elements of a node as a part of a whole; one entry for each dimension of the whole. */
export interface Piece {
  readonly target: NodeId;
  readonly node: NodeId;
  readonly at: readonly Along[];
}

export interface Assembly {
  readonly pieces: readonly Piece[];
  /** Whether the first piece is as large as the whole: it is stored, before any other. */
  readonly hasBase: boolean;
  /** Whether pieces may overlap: they are added. */
  readonly adds: boolean;
  /** Whether there may be elements that no piece reaches. */
  readonly hasGaps: boolean;
}

export interface Assemblies {
  readonly of: ReadonlyMap<NodeId, Assembly>;
  /** Nodes that exist in their pieces alone. */
  readonly inner: ReadonlySet<NodeId>;
}

type Uncounted = Omit<Uses, "beside">;

/** Every array that is put together, the outermost ones. */
export function assembliesOf(b: Builder, uses: Uncounted): Assemblies {
  const laid = laidNodes(b, uses);
  const of = new Map<NodeId, Assembly>();
  const inner = new Set<NodeId>();
  for (const id of [...uses.order].reverse()) {
    if (laid.has(id) && !inner.has(id)) of.set(id, assembly(b, uses, laid, id, inner));
  }
  return { of, inner };
}

/** Arrays that are laid out, and sums in which one is that nothing else uses. */
function laidNodes(b: Builder, uses: Uncounted): Set<NodeId> {
  const laid = new Set<NodeId>();
  for (const id of uses.order) {
    const node = b.node(id);
    if (isLayout(b, node) || (isSum(b, node) && node.args.some((a) => laid.has(a) && isUsedOnce(b, uses, a)))) laid.add(id);
  }
  return laid;
}

function isLayout(b: Builder, node: Node): boolean {
  const [first] = node.args;
  return tensorOf(b, node)?.lays !== undefined && first !== undefined && !isScalar(b.node(first));
}

function isSum(b: Builder, node: Node): boolean {
  return node.op === "add" && !isScalar(node) && node.args.every((a) => sameShape(b.shape(a), node.shape));
}

function isUsedOnce(b: Builder, uses: Uncounted, id: NodeId): boolean {
  const [only, ...more] = uses.consumers.get(id) ?? [];
  return only !== undefined && more.length === 0 && !uses.roots.has(id) && b.node(only).args.filter((a) => a === id).length === 1;
}

function assembly(b: Builder, uses: Uncounted, laid: ReadonlySet<NodeId>, target: NodeId, inner: Set<NodeId>): Assembly {
  const pieces: Piece[] = [];
  let adds = false, hasGaps = false;
  const stack: Piece[] = [{ target, node: target, at: b.shape(target).map((_, axis) => ({ start: 0, step: 1, axis })) }];
  while (stack.length > 0) {
    const piece = stack.pop() as Piece;
    const node = b.node(piece.node);
    const isOpen = piece.node === target || (laid.has(piece.node) && isUsedOnce(b, uses, piece.node));
    if (!isOpen) {
      pieces.push(piece);
      continue;
    }
    if (piece.node !== target) inner.add(piece.node);
    adds ||= isSum(b, node);
    hasGaps ||= isPlaced(b, node);
    stack.push(...partsOf(b, node, piece).reverse());
  }
  const base = pieces.filter((p) => isBase(b, p));
  return { pieces: [...base, ...pieces.filter((p) => !isBase(b, p))], hasBase: base.length > 0, adds, hasGaps };
}

/** Whether a piece is all of the whole. */
export function isBase(b: Builder, { target, node, at }: Piece): boolean {
  return sameShape(b.shape(node), b.shape(target)) && at.every(({ start, step, axis }, i) => start === 0 && step === 1 && axis === i);
}

/** The arguments of a layout, or of a sum, each with its place in the whole. */
function partsOf(b: Builder, node: Node, piece: Piece): Piece[] {
  const at = tensorOf(b, node)?.lays?.(node.args.map((arg) => b.shape(arg)), node.attrs, node.shape);
  return node.args.map((arg, i) => (at === undefined ? { ...piece, node: arg } : moved(piece, arg, (axis) => at(i, axis))));
}

/** An argument as a piece, given where it lies in the dimensions of the piece that it is a part of. */
function moved({ target, at }: Piece, node: NodeId, within: (axis: number) => Along): Piece {
  return {
    target, node,
    at: at.map((along) => {
      if (along.axis === undefined) return along;
      const { start, step, axis } = within(along.axis);
      return { start: addDims(along.start, multiplyDims(along.step, start)), step: along.step * step, axis };
    }),
  };
}
