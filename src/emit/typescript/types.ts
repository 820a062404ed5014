// The types that a module exports: of arguments, of results, of the functions of a factory.
import { extraKinds, kindRow, type ExtraKind, seedFormOf, seedForms, type SeedForm } from "../../graph/derivative-kinds.js";
import type { Program, Variable } from "../../graph/program.js";
import { typeSuffixOf, type Role } from "../../module/interface.js";
import { hasArrays, partOf, type PatternPart, type Tree } from "../../module/tree.js";
import { formatShape } from "../../shape/shape.js";
import { linesFrom, type Line } from "../lines.js";
import type { ModuleParts } from "./context.js";
import { noteText, subjectOf, type Context, type ModuleFunction } from "./heads.js";
import { propertyKey } from "./names.js";
import { arrayOf, isTyped, MAX_LINE } from "./text.js";
import { code, documentation, fixed, inRow, NOTHING, word, type Code } from "../code.js";

const NUMBER = code`number`;

/** Types that the text of a module uses. */
const USED = ["Float64Array", "Float32Array", "Readonly", "Record", "Array", "Promise"];

export function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The type of a module's functions, and the start of the names of the others. */
export function typeName(name: string): Code {
  const own = word(capitalized(name));
  return USED.includes(own) ? code`${own}Program` : own;
}

const SUFFIXES: readonly string[] = [NOTHING, "Inputs", "Data", "Params", "Sizes", ...Object.values(seedForms).map(({ type }) => type)];
/** The roles that have a type of their own, and what it is of. */
const RESULT_DOCS: ReadonlyMap<Role, string> = new Map<Role, string>([
  ["value", "The outputs"], ["grad", kindRow("gradient").result], ["valueAndGrad", "The value and the gradient"],
  ...extraKinds.map(({ name, result }) => [name, result] as const),
]);

/** Records of several variables are named by their fields, unless these are long words. */
const MAX_FIELDS = 12;

/** The names of the types of records, by their fields: that of the variable, or of the fields where several have the same. */
export function recordTypeNames({ variables }: Program, name: string): Map<string, Code> {
  const own = typeName(name);
  const taken = new Set([...USED, ...[...SUFFIXES, ...[...RESULT_DOCS.keys()].map(typeSuffixOf)].map((end) => own + end)]);
  const names = new Map<string, Code>();
  for (const v of variables) {
    const fields = v.fields?.join();
    if (fields === undefined || names.has(fields)) continue;
    const isShared = variables.filter((other) => other.fields?.join() === fields).length > 1;
    const all = (v.fields ?? []).map(capitalized).join("");
    const base = word(own + (isShared && all.length <= MAX_FIELDS ? all : capitalized(v.name)));
    let type = base;
    for (let n = 2; taken.has(type); n++) type = code`${base}${n}`;
    taken.add(type);
    names.set(fields, type);
  }
  return names;
}

/** The type of a variable as an argument: nothing is written into it. */
export function typeOfArgument(parts: ModuleParts, v: Variable): Code {
  if (v.shape.length > 0) return arrayOf(parts.module.element);
  return v.fields === undefined ? NUMBER : code`Readonly<${recordTypeName(parts, v)}>`;
}

function recordTypeName(parts: ModuleParts, v: Variable): Code {
  return parts.recordTypes.get(v.fields?.join() ?? "") ?? NOTHING;
}

/** The type of what a function returns: objects have names. */
export function resultType(c: Context, role: Role, tree: Tree): Code {
  if (tree.kind === "scalar") return NUMBER;
  return tree.kind === "array" ? arrayOf(tree.buffer.type) : word(c.T + typeSuffixOf(role));
}

/** Every declaration of a type, an empty line before each. */
export function typeLines(c: Context, functions: readonly ModuleFunction[]): Line[] {
  const { program, options, module } = c.parts;
  if (!isTyped(options)) return [];
  const { convention } = module.interface;
  const inVector = module.vectors?.x.parts.map(({ variable }) => variable) ?? [];
  const data = program.variables.filter((v) => !inVector.includes(v));
  const sizes = program.sizes.map((s) => code`  readonly ${propertyKey(s)}: number;`);
  const note = (what: string, variables: readonly Variable[]): string => `${what}${arraysNote(variables)}.`;
  const { name } = options;
  return [
    ...[...c.parts.recordTypes].flatMap(([fields, type]) => declared(type, undefined, fields.split(",").map(numberLine))),
    ...(c.isFactory ? declared(code`${c.T}Sizes`, `The sizes of \`${options.name}\`.`, sizes) : []),
    ...(convention === "object"
      ? inputLines(c, "Inputs", note(`The arguments of \`${name}\``, program.variables), program.variables)
      : []),
    ...(convention === "flat" ? [
      ...inputLines(c, "Params", note(`What the vector of \`${name}\` holds, in this order`, inVector), inVector, false),
      ...(data.length === 0 ? [] : inputLines(c, "Data", note(`The other arguments of \`${name}\``, data), data)),
    ] : Object.values(seedForms).flatMap((form) => seedTypeLines(c, form))),
    ...resultTypeLines(c), ...patternTypeLines(c),
    ...(c.isFactory ? declared(
      c.T, `The functions of \`${options.name}\` for one choice of sizes.`,
      [
        ...functions.flatMap(methodLines), ...patternMembers(c),
        ...c.parts.writer.members.map((own) => code`  readonly ${own.name}: ${own.type};`),
      ],
    ) : []),
  ];
}

/** The type of what a module has of a sparse matrix beside its functions. */
export function patternType(c: Context, kind: ExtraKind): Code {
  return word(`${c.T}${typeSuffixOf(kind)}Pattern`);
}

function patternTypeLines(c: Context): Line[] {
  return c.parts.module.interface.patterns.flatMap(({ kind }) => declared(
    patternType(c, kind), `Where the elements of the ${capitalized(kind)} of \`${c.parts.options.name}\` are.`,
    (["rowStart", "columns"] as const).flatMap((member) => patternLines(member, code`  `)),
  ));
}

function patternMembers(c: Context): Code[] {
  return c.parts.module.interface.patterns.map(({ kind, name }) => code`  readonly ${word(name)}: ${patternType(c, kind)};`);
}

function numberLine(name: string): Code {
  return code`  ${propertyKey(name)}: number;`;
}

/** An interface; one without members takes any object, unless it says that there are none. */
function declared(name: Code, doc: string | undefined, members: readonly Line[]): Line[] {
  const inside = members.length === 0 ? [fixed("  [name: string]: never;")] : members;
  return [NOTHING, ...(doc === undefined ? [] : [documentation(doc)]), code`export interface ${name} {`, ...inside, code`}`];
}

function arraysNote(variables: readonly Variable[]): string {
  return variables.some((v) => v.shape.length > 0) ? "; arrays are flat, in row-major order" : "";
}

function inputLines(c: Context, suffix: string, doc: string, variables: readonly Variable[], isReadonly = true): Line[] {
  return declared(word(c.T + suffix), doc, variables.flatMap((v) => {
    const type = isReadonly || v.fields === undefined ? typeOfArgument(c.parts, v) : recordTypeName(c.parts, v);
    const member = code`  ${isReadonly ? code`readonly ` : NOTHING}${propertyKey(v.name)}: ${type};`;
    return [...docLines(v.shape, c.parts.options.notes.of.get(v.name)), ...linesFrom(v, [member])];
  }));
}

/** The type of what functions take besides; all of one form take the same. */
function seedTypeLines(c: Context, form: SeedForm): Line[] {
  const [first] = c.parts.program.seeds.filter((v) => seedFormOf(v.kind) === form);
  if (first === undefined) return [];
  return inputLines(c, form.type, `${form.doc} \`${c.parts.options.name}\`.`, c.parts.program.seeds.filter((v) => v.kind === first.kind));
}

function docLines(shape: Variable["shape"], note: string | undefined): Code[] {
  const words = [...(shape.length > 0 ? [formatShape(shape)] : []), ...(note === undefined ? [] : [noteText(note)])];
  return words.length === 0 ? [] : [code`  ${documentation(words.join(": "))}`];
}

function shapeLines(shape: Variable["shape"], indent: Code): Code[] {
  return shape.length === 0 ? [] : [code`${indent}${documentation(formatShape(shape))}`];
}

/** A name for each result that is an object. */
function resultTypeLines(c: Context): Line[] {
  const { bodies } = c.parts;
  const grad = bodies.gradient === undefined ? undefined : partOf(bodies.gradient.result, "grad");
  const trees: Partial<Record<Role, Tree | undefined>> = {
    value: bodies.value.result, grad, valueAndGrad: bodies.gradient?.result,
    ...Object.fromEntries(extraKinds.map(({ name: kind }) => [kind, bodies[kind]?.result])),
  };
  const known = new Map([...c.parts.recordTypes].map(([fields, type]) => [keyOf(fields.split(",").map((f) => [f, "number"])), type]));
  return [...RESULT_DOCS].flatMap(([role, doc]) => {
    const tree = trees[role];
    if (tree?.kind !== "object") return [];
    const type = word(c.T + typeSuffixOf(role));
    const lines = declared(type, `${doc} of \`${subjectOf(c, role)}\`.`, memberLines(c, tree, code`  `, known));
    const key = structure(tree);
    if (!known.has(key)) known.set(key, type);
    return lines;
  });
}

function memberLines(c: Context, tree: Tree, indent: Code, known: ReadonlyMap<string, Code>): Line[] {
  if (tree.kind !== "object") return [];
  const { variables, outputs } = c.parts.program;
  return tree.entries.flatMap(([key, t]): readonly Line[] => {
    const origin = [...variables, ...outputs].find(({ name }) => name === key);
    const start = code`${indent}${propertyKey(key)}: `;
    if (t.kind === "scalar") return linesFrom(origin, [code`${start}number;`]);
    if (t.kind === "pattern") return patternLines(t.member, indent);
    if (t.kind === "array")
      return [...shapeLines(t.buffer.shape, indent), ...linesFrom(origin, [code`${start}${arrayOf(t.buffer.type)};`])];
    const type = known.get(structure(t)) ?? (hasArrays(t) ? undefined : inlineType(t));
    if (type !== undefined && start.length + type.length < MAX_LINE) return linesFrom(origin, [code`${start}${type};`]);
    return [...linesFrom(origin, [code`${start}{`]), ...memberLines(c, t, code`${indent}  `, known), code`${indent}};`];
  });
}

function patternLines(member: PatternPart["member"], indent: Code): Code[] {
  return [code`${indent}${member === "columns" ? COLUMNS : ROWS}`, code`${indent}readonly ${word(member)}: Int32Array;`];
}

const ROWS = documentation("Row i has the elements from `rowStart[i]` up to before `rowStart[i + 1]`.");
const COLUMNS = documentation("The column of each element: those of one row in order.");

/** Equal for objects with the same keys, with numbers and arrays of the same shapes. */
function structure(tree: Tree): string {
  if (tree.kind === "scalar") return "number";
  if (tree.kind === "pattern") return `${tree.of} ${tree.member}`;
  return tree.kind === "array" ? formatShape(tree.buffer.shape) : keyOf(tree.entries.map(([key, t]) => [key, structure(t)]));
}

function keyOf(entries: readonly (readonly [string, string])[]): string {
  return `{${entries.map(([key, form]) => `${key}:${form}`).join()}}`;
}

function inlineType(tree: Tree): Code {
  if (tree.kind !== "object") return NUMBER;
  return code`{ ${inRow(tree.entries.map(([key, t]) => code`${propertyKey(key)}: ${inlineType(t)}`), "; ")} }`;
}

function methodLines({ member, params, result, origin }: ModuleFunction): readonly Line[] {
  if (member === undefined) return [];
  const line = code`  ${member}(${inRow(params, ", ")}): ${result};`;
  const rows = params.map((param) => code`    ${param},`);
  return linesFrom(origin, line.length <= MAX_LINE ? [line] : [code`  ${member}(`, ...rows, code`  ): ${result};`]);
}
