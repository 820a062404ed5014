// Memory that a module sets up once: working arrays, tables of numbers, the kernel for products.
import { partsOf, type Buffer, type Num, type RoutineArg, type Stmt } from "../loop/ir.js";
import { bodyOf, numsOf } from "../loop/map.js";
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
    lines.push(`${indent}const ${name} = ${m.buffers.get(arg.buffer.id) ?? ""}.subarray(${dimText(n, arg.from ?? 0)}, ${dimText(n, arg.to ?? 0)});`);
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

function allStatements(parts: ModuleParts): Stmt[] {
  const found: Stmt[] = [];
  const stack = bodiesOf(parts).flatMap((body) => body.statements);
  while (stack.length > 0) {
    const stmt = stack.pop() as Stmt;
    found.push(stmt);
    stack.push(...bodyOf(stmt));
  }
  return found;
}

/** Shared buffers that a function still writes or reads, in the order in which they were made. */
function usedBuffers(parts: ModuleParts): Buffer[] {
  const slots = bodiesOf(parts).flatMap((body) => (body.split === undefined ? [] : [body.split.slots]));
  const used = new Set(allStatements(parts).flatMap(buffersOf));
  return [...[...parts.shared.scratch.values(), ...parts.shared.whole.values()].filter((buffer) => used.has(buffer.id)), ...slots];
}

/** The buffers that a statement itself touches. */
function buffersOf(stmt: Stmt): number[] {
  const own = stmt.kind === "store" || stmt.kind === "fill" ? [stmt.buffer.id] : [];
  const args = stmt.kind === "routine" ? stmt.args.flatMap((a) => ("buffer" in a ? [a.buffer.id] : [])) : [];
  return [...own, ...args, ...numsOf(stmt).flatMap(loadsIn)];
}

function loadsIn(num: Num): number[] {
  return [...(num.kind === "load" ? [num.buffer.id] : []), ...partsOf(num).flatMap(loadsIn)];
}

function partsUsed(parts: ModuleParts): Extract<RoutineArg, { buffer: unknown }>[] {
  return allStatements(parts).flatMap((s) => (s.kind === "routine" ? s.args : [])).flatMap((a) => ("buffer" in a && a.from !== undefined ? [a] : []));
}
