// Memory that a module sets up once: working arrays, tables of numbers, the kernel for products.
import { formatShape } from "../../shape/shape.js";
import { dimText, literal, sizeText } from "./expression.js";
import type { ModuleParts } from "./context.js";
import { FACTORIES } from "./runtime.js";
import { functionNaming, partKey, type ModuleNaming } from "./text.js";

/** Declarations of all memory that the functions share; gives every buffer its name. */
export function dataLines(parts: ModuleParts, m: ModuleNaming, indent: string): string[] {
  const n = functionNaming(m);
  const lines: string[] = [];
  for (const buffer of parts.module.memory) {
    const name = m.names.unique(buffer.hint);
    m.buffers.set(buffer.id, name);
    const value = buffer.data === undefined
      ? `new Float64Array(${sizeText(n, buffer.shape)})`
      : `Float64Array.of(${buffer.data.map(literal).join(", ")})`;
    lines.push(`${indent}const ${name} = ${value}; // ${formatShape(buffer.shape)}`);
  }
  for (const arg of parts.module.parts) {
    if (m.parts.has(partKey(arg))) continue;
    const name = m.names.unique(`${m.buffers.get(arg.buffer.id) ?? arg.buffer.hint}Pivots`);
    m.parts.set(partKey(arg), name);
    lines.push(
      `${indent}const ${name} = ${m.buffers.get(arg.buffer.id) ?? ""}.subarray(${dimText(n, arg.part.from)}, ${dimText(n, arg.part.to)});`,
    );
  }
  for (const [routine, factory] of FACTORIES) {
    if (parts.runtime.includes(factory))
      lines.push(`${indent}const ${m.runtime.get(routine) ?? routine} = ${m.runtime.get(factory) ?? factory}();`);
  }
  return lines;
}
