// A studied program at a point: each value, each entry of grad_table after each step, and what stands around the point.
import { nth } from "../diagnostics/known.js";
import { evaluate } from "../graph/evaluate.js";
import { argOf, type NodeId } from "../graph/graph.js";
import { nested, type Value } from "../inspect/explain.js";
import { readPoint } from "../run/point.js";
import { pointOf, randomPoint, randomsFrom } from "../run/verify-point.js";
import type { PointValue } from "../evaluate.js";
import type { Studied } from "./study.js";

export type StudyPoint = Readonly<Record<string, PointValue>>;

export interface Numbers {
  readonly point: StudyPoint;
  /** By node of the graph. */
  readonly values: Readonly<Record<NodeId, Value>>;
  /** The entry that each visit leaves. */
  readonly after: readonly Value[];
  /** The entries at the end, by node. */
  readonly entries: Readonly<Record<NodeId, Value>>;
  readonly output: number;
}

/** Throws a PointError for values that do not fit. */
export function numbersAt({ program, walk }: Studied, at: StudyPoint): Numbers {
  const b = program.builder;
  const point = readPoint(program, at);
  const named = [...walk.names.keys()];
  const found = evaluate(b, [...named, walk.of, ...walk.visits.map((v) => v.after), ...walk.table.values()], point);
  const value = (id: NodeId): Value => {
    const tensor = found.get(id);
    if (tensor === undefined) throw new Error("defect of gradc: a value is missing");
    return nested(tensor);
  };
  const entries = new Map<NodeId, Value>([[walk.of, 1]]);
  for (const { node, index, after } of walk.visits) entries.set(argOf(b.node(node), index), value(after));
  return {
    point: at, values: Object.fromEntries(named.map((id) => [id, value(id)])), entries: Object.fromEntries(entries),
    after: walk.visits.map((v) => value(v.after)), output: value(walk.of) as number,
  };
}

const TRIES = 40;

/** A point at which the program and its gradient are finite, the same each time; undefined where none is found. */
export function startingNumbers(studied: Studied): Numbers | undefined {
  const random = randomsFrom(5);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const point = rounded(pointOf(randomPoint(studied.program, random, attempt))) as StudyPoint;
    try {
      const numbers = numbersAt(studied, point);
      if (Number.isFinite(numbers.output) && studied.walk.wrt.every((id) => isFinite(numbers.entries[id] ?? 0))) return numbers;
    } catch {
      // beside its domain a program has no value: the next point
    }
  }
  return undefined;
}

function isFinite(value: Value): boolean {
  return typeof value === "number" ? Number.isFinite(value) : value.every(isFinite);
}

/** To two digits: numbers that people can follow. */
function rounded(value: unknown): unknown {
  if (typeof value === "number") return Math.round(value * 100) / 100;
  if (Array.isArray(value)) return value.map(rounded);
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, rounded(v)])) : value;
}

export interface Curve {
  readonly kind: "curve";
  readonly name: string;
  readonly x: readonly number[];
  readonly f: readonly (number | null)[];
  readonly df: readonly (number | null)[];
}

export interface Contours {
  readonly kind: "contours";
  readonly names: readonly [string, string];
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Row by row from the least y. */
  readonly f: readonly (number | null)[];
  readonly dx: readonly (number | null)[];
  readonly dy: readonly (number | null)[];
}

export type Plot = Curve | Contours;

const CURVE = 161;
const GRID = 41;
const AROUND = 3;

/** Of a program with one scalar to differentiate by, or two, what lies around a point. */
export function plotAround(studied: Studied, { point }: Numbers): Plot | undefined {
  const { program, study, walk } = studied;
  const scalars = program.variables.filter(
    (v) => walk.wrt.includes(nth(v.nodes, 0)) && v.shape.length === 0 && v.fields === undefined,
  );
  if (scalars.length !== study.wrt.length || scalars.length === 0 || scalars.length > 2) return undefined;
  const [first, second] = scalars.map((v) => v.name) as [string, string?];
  const at = sampler(studied, point, scalars.map((v) => nth(v.nodes, 0)));
  const span = (name: string, count: number): number[] => {
    const centre = point[name] as number;
    const reach = Math.max(AROUND, 1.5 * Math.abs(centre));
    return Array.from({ length: count }, (_, i) => centre - reach + (2 * reach * i) / (count - 1));
  };
  if (second === undefined) {
    const x = span(first, CURVE);
    const found = x.map((v) => at({ [first]: v }));
    return { kind: "curve", name: first, x, f: found.map((n) => n[0] as number | null), df: found.map((n) => n[1] as number | null) };
  }
  const [x, y] = [span(first, GRID), span(second, GRID)];
  const found = y.flatMap((v) => x.map((u) => at({ [first]: u, [second]: v })));
  const part = (i: number): (number | null)[] => found.map((n) => n[i] as number | null);
  return { kind: "contours", names: [first, second], x, y, f: part(0), dx: part(1), dy: part(2) };
}

/** The output and its derivatives; null where there is none. */
function sampler({ program, walk }: Studied, point: StudyPoint, by: readonly NodeId[]): (moved: StudyPoint) => (number | null)[] {
  const wanted = [walk.of, ...by.flatMap((id) => walk.table.get(id) ?? [])];
  return (moved) => {
    try {
      const found = evaluate(program.builder, wanted, readPoint(program, { ...point, ...moved }));
      return [walk.of, ...by].map((id, i) => {
        const node = i === 0 ? id : walk.table.get(id);
        const x = node === undefined ? 0 : found.get(node)?.data[0] ?? NaN;
        return Number.isFinite(x) ? x : null;
      });
    } catch {
      // no value there, such as the inverse of a singular matrix
      return [null, ...by.map(() => null)];
    }
  };
}
