// What a function returns: numbers and arrays in an object that mirrors the request.
import type { Located } from "../diagnostics/source.js";
import type { Buffer, Num } from "../loop/ir.js";
import type { Shape } from "../shape/shape.js";

/** @internal */
export type Tree =
  | { readonly kind: "scalar"; readonly num: Num; readonly origin?: Located }
  | { readonly kind: "array"; readonly buffer: Buffer; readonly origin?: Located }
  | PatternPart
  | ObjectTree;

/** Numbers that the module has from the start: where the rows of a sparse matrix begin, and the columns of its elements. */
export interface PatternPart {
  readonly kind: "pattern";
  readonly of: string;
  readonly member: "rowStart" | "columns";
}

/** @internal */
export interface ObjectTree {
  readonly kind: "object";
  readonly entries: readonly (readonly [string, Tree])[];
}

/** The same as those see it who call. */
export type ResultShape =
  | { readonly kind: "scalar" }
  | { readonly kind: "array"; readonly shape: Shape }
  | PatternPart
  | { readonly kind: "object"; readonly entries: readonly (readonly [string, ResultShape])[] };

/** @internal */
export function object(entries: readonly (readonly [string, Tree])[]): ObjectTree {
  return { kind: "object", entries };
}

/** @internal */
export function hasArrays(tree: Tree): boolean {
  return tree.kind === "array" || (tree.kind === "object" && tree.entries.some(([, t]) => hasArrays(t)));
}

/** @internal */
export function numbersOf(tree: Tree): Num[] {
  if (tree.kind === "object") return tree.entries.flatMap(([, t]) => numbersOf(t));
  return tree.kind === "scalar" ? [tree.num] : [];
}

/**
 * A part of an object.
 * @internal
 */
export function partOf(tree: Tree, name: string): Tree | undefined {
  return tree.kind === "object" ? tree.entries.find(([key]) => key === name)?.[1] : undefined;
}

/** @internal */
export function resultShape(tree: Tree): ResultShape {
  if (tree.kind === "scalar") return { kind: "scalar" };
  if (tree.kind === "array") return { kind: "array", shape: tree.buffer.shape };
  if (tree.kind === "pattern") return tree;
  return { kind: "object", entries: tree.entries.map(([key, t]) => [key, resultShape(t)]) };
}
