// The lines of a module: types, memory that is set up once, functions, and copies of the runtime functions that are used.
// Where sizes are named, a factory makes the functions and their memory for one choice of them.
import { seedForms } from "../../graph/derivative-kinds.js";
import type { Requirement } from "../../graph/program.js";
import { exportOf, exportsOf, factoryOf, namesOf } from "../../module/interface.js";
import { dimKey, subtractDims, termsOf } from "../../shape/dim.js";
import { linesFrom, type Line } from "../lines.js";
import type { ModuleParts } from "./context.js";
import { dimText } from "./expression.js";
import { functionsOf } from "./functions.js";
import { noteText, type Context, type ModuleFunction } from "./heads.js";
import { kernelLines } from "./memory.js";
import { propertyKey } from "./names.js";
import {
  bannerLines, exported, functionNaming, isTyped, moduleNames, outputOf, runtimeLines, typed, type FunctionNaming, type ModuleNaming,
} from "./text.js";
import { patternType, typeLines, typeName } from "./types.js";
import { wrapped } from "./wrap.js";
import { code, documentation, documentationLines, inRow, NOTHING, quoted, word, type Code } from "../code.js";

/** Names of parameters: what the user calls the same gets another name inside. */
const PARAMETERS: Readonly<Record<"positional" | "object" | "flat", readonly string[]>> = {
  positional: [], object: ["inputs"], flat: ["data", "params"],
};

export function moduleLines(parts: ModuleParts): Line[] {
  const { program, options, module } = parts;
  const { name, target } = options;
  const isFactory = program.sizes.length > 0;
  const seeds = module.interface.convention === "flat" ? [] : Object.values(seedForms).map(({ parameter }) => parameter);
  const members = parts.writer.members.map((one) => one.name);
  const taken = [
    ...namesOf(name, isFactory), ...parts.writer.exports.map(({ name: own }) => own), ...members, ...parts.writer.taken, "out",
    ...PARAMETERS[module.interface.convention],
    ...(isFactory ? ["sizes"] : []),
  ];
  const { names, runtime } = moduleNames(parts, [...taken, ...(program.seeds.length > 0 ? seeds : [])]);
  const sizes = new Map(program.sizes.map((size) => [size, names.unique(size)]));
  const m: ModuleNaming = {
    names, runtime, used: new Set(), buffers: new Map(), sizes, patterns: new Map(), sweeps: new Map(), isTyped: isTyped(options),
    element: module.element,
  };
  const c: Context = { parts, m, isFactory, indent: isFactory ? code`  ` : NOTHING, T: typeName(name) };
  const kernels = kernelLines(parts, m);
  const data = parts.writer.data(parts, m, c.indent);
  const functions = functionsOf(c);
  if (target === "types") return [...bannerLines(options), ...[...typeLines(c, functions), ...declarationLines(c, functions)].map(wrapped)];
  const bodies = functions.flatMap((f) => [NOTHING, ...f.lines]);
  const own = isFactory
    ? [...apart(kernels), NOTHING, ...factoryLines(c, [...data, ...bodies], functions)]
    : [...apart([...data, ...kernels]), ...bodies];
  return [
    ...bannerLines(options), ...[...typeLines(c, functions), ...own].map(wrapped),
    ...runtimeLines(parts, m).map(wrapped),
    ...(target === "body"
      ? [
        NOTHING,
        code`return { ${inRow([...exportsOf(module.interface).map(word), ...parts.writer.exports.map(({ name: own }) => own)], ", ")} };`,
      ]
      : []),
  ];
}

function apart(lines: readonly Code[]): readonly Code[] {
  return lines.length > 0 ? [NOTHING, ...lines] : [];
}

/** What a module exports, without what it does. */
function declarationLines(c: Context, functions: readonly ModuleFunction[]): Line[] {
  const { options: { name }, program } = c.parts;
  const declare = (start: Code): Code => code`export declare function ${start};`;
  if (c.isFactory) {
    const head = code`${word(factoryOf(name))}(sizes: ${c.T}Sizes): ${c.T}`;
    const more = c.parts.writer.exports.flatMap((own) => [
      NOTHING, documentation(own.doc),
      ...linesFrom(outputOf(program), [declare(code`${own.name}(sizes: ${c.T}Sizes): Promise<${c.T}>`)]),
    ]);
    return [NOTHING, ...factoryDoc(c), ...linesFrom(outputOf(program), [declare(head)]), ...more];
  }
  const patterns = c.parts.module.interface.patterns.flatMap((pattern) => [
    NOTHING, code`export declare const ${word(pattern.name)}: ${patternType(c, pattern.kind)};`,
  ]);
  return [...patterns, ...functions.flatMap(({ member, doc, origin, params, result }) => {
    if (member === undefined) return [];
    const line = declare(code`${word(exportOf(name, member, false))}(${inRow(params, ", ")}): ${result}`);
    return [NOTHING, documentation(doc), ...linesFrom(origin, [line])];
  })];
}

function factoryDoc({ parts: { options: { name, notes } } }: Context): Code[] {
  const note = notes.program === undefined ? [] : [noteText(notes.program)];
  return documentationLines([`Sets up the functions of \`${name}\` for given sizes.`, ...note]);
}

function factoryLines(c: Context, inside: readonly Line[], functions: readonly ModuleFunction[]): Line[] {
  const { program, options } = c.parts;
  const n = functionNaming(c.m);
  const sizes = program.sizes.map((s) => {
    const own = c.m.sizes.get(s) ?? word(s);
    return own === s ? own : code`${propertyKey(s)}: ${own}`;
  });
  const members = [
    ...functions.flatMap((f) => f.member ?? []), ...c.parts.module.interface.patterns.map((p) => word(p.name)),
    ...c.parts.writer.members.map((own) => own.name),
  ];
  const head =
    code`${exported(options)}function ${word(factoryOf(options.name))}(sizes${typed(options, code`${c.T}Sizes`)})${typed(options, c.T)} {`;
  return [
    ...factoryDoc(c),
    ...linesFrom(outputOf(program), [head]),
    code`  const { ${inRow(sizes, ", ")} } = sizes ?? {};`,
    ...program.sizes.map((s) => code`  ${n.runtime("checkSize")}(${quoted(s)}, ${c.m.sizes.get(s) ?? word(s)}, 1);`),
    ...requirementLines(c, n), ...inside, NOTHING, code`  return { ${inRow(members, ", ")} };`, code`}`,
  ];
}

/** What the program asks of the sizes beyond being whole, where nothing else that it asks says as much: plain words about sizes. */
function requirementLines(c: Context, n: FunctionNaming): Code[] {
  const bounds = new Map<string, Bound>();
  for (const requirement of c.parts.program.requirements.filter((r) => !isCertain(r))) {
    const bound = boundOf(requirement);
    const known = bounds.get(dimKey(bound.dim));
    if (known === undefined || known.least < bound.least) bounds.set(dimKey(bound.dim), bound);
  }
  return [...bounds.values()].map(({ dim, least, what }) =>
    code`  if (${dimText(n, dim)} < ${least}) throw new RangeError(${quoted(`${what} is outside its range`)});`);
}

type Bound = Pick<Requirement, "dim" | "least" | "what">;

/** The same with no number beside the sizes. */
function boundOf({ dim, least, what }: Requirement): Bound {
  const beside = typeof dim === "number" ? 0 : termsOf(dim).reduce((sum, t) => sum + (t.names.length === 0 ? t.factor : 0), 0);
  return { dim: subtractDims(dim, beside), least: least - beside, what };
}

/** Whether something holds for all sizes, which are 1 at least: where no size makes it smaller, it is enough that it holds there. */
function isCertain({ dim, least }: Requirement): boolean {
  const terms = typeof dim === "number" ? [] : termsOf(dim);
  const atLeast = terms.reduce((sum, t) => sum + t.factor, 0);
  return terms.every((t) => t.factor > 0 || t.names.length === 0) && terms.length > 0 && atLeast >= least;
}
