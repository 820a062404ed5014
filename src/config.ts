// The configuration of a project: which programs it has and how each is compiled. The same options as flags and the library.
import { UseError } from "./diagnostics/faults.js";
import { quoted } from "./diagnostics/message.js";
import { checkOptions, COMPILE_OPTIONS, type OptionName, type ProgramOptions } from "./options.js";

/** Options of one program. Its language is that of the file; `wasm` writes WebAssembly in it. */
export interface ModelOptions extends Omit<ProgramOptions, "target"> {
  readonly target?: "wasm";
}

/** Options of all programs, and where they are. Paths and patterns start at the folder of the configuration. */
export interface Config extends Omit<ModelOptions, "name"> {
  /** Patterns of programs, such as `src/models/*.grad`; `**\/*.grad` unless given. `*`, `**`, `?` and `{a,b}` are known. */
  readonly models?: string | readonly string[];
  /** The folder to write into; beside each program unless given. */
  readonly outDir?: string;
  /** What to write: `["ts"]` unless given. `types` are those of programs that are imported as they are, `./model.grad`. */
  readonly targets?: readonly ("ts" | "js" | "types")[];
  /** Further options of programs that fit a pattern; of several patterns the last one that fits holds. */
  readonly overrides?: Readonly<Record<string, ModelOptions>>;
}

/** @internal */
export const CONFIG_NAMES = ["gradc.config.ts", "gradc.config.mts", "gradc.config.js", "gradc.config.mjs", "gradc.config.json"] as const;

const MODEL_OPTIONS: readonly OptionName[] = COMPILE_OPTIONS.filter((name) => name !== "target");
const SHARED_OPTIONS: readonly OptionName[] = MODEL_OPTIONS.filter((name) => name !== "name");

/** A configuration as it stands, with its type. */
export function defineConfig(config: Config): Config {
  return config;
}

/**
 * Checks a configuration that a file holds. Throws a UseError that names the file and the nearest key.
 * @internal
 */
export function checkConfig(config: unknown, file: string): asserts config is Config {
  try {
    if (typeof config !== "object" || config === null || Array.isArray(config)) {
      throw new UseError("It must hold an object, such as { models: \"src/*.grad\" }.");
    }
    const { models, overrides, ...rest } = config as Record<string, unknown>;
    checkOptions(rest, SHARED_OPTIONS, { models: "names", outDir: "text", targets: "names", overrides: "text", target: ["wasm"] });
    checkOptions({ models: typeof models === "string" ? [models] : models }, [], { models: "names" });
    for (const target of (rest.targets ?? []) as readonly string[])
      checkOptions({ targets: target }, [], { targets: ["ts", "js", "types"] });
    if (overrides === undefined) return;
    if (typeof overrides !== "object" || overrides === null || Array.isArray(overrides)) {
      throw new UseError("The option \"overrides\" is an object of options by patterns.");
    }
    for (const [pattern, options] of Object.entries(overrides)) checkOverride(pattern, options);
  } catch (error) {
    if (!(error instanceof UseError)) throw error;
    throw new UseError(`${file}: ${error.message}`, error.hint);
  }
}

function checkOverride(pattern: string, options: unknown): void {
  try {
    checkOptions(options, MODEL_OPTIONS, { target: ["wasm"] });
  } catch (error) {
    if (!(error instanceof UseError)) throw error;
    throw new UseError(`In the overrides of ${quoted(pattern)}: ${error.message}`);
  }
}

/**
 * The options of one program: those of all, and those of the last pattern that it fits.
 * @internal
 */
export function optionsOfModel(config: Config, fits: (pattern: string) => boolean): ModelOptions {
  const { models: _models, outDir: _outDir, targets: _targets, overrides = {}, ...shared } = config;
  const last = Object.entries(overrides).filter(([pattern]) => fits(pattern)).at(-1);
  return { ...shared, ...last?.[1] };
}
