// Which formulas of a program are written by their elements: those that masks over indices take part in.
import { nth } from "../../diagnostics/known.js";
import type { Builder } from "../../graph/builder.js";
import type { Program } from "../../graph/program.js";
import type { Node, NodeId } from "../../graph/graph.js";
import { isContraction } from "../../ops/contraction.js";
import type { Shape } from "../../shape/shape.js";
import { comparesIndices } from "./conditions.js";
import { byElements } from "./whole.js";
import type { PartRead, Reading } from "../reading.js";
import { name, partsOf, type Item, type Written } from "../written.js";

export interface Indexed {
  /** Nodes with masks of indices, down to what has a name. */
  readonly masked: ReadonlySet<NodeId>;
  /** Parts of formulas that are written by their elements. */
  readonly parts: ReadonlySet<NodeId>;
  /** Of parts that have names by now, how they are read. */
  readonly read: Map<NodeId, PartRead>;
  /** Results, which have no names yet. */
  readonly roots: ReadonlySet<NodeId>;
}

export const NOTHING_INDEXED: Indexed = { masked: new Set(), parts: new Set(), read: new Map(), roots: new Set() };

/** In a graph in order, of which some nodes have names or get them. */
export function indexedIn(
  { builder: b, isOverIndices = false }: Program, order: readonly NodeId[], r: Reading, hasName: (id: NodeId) => boolean,
  roots: ReadonlySet<NodeId>,
): Indexed {
  const masked = new Set<NodeId>();
  for (const id of order) {
    const node = b.node(id);
    const isOwn = comparesIndices(b, id) || (isOverIndices && isOuter(b, node));
    if (isOwn || node.args.some((arg) => masked.has(arg) && !hasName(arg))) masked.add(id);
  }
  if (masked.size === 0) return NOTHING_INDEXED;
  const trial = (root: NodeId): Reading => ({
    ...r, isOpen: (id) => id === root || !hasName(id), isIndexed: (id) => masked.has(id),
    written: (id) => name(`node${id}`, b.shape(id).length > 0),
  });
  const parts = new Set<NodeId>();
  const others = new Set<NodeId>();
  for (const root of order) {
    if (!masked.has(root) || !(hasName(root) || roots.has(root))) continue;
    const found = byElements(trial(root), root) === undefined ? others : parts;
    for (const id of below(b, root, hasName)) if (b.shape(id).length > 0 || masked.has(id)) found.add(id);
  }
  for (const id of others) parts.delete(id);
  return { masked, parts, roots, read: new Map() };
}

/** Whether an operation takes each element of one array with each of another, as `x[i] - x[j]` does. */
function isOuter(b: Builder, { op, args, shape }: Node): boolean {
  if (b.ops.get(op)?.kind !== "scalar" || args.length !== 2 || shape.length < 2) return false;
  const [x, y] = args.map((arg) => axesAlong(b, arg, shape)) as unknown as readonly [boolean[], boolean[]];
  return x.some((along, axis) => along && y[axis] === false) && y.some((along, axis) => along && x[axis] === false);
}

/** Along which dimensions of a shape the elements of an array differ. */
function axesAlong(b: Builder, id: NodeId, shape: Shape): boolean[] {
  const own = b.shape(id);
  const node = b.node(id);
  const isStretched = (axis: number): boolean => {
    if (!isContraction(node) || node.args.length !== 1) return false;
    return node.attrs.labels[0]?.includes(nth(node.attrs.out, axis)) === false;
  };
  return shape.map((dim, i) => {
    const axis = i - shape.length + own.length;
    return dim !== 1 && axis >= 0 && own[axis] !== 1 && !isStretched(axis);
  });
}

/** A node with what it is made of, down to names. */
function below(b: Builder, root: NodeId, hasName: (id: NodeId) => boolean): ReadonlySet<NodeId> {
  const found = new Set([root]);
  for (const id of found) for (const arg of b.node(id).args) if (!hasName(arg)) found.add(arg);
  return found;
}

/** Whether a formula reads one of these names as an array, and not by its elements or rows. */
export function usesWhole(w: Written, names: ReadonlySet<string>): boolean {
  if (names.size === 0) return false;
  if (w.kind === "name") return names.has(w.name);
  const isPlace = (item: Item): boolean => typeof item === "string" && (item === ":" || !item.includes(":"));
  const isElement = w.kind === "index" && w.object.kind === "name" && w.items.every(isPlace);
  return !isElement && partsOf(w).some((part) => usesWhole(part, names));
}
