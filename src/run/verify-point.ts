// Random points for a program: sizes, places that are whole numbers, and values at which the program has a value.
import { nth } from "../diagnostics/known.js";
import type { IndexUse, Program, Variable } from "../graph/program.js";
import { evaluateDim } from "../shape/dim.js";

/** The elements of a variable, or of the parts of a record in order. */
export interface Part {
  readonly variable: Variable;
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** Numbers in [0, 1) that repeat for a seed (mulberry32). */
export function randomsFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What values are drawn from: those of either sign first, then what logarithms and probabilities take. */
const DRAWS: readonly ((u: number) => number)[] = [
  (u) => 4 * u - 2, (u) => 0.1 + 2 * u, (u) => 0.05 + 0.9 * u, (u) => 1 + 3 * u, (u) => u / 4 - 0.125,
];

/** Point number `at` of a program; every try draws from another range, and large sizes come in when small ones do not fit. */
export function randomPoint(program: Program, random: () => number, attempt: number): Part[] {
  const sizes = new Map(program.sizes.map((name, i) => [name, 2 + ((i + attempt) % 3) + Math.floor(attempt / 10)]));
  const draw = DRAWS[attempt % DRAWS.length] as (u: number) => number;
  const places = new Map(program.indices.map((use) => [use.node, use]));
  return program.variables.map((variable) => {
    const shape = variable.shape.map((d) => evaluateDim(d, sizes));
    const length = (variable.fields?.length ?? 1) * shape.reduce((p, d) => p * d, 1);
    const use = places.get(nth(variable.nodes, 0));
    const one = use === undefined ? () => draw(random()) : () => placeIn(use, sizes, random());
    return { variable, shape, data: Float64Array.from({ length }, one) };
  });
}

function placeIn({ first, size }: IndexUse, sizes: ReadonlyMap<string, number>, u: number): number {
  return first + Math.floor(u * evaluateDim(size, sizes));
}

/** A point as JSON. */
export function pointOf(parts: readonly Part[]): Record<string, unknown> {
  const point = Object.create(null) as Record<string, unknown>;
  for (const { variable, shape, data } of parts) {
    point[variable.name] = variable.fields === undefined ? nested(shape, data)
      : Object.fromEntries(variable.fields.map((field, i) => [field, data[i]]));
  }
  return point;
}

function nested(shape: readonly number[], data: Float64Array): unknown {
  let level: unknown[] = Array.from(data);
  for (const size of [...shape].reverse()) {
    const rows: unknown[] = [];
    for (let i = 0; i < level.length; i += size) rows.push(level.slice(i, i + size));
    level = rows;
  }
  return level[0];
}

/** The name of an element as the program writes it. */
export function elementName({ variable, shape }: Part, at: number): string {
  if (variable.fields !== undefined) return `${variable.name}.${variable.fields[at] ?? at}`;
  if (shape.length === 0) return variable.name;
  const index: number[] = [];
  let rest = at;
  for (const size of [...shape].reverse()) {
    index.unshift((rest % size) + 1);
    rest = Math.floor(rest / size);
  }
  return `${variable.name}[${index.join(", ")}]`;
}
