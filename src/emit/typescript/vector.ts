// The functions that come with one vector for all variables: values by name into it, out of it, and the names of its elements.
import type { Variable } from "../../graph/program.js";
import { exportOf } from "../../module/interface.js";
import type { Vector, VectorPart } from "../../module/layout.js";
import { addDims, type Dim } from "../../shape/dim.js";
import { dimText, sizeText, type Naming } from "./expression.js";
import { headLines, type Context, type ModuleFunction } from "./heads.js";
import { member, propertyKey } from "./names.js";
import { objectText } from "./results.js";
import { arrayOf, functionNaming, isTyped, outputOf, typed } from "./text.js";
import { code, inRow, NOTHING, quoted, word, type Code } from "../code.js";

const STRINGS = code`string[]`;

export function vectorFunctions(c: Context): ModuleFunction[] {
  const { vectors } = c.parts.module;
  return vectors === undefined ? [] : [packFunction(c, vectors.x), unpackFunction(c, vectors.x), namesFunction(c, vectors.x)];
}

function packFunction(c: Context, x: Vector): ModuleFunction {
  const n = functionNaming(c.m);
  const { options } = c.parts;
  const array = arrayOf(x.buffer.type);
  const [type, vector] = [code`${c.T}Params`, word(x.buffer.hint)];
  const check = (fn: string, name: string, path: Code, ...more: readonly Code[]): Code =>
    code`${c.indent}  ${n.runtime(fn)}(${inRow([quoted(name), path, ...more], ", ")});`;
  const lines = places(x).flatMap(({ variable, name, path, at }) => {
    const value = code`${member(code`params`, variable.name)}${path}`;
    if (variable.shape.length > 0) {
      return [check("checkLength", name, value, sizeText(n, variable.shape)), code`${c.indent}  out.set(${value}, ${dimText(n, at)});`];
    }
    return [check("checkNumber", name, value), code`${c.indent}  out[${dimText(n, at)}] = ${value};`];
  });
  const storage = code`out${typed(options, array)} = new ${array}(${dimText(n, x.length)})`;
  const params = [code`params${typed(options, code`Readonly<${type}>`)}`, storage];
  const [name, doc] = [word(exportOf(options.name, "pack", c.isFactory)), `Returns the vector \`${vector}\` of named values.`];
  return {
    member: code`pack`, doc, origin: outputOf(c.parts.program),
    params: [code`params: Readonly<${type}>`, code`out?: ${array}`], result: array,
    lines: [
      ...headLines(c, { doc, name, params, type: array, origin: outputOf(c.parts.program) }),
      ...(lines.length === 0 ? [code`${c.indent}  void params;`] : []),
      check("checkLength", "out", code`out`, dimText(n, x.length)), ...lines, code`${c.indent}  return out;`, code`${c.indent}}`,
    ],
  };
}

function unpackFunction(c: Context, x: Vector): ModuleFunction {
  const n = functionNaming(c.m);
  const { options } = c.parts;
  const array = arrayOf(x.buffer.type);
  const [type, vector] = [code`${c.T}Params`, word(x.buffer.hint)];
  const mark = isTyped(options) ? code`!` : NOTHING;
  const lines = places(x).map(({ variable, path, at, end }) => {
    const place = code`${member(code`out`, variable.name)}${path}`;
    if (variable.shape.length > 0) return code`${c.indent}  ${place}.set(${vector}.subarray(${dimText(n, at)}, ${dimText(n, end)}));`;
    return code`${c.indent}  ${place} = ${vector}[${dimText(n, at)}]${mark};`;
  });
  const fresh = objectText(
    x.parts.map(({ variable }) => code`${propertyKey(variable.name)}: ${freshVariable(n, variable, array)}`), NOTHING,
  );
  const [name, doc] = [
    word(exportOf(options.name, "unpack", c.isFactory)),
    `Returns the values in the vector \`${vector}\` by their names.`,
  ];
  const params = [code`${vector}${typed(options, array)}`, code`out${typed(options, type)} = ${fresh}`];
  return {
    member: code`unpack`, doc, origin: outputOf(c.parts.program),
    params: [code`${vector}: ${array}`, code`out?: ${type}`], result: type,
    lines: [
      ...headLines(c, { doc, name, params, type, origin: outputOf(c.parts.program) }),
      code`${c.indent}  ${n.runtime("checkLength")}(${quoted(vector)}, ${vector}, ${dimText(n, x.length)});`,
      ...lines, code`${c.indent}  return out;`, code`${c.indent}}`,
    ],
  };
}

function namesFunction(c: Context, x: Vector): ModuleFunction {
  const n = functionNaming(c.m);
  const { options } = c.parts;
  const lines = places(x).map(({ variable, name }) =>
    code`${c.indent}  ${n.runtime("nameElements")}(names, ${quoted(name)}, [${inRow(variable.shape.map((d) => dimText(n, d)), ", ")}]);`);
  const name = word(exportOf(options.name, "names", c.isFactory));
  const doc = `Returns a name for each element of the vector \`${x.buffer.hint}\`, such as \`W[2, 1]\`.`;
  return {
    member: code`names`, doc, origin: outputOf(c.parts.program), params: [], result: STRINGS,
    lines: [
      ...headLines(c, { doc, name, params: [], type: STRINGS, origin: outputOf(c.parts.program) }),
      code`${c.indent}  const names${typed(options, STRINGS)} = [];`, ...lines, code`${c.indent}  return names;`, code`${c.indent}}`,
    ],
  };
}

/** An array of the vector, or a number: one of each field of a record. */
interface Place {
  readonly variable: Variable;
  readonly name: string;
  /** Behind the name of the variable. */
  readonly path: Code;
  readonly at: Dim;
  readonly end: Dim;
}

function places({ parts }: Vector): Place[] {
  return parts.flatMap(({ variable, from, length }: VectorPart): Place[] => {
    const { name, fields } = variable;
    if (fields === undefined) return [{ variable, name, path: NOTHING, at: from, end: addDims(from, length) }];
    return fields.map((field, i) => {
      const at = addDims(from, i);
      return { variable, name: `${name}.${field}`, path: member(NOTHING, field), at, end: addDims(at, 1) };
    });
  });
}

function freshVariable(n: Naming, { shape, fields }: Variable, array: Code): Code {
  if (shape.length > 0) return code`new ${array}(${sizeText(n, shape)})`;
  return fields === undefined ? code`0` : code`{ ${inRow(fields.map((field) => code`${propertyKey(field)}: 0`), ", ")} }`;
}
