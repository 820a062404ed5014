// A program with arrays: functions that take one object of arguments and, last, storage for the
// result. Where sizes are named, a factory makes them, with all memory set up once.
import { extraKinds, seedFormOf, seedForms, seedName, type ExtraKind, type SeedForm } from "../../graph/derivative-kinds.js";
import type { NodeId } from "../../graph/graph.js";
import { isSeed, type Requirement, type Variable } from "../../graph/program.js";
import { exportsOf, factoryOf, namesOf } from "../../module/interface.js";
import { hasArrays, partOf, type ObjectTree, type Tree } from "../../module/tree.js";
import type { Body } from "../../module/body.js";
import { dimText, exprText, sizeText } from "./expression.js";
import { dataLines } from "./memory.js";
import { linesFrom, type Line } from "../lines.js";
import type { ModuleParts } from "./context.js";
import { member, propertyKey } from "./names.js";
import { freshText, interfaceLines, literalText, placesOf, typeText } from "./results.js";
import { bodyText } from "./parts.js";
import {
  bannerLines, exported, functionNaming, moduleNames, outputOf, runtimeLines, signature, typed, type FunctionNaming,
  type ModuleNaming,
} from "./text.js";
import { recordTypeName, recordTypes, typeName } from "./types.js";
import { termsOf } from "../../shape/dim.js";
import { formatShape } from "../../shape/shape.js";

/** A function of the module: the name outside, the name of its type, its lines. */
interface ArrayFunction {
  readonly member: string;
  readonly exportName: string;
  readonly signatureType: string;
  readonly lines: readonly Line[];
}

interface Context {
  readonly parts: ModuleParts;
  readonly m: ModuleNaming;
  readonly indent: string;
  readonly isFactory: boolean;
  /** The function that the gradient functions share. */
  readonly core: string;
  readonly types: { readonly inputs: string; readonly grad: string };
  /** The start of the names of types. */
  readonly T: string;
}

/** The lines of the module. */
export function arrayModule(parts: ModuleParts): Line[] {
  const { program, options } = parts;
  const { kind } = parts.module.interface;
  const isFactory = kind === "factory";
  const factory = factoryOf(options.name);
  const T = typeName(options.name);
  const { names, runtime } = moduleNames(
    parts,
    [...namesOf(options.name, kind), "inputs", "out", "sizes", ...program.seeds.map((seed) => seedFormOf(seed.kind)?.parameter ?? "")],
  );
  const core = names.unique("computeGradient");
  const sizes = new Map(program.sizes.map((size) => [size, names.unique(size)]));
  const m: ModuleNaming = { names, runtime, buffers: new Map(), sizes, parts: new Map(), isTyped: options.target === "ts" };
  const c: Context = { parts, m, isFactory, core, indent: isFactory ? "  " : "", T, types: { inputs: `${T}Inputs`, grad: `${T}Grad` } };
  const data = dataLines(parts, m, c.indent);
  const functions = functionsOf(c);
  const body = isFactory ? factoryLines(c, factory, T, data, functions) : [...data, ...functions.flatMap((f) => ["", ...f.lines])];
  return [
    ...bannerLines(options), ...typeLines(c, T, functions), ...(isFactory || data.length > 0 ? [""] : []), ...body,
    ...runtimeLines(parts, m),
    ...(options.target === "body" ? ["", `return { ${exportsOf(parts.module.interface).join(", ")} };`] : []),
  ];
}

function typeLines(c: Context, T: string, functions: readonly ArrayFunction[]): Line[] {
  const { program, options, bodies } = c.parts;
  if (options.target !== "ts") return [];
  const inputs =
    [`/** The arguments of \`${options.name}\`; arrays are flat, in row-major order. */`, `export interface ${c.types.inputs} {`,
    ...program.variables.flatMap((v) => variableLines(c, v)), "}"];
  const grad = gradTree(bodies.gradient);
  const sizes = [
    `/** The sizes of \`${options.name}\`. */`, `export interface ${T}Sizes {`,
    ...program.sizes.map((s) => `  readonly ${propertyKey(s)}: number;`), "}",
  ];
  return [
    ...recordTypes(c.parts), "",
    ...(c.isFactory ? [...sizes, ""] : []),
    ...inputs,
    ...(grad === undefined ? [] : ["", ...interfaceLines(c.types.grad, `The gradient of \`${options.name}\`.`, grad)]),
    ...Object.values(seedForms).flatMap((form) => seedTypeLines(c, form)),
    ...(c.isFactory ? [
      "", `/** The functions of \`${options.name}\` for one choice of sizes. */`, `export interface ${T} {`,
      ...functions.flatMap((f) => (f.signatureType === "" ? [] : [`  ${f.member}${f.signatureType};`])), "}",
    ] : []),
  ];
}

/** The type of what functions take besides; all of one form take the same. */
function seedTypeLines(c: Context, form: SeedForm): Line[] {
  const [first] = c.parts.program.seeds.filter((v) => seedFormOf(v.kind) === form);
  if (first === undefined) return [];
  const own = c.parts.program.seeds.filter((v) => v.kind === first.kind);
  return [
    "", `/** ${form.doc} \`${c.parts.options.name}\`. */`, `export interface ${c.T}${form.type} {`,
    ...own.flatMap((v) => variableLines(c, v)), "}",
  ];
}

function variableLines(c: Context, v: Variable): Line[] {
  const type = v.shape.length > 0 ? "Float64Array" : v.fields === undefined ? "number" : recordTypeName(c.parts, v);
  return [
    ...(v.shape.length > 0 ? [`  /** ${formatShape(v.shape)} */`] : []), ...linesFrom(v, [`  readonly ${propertyKey(v.name)}: ${type};`]),
  ];
}

function gradTree(body: Body | undefined): ObjectTree | undefined {
  const found = body === undefined ? undefined : partOf(body.result, "grad");
  return found?.kind === "object" ? found : undefined;
}

function factoryLines(c: Context, factory: string, T: string, data: readonly string[], functions: readonly ArrayFunction[]): Line[] {
  const { program, options } = c.parts;
  const n = functionNaming(c.m);
  const sizes = program.sizes.map((s) => {
    const own = c.m.sizes.get(s) ?? s;
    return own === s ? s : `${propertyKey(s)}: ${own}`;
  });
  const members = functions.flatMap((f) => (f.signatureType === "" ? [] : [f.member]));
  return [
    `/** Sets up \`${options.name}\`, ${options.doc}, for given sizes. */`,
    ...linesFrom(
      outputOf(program), [`${exported(options)}function ${factory}(sizes${typed(options, `${T}Sizes`)})${typed(options, T)} {`],
    ),
    `  const { ${sizes.join(", ")} } = ${options.target === "ts" ? `(sizes ?? {}) as ${T}Sizes` : "sizes ?? {}"};`,
    ...program.sizes.map((s) => `  ${n.runtime("checkSize")}(${JSON.stringify(s)}, ${c.m.sizes.get(s) ?? s}, 1);`),
    ...requirementLines(c, n),
    ...data,
    ...functions.flatMap((f) => ["", ...f.lines]),
    "",
    `  return { ${members.join(", ")} };`,
    "}",
  ];
}

/** What the program asks of the sizes beyond being whole: the text is plain words about sizes. */
function requirementLines(c: Context, n: FunctionNaming): string[] {
  const seen = new Set<string>();
  return c.parts.program.requirements.filter((r) => !isCertain(r)).flatMap((r) => {
    const line = `  if (${dimText(n, r.dim)} < ${r.least}) throw new RangeError(${JSON.stringify(`${r.what} is outside its range`)});`;
    if (seen.has(line)) return [];
    seen.add(line);
    return [line];
  });
}

/** Whether something holds for all sizes, which are 1 at least: where no size makes it smaller, it is enough that it holds there. */
function isCertain({ dim, least }: Requirement): boolean {
  const terms = typeof dim === "number" ? [] : termsOf(dim);
  return terms.every((t) => t.factor > 0 || t.names.length === 0) && terms.length > 0 &&
    terms.reduce((sum, t) => sum + t.factor, 0) >= least;
}

function functionsOf(c: Context): ArrayFunction[] {
  const { bodies, options } = c.parts;
  const { name } = options;
  const { doc } = options;
  return [
    plainFunction(c, "value", name, bodies.value, `Returns ${doc}.`),
    ...(bodies.gradient === undefined ? [] : gradientFunctions(c, bodies.gradient)),
    ...extraKinds.flatMap((kind) => {
      const body = bodies[kind.name];
      return body === undefined
        ? []
        : [plainFunction(c, kind.name, name + kind.suffix, body, `Returns ${kind.doc.replace("#", name)}.`, kind.name)];
    }),
  ];
}

function inputsParameter(c: Context): string {
  return `inputs${typed(c.parts.options, c.types.inputs)}`;
}

/** A function whose result is a number, an array, or an object of them. */
function plainFunction(c: Context, memberName: string, exportName: string, body: Body, doc: string, kind?: ExtraKind): ArrayFunction {
  const { options } = c.parts;
  const n = functionNaming(c.m);
  const type = typeText(body.result);
  const form = kind === undefined ? undefined : seedFormOf(kind);
  const seed = form === undefined ? undefined : { name: form.parameter, type: c.T + form.type };
  const isPlain = body.result.kind === "scalar";
  const origin = outputOf(c.parts.program, kind);
  const prologue = argumentLines(c, n, body);
  const out = isPlain ? [] : [`out${typed(options, type)} = ${freshText(n, body.result)}`];
  const storage = isPlain ? [] : storageLines(c, n, body.result, "out");
  const own = c.isFactory ? memberName : exportName;
  const statements = bodyText(c.parts, c.m, n, body, own, c.indent);
  const results = isPlain ? [] : resultLines(c, n, body.result, "out");
  const params = [inputsParameter(c), ...(seed === undefined ? [] : [seed.name + typed(options, seed.type)]), ...out];
  const typedParams = [
    `inputs: ${c.types.inputs}`, ...(seed === undefined ? [] : [`${seed.name}: ${seed.type}`]),
    ...(isPlain ? [] : [`out?: ${type}`]),
  ];
  return {
    member: memberName, exportName, signatureType: `(${typedParams.join(", ")}): ${type}`,
    lines: [
      `${c.indent}/** ${doc} */`,
      ...linesFrom(
        origin, signature(`${c.isFactory ? "" : exported(options)}function ${own}`, params, typed(options, type)).map((l) => c.indent + l),
      ),
      ...prologue, ...storage, ...statements.inside, ...results,
      ...linesFrom(origin, [`${c.indent}  return ${isPlain ? literalText(n, body.result) : "out"};`]),
      `${c.indent}}`,
      ...statements.beside,
    ],
  };
}

/** The shared function fills given storage and returns the value; `grad` and `valueAndGrad` call it. */
function gradientFunctions(c: Context, body: Body): ArrayFunction[] {
  const { options } = c.parts;
  const n = functionNaming(c.m);
  const grad = gradTree(body);
  const value = partOf(body.result, "value");
  if (grad === undefined || value?.kind !== "scalar") return [];
  const origin = outputOf(c.parts.program, "gradient");
  const prologue = argumentLines(c, n, body);
  const storage = storageLines(c, n, grad, "grad");
  const statements = bodyText(c.parts, c.m, n, body, c.core, c.indent);
  const i = c.indent;
  const core = [
    `${i}/** Writes the gradient into \`grad\` and returns the value. */`,
    ...linesFrom(origin, signature(
      `function ${c.core}`, [inputsParameter(c), `grad${typed(options, c.types.grad)}`], typed(options, "number"),
    ).map((l) => i + l)),
    ...prologue, ...storage, ...statements.inside, ...resultLines(c, n, grad, "grad"),
    ...linesFrom(origin, [`${i}  return ${exprText(n, value.num)};`]),
    `${i}}`,
    ...statements.beside,
  ];
  const both = `{ value: number; grad: ${c.types.grad} }`;
  const fresh = freshText(n, grad);
  const names = c.isFactory ? ["grad", "valueAndGrad"] : [`${options.name}Grad`, `${options.name}ValueAndGrad`];
  const start = c.isFactory ? "function" : `${exported(options)}function`;
  return [
    { member: c.core, exportName: "", signatureType: "", lines: core },
    {
      member: "grad", exportName: names[0] as string, signatureType: `(inputs: ${c.types.inputs}, out?: ${c.types.grad}): ${c.types.grad}`,
      lines: [
        `${i}/** Returns the gradient; with storage handed in, nothing is allocated. */`,
        ...linesFrom(origin, signature(
          `${start} ${names[0] ?? ""}`, [inputsParameter(c), `out${typed(options, c.types.grad)} = ${fresh}`],
          typed(options, c.types.grad),
        ).map((l) => i + l)),
        ...linesFrom(origin, [`${i}  ${c.core}(inputs, out);`, `${i}  return out;`]), `${i}}`,
      ],
    },
    {
      member: "valueAndGrad", exportName: names[1] as string, signatureType: `(inputs: ${c.types.inputs}, out?: ${both}): ${both}`,
      lines: [
        `${i}/** Returns the value and the gradient in one pass. */`,
        ...linesFrom(origin, signature(
          `${start} ${names[1] ?? ""}`,
          [inputsParameter(c), `out${typed(options, both)} = { value: 0, grad: ${fresh} }`], typed(options, both),
        ).map((l) => i + l)),
        ...linesFrom(origin, [`${i}  out.value = ${c.core}(inputs, out.grad);`, `${i}  return out;`]), `${i}}`,
      ],
    },
  ];
}

/** Takes the arguments that a function uses out of their objects, and checks the arrays. */
function argumentLines(c: Context, n: FunctionNaming, body: Body): Line[] {
  const { program } = c.parts;
  const from = (variables: readonly Variable[], object: string): Line[] => {
    const used = variables.filter((v) => body.variables.has(v));
    const entries = used.filter((v) => v.fields === undefined).map((v) => entry(c, n, v));
    const records = used.filter((v) => v.fields !== undefined).flatMap((v) => linesFrom(v, recordLines(c, n, v, object, body)));
    return [
      ...(entries.length === 0 ? [] : linesFrom(used[0], [`${c.indent}  const { ${entries.join(", ")} } = ${object};`])), ...records,
      ...used.flatMap((v) => linesFrom(v, checkLines(c, n, v))),
    ];
  };
  const seedsOf = (form: SeedForm): readonly Variable[] => program.seeds.filter((v) => seedFormOf(v.kind) === form);
  return [...from(program.variables, "inputs"), ...Object.values(seedForms).flatMap((form) => from(seedsOf(form), form.parameter))];
}

function entry(c: Context, n: FunctionNaming, v: Variable): string {
  const own = n.names.unique(isSeed(v) ? seedName(v.kind, v.name) : v.name);
  nameVariable(c, n, v, 0, own);
  return own === v.name ? v.name : `${propertyKey(v.name)}: ${own}`;
}

function recordLines(c: Context, n: FunctionNaming, v: Variable, object: string, body: Body): string[] {
  return (v.fields ?? []).flatMap((field, i) => {
    if (!body.needed.has(v.nodes[i] as number)) return [];
    const own = n.names.unique(`${v.name}_${field}`);
    nameVariable(c, n, v, i, own);
    return [`${c.indent}  const ${own} = ${member(member(object, v.name), field)};`];
  });
}

function nameVariable(c: Context, n: FunctionNaming, v: Variable, i: number, own: string): void {
  const id = v.nodes[i] as number;
  const local = c.parts.scalarLocals.get(id);
  const buffer = c.parts.module.inputs.get(id);
  if (local !== undefined) n.locals.set(local.id, own);
  if (buffer !== undefined) n.buffers.set(buffer.id, own);
}

function checkLines(c: Context, n: FunctionNaming, v: Variable): string[] {
  const buffer = c.parts.module.inputs.get(v.nodes[0] as number);
  if (buffer === undefined)
    return v.nodes.flatMap((id, i) => numberCheck(c, n, id, v.fields === undefined ? v.name : `${v.name}.${v.fields[i] ?? i}`));
  const own = n.buffer(buffer);
  const uses = c.parts.program.indices.filter((use) => use.node === v.nodes[0]);
  return [
    `${c.indent}  ${n.runtime("checkLength")}(${JSON.stringify(v.name)}, ${own}, ${sizeText(n, buffer.shape)});`,
    ...uses.map(
      (use) => `${c.indent}  ${n.runtime("checkPlaces")}(${JSON.stringify(v.name)}, ${own}, ${use.first}, ${dimText(n, use.size)});`,
    ),
  ];
}

/** A number that is missing is not computed with. */
function numberCheck(c: Context, n: FunctionNaming, id: NodeId, name: string): string[] {
  const local = c.parts.scalarLocals.get(id);
  const own = local === undefined ? undefined : n.locals.get(local.id);
  return own === undefined ? [] : [`${c.indent}  ${n.runtime("checkNumber")}(${JSON.stringify(name)}, ${own});`];
}

/** Names the arrays of the result and checks them. */
function storageLines(c: Context, n: FunctionNaming, tree: Tree, object: string): Line[] {
  return placesOf(tree, object).flatMap(({ path, tree: place }) => {
    if (place.kind !== "array") return [];
    const isWhole = path === object;
    const own = isWhole ? object : n.names.unique(place.buffer.hint);
    n.buffers.set(place.buffer.id, own);
    const key = JSON.stringify(isWhole ? object : path.slice(object.length + 1));
    return linesFrom(place.origin, [
      ...(isWhole ? [] : [`${c.indent}  const ${own} = ${path};`]),
      `${c.indent}  ${n.runtime("checkStorage")}(${key}, ${own}, ${sizeText(n, place.buffer.shape)}, inputs, ` +
      `${isWhole ? "inputs" : object});`,
    ]);
  });
}

function resultLines(c: Context, n: FunctionNaming, tree: Tree, object: string): Line[] {
  if (!hasArrays(tree) && tree.kind !== "object") return [];
  return placesOf(tree, object).flatMap(
    ({ path, tree: place }) =>
      (place.kind === "scalar" ? linesFrom(place.origin, [`${c.indent}  ${path} = ${exprText(n, place.num)};`]) : []),
  );
}
