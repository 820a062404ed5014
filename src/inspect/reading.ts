// What reading one node needs: the written forms of its arguments, and which of those may be looked into.
import type { Builder } from "../graph/builder.js";
import type { NodeId } from "../graph/graph.js";
import type { Dim } from "../shape/dim.js";
import { formatDim } from "../shape/dim.js";
import type { Shape } from "../shape/shape.js";
import type { At } from "./elements/at.js";
import type { Condition } from "./elements/places.js";
import { BINDS, call, index, infix, isInfix, name, number, transposed, type Item, type Written } from "./written.js";
import { times } from "./algebra.js";
import { callsIn } from "./order.js";

/** A named part that is written by its elements. */
export interface PartRead {
  /** How places are moved in each dimension, and how long that is in it; undefined in a dimension of 1, which it has not. */
  readonly axes: readonly ({ readonly by: number; readonly size: Dim } | undefined)[];
  /** Where an element counts. */
  readonly where: (at: readonly At[]) => readonly Condition[];
}

export interface Reading {
  readonly b: Builder;
  /** For people: guards of domains are hidden, sums and products lose brackets that only fix roundings. */
  readonly pretty: boolean;
  /** As on paper: a number stands before the first factor of a product of matrices. */
  readonly isPaper?: boolean;
  /** A node by its name, or written out. */
  written(id: NodeId): Written;
  /** Whether a node is written out, so that its own operation may join that of its user. */
  isOpen(id: NodeId): boolean;
  /** Whether a node is made of masks that compare indices, so that it reads best by its elements. */
  readonly isIndexed?: (id: NodeId) => boolean;
  readonly parts?: ReadonlyMap<NodeId, PartRead>;
  /** Whether the program asks of its sizes that this is never negative. */
  readonly isRequired?: (room: Dim) => boolean;
  /** The name of one of the helper functions of helpers.ts. */
  helper(name: string): string;
  /** The letter of an index by its number; no name of the program. */
  letter(at: number): string;
  /** Whether the program has this constant or word of the language for something of its own. */
  readonly hides?: (word: string) => boolean;
}

export function sizeOf(dim: Dim): Written {
  if (typeof dim === "number") return number(dim);
  const [first] = dim.terms;
  const isName = dim.terms.length === 1 && first?.factor === 1 && first.names.length === 1;
  return name(formatDim(dim), false, isName ? BINDS.atom : dim.terms.length > 1 ? BINDS.add : BINDS.multiply);
}

export function shapeList(shape: Shape): Written {
  return name(`[${shape.map(formatDim).join(", ")}]`, true);
}

export function reshaped(w: Written, shape: Shape): Written {
  return call(RESHAPED, [w, shapeList(shape)], true);
}

const RESHAPED = "reshape";

/** Whether a formula gives arrays another shape, which people do by indices. */
export function hasReshapes(w: Written): boolean {
  return callsIn(w).includes(RESHAPED);
}

/** An array of one number. */
export function filled(value: Written, shape: Shape, pretty: boolean): Written {
  if (shape.length === 0) return value;
  const sizes = shape.map(sizeOf);
  if (value.kind === "number" && Object.is(value.value, 0)) return call("zeros", sizes, true);
  return times(value, call("ones", sizes, true), pretty || value.kind === "number");
}

/** The product `*` of arrays; a scalar where both are vectors. */
export function product(left: Written, right: Written, isArray = true): Written {
  return { ...infix("*", left, right), isArray };
}

/** A sum along dimensions, which are given in rising order; undefined for all of them. A dimension of one place is dropped. */
export function summed(w: Written, axes: readonly number[], rank: number): Written {
  const one = w.kind === "index" && w.items.length === rank ? onlyPlaces(w.items, axes) : undefined;
  if (w.kind === "index" && one !== undefined) return index(w.object, one, axes.length < rank);
  if (axes.length === rank) return call("sum", [w], false);
  return axes.reduceRight((sum, axis) => call("sum", [sum, number(axis + 1)], true), w);
}

/** Items with a place for each range of that place alone; undefined where one along an axis is longer. */
function onlyPlaces(items: readonly Item[], axes: readonly number[]): Item[] | undefined {
  const places = items.map((item) => (typeof item === "string" ? /^(.+):\1$/.exec(item)?.[1] : undefined));
  return axes.every((axis) => places[axis] !== undefined)
    ? items.map((item, axis) => (axes.includes(axis) ? places[axis] as string : item))
    : undefined;
}

/** A number times a product goes to its first factor: `2 * A * B`. */
export function scaled(scalar: Written, w: Written, pretty: boolean): Written {
  if (isInfix(w, "*") && w.left.isArray && w.right.isArray) return product(scaled(scalar, w.left, pretty), w.right, w.isArray);
  return times(scalar, w, pretty);
}

export function turned(w: Written, isTurned: boolean): Written {
  return isTurned ? transposed(w) : w;
}
