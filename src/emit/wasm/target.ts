// WebAssembly: a file in TypeScript or JavaScript that is called as the target of that language, around the bytes of the bodies.
import { extraKinds } from "../../graph/derivative-kinds.js";
import type { Variable } from "../../graph/program.js";
import { type Buffer } from "../../loop/ir.js";
import { bytesOf, type ElementType } from "../../shape/element.js";
import { lanePasses } from "../../loop/passes.js";
import type { Body } from "../../module/body.js";
import { exportsOf, typeSuffixOf, type Role } from "../../module/interface.js";
import type { Bodies, ModuleIR } from "../../module/module.js";
import { partOf, type Tree } from "../../module/tree.js";
import { formatShape } from "../../shape/shape.js";
import type { BodyText, BodyWriter, TextOptions } from "../typescript/context.js";
import { exprText, sizeText, type Naming } from "../typescript/expression.js";
import { checkParameters, joinLines, OutputLimit } from "../typescript/limit.js";
import { moduleLines } from "../typescript/module-text.js";
import { propertyKey } from "../typescript/names.js";
import { patternLines, tableText } from "../typescript/patterns.js";
import { partsOf, SUFFIXES } from "../typescript/target.js";
import { arrayOf, functionNaming, type FunctionNaming, type ModuleNaming } from "../typescript/text.js";
import { typeName } from "../typescript/types.js";
import { code, inRow, NOTHING, numeral, remark, word, type Code } from "../code.js";
import { originsOf } from "../lines.js";
import type { Emitted, Target } from "../target.js";
import { encodeModule, MAX_FUNCTION_BYTES, MAX_LOCALS } from "./encode.js";
import { bodyFunction, type BodyFunction, type Making } from "./functions.js";
import { asyncDoc, HOST_FUNCTIONS, hostLines, type HostFunction } from "./host.js";
import { arrayName, buffersIn, numberName, Places, scratchOf } from "./places.js";
import { FAIL, FAIL_SIGNATURE, withNeeds } from "./runtime.js";
import type { FunctionCode } from "./code.js";

export interface WebAssemblyOptions extends TextOptions {
  /** Whether functions may be faster than exact to the last place. */
  readonly isFast: boolean;
}

export function webAssembly(options: WebAssemblyOptions): Target {
  return { name: "wasm", passes: lanePasses, isCut: false, writesOut: ["f64"], emit: (module) => emit(module, options) };
}

interface Made {
  readonly functions: readonly BodyFunction[];
  readonly places: Places;
  readonly element: ElementType;
  readonly bytes: Uint8Array;
  /** Names in the file: of host functions, with those that it calls, and of the views of arrays. */
  readonly host: Map<HostFunction, Code>;
  readonly used: Set<HostFunction>;
  readonly views: Map<number, Code>;
  readonly calls: Map<string, Code>;
}

function emit(module: ModuleIR, options: WebAssemblyOptions): Emitted {
  if (module.interface.convention === "positional") checkParameters(module.program);
  const made = makeFunctions(module, options.isFast);
  const bodies = Object.fromEntries(made.functions.map(({ name, body, result }) => [name, { ...body, result }])) as unknown as Bodies;
  const parts = partsOf({ ...module, bodies }, options, writerOf(module, made), []);
  const lines = moduleLines(parts);
  const exports = [...exportsOf(module.interface), ...asyncExports(module)];
  if (options.target === "types")
    return { files: [{ suffix: SUFFIXES.types, content: joinLines(lines), origins: originsOf(lines) }], exports };
  const host = hostLines({
    isTyped: options.target === "ts", isModule: options.target !== "body", array: arrayOf(made.element),
    bytesPerElement: bytesOf(made.element), bytes: made.bytes,
    name: module.name, names: made.host, used: made.used,
    ...(module.interface.factory === undefined ? {} : { factory: { name: word(module.interface.factory), type: typeName(module.name) } }),
  });
  // a function's body ends by returning the exports: what stands behind is declared all the same
  const all = [...lines, ...host];
  return { files: [{ suffix: SUFFIXES[options.target], content: joinLines(all), origins: originsOf(all) }], exports };
}

/** Where a factory makes the functions, another one does so without holding up whoever waits for it. */
function asyncExports({ interface: { factory } }: ModuleIR): string[] {
  return factory === undefined ? [] : [`${factory}Async`];
}

function makeFunctions({ bodies, element, scalars, memory, homes, inputs, vectors }: ModuleIR, isFast: boolean): Made {
  const results = Object.values({ ...bodies }).flatMap((body: Body) => arraysOf(body.result));
  const whole = vectors === undefined ? [] : [vectors.x, ...vectors.seeds.values()].map(({ buffer }) => buffer);
  const places = new Places([...memory, ...inputs.values(), ...results, ...whole], homes);
  let next = 1 + 2 ** 31;
  const making: Making = { places, element, isFast, scalars, nextId: () => next++ };
  const { primal: _counted, ...called } = bodies;
  const functions = Object.entries(called as Readonly<Record<string, Body>>).map(([name, body]) => bodyFunction(making, name, body));
  const codes = functions.map(({ code }, i): readonly [string, FunctionCode] => [`f${i}`, code]);
  for (const [, code] of codes) checkSize(code);
  const needs = codes.flatMap(([, { pieces }]) => pieces.filter((piece): piece is string => typeof piece === "string"));
  const bytes = encodeModule({
    imports: [[FAIL, FAIL_SIGNATURE]],
    globals: [...places.buffers.map((_, i) => arrayName(i)), ...places.indices.map((_, i) => numberName(i))],
    functions: [...codes, ...withNeeds(needs, isFast)], exports: codes.map(([name]) => name),
  });
  const used = new Set<HostFunction>(["startCode", "createCall", "compiledCode", "refused", "codeBytes"]);
  return { functions, places, element, bytes, used, host: new Map(), views: new Map(), calls: new Map() };
}

function arraysOf(tree: Tree): Buffer[] {
  if (tree.kind === "object") return tree.entries.flatMap(([, t]) => arraysOf(t));
  return tree.kind === "array" ? [tree.buffer] : [];
}

function checkSize({ pieces, locals }: FunctionCode): void {
  const bytes = pieces.reduce((sum, piece) => sum + (Array.isArray(piece) ? (piece as readonly number[]).length : 6), 0);
  if (bytes <= MAX_FUNCTION_BYTES && locals.length <= MAX_LOCALS) return;
  throw new OutputLimit({ code: "function-too-large", mebibytes: bytes / 2 ** 20 });
}

function writerOf(module: ModuleIR, made: Made): BodyWriter {
  return {
    data: (parts, m, indent) => [...patternLines(parts, m, indent), ...dataLines(made, module, m, indent)],
    body: (_parts, _m, n, body, _name, indent) => bodyText(made, n, body, indent),
    taken: [],
    exports: asyncExports(module).map((name) => ({ name: word(name), doc: asyncDoc(module.interface.factory ?? name) })),
    members: module.interface.factory !== undefined ? [{ name: code`memory`, type: memoryType(module) }] : [],
  };
}

/** Memory, the instance, and a name for each array and each function of it. */
function dataLines(made: Made, module: ModuleIR, m: ModuleNaming, indent: Code): Code[] {
  for (const fn of HOST_FUNCTIONS) made.host.set(fn, m.names.unique(fn));
  const host = (fn: HostFunction): Code => hostName(made, fn);
  const n = functionNaming(m);
  const loaded = m.names.unique("code");
  const { buffers, indices } = made.places;
  const scratch = [...new Set(made.functions.flatMap(({ body }) => scratchOf(body, made.element)).map((index) => exprText(n, index)))];
  const list = (items: readonly Code[]): Code => code`Float64Array.of(${inRow(items, ", ")})`;
  const seen = [...buffers].filter((buffer) => buffer.kind !== "scratch" || isList(made, buffer));
  return [
    code`${indent}const ${loaded} = ${host("startCode")}(`,
    code`${indent}  ${list(buffers.map((buffer) => sizeText(n, buffer.shape)))},`,
    code`${indent}  ${scratch.length === 1 ? inRow(scratch, "") : code`Math.max(${inRow(scratch, ", ")})`},`,
    code`${indent}  ${list(indices.map((index) => exprText(n, index)))},`,
    code`${indent});`,
    ...seen.flatMap((buffer) => viewLines(made, m, n, loaded, buffer, indent)),
    ...made.functions.map(({ name }, i) => {
      const own = m.names.unique(`${name}Code`);
      made.calls.set(name, own);
      return code`${indent}const ${own} = ${host("createCall")}(${loaded}, ${i});`;
    }),
    ...(module.interface.factory !== undefined ? memoryLines(n, made, module, indent) : []),
  ];
}

function hostName(made: Made, fn: HostFunction): Code {
  made.used.add(fn);
  return made.host.get(fn) ?? word(fn);
}

function isList(made: Made, buffer: Buffer): boolean {
  return made.functions.some(({ taken, given }) => buffer.id === taken?.id || buffer.id === given?.id);
}

function viewLines(made: Made, m: ModuleNaming, n: FunctionNaming, loaded: Code, buffer: Buffer, indent: Code): Code[] {
  const name = m.names.unique(isList(made, buffer) ? buffer.hint : `${buffer.hint}Memory`);
  const host = (fn: HostFunction): Code => hostName(made, fn);
  made.views.set(buffer.id, name);
  const place = made.places.array(buffer);
  const view = code`${host("viewOf")}(${loaded}, ${place}, ${sizeText(n, buffer.shape)})`;
  const line = code`${indent}const ${name} = ${view}; ${remark(formatShape(buffer.shape))}`;
  if (buffer.table !== undefined)
    return [line, code`${indent}${name}.set(${tableText(n, m, buffer.table, buffer.shape)});`];
  if (buffer.data === undefined) return [line];
  return [line, code`${indent}${host("copyInto")}(${name}, ${arrayOf(made.element)}.of(${inRow(buffer.data.map(numeral), ", ")}));`];
}

/** The memory as the factory hands it out: arrays of arguments, and storage for each result that has arrays. */
function memoryLines(n: Naming, made: Made, module: ModuleIR, indent: Code): Code[] {
  const inputs = inputsOf(module).map(({ name, buffer }) => code`${propertyKey(name)}: ${made.views.get(buffer.id) ?? NOTHING}`);
  const results = storageOf(module.bodies).map(([role, tree]) => code`${word(role)}: ${storageText(n, made, tree)}`);
  return [
    code`${indent}const memory = {`, code`${indent}  inputs: { ${inRow(inputs, ", ")} },`,
    ...results.map((line) => code`${indent}  ${line},`), code`${indent}};`,
  ];
}

function memoryType(module: ModuleIR): Code {
  const [T, array] = [typeName(module.name), arrayOf(module.element)];
  const inputs = inputsOf(module).map(({ name }) => code`readonly ${propertyKey(name)}: ${array}`);
  const results = storageOf(module.bodies).map(([role, tree]) =>
    code`readonly ${word(role)}: ${tree.kind === "array" ? array : word(T + typeSuffixOf(role))}`);
  return code`{ readonly inputs: { ${inRow(inputs, "; ")} }; ${inRow(results, "; ")} }`;
}

/** The arrays that some body reads: the vector of several variables is one. */
function inputsOf({ program, inputs, bodies, vectors }: ModuleIR): { readonly name: string; readonly buffer: Buffer }[] {
  const all: Body[] = Object.values({ ...bodies });
  const vector = vectors?.x;
  const others = program.variables.filter((v) => vector?.parts.some((part) => part.variable === v) !== true);
  const own = vector === undefined ? [] : [{ name: vector.buffer.hint, buffer: vector.buffer }];
  return [...own, ...others.flatMap((v: Variable) => {
    const buffer = inputs.get(v.nodes[0] as number);
    return buffer === undefined ? [] : [{ name: v.name, buffer }];
  })].filter(({ buffer }) => all.some((body) => buffersIn(body).has(buffer.id)));
}

/** The results that are storage, by the name of the function that fills it. */
function storageOf({ value, gradient, ...others }: Bodies): [Role, Tree][] {
  const grad = gradient === undefined ? undefined : partOf(gradient.result, "grad");
  const all: readonly (readonly [Role, Tree | undefined])[] = [
    ["value", value.result], ["grad", grad], ...extraKinds.map(({ name }) => [name, others[name]?.result] as const),
  ];
  return all.flatMap(([name, tree]) => (tree === undefined || tree.kind === "scalar" ? [] : [[name, tree]]));
}

function storageText(n: Naming, made: Made, tree: Tree): Code {
  if (tree.kind === "scalar") return code`0`;
  if (tree.kind === "array") return made.views.get(tree.buffer.id) ?? NOTHING;
  if (tree.kind === "pattern") return n.pattern(tree);
  return code`{ ${inRow(tree.entries.map(([key, t]) => code`${propertyKey(key)}: ${storageText(n, made, t)}`), ", ")} }`;
}

/** Arguments into memory, unless they are there, the call, and results out of it. */
function bodyText(made: Made, n: FunctionNaming, body: Body, indent: Code): BodyText {
  const f = made.functions.find((one) => one.body.statements === body.statements) as BodyFunction;
  const inner = code`${indent}  `;
  const touched = made.places.buffers.filter((buffer) => f.buffers.has(buffer.id));
  const copies = (kind: Buffer["kind"], text: (own: Code, view: Code) => Code): Code[] => touched.flatMap((buffer) => {
    if (buffer.kind !== kind) return [];
    const both = text(n.buffer(buffer), made.views.get(buffer.id) ?? NOTHING);
    return [code`${inner}${hostName(made, "copyInto")}(${both});`];
  });
  const taken = f.taken === undefined ? undefined : made.views.get(f.taken.id) ?? NOTHING;
  const given = f.given === undefined ? undefined : made.views.get(f.given.id) ?? NOTHING;
  f.gives.forEach((local, i) => {
    n.locals.set(local.id, given === undefined ? n.names.unique("value") : code`${given}[${i}]${n.isTyped ? code`!` : NOTHING}`);
  });
  const names = f.takes.map((local) => n.local(local));
  const call = code`${made.calls.get(f.name) ?? NOTHING}(${taken === undefined ? inRow(names, ", ") : NOTHING});`;
  const [only] = f.gives;
  return {
    beside: [],
    inside: [
      ...copies("input", (own, view) => code`${view}, ${own}`),
      ...(taken === undefined ? [] : names.map((name, i) => code`${inner}${taken}[${i}] = ${name};`)),
      code`${inner}${only !== undefined && given === undefined ? code`const ${n.local(only)} = ` : NOTHING}${call}`,
      ...copies("output", (own, view) => code`${own}, ${view}`),
    ],
  };
}
