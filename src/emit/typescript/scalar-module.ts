// A program of scalars: functions of positional arguments that return numbers and plain objects.
import { extraKinds, seedFormOf, seedName, type ExtraKind } from "../../graph/derivative-kinds.js";
import type { Seed, Variable } from "../../graph/program.js";
import type { Body } from "../../module/body.js";
import { linesFrom, type Line } from "../lines.js";
import type { ModuleParts } from "./context.js";
import { dataLines } from "./memory.js";
import { member } from "./names.js";
import { literalText, typeText } from "./results.js";
import { bodyText } from "./parts.js";
import {
  bannerLines, exported, functionNaming, moduleNames, outputOf, runtimeLines, signature, typed, type FunctionNaming,
  type ModuleNaming,
} from "./text.js";
import { recordTypeName, recordTypes } from "./types.js";

/** The lines of the module. */
export function scalarModule(parts: ModuleParts): Line[] {
  const { options, bodies } = parts;
  const { name } = options;
  const wanted: readonly (readonly [string, Body | undefined, string, ExtraKind?])[] = [
    [name, bodies.value, `Returns ${options.doc}.`],
    [`${name}Grad`, bodies.gradientOnly, `Returns the gradient of \`${name}\`.`],
    [`${name}ValueAndGrad`, bodies.gradient, `Returns the value and the gradient of \`${name}\` in one pass.`],
    ...extraKinds.map((kind) => [name + kind.suffix, bodies[kind.name], `Returns ${kind.doc.replace("#", name)}.`, kind.name] as const),
  ];
  const functions = wanted.flatMap(([fn, body, doc, kind]) => (body === undefined ? [] : [{ fn, body, doc, kind }]));
  const isLong = bodies.gradient?.split !== undefined;
  const exports = functions.map((f) => f.fn);
  const m: ModuleNaming = {
    ...moduleNames(parts, exports), buffers: new Map(), sizes: new Map(), parts: new Map(),
    isTyped: options.target === "ts",
  };
  const data = dataLines(parts, m, "");
  return [
    ...bannerLines(options),
    ...recordTypes(parts),
    ...(data.length === 0 ? [] : ["", ...data]),
    ...functions.flatMap(
      (f) => ["", ...(isLong && f.body === bodies.gradientOnly ? delegateLines(parts, m, f.doc) : functionLines(parts, m, f))],
    ),
    ...runtimeLines(parts, m),
    ...(options.target === "body" ? ["", `return { ${exports.join(", ")} };`] : []),
  ];
}

interface ScalarFunction {
  readonly fn: string;
  readonly body: Body;
  readonly doc: string;
  /** Of derivatives that are asked for. */
  readonly kind: ExtraKind | undefined;
}

function functionLines(parts: ModuleParts, m: ModuleNaming, { fn, body, doc, kind }: ScalarFunction): Line[] {
  const { options, program, bodies } = parts;
  const n = functionNaming(m);
  const params = program.variables.map((v) => parameter(parts, n, v, body));
  const form = kind === undefined ? undefined : seedFormOf(kind);
  const seed = form === undefined ? undefined : seedParameter(parts, n, body, form.parameter, program.seeds.filter((v) => v.kind === kind));
  const all = [...params.map((p) => p.text), ...(seed === undefined ? [] : [seed.text])];
  const text = bodyText(parts, m, n, body, fn, "");
  const origin = outputOf(program, kind ?? (body === bodies.value ? undefined : "gradient"));
  const head = signature(`${exported(options)}function ${fn}`, all, typed(options, typeText(body.result)));
  return [
    `/** ${doc} */`,
    ...linesFrom(origin, head),
    ...params.flatMap((p) => (body.variables.has(p.variable) ? linesFrom(p.variable, p.lines) : [])),
    ...(seed?.lines ?? []),
    ...text.inside,
    ...linesFrom(origin, [`  return ${literalText(n, body.result)};`]),
    "}",
    ...text.beside,
  ];
}

/** The gradient of a long program, taken from value and gradient so as not to write it twice. */
function delegateLines(parts: ModuleParts, m: ModuleNaming, doc: string): Line[] {
  const { options, program, bodies } = parts;
  const n = functionNaming(m);
  const params = program.variables.map((v) => parameter(parts, n, v, undefined));
  const result = bodies.gradientOnly === undefined ? "" : typed(options, typeText(bodies.gradientOnly.result));
  return [
    `/** ${doc} */`,
    ...linesFrom(outputOf(program, "gradient"), [
      ...signature(`${exported(options)}function ${options.name}Grad`, params.map((p) => p.text), result),
      `  return ${options.name}ValueAndGrad(${params.map((p) => p.name).join(", ")}).grad;`,
    ]),
    "}",
  ];
}

interface Parameter {
  readonly variable: Variable;
  readonly name: string;
  readonly text: string;
  /** Statements that take a record apart. */
  readonly lines: readonly string[];
}

function parameter(parts: ModuleParts, n: FunctionNaming, v: Variable, body: Body | undefined): Parameter {
  // a name that begins with _ may stand unused under strict settings
  const own = n.names.unique(body === undefined || body.variables.has(v) ? v.name : `_${v.name}`);
  if (v.fields === undefined) {
    nameScalar(parts, n, v, 0, own);
    return { variable: v, name: own, text: `${own}${typed(parts.options, "number")}`, lines: [] };
  }
  return {
    variable: v, name: own, text: `${own}${typed(parts.options, recordTypeName(parts, v))}`,
    lines: body === undefined ? [] : fieldLines(parts, n, v, own, body),
  };
}

function fieldLines(parts: ModuleParts, n: FunctionNaming, v: Variable, object: string, body: Body): string[] {
  return (v.fields ?? []).flatMap((field, i) => {
    if (!body.needed.has(v.nodes[i] as number)) return [];
    const local = n.names.unique(`${v.name}_${field}`);
    nameScalar(parts, n, v, i, local);
    return [`  const ${local} = ${member(object, field)};`];
  });
}

function nameScalar(parts: ModuleParts, n: FunctionNaming, v: Variable, i: number, text: string): void {
  const local = parts.scalarLocals.get(v.nodes[i] as number);
  if (local !== undefined) n.locals.set(local.id, text);
}

type SeedParameter = Pick<Parameter, "text" | "lines">;

function seedParameter(parts: ModuleParts, n: FunctionNaming, body: Body, parameter: string, seeds: readonly Seed[]): SeedParameter {
  const own = n.names.unique(parameter);
  const type = `{ ${seeds.map((v) => `${v.name}: ${v.fields === undefined ? "number" : recordTypeName(parts, v)}`).join("; ")} }`;
  const lines = seeds.flatMap((v) => {
    if (v.fields !== undefined) return fieldLines(parts, n, v, member(own, v.name), body);
    if (!body.needed.has(v.nodes[0] as number)) return [];
    const local = n.names.unique(seedName(v.kind, v.name));
    nameScalar(parts, n, v, 0, local);
    return [`  const ${local} = ${member(own, v.name)};`];
  });
  return { text: `${own}${typed(parts.options, type)}`, lines };
}
