// The functions that come with one vector for all variables: values by name into it, out of it, and the names of its elements.
import type { Variable } from "../../graph/program.js";
import { exportOf } from "../../module/interface.js";
import type { Vector, VectorPart } from "../../module/layout.js";
import { addDims, type Dim } from "../../shape/dim.js";
import { dimText, sizeText, type Naming } from "./expression.js";
import { headLines, type Context, type ModuleFunction } from "./heads.js";
import { member, propertyKey } from "./names.js";
import { objectText } from "./results.js";
import { functionNaming, isTyped, outputOf, typed } from "./text.js";

export function vectorFunctions(c: Context): ModuleFunction[] {
  const { vectors } = c.parts.module;
  return vectors === undefined ? [] : [packFunction(c, vectors.x), unpackFunction(c, vectors.x), namesFunction(c, vectors.x)];
}

function packFunction(c: Context, x: Vector): ModuleFunction {
  const n = functionNaming(c.m);
  const { options } = c.parts;
  const [type, vector] = [`${c.T}Params`, x.buffer.hint];
  const check = (fn: string, name: string, path: string, ...more: readonly string[]): string =>
    `${c.indent}  ${n.runtime(fn)}(${[JSON.stringify(name), path, ...more].join(", ")});`;
  const lines = places(x).flatMap(({ variable, name, path, at }) => {
    const value = member("params", variable.name) + path;
    if (variable.shape.length > 0) {
      return [check("checkLength", name, value, sizeText(n, variable.shape)), `${c.indent}  out.set(${value}, ${dimText(n, at)});`];
    }
    return [check("checkNumber", name, value), `${c.indent}  out[${dimText(n, at)}] = ${value};`];
  });
  const storage = `out${typed(options, "Float64Array")} = new Float64Array(${dimText(n, x.length)})`;
  const params = [`params${typed(options, `Readonly<${type}>`)}`, storage];
  const [name, doc] = [exportOf(options.name, "pack", c.isFactory), `Returns the vector \`${vector}\` of named values.`];
  return {
    member: "pack", doc, origin: outputOf(c.parts.program), params: [`params: Readonly<${type}>`, "out?: Float64Array"],
    result: "Float64Array",
    lines: [
      ...headLines(c, { doc, name, params, type: "Float64Array", origin: outputOf(c.parts.program) }),
      check("checkLength", "out", "out", dimText(n, x.length)), ...lines, `${c.indent}  return out;`, `${c.indent}}`,
    ],
  };
}

function unpackFunction(c: Context, x: Vector): ModuleFunction {
  const n = functionNaming(c.m);
  const { options } = c.parts;
  const [type, vector] = [`${c.T}Params`, x.buffer.hint];
  const mark = isTyped(options) ? "!" : "";
  const lines = places(x).map(({ variable, path, at, end }) => {
    const place = member("out", variable.name) + path;
    if (variable.shape.length > 0) return `${c.indent}  ${place}.set(${vector}.subarray(${dimText(n, at)}, ${dimText(n, end)}));`;
    return `${c.indent}  ${place} = ${vector}[${dimText(n, at)}]${mark};`;
  });
  const fresh = objectText(x.parts.map(({ variable }) => `${propertyKey(variable.name)}: ${freshVariable(n, variable)}`), c.indent);
  const [name, doc] = [exportOf(options.name, "unpack", c.isFactory), `Returns the values in the vector \`${vector}\` by their names.`];
  const params = [`${vector}${typed(options, "Float64Array")}`, `out${typed(options, type)} = ${fresh}`];
  return {
    member: "unpack", doc, origin: outputOf(c.parts.program), params: [`${vector}: Float64Array`, `out?: ${type}`], result: type,
    lines: [
      ...headLines(c, { doc, name, params, type, origin: outputOf(c.parts.program) }),
      `${c.indent}  ${n.runtime("checkLength")}(${JSON.stringify(vector)}, ${vector}, ${dimText(n, x.length)});`,
      ...lines, `${c.indent}  return out;`, `${c.indent}}`,
    ],
  };
}

function namesFunction(c: Context, x: Vector): ModuleFunction {
  const n = functionNaming(c.m);
  const { options } = c.parts;
  const lines = places(x).map(({ variable, name }) =>
    `${c.indent}  ${n.runtime("nameElements")}(names, ${JSON.stringify(name)}, [${variable.shape.map((d) => dimText(n, d)).join(", ")}]);`);
  const name = exportOf(options.name, "names", c.isFactory);
  const doc = `Returns a name for each element of the vector \`${x.buffer.hint}\`, such as \`W[2, 1]\`.`;
  return {
    member: "names", doc, origin: outputOf(c.parts.program), params: [], result: "string[]",
    lines: [
      ...headLines(c, { doc, name, params: [], type: "string[]", origin: outputOf(c.parts.program) }),
      `${c.indent}  const names${typed(options, "string[]")} = [];`, ...lines, `${c.indent}  return names;`, `${c.indent}}`,
    ],
  };
}

/** An array of the vector, or a number: one of each field of a record. */
interface Place {
  readonly variable: Variable;
  readonly name: string;
  /** Behind the name of the variable. */
  readonly path: string;
  readonly at: Dim;
  readonly end: Dim;
}

function places({ parts }: Vector): Place[] {
  return parts.flatMap(({ variable, from, length }: VectorPart): Place[] => {
    const { name, fields } = variable;
    if (fields === undefined) return [{ variable, name, path: "", at: from, end: addDims(from, length) }];
    return fields.map((field, i) => {
      const at = addDims(from, i);
      return { variable, name: `${name}.${field}`, path: member("", field), at, end: addDims(at, 1) };
    });
  });
}

function freshVariable(n: Naming, { shape, fields }: Variable): string {
  if (shape.length > 0) return `new Float64Array(${sizeText(n, shape)})`;
  return fields === undefined ? "0" : `{ ${fields.map((field) => `${propertyKey(field)}: 0`).join(", ")} }`;
}
