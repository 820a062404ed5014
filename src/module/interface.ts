// How the functions of a module are called: data for whoever calls them or writes their types.
import { extraKinds, type DerivativeKind, type ExtraKind } from "../graph/derivative-kinds.js";
import type { Program, Variable } from "../graph/program.js";
import type { ElementType } from "../shape/element.js";
import type { Shape } from "../shape/shape.js";
import type { ResultShape } from "./tree.js";

/** What a function computes. */
export type Role = "value" | "grad" | "valueAndGrad" | ExtraKind;

/** How functions take their arguments: each at its place, all in one object, or what is differentiated by in one vector. */
export type Convention = "positional" | "object" | "flat";

export interface Interface {
  readonly convention: Convention;
  /** Of arrays, in and out. */
  readonly element: ElementType;
  /** Where sizes are named: what makes the functions, its argument is an object of the sizes. */
  readonly factory?: string;
  readonly sizes: readonly string[];
  readonly inputs: readonly Input[];
  /** What the functions of some kinds take besides, an object after the inputs. */
  readonly seeds: readonly SeedInput[];
  readonly functions: readonly FunctionInterface[];
  /** The patterns of sparse matrices, by the kind of derivatives. */
  readonly patterns: readonly PatternInterface[];
  /** The functions that fill and read the one vector of the convention `flat`. */
  readonly vector: readonly string[];
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

export interface PatternInterface {
  readonly kind: ExtraKind;
  /** The export, or the member of what the factory makes. */
  readonly name: string;
}

const SUFFIXES: ReadonlyMap<Role, string> = new Map<Role, string>([
  ["value", ""], ["grad", "Grad"], ["valueAndGrad", "ValueAndGrad"], ...extraKinds.map(({ name, suffix }) => [name, suffix] as const),
]);

/** What goes with the one vector of the convention `flat`. */
const VECTOR_SUFFIXES: ReadonlyMap<string, string> = new Map([["pack", "Pack"], ["unpack", "Unpack"], ["names", "Names"]]);

/** The name outside of a function: the export, or the member of what the factory makes. */
export function exportOf(name: string, member: string, isFactory: boolean): string {
  if (isFactory) return member;
  const patterned = extraKinds.find((kind) => patternMember(kind.name) === member);
  if (patterned !== undefined) return `${name}${patterned.suffix}Pattern`;
  return name + (SUFFIXES.get(member as Role) ?? VECTOR_SUFFIXES.get(member) ?? "");
}

/** The member for the pattern of a sparse matrix. */
export function patternMember(kind: ExtraKind): string {
  return `${kind}Pattern`;
}

/** The end of the names of the types that belong to a function. */
export function typeSuffixOf(role: Role): string {
  return role === "value" ? "Output" : SUFFIXES.get(role) ?? "";
}

/** Every name that a module may export or hand out. */
export function namesOf(name: string, isFactory: boolean): string[] {
  const members = [...SUFFIXES.keys(), ...VECTOR_SUFFIXES.keys(), ...extraKinds.map((kind) => patternMember(kind.name))];
  return isFactory ? [factoryOf(name), ...members] : members.map((member) => exportOf(name, member, false));
}

export function interfaceOf(
  program: Program, name: string, element: ElementType, convention: Convention, results: ReadonlyMap<Role, ResultShape>,
): Interface {
  const isFactory = program.sizes.length > 0;
  return {
    convention, element, ...(isFactory ? { factory: factoryOf(name) } : {}), sizes: program.sizes,
    inputs: program.variables.map(inputOf), seeds: program.seeds.map((seed) => ({ ...inputOf(seed), kind: seed.kind })),
    functions: [...results].map(([role, result]) => ({ role, name: exportOf(name, role, isFactory), result })),
    patterns: extraKinds.filter((kind) => program.derivatives[kind.name][0]?.sparse !== undefined).map(
      (kind) => ({ kind: kind.name, name: exportOf(name, patternMember(kind.name), isFactory) }),
    ),
    vector: convention === "flat" ? [...VECTOR_SUFFIXES.keys()].map((member) => exportOf(name, member, isFactory)) : [],
  };
}

/** What a module exports. */
export function exportsOf({ factory, functions, vector, patterns }: Interface): string[] {
  return factory === undefined ? [...functions.map((f) => f.name), ...vector, ...patterns.map((p) => p.name)] : [factory];
}

function inputOf({ name, shape, fields }: Variable): Input {
  return { name, shape, ...(fields === undefined ? {} : { fields }) };
}

/** The name of the factory of a program. */
export function factoryOf(name: string): string {
  return `create${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
