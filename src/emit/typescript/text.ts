// What scalar and array modules share: the banner, runtime functions, the naming of one function.
import { GENERATED } from "./banner.js";
import type { Located } from "../../diagnostics/source.js";
import type { DerivativeKind } from "../../graph/derivative-kinds.js";
import type { Program } from "../../graph/program.js";
import type { Local } from "../../loop/ir.js";
import type { ElementType } from "../../shape/element.js";
import type { Naming } from "./expression.js";
import type { ModuleParts, TextOptions } from "./context.js";
import { Names } from "./names.js";
import type { FunctionNaming, ModuleNaming } from "./naming.js";
import { FACTORIES, textOfRuntime, withNeeds } from "./runtime.js";

export type { FunctionNaming, ModuleNaming } from "./naming.js";
import { code, inRow, linesIn, NOTHING, remark, word, type Code } from "../code.js";

export function bannerLines(options: TextOptions): Code[] {
  if (options.target === "body") return [code`"use strict";`];
  const source = options.source.replace(/[^\p{L}\p{N} ._/<>-]/gu, "?");
  return [remark(GENERATED), remark(`source: ${source}`)];
}

/** The output that a function is of, which its head and its end lead to: the one that is differentiated, or the first. */
export function outputOf({ outputs, derivatives }: Program, kind?: DerivativeKind): Located | undefined {
  const of = kind === undefined ? undefined : derivatives[kind][0]?.of;
  return outputs.find(({ name }) => name === of) ?? outputs[0];
}

export function runtimeLines(parts: ModuleParts, m: ModuleNaming): Code[] {
  return withNeeds(m.used).flatMap(
    (fn) => [NOTHING, ...linesIn(textOfRuntime(fn, isTyped(parts.options), m.runtime, parts.module.element))],
  );
}

/** Whether the text has types. */
export function isTyped({ target }: Pick<TextOptions, "target">): boolean {
  return target === "ts" || target === "types";
}

/** The class of arrays of a type. */
export function arrayOf(element: ElementType): Code {
  return element === "f64" ? code`Float64Array` : code`Float32Array`;
}

/** A type annotation, in TypeScript only. */
export function typed(options: TextOptions, type: Code): Code {
  return isTyped(options) ? code`: ${type}` : NOTHING;
}

export function exported(options: TextOptions): Code {
  return options.target === "body" ? NOTHING : code`export `;
}

/** Lines of a generated module are no longer than this. */
export const MAX_LINE = 120;

/** A function's first line, broken where it would be long; objects in it may have lines of their own. */
export function signature(start: Code, params: readonly Code[], result: Code): Code[] {
  const lines = linesIn(code`${start}(${inRow(params, ", ")})${result} {`);
  // an object as the last parameter opens at the end of the first line
  if (params.length === 0 || lines.every((line) => line.length <= MAX_LINE)) return lines;
  const rows: Code[] = [];
  for (const param of params) {
    const row = rows.at(-1);
    const isJoined = row !== undefined && !param.includes("\n") && row.length + param.length < MAX_LINE - 4;
    if (isJoined) rows[rows.length - 1] = code`${row} ${param},`;
    else rows.push(...linesIn(code`${param},`).map((line) => code`  ${line}`));
  }
  return [code`${start}(`, ...rows, code`)${result} {`];
}

/** The names of the module's top level: exports have theirs, and runtime functions those that are left. */
export function moduleNames(parts: ModuleParts, exports: readonly string[]): Pick<ModuleNaming, "names" | "runtime"> {
  const names = new Names().inner();
  const made = [...FACTORIES].flatMap(([routine, factory]) => (parts.runtime.includes(factory) ? [routine] : []));
  for (const name of exports) names.unique(name);
  return { names, runtime: new Map([...parts.runtime, ...made].map((fn) => [fn, names.unique(fn)])) };
}

/** The naming inside one function of the module. */
export function functionNaming(m: ModuleNaming): FunctionNaming {
  const names = m.names.inner();
  const locals = new Map<number, Code>();
  const buffers = new Map(m.buffers);
  const nameOf = (map: ReadonlyMap<number, Code>, id: number, hint: string): Code => {
    const name = map.get(id);
    if (name === undefined) throw new Error(`defect of gradc: ${hint} has no name`);
    return name;
  };
  const base: Naming = {
    isTyped: m.isTyped, element: m.element,
    local: (local: Local) => nameOf(locals, local.id, local.hint),
    buffer: (buffer) => nameOf(buffers, buffer.id, buffer.hint),
    size: (name) => m.sizes.get(name) ?? word(name),
    pattern: ({ of, member }) => code`${m.patterns.get(of) ?? NOTHING}.${member === "columns" ? code`columns` : code`rowStart`}`,
    runtime: (fn) => {
      m.used.add(fn);
      return m.runtime.get(fn) ?? word(fn);
    },
  };
  return { ...base, names, locals, buffers, told: new Set(), there: new Set(), again: new Set() };
}
