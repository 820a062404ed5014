// TypeScript, JavaScript, and the body of a function that is run at once.
import { loopPasses } from "../../loop/passes.js";
import type { Body } from "../../module/body.js";
import { exportsOf } from "../../module/interface.js";
import type { ModuleIR } from "../../module/module.js";
import { hasArrays } from "../../module/tree.js";
import { originsOf } from "../lines.js";
import type { Target } from "../target.js";
import { arrayModule } from "./array-module.js";
import type { ModuleParts, TextOptions } from "./context.js";
import { checkParameters, joinLines } from "./limit.js";
import { withNeeds } from "./runtime.js";
import { scalarModule } from "./scalar-module.js";
import { recordTypeNames } from "./types.js";

/** A target with what its text says of the program. */
export function typescript(options: TextOptions): Target {
  return {
    name: options.target, passes: loopPasses, isCut: true,
    emit: (module) => {
      const isPositional = module.interface.kind === "positional";
      if (isPositional) checkParameters(module.program);
      const parts = partsOf(module, options);
      const lines = isPositional ? scalarModule(parts) : arrayModule(parts);
      const suffix = options.target === "ts" ? ".gen.ts" : ".gen.js";
      return { files: [{ suffix, content: joinLines(lines), origins: originsOf(lines) }], exports: exportsOf(module.interface) };
    },
  };
}

function partsOf(module: ModuleIR, options: TextOptions): ModuleParts {
  const { name, program, bodies, scalars } = module;
  const checks = module.interface.kind === "positional" ? [] : checksOf(module);
  return {
    module, program, bodies, options: { ...options, name }, scalarLocals: scalars,
    runtime: withNeeds([...module.calls, ...checks]), recordTypes: recordTypeNames(program, name),
  };
}

/** The checks that a module of arrays makes of its arguments. */
function checksOf({ program, bodies }: ModuleIR): string[] {
  const results = Object.values(bodies).map((body: Body | undefined) => body?.result);
  return [
    ...(program.variables.some((v) => v.shape.length > 0) ? ["checkLength"] : []),
    ...([...program.variables, ...program.seeds].some((v) => v.shape.length === 0) ? ["checkNumber"] : []),
    ...(program.sizes.length > 0 ? ["checkSize"] : []),
    ...(program.indices.some((use) => program.builder.node(use.node).op === "variable") ? ["checkPlaces"] : []),
    ...(results.some((tree) => tree !== undefined && hasArrays(tree)) ? ["checkStorage"] : []),
  ];
}
