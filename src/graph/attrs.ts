// The attributes of each operation that has any: one typed view in place of a cast at every use.
import type { Attrs, Node, Operands } from "./graph.js";
import type { Table } from "./pattern.js";
import type { Dim } from "../shape/dim.js";
import type { Shape } from "../shape/shape.js";

type Axes = { readonly axes: readonly number[] };
type Scan = { readonly axis: number; readonly reverse: boolean };
/** Where a window begins in each dimension, counted from 0, and its steps. */
type Placed = { readonly starts: readonly Dim[]; readonly steps: readonly number[] };

export interface OpAttrs {
  readonly constant: { readonly value: number };
  readonly variable: { readonly name: string };
  readonly size: { readonly dim: Dim };
  readonly table: { readonly table: Table; readonly shape: Shape };
  readonly delta: { readonly size: Dim };
  readonly range: { readonly start: Dim; readonly step: number; readonly size: Dim };
  readonly one_hot: { readonly size: Dim };
  readonly reshape: { readonly shape: Shape };
  readonly slice: Placed & { readonly sizes: readonly Dim[] };
  readonly place: Placed & { readonly shape: Shape };
  /** The part that it keeps: from the diagonal on to the right, or up to it. */
  readonly triangle: { readonly upper: boolean; readonly diagonal: number };
  readonly gather: { readonly axis: number };
  readonly scatter: { readonly axis: number; readonly size: Dim };
  readonly concat: { readonly axis: number };
  readonly stack: { readonly lead: readonly number[] };
  readonly cumsum: Scan;
  readonly recurrence: Scan;
  readonly logcumsumexp: Scan;
  readonly contract: { readonly labels: readonly (readonly number[])[]; readonly out: readonly number[]; readonly dims: readonly Dim[] };
  readonly reduce_max: Axes;
  readonly reduce_min: Axes;
  readonly reduce_prod: Axes;
  readonly reduce_norm: Axes;
  readonly reduce_norm_p: Axes & { readonly p: number };
  readonly logsumexp: Axes;
  readonly softmax: Axes;
  readonly lu: { readonly result: "factors" | "exchanges" };
  readonly solve: { readonly transposed: boolean };
  readonly solve_lower: { readonly transposed: boolean };
}

/** A node of an operation. */
export interface NodeOf<K extends keyof OpAttrs> extends Node {
  readonly op: K;
  readonly attrs: OpAttrs[K];
  readonly args: Operands;
}

/** Whether a node is of an operation, which then says what its attributes are. */
export function isOp<K extends keyof OpAttrs>(node: Node | undefined, op: K): node is NodeOf<K> {
  return node?.op === op;
}

/** The attributes of a node that is of an operation, or of one that has the same. */
export function attrsOf<K extends keyof OpAttrs>(_op: K, { attrs }: { readonly attrs: Attrs }): OpAttrs[K] {
  return attrs as unknown as OpAttrs[K];
}
