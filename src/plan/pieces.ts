// Arrays that are made of pieces: windows laid into zeros, parts joined or stacked, and sums of those, as gradients of
// slices are. Each piece is stored, or added, where it is made; the arrays in between have no memory.
import { attrsOf } from "../graph/attrs.js";
import type { Builder } from "../graph/builder.js";
import type { Node, NodeId } from "../graph/graph.js";
import { windowOf } from "../ops/indexing.js";
import { addDims, multiplyDims, type Dim } from "../shape/dim.js";
import { sameShape } from "../shape/shape.js";
import { isScalar } from "./kinds.js";
import type { Uses } from "./uses.js";

/** Where the elements of a piece are along one dimension of the whole: along a dimension of their own, or at one place. */
export interface Along {
  readonly start: Dim;
  readonly step: number;
  readonly axis: number | undefined;
}

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
  return node.op === "place" || node.op === "concat" || (node.op === "stack" && first !== undefined && !isScalar(b.node(first)));
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
    adds ||= node.op === "add";
    hasGaps ||= node.op === "place";
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
  switch (node.op) {
    case "place": {
      const { starts, steps } = windowOf(node.attrs);
      return node.args.map((arg) => moved(piece, arg, (axis) => ({ start: starts[axis] as Dim, step: steps[axis] as number, axis })));
    }
    case "concat": {
      let before: Dim = 0;
      return node.args.map((arg) => {
        const start = before;
        before = addDims(before, b.shape(arg)[attrsOf("concat", node).axis] as Dim);
        return moved(piece, arg, (axis) => ({ start: axis === node.attrs.axis ? start : 0, step: 1, axis }));
      });
    }
    case "stack": {
      const lead = node.shape.slice(0, node.shape.length - b.shape(node.args[0] as NodeId).length) as readonly number[];
      return node.args.map((arg, part) => moved(piece, arg, (axis) => {
        if (axis >= lead.length) return { start: 0, step: 1, axis: axis - lead.length };
        const size = lead.slice(axis + 1).reduce((p, d) => p * d, 1);
        return { start: Math.floor(part / size) % (lead[axis] as number), step: 1, axis: undefined };
      }));
    }
    default: return node.args.map((arg) => ({ ...piece, node: arg }));
  }
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
