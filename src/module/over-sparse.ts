// Sparse matrices of a program of one observation, over many: where each element of one lies among those of all.
import { nth } from "../diagnostics/known.js";
import { patternOf, type JoinedRelation, type Pattern } from "../graph/pattern.js";
import type { Program, Sparse, Variable } from "../graph/program.js";
import { addDims, evaluateDim, multiplyDims, type Dim } from "../shape/dim.js";

/** Where an element lies: for each observation further on by `step`, or for all together where there is none. */
export interface OverPlace {
  readonly at: Dim;
  readonly step?: Dim;
}

export interface OverMatrix {
  readonly pattern: Pattern;
  /** Of the elements of one observation, in their order. */
  readonly places: readonly OverPlace[];
  readonly length: Dim;
}

/** Rows or columns of one observation that stand beside each other, and where they begin among all. */
interface Stretch {
  readonly count: number;
  readonly from: Dim;
  readonly isOver: boolean;
}

/** Rows of a Jacobian are an observation's own, and so are columns and rows for inputs; those for params are shared. */
export function sparseOverRows({ variables }: Program, { pattern, wrt }: Sparse, kind: "jacobian" | "hessian", count: Dim): OverMatrix {
  const { rowStart, columns } = pattern.at((dim) => evaluateDim(dim, new Map()));
  const height = rowStart.length - 1;
  const across = axisOf(wrt.map((name) => variables.find((v) => v.name === name) as Variable), count);
  const down = kind === "hessian" ? across : { stretches: [{ count: height, from: 0, isOver: true }], length: multiplyDims(count, height) };
  const places: OverPlace[] = [];
  const parts: JoinedRelation["parts"][number][] = [];
  let start: Dim = 0;
  let first = 0;
  for (const stretch of down.stretches) {
    const width = nth(rowStart, first + stretch.count) - nth(rowStart, first);
    for (let row = first; row < first + stretch.count; row++) {
      const own = [...columns.subarray(rowStart[row], rowStart[row + 1])];
      parts.push(...own.map((column) => partAt([row - first, stretch], placeIn(across.stretches, column), count)));
      const placed: RowPlaces = stretch.isOver ? ownRow(own.length, width, start) : sharedRow(own, across.stretches, start, count);
      places.push(...placed.places);
      start = placed.end;
    }
    if (stretch.isOver) start = addDims(start, multiplyDims(addDims(count, -1), width));
    first += stretch.count;
  }
  const relations = [{ kind: "own", rows: across.length, first: 0 }, { kind: "joined", rows: down.length, parts }] as const;
  return {
    pattern: patternOf({ name: pattern.name, relations, rows: down.length, columns: across.length, sweeps: "none" }), places, length: start,
  };
}

function axisOf(variables: readonly Variable[], count: Dim): { readonly stretches: readonly Stretch[]; readonly length: Dim } {
  let length: Dim = 0;
  const stretches = variables.map(({ role, nodes }) => {
    const from = length;
    const isOver = role === "input";
    length = addDims(length, isOver ? multiplyDims(count, nodes.length) : nodes.length);
    return { count: nodes.length, from, isOver };
  });
  return { stretches, length };
}

/** The stretch in which a row or column of one observation is, and its place there. */
function placeIn(stretches: readonly Stretch[], place: number): readonly [number, Stretch] {
  let at = place;
  for (const stretch of stretches) {
    if (at < stretch.count) return [at, stretch];
    at -= stretch.count;
  }
  throw new RangeError("defect of gradc: a column outside the matrix");
}

/** The walk through the elements that one of an observation is over all. */
function partAt(
  [row, down]: readonly [number, Stretch], [column, across]: readonly [number, Stretch], count: Dim,
): JoinedRelation["parts"][number] {
  const [to, from] = [addDims(down.from, row), addDims(across.from, column)];
  if (!down.isOver && !across.isOver) return { of: 0, box: [], to: [to], from: [from] };
  return { of: 0, box: [count], to: [to, down.isOver ? down.count : 0], from: [from, across.isOver ? across.count : 0] };
}

interface RowPlaces {
  readonly places: readonly OverPlace[];
  readonly end: Dim;
}

/** A row that each observation has: all of its elements are the observation's own. */
function ownRow(length: number, step: number, start: Dim): RowPlaces {
  return { places: Array.from({ length }, (_, i) => ({ at: addDims(start, i), step })), end: addDims(start, length) };
}

/** A row that all observations share: for an input, what each of them has there stands one after the other. */
function sharedRow(own: readonly number[], stretches: readonly Stretch[], start: Dim, count: Dim): RowPlaces {
  const places: OverPlace[] = [];
  let [end, first] = [start, 0];
  for (const stretch of stretches) {
    const inside = own.filter((column) => column >= first && column < first + stretch.count).length;
    const from = end;
    for (let i = 0; i < inside; i++) places.push({ at: addDims(from, i), ...(stretch.isOver ? { step: inside } : {}) });
    end = addDims(end, stretch.isOver ? multiplyDims(count, inside) : inside);
    first += stretch.count;
  }
  return { places, end };
}
