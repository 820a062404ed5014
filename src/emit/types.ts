// Names of the types that a module exports.
import type { Variable } from "../graph/program.js";
import type { ModuleParts } from "./module.js";
import { propertyKey } from "./names.js";

export function typeName(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The type of a record: records with the same fields share the type of the first of them. */
export function recordTypeName(parts: ModuleParts, v: Variable): string {
  const fields = v.fields?.join();
  const first = parts.program.variables.find((other) => other.fields?.join() === fields) ?? v;
  return `${typeName(parts.options.name)}${typeName(first.name)}`;
}

export function recordTypes(parts: ModuleParts): string[] {
  if (parts.options.target !== "ts") return [];
  const byName = new Map(parts.program.variables.filter((v) => v.fields !== undefined).map((v) => [recordTypeName(parts, v), v.fields ?? []]));
  return [...byName].flatMap(([name, fields]) => ["", `export interface ${name} {`, ...fields.map((f) => `  ${propertyKey(f)}: number;`), "}"]);
}
