// Memory that a module sets up once: working arrays, tables of numbers, the kernel for products.
import type { Buffer, RoutineArg, Stmt } from "../loop/ir.js";
import { allStatements, touchedBy } from "../loop/map.js";
import { formatShape } from "../shape/shape.js";
import type { Body } from "./body.js";
import { dimText, literal, sizeText } from "./expression.js";
import type { ModuleParts } from "./module.js";
import { FACTORIES } from "./runtime.js";
import { functionNaming, partKey, type ModuleNaming } from "./text.js";

/** Declarations of all memory that the functions share; gives every buffer its name. */
export function dataLines(parts: ModuleParts, m: ModuleNaming, indent: string): string[] {
  const n = functionNaming(m);
  const lines: string[] = [];
  for (const buffer of usedBuffers(parts)) {
    const name = m.names.unique(buffer.hint);
    m.buffers.set(buffer.id, name);
    const value = buffer.data === undefined ? `new Float64Array(${sizeText(n, buffer.shape)})` : `Float64Array.of(${buffer.data.map(literal).join(", ")})`;
    lines.push(`${indent}const ${name} = ${value}; // ${formatShape(buffer.shape)}`);
  }
  for (const arg of partsUsed(parts)) {
    if (m.parts.has(partKey(arg))) continue;
    const name = m.names.unique(`${m.buffers.get(arg.buffer.id) ?? arg.buffer.hint}Pivots`);
    m.parts.set(partKey(arg), name);
    lines.push(`${indent}const ${name} = ${m.buffers.get(arg.buffer.id) ?? ""}.subarray(${dimText(n, arg.part.from)}, ${dimText(n, arg.part.to)});`);
  }
  for (const [routine, factory] of FACTORIES) {
    if (parts.runtime.includes(factory)) lines.push(`${indent}const ${m.runtime.get(routine) ?? routine} = ${m.runtime.get(factory) ?? factory}();`);
  }
  return lines;
}

function bodiesOf(parts: ModuleParts): Body[] {
  const { primal: _counted, ...emitted } = parts.bodies;
  return Object.values(emitted).filter((body): body is Body => body !== undefined);
}

function statementsOf(parts: ModuleParts): Stmt[] {
  return bodiesOf(parts).flatMap((body) => allStatements(body.statements));
}

/** Shared buffers that a function still writes or reads, in the order in which they were made. */
function usedBuffers(parts: ModuleParts): Buffer[] {
  const slots = bodiesOf(parts).flatMap((body) => (body.split === undefined ? [] : [body.split.slots]));
  const used = new Set(statementsOf(parts).flatMap(touchedBy).map(({ buffer }) => buffer.id));
  return [...[...parts.shared.scratch.values(), ...parts.shared.whole.values()].filter((buffer) => used.has(buffer.id)), ...slots];
}

type Part = Extract<RoutineArg, { kind: "array" }> & { readonly part: object };

function partsUsed(parts: ModuleParts): Part[] {
  return statementsOf(parts).flatMap((s) => (s.kind === "routine" ? s.args : [])).filter((arg): arg is Part => arg.kind === "array" && arg.part !== undefined);
}
