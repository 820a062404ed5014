// A program with its derivatives as text of the language: it can be pasted back and means the same.
import { builtinNames } from "../elaborate/names.js";
import type { Program, Variable } from "../graph/program.js";
import { formatDim } from "../shape/dim.js";
import { helperDefinition, helpersFor } from "./helpers.js";
import { callsIn } from "./order.js";
import type { NamedFormula, NamedFormulas, ReadOptions } from "./named.js";
import { namedFormulas } from "./statements.js";
import { writeText } from "./write-text.js";
import { BINDS, type Written } from "./written.js";

const LINE = 100;

/** The program in the language: declarations, named values, outputs, and derivatives as outputs `dx`. */
export function toText(program: Program, options: ReadOptions = {}): string {
  const named = namedFormulas(program, options);
  const definitions = options.paper === undefined ? [] : definitionsIn(program, named);
  const calls = new Set(named.formulas.flatMap((f) => [f.formula, ...f.conditions ?? []].flatMap(callsIn)));
  const used = new Set([...named.helpers].flatMap(([helper, text]) => (calls.has(text) ? helpersFor(helper) : [])));
  const helpers = [...named.helpers.keys()].filter((helper) => used.has(helper)).map((helper) => helperDefinition(helper, named.helpers));
  const write = (w: Written): string => writeText(w, BINDS.choice, options.paper !== undefined);
  const lines = [...helpers, ...definitions, ...statementsOf(named, write, noFormNote(named, program))];
  return `${[...declarations(program), ...wrapped("input ", named.added.map(declared)), ...lines].join("\n")}\n`;
}

/** Outputs stand where they are defined if that keeps their order, else on a line of their own at the end. */
function statementsOf(named: NamedFormulas, write: (w: Written) => string, note: (w: Written) => string): string[] {
  const inPlace = named.formulas.filter((f) => f.kind !== "value").map((f) => f.name);
  const isInOrder = inPlace.length === named.results.length && inPlace.every((text, i) => text === named.results[i]);
  const lines = named.formulas.map((f) => {
    const head = `${isInOrder && f.kind !== "value" ? "output " : ""}${f.formula.kind === "block" ? "" : `${f.name} = `}`;
    return `${head}${write(f.formula)}${note(f.formula)}${conditionNote(f, write)}`;
  });
  return isInOrder ? lines : [...lines, ...wrapped("output ", named.results)];
}

/** The definitions of the user's functions that formulas call, as they were written. */
function definitionsIn(program: Program, named: NamedFormulas): string[] {
  const called = new Set(named.formulas.flatMap((f) => callsIn(f.formula)));
  return [...new Set([...program.calls.values()].flatMap((c) => (called.has(c.name) ? c.definitions : [])))];
}

function conditionNote({ conditions = [] }: NamedFormula, write: (w: Written) => string): string {
  return conditions.length === 0 ? "" : `  # for ${conditions.map(write).join(", ")}`;
}

/** Steps that only planning makes have no function in the language: the line says so. */
function noFormNote(named: NamedFormulas, program: Program): (w: Written) => string {
  const known = new Set(["map", ...builtinNames(), ...named.helpers.values(), ...[...program.calls.values()].map((c) => c.name)]);
  return (w) => {
    const unknown = [...new Set(callsIn(w))].filter((c) => !known.has(c));
    return unknown.length === 0 ? "" : `  # not in the language: ${unknown.join(", ")}`;
  };
}

function declarations(program: Program): string[] {
  const lines: string[] = [];
  let role: Variable["role"] | undefined;
  let group: string[] = [];
  const flush = (): void => { if (role !== undefined) lines.push(...wrapped(`${role} `, group)); };
  for (const v of program.variables) {
    if (v.role !== role) {
      flush();
      role = v.role;
      group = [];
    }
    group.push(declared(v));
  }
  flush();
  return lines;
}

function declared(v: Pick<Variable, "name" | "shape"> & { readonly fields?: readonly string[] }): string {
  if (v.fields !== undefined) return `${v.name}{${v.fields.join(", ")}}`;
  return v.shape.length === 0 ? v.name : `${v.name}[${v.shape.map(formatDim).join(", ")}]`;
}

/** A list after a keyword, on as many lines as it needs. */
function wrapped(keyword: string, items: readonly string[]): string[] {
  const lines: string[] = [];
  let line = "";
  for (const item of items) {
    if (line !== "" && line.length + item.length + 2 > LINE) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? keyword + item : `${line}, ${item}`;
  }
  return line === "" ? lines : [...lines, line];
}
