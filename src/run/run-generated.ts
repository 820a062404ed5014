// Runs generated code in this process: the one place that turns text into a function. The text comes
// from our own emitter, never from a user.
import { forEachKind, seedFormOf, type DerivativeKind } from "../graph/derivative-kinds.js";
import type { Point } from "../graph/evaluate.js";
import type { Program, Variable } from "../graph/program.js";
import { sizeOf, type Tensor } from "../graph/tensor.js";
import type { ElementType } from "../shape/element.js";
import type { Interface, Role } from "../module/interface.js";
import type { ResultShape } from "../module/tree.js";
import { evaluateDim } from "../shape/dim.js";
import type { Shape } from "../shape/shape.js";
import { PointError } from "../diagnostics/faults.js";
import type { Parts, Runner } from "./runner.js";

type Callable = (...args: unknown[]) => unknown;
type Functions = Readonly<Record<string, unknown>>;

/** A runner of generated code: `code` is a function's body that returns the functions, which are called as `called` says. */
export function generatedRunner(program: Program, code: string, called: Interface): Runner {
  const functionsFor = sizedFunctions(load(code), called);
  return (point, kinds) => {
    const args = argumentsFor(program, called, point);
    const functions = faultsOfPoint(() => functionsFor(point.sizes));
    const shapeOf = (shape: Shape): number[] => shape.map((d) => evaluateDim(d, point.sizes));
    const run = (role: Role, all: readonly unknown[]): Result => {
      const found = called.functions.find((f) => f.role === role);
      if (found === undefined) throw new TypeError(`defect of gradc: the module has no function for ${role}`);
      return { shape: found.result, value: faultsOfPoint(() => callable(functions, found.name)(...all)) };
    };
    // Each result is copied out before the next call: generated functions may reuse their storage.
    return {
      outputs: outputParts(program, run("value", args), shapeOf),
      ...forEachKind((kind) => {
        if (program.derivatives[kind].length === 0 || kinds?.includes(kind) === false) return [];
        const all = seedFormOf(kind) === undefined ? args : [...args, seedArgument(program, called, kind, point)];
        const result = run(kind === "gradient" ? "grad" : kind, all);
        return program.derivatives[kind].map(({ wrt }) => leavesOf(wrt.reduce(member, result), shapeOf));
      }),
    };
  };
}

function load(code: string): Functions {
  return (new Function(code) as () => Functions)();
}

/** The functions for given sizes; where a factory makes them, what was made last is kept for the next point of the same sizes. */
function sizedFunctions(functions: Functions, { factory }: Interface): (sizes: Point["sizes"]) => Functions {
  if (factory === undefined) return () => functions;
  const create = callable(functions, factory);
  let last: { readonly key: string; readonly made: Functions } | undefined;
  return (sizes) => {
    const key = JSON.stringify([...sizes]);
    if (last?.key !== key) last = { key, made: create(Object.fromEntries(sizes)) as Functions };
    return last.made;
  };
}

/** A function by its name; asked for only when it is called, as not every module has every function. */
function callable(functions: Functions, name: string): Callable {
  return (...args) => {
    const found = functions[name];
    if (typeof found !== "function") throw new TypeError(`defect of gradc: the generated code has no function ${name}`);
    return (found as Callable)(...args);
  };
}

function argumentsFor(program: Program, { convention, element }: Interface, { values }: Point): unknown[] {
  const args = program.variables.map((v) => [v.name, argumentOf(program, v, values, element)] as const);
  return convention === "positional" ? args.map(([, value]) => value) : [bare(args)];
}

function seedArgument(program: Program, { element }: Interface, kind: DerivativeKind, { values }: Point): unknown {
  return bare(program.seeds.filter((seed) => seed.kind === kind).map((seed) => [seed.name, argumentOf(program, seed, values, element)]));
}

/** The values of a point stand under the names of the variables' nodes. */
function argumentOf({ builder }: Program, { nodes, shape, fields }: Variable, values: Point["values"], element: ElementType): unknown {
  const parts = nodes.map((id) => values.get(String(builder.node(id).attrs.name)) as Tensor);
  if (fields !== undefined) return bare(fields.map((field, i) => [field, parts[i]?.data[0]]));
  if (shape.length === 0) return parts[0]?.data[0];
  return element === "f64" ? parts[0]?.data : Float32Array.from(parts[0]?.data ?? []);
}

/** An object without inherited members, so that every name is an ordinary one. */
function bare(members: readonly (readonly [string, unknown])[]): object {
  const object = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of members) object[name] = value;
  return object;
}

/** What generated code throws by itself is about its arguments; anything else is a defect. */
export function faultsOfPoint<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    const isDefect = error instanceof TypeError || error instanceof ReferenceError || !(error instanceof Error) ||
      error.message.startsWith("defect of gradc");
    if (isDefect) throw error;
    throw new PointError(error.message);
  }
}

type ShapeOf = (shape: Shape) => number[];

/** What a function returned, with its form. */
interface Result {
  readonly shape: ResultShape;
  readonly value: unknown;
}

function outputParts({ outputs }: Program, result: Result, shapeOf: ShapeOf): Parts[] {
  return outputs.map(({ name }) => leavesOf(outputs.length === 1 ? result : member(result, name), shapeOf));
}

/** The numbers and arrays of a result, in order. */
function leavesOf(result: Result, shapeOf: ShapeOf): Tensor[] {
  const { shape, value } = result;
  if (shape.kind === "object") return shape.entries.flatMap(([name]) => leavesOf(member(result, name), shapeOf));
  // the program knows it too
  if (shape.kind === "pattern") return [];
  return [copied(value, shape.kind === "array" ? shapeOf(shape.shape) : [])];
}

function member({ shape, value }: Result, name: string): Result {
  const part = shape.kind === "object" ? shape.entries.find(([key]) => key === name)?.[1] : undefined;
  if (part === undefined || typeof value !== "object" || value === null || !Object.hasOwn(value, name)) {
    throw new TypeError(`defect of gradc: the generated code gave no ${name}`);
  }
  return { shape: part, value: (value as Record<string, unknown>)[name] };
}

function copied(raw: unknown, shape: readonly number[]): Tensor {
  const data = typeof raw === "number" ? Float64Array.of(raw) : Float64Array.from(raw as Float64Array);
  if (data.length !== sizeOf(shape)) throw new TypeError("defect of gradc: the generated code gave an array of a wrong length");
  return { shape, data };
}
