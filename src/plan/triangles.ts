// Of which elements of an array it is known, by their places, that they are 0, or that nothing reads them: those outside of a
// triangle. Loops over a product end where the triangle of a factor, or of what is read of the result, does.
import { nth } from "../diagnostics/known.js";
import type { Builder } from "../graph/builder.js";
import { argOf, type Node, type NodeId } from "../graph/graph.js";
import { keepsOrder, tensorOf } from "../graph/operation.js";
import { contractionOf, factorsOf, isContraction } from "../ops/contraction.js";
import type { Shape } from "../shape/shape.js";
import { isScalar, onlyOnes } from "./kinds.js";
import { argsOf } from "./running.js";
import type { Uses } from "./uses.js";

/** The elements at which the index along one axis, or of one label, is ahead of that along another by so much at least. */
export type Half = readonly [ahead: number, behind: number, least: number];

/** The elements that are in all of some halves; all elements where there is none. */
export type Region = readonly Half[];

export interface Triangles {
  /** Outside of these elements are 0 that no computation gave. */
  readonly nonzero: ReadonlyMap<NodeId, Region>;
  /** Outside of these nothing reads an element. */
  readonly read: ReadonlyMap<NodeId, Region>;
}

const ALL: Region = [];

/** `isExact`: a 0 times what is infinite is not 0. */
export function trianglesOf(b: Builder, uses: Uses, isExact: boolean): Triangles {
  return { nonzero: isExact ? new Map() : nonzeroIn(b, uses), read: readIn(b, uses) };
}

/**
 * By its labels, the terms of a contraction that something reads and that are not known to be 0; the elements of factors that
 * are not stored may say so themselves.
 */
export function termsIn({ nonzero, read }: Triangles, id: NodeId, node: Node, stored?: ReadonlySet<NodeId>): Region {
  const { out } = contractionOf(node.attrs);
  const ofFactors = factorsOf(node).flatMap(({ node: arg, labels }) =>
    (stored?.has(arg) !== false ? moved(nonzero.get(arg) ?? ALL, (axis) => nth(labels, axis)) : []));
  const all = [...ofFactors, ...moved(read.get(id) ?? ALL, (axis) => nth(out, axis))];
  // of several between the same labels the narrowest
  return all.filter(([ahead, behind, least], i) => !all.some((half, k) =>
    half[0] === ahead && half[1] === behind && (half[2] > least || (half[2] === least && k < i))));
}

function nonzeroIn(b: Builder, { order }: Uses): Map<NodeId, Region> {
  const found = new Map<NodeId, Region>();
  for (const id of order) {
    const region = nonzeroOf(b, b.node(id), (arg) => found.get(arg) ?? ALL);
    if (region.length > 0) found.set(id, region);
  }
  return found;
}

function nonzeroOf(b: Builder, node: Node, of: (arg: NodeId) => Region): Region {
  const own = withinOf(b, node);
  if (own.length > 0) return [...node.args.flatMap(of), ...own];
  if (isContraction(node)) {
    const { out } = node.attrs;
    return factorsOf(node).flatMap((f) => moved(of(f.node), (axis) => out.indexOf(nth(f.labels, axis))));
  }
  const record = b.ops.get(node.op);
  if (keepsOrder(b, node) && onlyOnes(b, node)) return moved(of(argOf(node)), acrossOnes(b.shape(argOf(node)), node.shape));
  if (record?.kind !== "scalar" || isScalar(node)) return ALL;
  const regions = node.args.map((arg) => moved(of(arg), (axis) => axis + node.shape.length - b.shape(arg).length));
  if (record.laws?.vanishes === true) return regions.flat();
  return record.laws?.linear === true ? regions.reduce(union) : ALL;
}

function readIn(b: Builder, { order, roots }: Uses): Map<NodeId, Region> {
  const found = new Map<NodeId, Region>();
  for (const id of [...order].reverse()) {
    const node = b.node(id);
    const region = roots.has(id) ? ALL : found.get(id) ?? ALL;
    const args = argsOf(b, node);
    args.forEach((arg, i) => {
      const own = args === node.args ? readThrough(b, node, i, region) : ALL;
      const known = found.get(arg);
      found.set(arg, known === undefined ? own : union(known, own));
    });
  }
  return new Map([...found].filter(([id, region]) => region.length > 0 && !roots.has(id)));
}

/** What a node reads of an argument, where of the node itself a region is read. */
function readThrough(b: Builder, node: Node, index: number, region: Region): Region {
  const own = b.shape(argOf(node, index));
  if (own.length === 0) return ALL;
  const within = withinOf(b, node);
  if (within.length > 0) return [...region, ...within];
  if (keepsOrder(b, node) && onlyOnes(b, node)) return moved(region, acrossOnes(node.shape, own));
  if (isContraction(node)) {
    const factors = factorsOf(node);
    const { out } = node.attrs;
    const labels = factors[index]?.labels ?? [];
    const axisOf = (label: number | undefined): number => (label === undefined ? -1 : labels.indexOf(label));
    const leaves = factors.filter((f) => b.node(f.node).args.length === 0);
    const beside = leaves.flatMap((f) => moved(withinOf(b, b.node(f.node)), (axis) => axisOf(f.labels[axis])));
    const twice = labels.flatMap((label, axis): Region => {
      const first = axisOf(label);
      return first === axis ? [] : [[first, axis, 0], [axis, first, 0]];
    });
    return [...moved(region, (axis) => axisOf(out[axis])), ...beside, ...twice];
  }
  if (b.ops.get(node.op)?.kind !== "scalar") return ALL;
  const lead = node.shape.length - own.length;
  return moved(region, (axis) => (own[axis - lead] === 1 ? -1 : axis - lead));
}

function withinOf(b: Builder, node: Node): Region {
  return tensorOf(b, node)?.within?.(node.attrs, node.shape.length) ?? ALL;
}

/** The halves of a region between other axes; without those of which an axis is gone. */
function moved(region: Region, to: (axis: number) => number): Region {
  return region.flatMap(([ahead, behind, least]) => {
    const axes = [to(ahead), to(behind)] as const;
    return axes[0] < 0 || axes[1] < 0 || axes[0] === axes[1] ? [] : [[...axes, least] as const];
  });
}

/** Where an axis is once dimensions of 1 have come or gone. */
function acrossOnes(from: Shape, to: Shape): (axis: number) => number {
  const [own, other] = [from, to].map((shape) => shape.flatMap((d, axis) => (d === 1 ? [] : [axis]))) as [number[], number[]];
  return (axis) => other[own.indexOf(axis)] ?? -1;
}

/** The elements that are in one region or the other, or a few more. */
function union(x: Region, y: Region): Region {
  return x.flatMap(([ahead, behind, least]) => {
    const others = y.filter((half) => half[0] === ahead && half[1] === behind).map((half) => half[2]);
    return others.length === 0 ? [] : [[ahead, behind, Math.min(least, Math.max(...others))] as const];
  });
}
