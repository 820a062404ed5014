// The pattern of a sparse matrix of derivatives: which elements may be no zeros, as relations that are joined to one, and how
// few sweeps tell them. Where sizes are named, the module computes it when it is set up; src/runtime/sparsity.ts is both.
import { nth } from "../diagnostics/known.js";
import {
  compressed, compressedSymmetric, elementsAlong, inOrderOfColumns, joinRows, longestRow, ownColumns, turnedRows,
} from "../runtime/sparsity.js";
import { countedDim, evaluateDim, formatDim, namedDim, namesOfDim, type Dim } from "../shape/dim.js";
import type { Closed } from "./graph.js";
import type { Going, Walk } from "./reach.js";
import type { Tensor } from "./tensor.js";

/** Rows that each have one column of their own, from `first` on. */
export interface OwnRelation {
  readonly kind: "own";
  readonly rows: Dim;
  readonly first: Dim;
}

/** Rows that take in those of earlier relations. */
export interface JoinedRelation {
  readonly kind: "joined";
  readonly rows: Dim;
  readonly parts: readonly (Walk & { readonly of: number })[];
}

export type Relation = OwnRelation | JoinedRelation;

/** The matrix is told by sums of its columns, by sums of its rows, where it is symmetric by either, or each element by itself. */
export type Sweeps = "columns" | "rows" | "symmetric" | "none";

export interface PatternParts {
  /** Of which matrix: a program has one of each kind. */
  readonly name: string;
  /** The last one is that of the matrix. */
  readonly relations: readonly Relation[];
  readonly rows: Dim;
  readonly columns: Dim;
  readonly sweeps: Sweeps;
}

/** What is known of a matrix once the sizes are. */
export type Compressed = ReturnType<typeof compressed>;

export interface Pattern extends PatternParts, Closed {
  /** How many sweeps tell the matrix, and how many elements may be no zeros. */
  readonly count: Dim;
  readonly nonzeros: Dim;
  readonly at: (size: (dim: Dim) => number) => Compressed;
}

export type TablePart = "colours" | "places" | "elements";

/**
 * Numbers that a pattern gives: the colours of its elements from one on, where each element stands in the sweeps, or where the
 * elements along a walk stand among all.
 */
export interface Table extends Closed {
  readonly pattern: Pattern;
  readonly part: TablePart;
  readonly from: Dim;
  /** Of elements: rows are what it goes to, columns what it comes from. */
  readonly walk?: ElementWalk;
}

/** Through rows and columns: each step is an element. */
export interface ElementWalk {
  readonly box: readonly Dim[];
  readonly to: Going;
  readonly from: Going;
}

export function patternOf(parts: PatternParts): Pattern {
  const names = [...new Set(dimsIn(parts).flatMap(namesOfDim))];
  let last: { readonly key: string; readonly made: Compressed } | undefined;
  const at: Pattern["at"] = (size) => {
    const key = names.map((name) => size(namedDim(name))).join();
    if (last?.key !== key) last = { key, made: compress(parts, size) };
    return last.made;
  };
  const counted = (what: "sweeps" | "nonzeros"): Dim => countedDim({
    kind: "counted", of: parts.name, what, names,
    at: (sizes) => {
      const { count, columns } = at((dim) => evaluateDim(dim, sizes));
      return what === "sweeps" ? count : columns.length;
    },
  });
  return { ...parts, closure: parts.name, at, count: counted("sweeps"), nonzeros: counted("nonzeros") };
}

function dimsIn({ rows, columns, relations }: PatternParts): Dim[] {
  return [rows, columns, ...relations.flatMap((r) =>
    (r.kind === "own" ? [r.rows, r.first] : [r.rows, ...r.parts.flatMap(({ box, to, from }) => [...box, ...to, ...from])]))];
}

/** The last of the relations. Throws a RangeError where it holds too much. */
export function joinedAt(relations: readonly Relation[], size: (dim: Dim) => number): ReturnType<typeof joinRows> {
  const made: ReturnType<typeof joinRows>[] = [];
  const all = (dims: readonly Dim[]): number[] => dims.map(size);
  for (const relation of relations) {
    const rows = size(relation.rows);
    made.push(relation.kind === "own" ? ownColumns(rows, size(relation.first))
      : joinRows(rows, relation.parts.map(({ of, box, to, from, ...rest }) => (
        { ...rest, of: made[of] as typeof made[number], box: all(box), to: all(to), from: all(from) }))));
  }
  return made.at(-1) as typeof made[number];
}

/**
 * About how many elements are looked at to join the relations, if rows are equally long: known without joining them, which
 * takes seconds where the matrix is full.
 */
export function workOf({ relations, columns }: PatternParts, size: (dim: Dim) => number): number {
  const lengths: number[] = [];
  let work = 0;
  for (const relation of relations) {
    const rows = Math.max(1, size(relation.rows));
    const looked = relation.kind === "own" ? rows
      : relation.parts.reduce((sum, { box, of }) => sum + box.reduce<number>((steps, dim) => steps * size(dim), nth(lengths, of)), 0);
    work += looked;
    lengths.push(Math.min(looked / rows, size(columns)));
  }
  return work;
}

function compress({ relations, columns, sweeps }: PatternParts, size: (dim: Dim) => number): Compressed {
  const joined = joinedAt(relations, size);
  if (sweeps === "symmetric") return compressedSymmetric(joined);
  if (sweeps !== "none") return compressed(joined, size(columns), sweeps === "rows");
  const { start, list } = inOrderOfColumns(joined, size(columns));
  return { rowStart: start, columns: list, count: 0, colours: new Int32Array(), places: new Int32Array() };
}

/** Told by sums of rows or of columns, whichever takes fewer sweeps. What would need more at least is not tried. */
export function inFewerSweeps(parts: Omit<PatternParts, "sweeps">, size: (dim: Dim) => number): Pattern {
  const byRow = joinedAt(parts.relations, size);
  const [leastOfColumns, leastOfRows] = [longestRow(byRow), longestRow(turnedRows(byRow, size(parts.columns)))];
  const [first, second, least] = leastOfRows < leastOfColumns
    ? ["rows", "columns", leastOfColumns] as const
    : ["columns", "rows", leastOfRows] as const;
  const pattern = patternOf({ ...parts, sweeps: first });
  const sweeps = pattern.at(size).count;
  if (sweeps <= least) return pattern;
  const other = patternOf({ ...parts, sweeps: second });
  return sweeps <= other.at(size).count ? pattern : other;
}

/** The numbers of a table. */
export function tableAt({ pattern, part, from, walk }: Table, shape: readonly number[], size: (dim: Dim) => number): Tensor {
  const found = pattern.at(size);
  if (walk !== undefined) {
    const [box, rows, columns] = [walk.box, walk.to, walk.from].map((dims) => dims.map(size)) as [number[], number[], number[]];
    return { shape, data: Float64Array.from(elementsAlong(found, box, rows, columns)) };
  }
  const [data, first] = [found[part as "colours" | "places"], size(from)];
  return { shape, data: Float64Array.from(data.subarray(first, first + shape.reduce((p, d) => p * d, 1))) };
}

/** A table as something that is told by its text. */
export function tableOf(pattern: Pattern, part: "colours" | "places", from: Dim): Table {
  return { pattern, part, from, closure: `${part} of ${pattern.name} from ${formatDim(from)}` };
}

/** The table of where the elements along a walk stand. */
export function elementsTable(pattern: Pattern, walk: ElementWalk): Table {
  const text = [walk.box, walk.to, walk.from].map((dims) => dims.map(formatDim).join(", ")).join("; ");
  return { pattern, part: "elements", from: 0, walk, closure: `elements of ${pattern.name} along ${text}` };
}
