// Names of the types that a module exports.
import type { Program, Variable } from "../../graph/program.js";
import type { ModuleParts } from "./context.js";
import { propertyKey } from "./names.js";

/** Types that the text of a module uses. */
const USED = ["Float64Array", "Record", "Array"];

export function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The type of a module's functions, and the start of the names of the others. */
export function typeName(name: string): string {
  const own = capitalized(name);
  return USED.includes(own) ? `${own}Program` : own;
}

/** The names of the types of records, by their fields: records with the same fields share the type of the first of them. */
export function recordTypeNames({ variables }: Program, name: string): Map<string, string> {
  const own = typeName(name);
  const taken = new Set([...USED, ...["", "Inputs", "Grad", "Direction", "Sizes"].map((end) => own + end)]);
  const names = new Map<string, string>();
  for (const v of variables) {
    const fields = v.fields?.join();
    if (fields === undefined || names.has(fields)) continue;
    const base = own + capitalized(v.name);
    let type = base;
    for (let n = 2; taken.has(type); n++) type = `${base}${n}`;
    taken.add(type);
    names.set(fields, type);
  }
  return names;
}

export function recordTypeName(parts: ModuleParts, v: Variable): string {
  return parts.recordTypes.get(v.fields?.join() ?? "") ?? "";
}

export function recordTypes(parts: ModuleParts): string[] {
  if (parts.options.target !== "ts") return [];
  return [...parts.recordTypes].flatMap(
    ([fields, name]) => ["", `export interface ${name} {`, ...fields.split(",").map((f) => `  ${propertyKey(f)}: number;`), "}"],
  );
}
