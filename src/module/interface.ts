// How the functions of a module are called: data for whoever calls them or writes their types.
import { extraKinds, type DerivativeKind, type ExtraKind } from "../graph/derivative-kinds.js";
import type { Program, Variable } from "../graph/program.js";
import type { Shape } from "../shape/shape.js";
import type { ResultShape } from "./tree.js";

/** What a function computes. */
export type Role = "value" | "grad" | "valueAndGrad" | ExtraKind;

export interface Interface {
  /** Numbers by position; one object as soon as there is an array, in or out; a factory of such functions where sizes are named. */
  readonly kind: "positional" | "object" | "factory";
  /** The factory's name; its argument is an object of the sizes. */
  readonly factory?: string;
  readonly sizes: readonly string[];
  readonly inputs: readonly Input[];
  /** What the functions of some kinds take besides, an object after the inputs. */
  readonly seeds: readonly SeedInput[];
  readonly functions: readonly FunctionInterface[];
}

export interface Input {
  readonly name: string;
  readonly shape: Shape;
  /** An object of numbers. */
  readonly fields?: readonly string[];
}

export interface SeedInput extends Input {
  readonly kind: DerivativeKind;
}

export interface FunctionInterface {
  readonly role: Role;
  /** The export, or the member of what the factory makes. */
  readonly name: string;
  readonly result: ResultShape;
}

const SUFFIXES: ReadonlyMap<Role, string> = new Map<Role, string>([
  ["value", ""], ["grad", "Grad"], ["valueAndGrad", "ValueAndGrad"], ...extraKinds.map(({ name, suffix }) => [name, suffix] as const),
]);

/** Every name that a module of the kind may export or hand out. */
export function namesOf(name: string, kind: Interface["kind"]): string[] {
  return kind === "factory" ? [factoryOf(name), ...SUFFIXES.keys()] : [...SUFFIXES.values()].map((suffix) => name + suffix);
}

export function interfaceOf(program: Program, name: string, kind: Interface["kind"], results: ReadonlyMap<Role, ResultShape>): Interface {
  const isFactory = kind === "factory";
  return {
    kind, ...(isFactory ? { factory: factoryOf(name) } : {}), sizes: program.sizes,
    inputs: program.variables.map(inputOf), seeds: program.seeds.map((seed) => ({ ...inputOf(seed), kind: seed.kind })),
    functions: [...results].map(([role, result]) => ({ role, name: isFactory ? role : name + (SUFFIXES.get(role) ?? ""), result })),
  };
}

/** What a module exports. */
export function exportsOf({ factory, functions }: Interface): string[] {
  return factory === undefined ? functions.map((f) => f.name) : [factory];
}

function inputOf({ name, shape, fields }: Variable): Input {
  return { name, shape, ...(fields === undefined ? {} : { fields }) };
}

/** The name of the factory of a program. */
export function factoryOf(name: string): string {
  return `create${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
