// Memory that a module sets up once: working arrays, tables of numbers, the kernel for products.
import type { Buffer, Num, Stmt } from "../../loop/ir.js";
import { allParts, allStatements, touchedBy, withoutBlocks } from "../../loop/map.js";
import { touchesReader } from "../../loop/touches.js";
import type { Body } from "../../module/body.js";
import type { ModuleIR } from "../../module/module.js";
import { productOfDims, sameDim } from "../../shape/dim.js";
import { formatShape } from "../../shape/shape.js";
import { sizeText } from "./expression.js";
import type { ModuleParts } from "./context.js";
import { patternLines, tableText } from "./patterns.js";
import { FACTORIES } from "./runtime.js";
import { arrayOf, functionNaming, type FunctionNaming, type ModuleNaming } from "./text.js";
import { code, inRow, numeral, remark, word, type Code } from "../code.js";

/** The objects that hold the arrays that functions take into names of their own; the second those that lie in others. */
const HOLDERS = { owners: code`memory`, guests: code`shared` } as const;

/** Declarations of all memory that the functions share; gives every buffer its name. */
export function dataLines(parts: ModuleParts, held: ReadonlySet<number>, m: ModuleNaming, indent: Code): Code[] {
  const n = functionNaming(m);
  const { memory, homes } = parts.module;
  const patterns = patternLines(parts, m, indent);
  const lines: Record<"alone" | keyof typeof HOLDERS, Code[]> = { alone: [], owners: [], guests: [] };
  for (const buffer of memory) {
    const home = homes.get(buffer.id);
    const place = home === undefined ? undefined : m.buffers.get(home.id) ?? word(home.hint);
    const isSame = home !== undefined && place !== undefined && isOneWith(home, buffer, held);
    const name = isSame ? place : m.names.unique(buffer.hint);
    m.buffers.set(buffer.id, name);
    if (isSame) continue;
    const value = home !== undefined && place !== undefined
      ? part(n, held.has(home.id) ? code`${HOLDERS.owners}.${place}` : place, home, buffer)
      : valueText(n, m, buffer);
    const shape = remark(formatShape(buffer.shape));
    if (held.has(buffer.id)) lines[home === undefined ? "owners" : "guests"].push(code`${indent}  ${name}: ${value}, ${shape}`);
    else lines.alone.push(code`${indent}const ${name} = ${value}; ${shape}`);
  }
  const inHolder = (of: keyof typeof HOLDERS): Code[] => {
    return lines[of].length === 0 ? [] : [code`${indent}const ${HOLDERS[of]} = {`, ...lines[of], code`${indent}};`];
  };
  return [...patterns, ...inHolder("owners"), ...lines.alone, ...inHolder("guests")];
}

/** Whether an array that lies in another one is all of it and called the same: it needs no name of its own. */
function isOneWith(home: Buffer, buffer: Buffer, held: ReadonlySet<number>): boolean {
  return home.hint === buffer.hint && hasSameSize(home, buffer) && held.has(home.id) === held.has(buffer.id);
}

function valueText(n: FunctionNaming, m: ModuleNaming, { table, data, type, shape }: Buffer): Code {
  if (table !== undefined) return tableText(n, m, table, shape);
  return data === undefined
    ? code`new ${arrayOf(type)}(${sizeText(n, shape)})`
    : code`${arrayOf(type)}.of(${inRow(data.map(numeral), ", ")})`;
}

/**
 * The arrays of memory that some function touches in loops within loops. There V8 (11.3) takes an array that a function
 * finds around it for any array: each access checks what it is, and reads its length and place anew. Of an array with a name
 * inside the function it knows them.
 */
export function heldMemory({ memory, bodies: { primal: _counted, ...called } }: ModuleIR): ReadonlySet<number> {
  const touchesOf = touchesReader();
  const nests = Object.values(called as Readonly<Record<string, Body>>).flatMap(({ statements }) => withoutBlocks(statements))
    .filter((stmt) => stmt.kind === "for" && allStatements(stmt.body).some(({ kind }) => kind === "for"));
  const touched = new Set(nests.map(touchesOf).flatMap(({ reads, writes }) => [...reads, ...writes]));
  return new Set(memory.flatMap(({ id }) => (touched.has(id) ? [id] : [])));
}

/** The names that the objects take. */
export function holdersOf(held: ReadonlySet<number>): Code[] {
  return held.size > 0 ? Object.values(HOLDERS) : [];
}

/** A function's own names for what the objects hold and its statements or results touch. */
export function memoryLines(
  { module: { memory, homes } }: ModuleParts, held: ReadonlySet<number>, n: FunctionNaming, statements: readonly Stmt[],
  results: readonly Num[], indent: Code,
): Code[] {
  const read = results.flatMap(allParts).flatMap((part) => (part.kind === "load" ? [part.buffer.id] : []));
  const touched = new Set([...read, ...allStatements(statements).flatMap(touchedBy).map(({ buffer }) => buffer.id)]);
  const own = memory.filter(({ id }) => held.has(id) && touched.has(id));
  const isGuest = (buffer: Buffer): boolean => {
    const home = homes.get(buffer.id);
    return home !== undefined && !isOneWith(home, buffer, held);
  };
  return (["owners", "guests"] as const).flatMap((of) => {
    const names = new Set(own.filter((buffer) => isGuest(buffer) === (of === "guests")).map((buffer) => n.buffer(buffer)));
    return names.size === 0 ? [] : [code`${indent}const { ${inRow([...names], ", ")} } = ${HOLDERS[of]};`];
  });
}

/**
 * The kernels for products, with memory of their own. A factory's functions share them: V8 has code for the function that was
 * called before, and leaves it whenever another one is called in its place.
 */
export function kernelLines(parts: ModuleParts, m: ModuleNaming): Code[] {
  return [...FACTORIES].filter(([, factory]) => parts.runtime.includes(factory)).map(([routine, factory]) => {
    const [name, make] = [routine, factory].map((fn) => m.runtime.get(fn) ?? word(fn)) as [Code, Code];
    return code`const ${name} = ${make}();`;
  });
}

/** The memory of an array for another one that is not larger. */
function part(n: FunctionNaming, name: Code, home: Buffer, buffer: Buffer): Code {
  return hasSameSize(home, buffer) ? name : code`${name}.subarray(0, ${sizeText(n, buffer.shape)})`;
}

function hasSameSize(x: Buffer, y: Buffer): boolean {
  return sameDim(productOfDims(x.shape), productOfDims(y.shape));
}
