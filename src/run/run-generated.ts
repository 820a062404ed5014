// Runs generated code in this process: the one place that turns text into a function. The text comes
// from our own emitter, never from a user.
import type { Point } from "../graph/evaluate.js";
import { sizeOf, type Tensor } from "../graph/tensor.js";
import { forEachKind, kindRow, seedFormOf, type DerivativeKind } from "../graph/derivative-kinds.js";
import { levelsOf, recordFields, rootsOf, type Program, type Variable } from "../graph/program.js";
import { evaluateDim } from "../shape/dim.js";
import type { Shape } from "../shape/shape.js";
import { PointError } from "../diagnostics/faults.js";
import type { Parts, Runner } from "./runner.js";

type Callable = (...args: unknown[]) => unknown;
type Functions = Readonly<Record<string, unknown>>;

/** The functions of a module, whichever its calling convention is. */
type Entry = Readonly<Record<DerivativeKind | "value", Callable>>;

/** A runner of generated code: `code` is a function's body that returns the functions, named after `name`. */
export function generatedRunner(program: Program, code: string, name: string): Runner {
  const functions = load(code);
  const entryFor = program.sizes.length > 0 ? sizedEntry(functions, name) : () => plainEntry(functions, name);
  return (point) => {
    const args = argumentsFor(program, point);
    const argsOf = (kind: DerivativeKind): unknown[] => (seedFormOf(kind) === undefined ? args : [...args, seedArgument(program, kind, point)]);
    const shapeOf = (shape: Shape): number[] => shape.map((d) => evaluateDim(d, point.sizes));
    const run = (f: Callable, all = args): unknown => faultsOfPoint(() => f(...all));
    const entry = faultsOfPoint(() => entryFor(point.sizes));
    // Each result is copied out before the next call: generated functions may reuse their storage.
    return {
      outputs: outputParts(program, run(entry.value), shapeOf),
      ...forEachKind((kind) => (program.derivatives[kind].length === 0 ? [] : blockParts(program, kind, run(entry[kind], argsOf(kind)), shapeOf))),
    };
  };
}

function load(code: string): Functions {
  return (new Function(code) as () => Functions)();
}

function plainEntry(functions: Functions, name: string): Entry {
  return { value: callable(functions, name), ...forEachKind((kind) => callable(functions, name + kindRow(kind).suffix)) };
}

/** The set-up for named sizes; what was made last is kept for the next point of the same sizes. */
function sizedEntry(functions: Functions, name: string): (sizes: Point["sizes"]) => Entry {
  const create = callable(functions, `create${name.charAt(0).toUpperCase()}${name.slice(1)}`);
  let last: { readonly key: string; readonly entry: Entry } | undefined;
  return (sizes) => {
    const key = JSON.stringify([...sizes]);
    if (last?.key === key) return last.entry;
    const made = create(Object.fromEntries(sizes)) as Functions;
    last = { key, entry: { value: callable(made, "value"), ...forEachKind((kind) => callable(made, kind === "gradient" ? "grad" : kind)) } };
    return last.entry;
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

/** Scalars go by position; as soon as there is an array, in or out, everything goes in one object. */
function argumentsFor(program: Program, { values }: Point): unknown[] {
  const { variables, seeds, builder, sizes } = program;
  const args = variables.map((v) => [v.name, argumentOf(program, v, values)] as const);
  const shapes = [...[...variables, ...seeds].map((v) => v.shape), ...rootsOf(program).map((id) => builder.shape(id))];
  const isPositional = sizes.length === 0 && shapes.every((shape) => shape.length === 0);
  return isPositional ? args.map(([, value]) => value) : [bare(args)];
}

function seedArgument(program: Program, kind: DerivativeKind, { values }: Point): unknown {
  return bare(program.seeds.filter((seed) => seed.kind === kind).map((seed) => [seed.name, argumentOf(program, seed, values)]));
}

/** The values of a point stand under the names of the variables' nodes. */
function argumentOf({ builder }: Program, { nodes, shape, fields }: Variable, values: Point["values"]): unknown {
  const parts = nodes.map((id) => values.get(String(builder.node(id).attrs.name)) as Tensor);
  if (fields !== undefined) return bare(fields.map((field, i) => [field, parts[i]?.data[0]]));
  return shape.length === 0 ? parts[0]?.data[0] : parts[0]?.data;
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
    const isDefect = error instanceof TypeError || error instanceof ReferenceError || !(error instanceof Error) || error.message.startsWith("defect of gradc");
    if (isDefect) throw error;
    throw new PointError(error.message);
  }
}

type ShapeOf = (shape: Shape) => number[];

function outputParts({ outputs, builder }: Program, raw: unknown, shapeOf: ShapeOf): Parts[] {
  return outputs.map((output) => {
    const value = outputs.length === 1 ? raw : member(raw, output.name);
    const parts = output.fields === undefined ? [value] : output.fields.map((field) => member(value, field));
    return parts.map((part, i) => copied(part, shapeOf(builder.shape(output.nodes[i] as number))));
  });
}

function blockParts(program: Program, kind: DerivativeKind, raw: unknown, shapeOf: ShapeOf): Parts[] {
  const { builder, derivatives } = program;
  const records = recordFields(program);
  return derivatives[kind].map((block) => {
    const whole = block.wrt.reduce(member, raw);
    const parts = levelsOf(program, kind, block, records).reduce<unknown[]>(
      (all, fields) => all.flatMap((part) => fields?.map((field) => member(part, field)) ?? [part]), [whole]);
    return parts.map((part, i) => copied(part, shapeOf(builder.shape(block.nodes[i] as number))));
  });
}

function member(object: unknown, name: string): unknown {
  if (typeof object === "object" && object !== null && Object.hasOwn(object, name)) return (object as Record<string, unknown>)[name];
  throw new TypeError(`defect of gradc: the generated code gave no ${name}`);
}

function copied(raw: unknown, shape: readonly number[]): Tensor {
  const data = typeof raw === "number" ? Float64Array.of(raw) : Float64Array.from(raw as Float64Array);
  if (data.length !== sizeOf(shape)) throw new TypeError("defect of gradc: the generated code gave an array of a wrong length");
  return { shape, data };
}
