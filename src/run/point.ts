// A point: JSON values by name to arrays that fit the variables of a program, and the named sizes.
import { nth } from "../diagnostics/known.js";
import { quoted } from "../diagnostics/message.js";
import { suggest } from "../diagnostics/suggest.js";
import type { Point } from "../graph/evaluate.js";
import { kindRow, type DerivativeKind } from "../graph/derivative-kinds.js";
import type { Program, Seed, Variable } from "../graph/program.js";
import { tensor, type Tensor } from "../graph/tensor.js";
import { evaluateDim, namesOfDim } from "../shape/dim.js";
import { formatShape } from "../shape/shape.js";
import { PointError } from "../diagnostics/faults.js";
import { kindOf, numberOf } from "./values.js";

/** What a size is, and the variable that says so. */
type Sizes = Map<string, { readonly size: number; readonly from: string }>;

/** Values and sizes for a program; whatever does not fit is a PointError. */
export function readPoint(program: Pick<Program, "variables" | "sizes">, at: unknown): Point {
  const given = membersOf(at);
  checkNames(program, given);
  const values = new Map<string, Tensor>();
  const sizes: Sizes = new Map();
  for (const variable of program.variables) {
    const json = given.get(variable.name);
    if (variable.fields !== undefined) for (const [name, value] of recordParts(variable, variable.fields, json)) values.set(name, value);
    else values.set(variable.name, arrayOf(variable, json, sizes));
  }
  return { values, sizes: new Map([...sizes].map(([name, { size }]) => [name, size])) };
}

/** The point with the values of tangents and cotangents, under the names of their nodes. */
export function readSeeds(
  program: Pick<Program, "builder" | "seeds">, point: Point, given: Partial<Record<DerivativeKind, unknown>>,
): Point {
  const values = new Map(point.values);
  const sizes: Sizes = new Map([...point.sizes].map(([name, size]) => [name, { size, from: "the point" }]));
  for (const kind of new Set(program.seeds.map((seed) => seed.kind))) {
    const seeds = program.seeds.filter((seed) => seed.kind === kind);
    const members = seedMembers(kind, seeds, given[kind]);
    for (const seed of seeds) {
      const json = members.get(seed.name);
      const parts = seed.fields === undefined
        ? [arrayOf(seed, json, sizes)]
        : recordParts(seed, seed.fields, json).map(([, value]) => value);
      seed.nodes.forEach((id, i) => values.set(String(program.builder.node(id).attrs.name), parts[i] as Tensor));
    }
  }
  return { values, sizes: point.sizes };
}

function seedMembers(kind: DerivativeKind, seeds: readonly Seed[], json: unknown): Map<string, unknown> {
  const names = seeds.map((seed) => quoted(seed.name));
  const isObject = typeof json === "object" && json !== null && !Array.isArray(json);
  const given = new Map(isObject ? Object.entries(json) : []);
  if (isObject && given.size === seeds.length && seeds.every((seed) => given.has(seed.name))) return given;
  throw new PointError(`The ${kindRow(kind).takes ?? "value"} of ${kind} must be an object with a value for ${listed(names)}.`);
}

function membersOf(at: unknown): Map<string, unknown> {
  if (typeof at !== "object" || at === null || Array.isArray(at)) {
    throw new PointError("The point must be an object with a value for each name, such as {\"x\": 1.5}.");
  }
  return new Map(Object.entries(at));
}

function checkNames({ variables, sizes }: Pick<Program, "variables" | "sizes">, given: ReadonlyMap<string, unknown>): void {
  const known = new Set(variables.map((v) => v.name));
  for (const name of given.keys()) {
    if (known.has(name)) continue;
    if (sizes.includes(name)) throw new PointError(`${quoted(name)} is a size: it is taken from the arrays and can't be given.`);
    const near = suggest(name, [...known].filter((k) => !given.has(k)));
    throw new PointError(`There is no param or input ${quoted(name)}.${near === undefined ? "" : ` Did you mean ${quoted(near)}?`}`);
  }
  const missing = [...known].filter((name) => !given.has(name)).map(quoted);
  if (missing.length > 0) throw new PointError(`The point has no value for ${listed(missing)}.`);
}

function listed(words: readonly string[]): string {
  const shown = words.length > 5 ? [...words.slice(0, 4), `${words.length - 4} more`] : words;
  return shown.length === 1 ? String(shown[0]) : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

function recordParts({ name }: Variable, fields: readonly string[], json: unknown): [string, Tensor][] {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new PointError(`${name}: an object with ${listed(fields)} is expected, not ${describe(json)}.`);
  }
  const given = new Map<string, unknown>(Object.entries(json));
  for (const field of given.keys()) if (!fields.includes(field)) throw new PointError(`${name}: there is no part ${quoted(field)}.`);
  return fields.map((field) => {
    if (!given.has(field)) throw new PointError(`${name}: the part ${quoted(field)} has no value.`);
    return [`${name}.${field}`, scalarOf(`${name}.${field}`, given.get(field))];
  });
}

function scalarOf(place: string, json: unknown): Tensor {
  const x = numberOf(json);
  if (x === undefined) throw new PointError(`${place}: a number is expected, not ${describe(json)}.`);
  return tensor([], [x]);
}

function describe(json: unknown): string {
  return numberOf(json) === undefined ? kindOf(json) : "a number";
}

function arrayOf(variable: Variable, json: unknown, sizes: Sizes): Tensor {
  if (variable.shape.length === 0) return scalarOf(variable.name, json);
  const { shape, items } = unnest(variable, json);
  checkShape(variable, shape, sizes);
  const data = new Float64Array(items.length);
  items.forEach((item, i) => {
    const x = numberOf(item);
    if (x === undefined) throw badItem(variable, shape, i, item);
    data[i] = x;
  });
  return { shape, data };
}

/** The shape of nested arrays, and their items in order: one level is opened at a time. */
function unnest(variable: Variable, json: unknown): { shape: number[]; items: readonly unknown[] } {
  const shape: number[] = [];
  let level: readonly unknown[] = [json];
  while (shape.length < variable.shape.length) {
    const rows = level.map((row) => (Array.isArray(row) ? row as unknown[] : failNoArray(variable, shape, row)));
    const length = rows[0]?.length ?? 0;
    const ragged = rows.findIndex((row) => row.length !== length);
    if (ragged >= 0) return failRagged(variable, placeName(shape, ragged), rows[ragged]?.length ?? 0, length);
    if (length === 0) throw new PointError(`${variable.name}: an array needs at least one item.`);
    shape.push(length);
    const items: unknown[] = [];
    for (const row of rows) for (let i = 0; i < length; i++) items.push(row[i]);
    level = items;
  }
  return { shape, items: level };
}

function failNoArray({ name, shape }: Variable, outer: readonly number[], found: unknown): never {
  const where = outer.length === 0 ? "" : " in place of an array";
  throw new PointError(`${name}: nested arrays of shape ${formatShape(shape)} are expected, not ${describe(found)}${where}.`);
}

function failRagged({ name }: Variable, place: string, found: number, expected: number): never {
  throw new PointError(
    `${name}: the arrays are ragged: ${place} has ${counted(found)}, but ${expected} ${expected === 1 ? "is" : "are"} expected.`,
  );
}

function counted(n: number): string {
  return `${n} item${n === 1 ? "" : "s"}`;
}

/** "row 2", or "the array at [1, 2]" deeper in. */
function placeName(shape: readonly number[], flat: number): string {
  return shape.length === 1 ? `row ${flat + 1}` : `the array at [${indexOf(shape, flat).join(", ")}]`;
}

function indexOf(shape: readonly number[], flat: number): number[] {
  const index: number[] = [];
  let rest = flat;
  for (const size of [...shape].reverse()) {
    index.push((rest % size) + 1);
    rest = Math.floor(rest / size);
  }
  return index.reverse();
}

function badItem({ name, shape: declared }: Variable, shape: readonly number[], flat: number, item: unknown): PointError {
  if (Array.isArray(item))
    return new PointError(`${name}: the shape ${formatShape(declared)} is expected, but the arrays are nested deeper.`);
  return new PointError(`${name}[${indexOf(shape, flat).join(", ")}]: a number is expected, not ${describe(item)}.`);
}

/** Takes the named sizes from an array, and compares those that are known. */
function checkShape(variable: Variable, shape: readonly number[], sizes: Sizes): void {
  const known = (): Map<string, number> => new Map([...sizes].map(([n, { size }]) => [n, size]));
  variable.shape.forEach((dim, axis) => {
    const found = nth(shape, axis);
    const [name] = namesOfDim(dim);
    if (name !== undefined && !sizes.has(name)) sizes.set(name, { size: found, from: variable.name });
    const expected = evaluateDim(dim, known());
    if (expected === found) return;
    const from = name === undefined ? "" : `, as ${name} is ${expected} in ${sizes.get(name)?.from}`;
    throw new PointError(
      `${variable.name}: the shape ${formatShape(variable.shape)} is expected, but ${formatShape(shape)} is given: ` +
        `dimension ${axis + 1} must be ${expected}${from}.`,
    );
  });
}
