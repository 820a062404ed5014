// TypeScript, JavaScript, and the body of a function that is run at once.
import { scalarPasses } from "../../loop/passes.js";
import { exportsOf } from "../../module/interface.js";
import type { ModuleIR } from "../../module/module.js";
import { originsOf } from "../lines.js";
import type { Target } from "../target.js";
import type { BodyWriter, ModuleParts, TextOptions } from "./context.js";
import { checkParameters, joinLines } from "./limit.js";
import { dataLines, heldMemory, holdersOf } from "./memory.js";
import { moduleLines } from "./module-text.js";
import { bodyText } from "./parts.js";
import { SET_UP } from "./patterns.js";
import { withNeeds } from "./runtime.js";
import { recordTypeNames } from "./types.js";

export const SUFFIXES = { ts: ".gen.ts", js: ".gen.js", types: ".d.grad.ts", body: ".gen.js" } as const;

/** A target with what its text says of the program. */
export function typescript(options: TextOptions): Target {
  return {
    name: options.target, passes: scalarPasses, isCut: true, writesOut: ["f64", "f32"],
    emit: (module) => {
      if (module.interface.convention === "positional") checkParameters(module.program);
      const lines = moduleLines(partsOf(module, options, plainWriter(module), module.calls));
      const file = { suffix: SUFFIXES[options.target], content: joinLines(lines), origins: originsOf(lines) };
      return { files: [file], exports: exportsOf(module.interface) };
    },
  };
}

function plainWriter(module: ModuleIR): BodyWriter {
  const held = heldMemory(module);
  return {
    data: (parts, m, indent) => dataLines(parts, held, m, indent),
    body: (parts, m, n, body, name, indent) => bodyText(parts, held, m, n, body, name, indent),
    taken: holdersOf(held), exports: [], members: [],
  };
}

/** What the text of a module is made of; `calls` are the functions of src/runtime that stand in it, beside its checks. */
export function partsOf(module: ModuleIR, options: TextOptions, writer: BodyWriter, calls: Iterable<string>): ModuleParts {
  const { name, program, bodies, scalars } = module;
  return {
    module, writer, program, bodies, options: { ...options, name }, scalarLocals: scalars,
    runtime: withNeeds([...calls, ...CHECKS]), recordTypes: recordTypeNames(program, name),
  };
}

/** What a module may do with its arguments; what it does not use is left out of the text. */
const CHECKS = [
  ...SET_UP, "checkLength", "checkNumber", "checkGiven", "checkSize", "checkPlaces", "checkApart", "nameElements",
];
