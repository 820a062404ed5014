// How a function takes its arguments, by the convention of the module, and what it does with them first: it takes them
// out of objects and checks them.
import { nth } from "../../diagnostics/known.js";
import { seedFormOf, seedName, type ExtraKind } from "../../graph/derivative-kinds.js";
import type { NodeId } from "../../graph/graph.js";
import { isSeed, type Variable } from "../../graph/program.js";
import type { Body } from "../../module/body.js";
import type { Vector } from "../../module/layout.js";
import { linesFrom, type Line } from "../lines.js";
import { dimText, sizeText } from "./expression.js";
import type { Context } from "./heads.js";
import { member, propertyKey } from "./names.js";
import { arrayOf, outputOf, typed, type FunctionNaming } from "./text.js";
import { typeOfArgument } from "./types.js";
import { code, inRow, NOTHING, numeral, quoted, word, type Code } from "../code.js";

export interface Arguments {
  /** The parameters with their types, before storage for the result. */
  readonly params: readonly Code[];
  /** What hands the same arguments on to another function. */
  readonly args: readonly Code[];
  /** The first statements. */
  readonly lines: readonly Line[];
  readonly arrays: ArrayArguments;
}

/** The arrays among the arguments, which storage is to be apart from, by their names outside; each with its name inside. */
export type ArrayArguments = readonly (readonly [string, Code])[];

/** Of a function with a body; without one, of a function that hands its arguments on. */
export function argumentsOf(c: Context, n: FunctionNaming, body: Body | undefined, kind?: ExtraKind): Arguments {
  const { program, module } = c.parts;
  const seeds = program.seeds.filter((v) => v.kind === kind);
  const taken = (variables: readonly Variable[]): readonly Variable[] => variables.filter((v) => body?.variables.has(v) === true);
  const { convention } = module.interface;
  if (convention === "flat") return flatArguments(c, n, body, kind);
  const form = kind === undefined ? undefined : seedFormOf(kind);
  const read = form === undefined ? [] : taken(seeds);
  const seed = form === undefined ? [] : [objectArgument(c, n, body, word(form.parameter), word(c.T + form.type), read)];
  if (convention === "object") {
    const used = taken(program.variables);
    const inputs = objectArgument(c, n, body, code`inputs`, code`${c.T}Inputs`, used);
    return joined([inputs, ...seed], arrayEntries(c, n, [...used, ...read]));
  }
  const last = taken(program.variables).at(-1);
  const each = program.variables.map((v) => placedArgument(c, n, v, body, v === last));
  return joined([...each, ...seed], arrayEntries(c, n, [...taken(program.variables), ...read]));
}

interface Argument {
  readonly param: Code;
  readonly name: Code;
  readonly lines: readonly Line[];
}

function joined(all: readonly Argument[], arrays: ArrayArguments): Arguments {
  return {
    params: all.map((a) => a.param), args: all.map((a) => a.name), lines: all.flatMap((a) => a.lines), arrays,
  };
}

/** An object with the variables that the body takes out of it. */
function objectArgument(
  c: Context, n: FunctionNaming, body: Body | undefined, object: Code, type: Code, variables: readonly Variable[],
): Argument {
  const plain = variables.filter((v) => v.fields === undefined);
  const records = variables.filter((v) => v.fields !== undefined);
  const entries = plain.map((v) => {
    const own = n.names.unique(isSeed(v) ? seedName(v.kind, v.name) : v.name);
    nameNode(c, n, nth(v.nodes, 0), own);
    return own === v.name ? own : code`${propertyKey(v.name)}: ${own}`;
  });
  const lines = [
    ...(entries.length === 0 ? [] : linesFrom(plain[0], [code`${c.indent}  const { ${inRow(entries, ", ")} } = ${object};`])),
    ...records.flatMap((v) => linesFrom(v, fieldLines(c, n, v, member(object, v.name), body))),
    ...(isChecked(c) ? variables.flatMap((v) => linesFrom(v, checkLines(c, n, v))) : []),
  ];
  const param = code`${object}${typed(c.parts.options, type)}`;
  return {
    param, name: object,
    lines: body === undefined || variables.length > 0 ? lines : linesFrom(outputOf(c.parts.program), [unread(c, object)]),
  };
}

/** An argument that the result does not depend on keeps its place; compilers and linters take this for a use. */
function unread(c: Context, argument: Code): Code {
  return code`${c.indent}  void ${argument};`;
}

/** An argument of its own. */
function placedArgument(c: Context, n: FunctionNaming, v: Variable, body: Body | undefined, isLast: boolean): Argument {
  const own = n.names.unique(v.name);
  if (v.fields === undefined) nameNode(c, n, nth(v.nodes, 0), own);
  const argument = { param: code`${own}${typed(c.parts.options, typeOfArgument(c.parts, v))}`, name: own };
  if (body === undefined) return { ...argument, lines: [] };
  if (!body.variables.has(v)) return { ...argument, lines: linesFrom(v, [unread(c, own)]) };
  const fields = v.fields === undefined ? [] : fieldLines(c, n, v, own, body);
  return { ...argument, lines: linesFrom(v, [...fields, ...(isChecked(c) ? checkLines(c, n, v) : givenLines(c, n, v, isLast))]) };
}

/**
 * Functions that take nothing but numbers, by place, cost what their arithmetic costs. Whether the last argument is there, and
 * each field of a record, is asked for nothing; the rest is left to the types.
 */
function givenLines(c: Context, n: FunctionNaming, v: Variable, isLast: boolean): Code[] {
  if (v.fields === undefined && !isLast) return [];
  return numbersOf(c, n, v).map(([name, own]) => checkLine(c, n, "checkGiven", name, own));
}

/** Numbers in objects are checked, and so is everything where there are arrays. */
function isChecked({ parts: { module } }: Context): boolean {
  return module.hasArrays || module.interface.convention !== "positional";
}

function flatArguments(c: Context, n: FunctionNaming, body: Body | undefined, kind: ExtraKind | undefined): Arguments {
  const { program, module: { vectors } } = c.parts;
  if (vectors === undefined) throw new Error("defect of gradc: a flat module without vectors");
  const x = vectorArgument(c, n, vectors.x, body);
  const others = program.variables.filter((v) => !vectors.x.parts.some((part) => part.variable === v));
  const used = others.filter((v) => body?.variables.has(v) === true);
  const data = others.length === 0 ? [] : [objectArgument(c, n, body, code`data`, code`${c.T}Data`, used)];
  const seed = kind === undefined ? undefined : vectors.seeds.get(kind);
  const seeds = seed === undefined ? [] : [vectorArgument(c, n, seed, body)];
  const vectorEntries = [vectors.x, ...(seed === undefined ? [] : [seed])].map(({ buffer }) => [buffer.hint, n.buffer(buffer)] as const);
  return joined([x, ...data, ...seeds], [...vectorEntries, ...arrayEntries(c, n, used)]);
}

function arrayEntries(c: Context, n: FunctionNaming, variables: readonly Variable[]): ArrayArguments {
  return variables.filter((v) => v.shape.length > 0).map((v) => [v.name, nameOf(c, n, nth(v.nodes, 0)) ?? NOTHING] as const);
}

function vectorArgument(c: Context, n: FunctionNaming, { buffer, length }: Vector, body: Body | undefined): Argument {
  const own = n.names.unique(buffer.hint);
  n.buffers.set(buffer.id, own);
  const check = code`${c.indent}  ${n.runtime("checkLength")}(${quoted(own)}, ${own}, ${dimText(n, length)});`;
  return { param: code`${own}${typed(c.parts.options, arrayOf(buffer.type))}`, name: own, lines: body === undefined ? [] : [check] };
}

function fieldLines(c: Context, n: FunctionNaming, v: Variable, object: Code, body: Body | undefined): Code[] {
  return (v.fields ?? []).flatMap((field, i) => {
    if (body?.needed.has(nth(v.nodes, i)) !== true) return [];
    const own = n.names.unique(`${v.name}_${field}`);
    nameNode(c, n, nth(v.nodes, i), own);
    return [code`${c.indent}  const ${own} = ${member(object, field)};`];
  });
}

function nameNode(c: Context, n: FunctionNaming, id: NodeId, own: Code): void {
  const local = c.parts.scalarLocals.get(id);
  const buffer = c.parts.module.inputs.get(id);
  if (local !== undefined) n.locals.set(local.id, own);
  if (buffer !== undefined) n.buffers.set(buffer.id, own);
}

function nameOf(c: Context, n: FunctionNaming, id: NodeId): Code | undefined {
  const local = c.parts.scalarLocals.get(id);
  const buffer = c.parts.module.inputs.get(id);
  return buffer === undefined ? local && n.locals.get(local.id) : n.buffers.get(buffer.id);
}

function checkLines(c: Context, n: FunctionNaming, v: Variable): Code[] {
  const buffer = c.parts.module.inputs.get(nth(v.nodes, 0));
  // a number that is missing is not computed with
  if (buffer === undefined) return numbersOf(c, n, v).map(([name, own]) => checkLine(c, n, "checkNumber", name, own));
  const own = n.buffer(buffer);
  const uses = c.parts.program.indices.filter((use) => use.node === v.nodes[0]);
  return [
    checkLine(c, n, "checkLength", v.name, own, sizeText(n, buffer.shape)),
    ...uses.map((use) => checkLine(c, n, "checkPlaces", v.name, own, numeral(use.first), dimText(n, use.size))),
  ];
}

/** The numbers of an argument that the body takes, by their names outside. */
function numbersOf(c: Context, n: FunctionNaming, v: Variable): (readonly [string, Code])[] {
  return v.nodes.flatMap((id, i) => {
    const own = nameOf(c, n, id);
    return own === undefined ? [] : [[v.fields === undefined ? v.name : `${v.name}.${v.fields[i] ?? i}`, own] as const];
  });
}

function checkLine(c: Context, n: FunctionNaming, fn: string, name: string, ...args: readonly Code[]): Code {
  return code`${c.indent}  ${n.runtime(fn)}(${inRow([quoted(name), ...args], ", ")});`;
}
