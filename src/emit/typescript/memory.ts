// Memory that a module sets up once: working arrays, tables of numbers, the kernel for products.
import type { Buffer } from "../../loop/ir.js";
import { productOfDims, sameDim } from "../../shape/dim.js";
import { formatShape } from "../../shape/shape.js";
import { sizeText } from "./expression.js";
import type { ModuleParts } from "./context.js";
import { patternLines, tableText } from "./patterns.js";
import { FACTORIES } from "./runtime.js";
import { arrayOf, functionNaming, type FunctionNaming, type ModuleNaming } from "./text.js";
import { code, inRow, numeral, remark, word, type Code } from "../code.js";

/** Declarations of all memory that the functions share; gives every buffer its name. */
export function dataLines(parts: ModuleParts, m: ModuleNaming, indent: Code): Code[] {
  const n = functionNaming(m);
  const lines = patternLines(parts, m, indent);
  for (const buffer of parts.module.memory) {
    const name = m.names.unique(buffer.hint);
    m.buffers.set(buffer.id, name);
    const home = parts.module.homes.get(buffer.id);
    const value = home !== undefined ? part(n, m.buffers.get(home.id) ?? word(home.hint), home, buffer)
      : buffer.table !== undefined ? tableText(n, m, buffer.table, buffer.shape)
      : buffer.data === undefined
      ? code`new ${arrayOf(buffer.type)}(${sizeText(n, buffer.shape)})`
      : code`${arrayOf(buffer.type)}.of(${inRow(buffer.data.map(numeral), ", ")})`;
    lines.push(code`${indent}const ${name} = ${value}; ${remark(formatShape(buffer.shape))}`);
  }
  return lines;
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
  const isAll = sameDim(productOfDims(home.shape), productOfDims(buffer.shape));
  return isAll ? name : code`${name}.subarray(0, ${sizeText(n, buffer.shape)})`;
}
