// Whole numbers known when compiling, and sums of them with the indices of the calls around.
import { nth } from "../diagnostics/known.js";
import { addDims, divideDim, multiplyDims, type Dim } from "../shape/dim.js";
import { attrsOf } from "../graph/attrs.js";
import type { Builder } from "../graph/builder.js";
import { argOf, type Node, type NodeId } from "../graph/graph.js";
import { lawsNamed } from "../graph/operation.js";

/** A size and whole multiples of indices, by their leaves. */
export interface Affine {
  readonly dim: Dim;
  readonly by: ReadonlyMap<NodeId, number>;
}

const NO_INDEX: ReadonlyMap<NodeId, number> = new Map();

/** Finds out once for each node of a graph. */
export class Affines {
  private readonly known = new Map<NodeId, Affine | undefined>();
  private readonly b: Builder;

  constructor(b: Builder) {
    this.b = b;
  }

  /** Has a scalar stand for an index. */
  declare(index: NodeId): void {
    this.known.set(index, { dim: 0, by: new Map([[index, 1]]) });
  }

  /** The dimension that a scalar stands for, if it is made of whole numbers and sizes by + - *. */
  dim(id: NodeId): Dim | undefined {
    const found = this.of(id);
    return found === undefined || found.by.size > 0 ? undefined : found.dim;
  }

  of(root: NodeId): Affine | undefined {
    const stack = [root];
    while (stack.length > 0) {
      const id = nth(stack, stack.length - 1);
      const node = this.b.node(id);
      const open = this.known.has(id) || !this.combines(node) ? [] : node.args.filter((a) => !this.known.has(a));
      if (open.length > 0) {
        stack.push(...open);
        continue;
      }
      stack.pop();
      if (!this.known.has(id)) this.known.set(id, this.combined(node, id));
    }
    return this.known.get(root);
  }

  private combined(node: Node, id: NodeId): Affine | undefined {
    if (node.shape.length > 0) return undefined;
    switch (node.op) {
      case "constant": return Number.isInteger(node.attrs.value) ? { dim: attrsOf("constant", node).value, by: NO_INDEX } : undefined;
      case "size": return { dim: attrsOf("size", node).dim, by: NO_INDEX };
      case "variable": return isIndex(node) ? { dim: 0, by: new Map([[id, 1]]) } : undefined;
      default: return this.ofParts(node);
    }
  }

  /** Of a division the whole part alone, as in floor(n/2), is a dimension. */
  private combines(node: Node): boolean {
    return lawsNamed(this.b, node.op)?.linear !== undefined || node.op === "div" || node.op === "floor";
  }

  private ofParts(node: Node): Affine | undefined {
    const record = this.b.ops.get(node.op);
    if (record?.kind !== "scalar") return undefined;
    if (node.op === "floor") {
      const { op, args: [n, by] } = this.b.node(argOf(node));
      return op === "div" ? quotient(this.of(n as NodeId), this.of(by as NodeId)) : undefined;
    }
    const parts = node.args.flatMap((a) => this.known.get(a) ?? []);
    const [x, y] = parts;
    if (x === undefined || parts.length < node.args.length) return undefined;
    if (record.laws?.linear === "in each") return y && product(x, y);
    if (record.laws?.linear !== true) return undefined;
    // its value at a unit is the factor of that argument
    const terms = parts.map((part, i) => scaled(part, record.evaluate(...parts.map((_, j) => Number(j === i)))));
    return terms.reduce(added);
  }
}

function quotient(x: Affine | undefined, y: Affine | undefined): Affine | undefined {
  if (x === undefined || y === undefined || x.by.size + y.by.size > 0) return undefined;
  return typeof y.dim === "number" && y.dim >= 1 ? { dim: divideDim(x.dim, y.dim), by: NO_INDEX } : undefined;
}

/** The leaf that stands for the index of a call while its body is elaborated. */
export function indexLeaf(b: Builder, name: string): NodeId {
  return b.apply("variable", [], { name, mark: b.graph.size });
}

export function isIndex(node: Node): boolean {
  return node.attrs.mark !== undefined;
}

function scaled({ dim, by }: Affine, factor: number): Affine {
  if (factor === 0) return { dim: 0, by: NO_INDEX };
  return { dim: multiplyDims(factor, dim), by: new Map([...by].map(([leaf, n]) => [leaf, n * factor])) };
}

function added(x: Affine, y: Affine): Affine {
  const dim = addDims(x.dim, y.dim);
  if (y.by.size === 0) return { dim, by: x.by };
  const by = new Map(x.by);
  for (const [leaf, n] of y.by) by.set(leaf, (by.get(leaf) ?? 0) + n);
  return { dim, by: new Map([...by].filter(([, n]) => n !== 0)) };
}

function product(x: Affine, y: Affine): Affine | undefined {
  if (x.by.size === 0 && typeof x.dim === "number") return scaled(y, x.dim);
  if (y.by.size === 0 && typeof y.dim === "number") return scaled(x, y.dim);
  return x.by.size === 0 && y.by.size === 0 ? { dim: multiplyDims(x.dim, y.dim), by: NO_INDEX } : undefined;
}
