// The functions of a module, one after the other.
import { extraKinds, type ExtraKind } from "../../graph/derivative-kinds.js";
import type { Num } from "../../loop/ir.js";
import { formatShape } from "../../shape/shape.js";
import type { Body } from "../../module/body.js";
import { exportOf, type Role } from "../../module/interface.js";
import { partOf, type Tree } from "../../module/tree.js";
import { linesFrom } from "../lines.js";
import { argumentsOf } from "./arguments.js";
import { exprText } from "./expression.js";
import { guardNotes } from "./guards.js";
import { headLines, noteText, subjectOf, type Context, type ModuleFunction } from "./heads.js";
import { freshText } from "./results.js";
import { resultLines, resultOf, storageOf } from "./storage.js";
import { functionNaming, outputOf, signature, typed, type FunctionNaming } from "./text.js";
import { resultType } from "./types.js";
import { vectorFunctions } from "./vector.js";
import { code, inRow, NOTHING, word, type Code } from "../code.js";

const OUT = code`out`;
const GRAD = code`grad`;
const NUMBER = code`number`;

export function functionsOf(c: Context): ModuleFunction[] {
  const { bodies, options: { doc } } = c.parts;
  return [
    bodyFunction(c, "value", bodies.value, `Returns ${doc}.`),
    ...gradientFunctions(c),
    ...extraKinds.flatMap((kind) => {
      const body = bodies[kind.name];
      return body === undefined
        ? []
        : [bodyFunction(c, kind.name, body, `Returns ${kind.doc.replace("#", subjectOf(c, kind.name))}.`, kind.name)];
    }),
    ...vectorFunctions(c),
  ];
}

/** A function that computes its body. */
function bodyFunction(c: Context, role: Role, body: Body, doc: string, kind?: ExtraKind): ModuleFunction {
  const { options } = c.parts;
  const stored = resultOf(c, body.result, OUT);
  const n = functionNaming(c.m);
  const name = word(exportOf(options.name, role, c.isFactory));
  const type = resultType(c, role, body.result);
  const { params, lines, arrays } = argumentsOf(c, n, body, kind);
  const isNumber = body.result.kind === "scalar";
  const about = role === "value" ? aboutValue(c) : [];
  const origin = outputOf(c.parts.program, kind ?? (role === "value" ? undefined : "gradient"));
  const storage = isNumber ? [] : [code`out${typed(options, type)} = ${freshText(n, body.result)}`];
  const before = storageOf(c, n, stored, arrays);
  const { inside, beside } = c.parts.writer.body(c.parts, c.m, n, body, name, c.indent);
  const after = body.result.kind === "scalar" ? [] : resultLines(c, n, body.result, OUT);
  const result = body.result.kind === "scalar" ? returnLines(c, n, body.result.num) : [code`${c.indent}  return out;`];
  return {
    member: word(role), doc, origin, params: [...params, ...(isNumber ? [] : [code`out?: ${type}`])], result: type,
    lines: [
      ...before.beside, ...headLines(c, { doc, name, params: [...params, ...storage], type, origin, about }),
      ...lines, ...before.lines, ...inside, ...after,
      ...linesFrom(origin, result), code`${c.indent}}`, ...beside,
    ],
  };
}

function returnLines(c: Context, n: FunctionNaming, num: Num): Code[] {
  return [...guardNotes(n.told, [num]), code`return ${exprText(n, num)};`].map((line) => code`${c.indent}  ${line}`);
}

/** What the program's text says of itself and its outputs, and, where each has its place, of its arguments. */
function aboutValue(c: Context): string[] {
  const { program, options: { notes }, module } = c.parts;
  const outputs = program.outputs.flatMap(({ name }) => {
    const note = notes.of.get(name);
    return note === undefined ? [] : [program.outputs.length === 1 ? noteText(note) : `${name}: ${noteText(note)}`];
  });
  const params = program.variables.flatMap(({ name, shape }) => {
    const words = [...(shape.length > 0 ? [formatShape(shape)] : []), ...(notes.of.has(name) ? [noteText(notes.of.get(name) ?? "")] : [])];
    return words.length === 0 ? [] : [`@param ${name} ${words.join(" ")}`];
  });
  const whole = notes.program === undefined || c.isFactory ? [] : [noteText(notes.program)];
  return [...whole, ...outputs, ...(module.interface.convention === "positional" ? params : [])];
}

/** Where one function computes both, value and gradient take the gradient's storage to it. */
function gradientFunctions(c: Context): ModuleFunction[] {
  const { bodies: { gradient, gradientOnly } } = c.parts;
  if (gradient === undefined) return [];
  const of = subjectOf(c, "grad");
  const both = `Returns the value and the gradient of \`${of}\` in one pass.`;
  const alone = `Returns the gradient of \`${of}\`.`;
  if (gradientOnly !== undefined) return [bodyFunction(c, "grad", gradientOnly, alone), bodyFunction(c, "valueAndGrad", gradient, both)];
  if (!c.parts.module.hasArrays) {
    // a long function is not written twice
    return [delegatingFunction(c, gradient, alone), bodyFunction(c, "valueAndGrad", gradient, both)];
  }
  const core = c.m.names.unique("computeGradient");
  const roles = [["grad", alone], ["valueAndGrad", both]] as const;
  return [coreFunction(c, core, gradient), ...roles.map(([role, doc]) => callingFunction(c, core, role, gradient, doc))];
}

/** The gradient, taken from value and gradient. */
function delegatingFunction(c: Context, body: Body, doc: string): ModuleFunction {
  const { options } = c.parts;
  const n = functionNaming(c.m);
  const grad = partOf(body.result, "grad") as Tree;
  const type = resultType(c, "grad", grad);
  const { params, args } = argumentsOf(c, n, undefined);
  const storage = code`out${typed(options, type)} = ${freshText(n, grad)}`;
  const call = code`${word(exportOf(options.name, "valueAndGrad", c.isFactory))}(${inRow([...args, code`{ value: 0, grad: out }`], ", ")})`;
  const origin = outputOf(c.parts.program, "gradient");
  return {
    member: code`grad`, doc, origin, params: [...params, code`out?: ${type}`], result: type,
    lines: [
      ...headLines(c, { doc, name: word(exportOf(options.name, "grad", c.isFactory)), params: [...params, storage], type, origin }),
      ...linesFrom(origin, [code`${c.indent}  return ${call}.grad;`]), code`${c.indent}}`,
    ],
  };
}

function coreFunction(c: Context, core: Code, body: Body): ModuleFunction {
  const [grad, value] = [partOf(body.result, "grad") as Tree, partOf(body.result, "value")];
  const stored = resultOf(c, grad, GRAD);
  const n = functionNaming(c.m);
  const type = resultType(c, "grad", grad);
  const { params, lines, arrays } = argumentsOf(c, n, body);
  const before = storageOf(c, n, stored, arrays);
  const { inside, beside } = c.parts.writer.body(c.parts, c.m, n, body, core, c.indent);
  const after = resultLines(c, n, grad, GRAD);
  if (value?.kind !== "scalar") throw new Error("defect of gradc: the gradient of what is no number");
  const storage = code`grad${typed(c.parts.options, type)}`;
  const origin = outputOf(c.parts.program, "gradient");
  return {
    doc: "", origin, params: [], result: NUMBER,
    lines: [
      ...before.beside, code`${c.indent}/** Writes the gradient into \`grad\` and returns the value. */`,
      ...linesFrom(
        origin,
        signature(code`function ${core}`, [...params, storage], typed(c.parts.options, NUMBER)).map((l) => code`${c.indent}${l}`),
      ),
      ...lines, ...before.lines, ...inside, ...after,
      ...linesFrom(origin, returnLines(c, n, value.num)), code`${c.indent}}`, ...beside,
    ],
  };
}

function callingFunction(c: Context, core: Code, role: "grad" | "valueAndGrad", body: Body, doc: string): ModuleFunction {
  const { options } = c.parts;
  const n = functionNaming(c.m);
  const tree = role === "grad" ? partOf(body.result, "grad") as Tree : body.result;
  const type = resultType(c, role, tree);
  const { params, args } = argumentsOf(c, n, undefined);
  const storage = code`out${typed(options, type)} = ${freshText(n, tree)}`;
  const name = word(exportOf(options.name, role, c.isFactory));
  const about = `${doc.slice(0, -1)}; with storage handed in, nothing is allocated.`;
  const origin = outputOf(c.parts.program, "gradient");
  const call = code`${core}(${inRow([...args, role === "grad" ? OUT : code`out.grad`], ", ")})`;
  return {
    member: word(role), doc: about, origin, params: [...params, code`out?: ${type}`], result: type,
    lines: [
      ...headLines(c, { doc: about, name, params: [...params, storage], type, origin }),
      ...linesFrom(origin, [code`${c.indent}  ${role === "grad" ? NOTHING : code`out.value = `}${call};`, code`${c.indent}  return out;`]),
      code`${c.indent}}`,
    ],
  };
}
