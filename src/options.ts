// The options of a program, once: flags, checks of what a caller hands in, the line in the banner and the docs come from here.
import { UseError } from "./diagnostics/faults.js";
import { quoted } from "./diagnostics/message.js";
import { suggest } from "./diagnostics/suggest.js";
import { extraKinds, type ExtraKind, type PlainKind } from "./graph/derivative-kinds.js";
import type { Convention } from "./module/interface.js";

/** What rewriting may change: nothing, roundings, or also values outside the finite reals. */
export type MathLevel = "strict" | "safe" | "fast";
/** Of the elements of arrays: doubles, or floats of 32 bits. */
export type Precision = "f64" | "f32";
/**
 * A language: TypeScript, JavaScript, the types alone of the JavaScript for `import … from "./model.grad"`, or the body of a
 * function that returns the exports.
 */
export type Language = "ts" | "js" | "types" | "body";
/** A language alone, or WebAssembly with the rest of the file in TypeScript, in JavaScript or as the body of a function. */
export type Target = Language | "wasm" | "wasm-js" | "wasm-types" | "wasm-body";

/** What is to be computed of a program, and how it is written. Each kind of derivative beside the gradient is asked for by its name. */
export interface ProgramOptions extends Partial<Readonly<Record<ExtraKind, boolean>>> {
  /** The variables to differentiate by; all params unless given. */
  readonly wrt?: readonly string[];
  /** The output to differentiate; the first scalar one unless given, and for a Jacobian the first that is none. */
  readonly of?: string;
  /**
   * Jacobians and Hessians as one sparse matrix of all variables in compressed rows: `{ rowStart, columns, values }`. Which
   * elements may be no zeros is found from the program, and is the same in all calls.
   */
  readonly sparse?: boolean;
  /** No derivatives; with `of`, that output alone. */
  readonly valueOnly?: boolean;
  /** What rewriting may change: nothing (`strict`), roundings (`safe`, the default), or values at infinities too (`fast`). */
  readonly math?: MathLevel;
  /** Of the elements of arrays: `f64` unless given; with `f32` they are `Float32Array`s. Numbers alone stay doubles. */
  readonly precision?: Precision;
  /**
   * The name of a number of observations: the program is of one, its functions of many. Inputs have a row for each
   * observation, and so have outputs and Jacobians; gradients and second derivatives are those of the sum.
   */
  readonly over?: string;
  /**
   * How functions take their arguments: `positional`, `object`, or `flat` for one vector of everything that is
   * differentiated by. Unless given, numbers by position and a program with arrays in one object.
   */
  readonly args?: Convention;
  /**
   * The name of the generated functions; the file's name without its ending, or `f`. What is no identifier of at most
   * 64 ASCII letters, digits and underscores is made one.
   */
  readonly name?: string;
  /**
   * How much a loop of steps may keep for its derivative, such as `64MiB`. Beyond that it keeps some of its states and
   * computes the others once more on the way back.
   */
  readonly memory?: string;
  /** What to write: `ts` unless given. `wasm` is TypeScript around WebAssembly, `wasm-js` JavaScript, `wasm-types` the types of it. */
  readonly target?: Target;
  /** Whether whoever writes the module writes its source map beside it; `compile` gives the map in any case. */
  readonly sourceMap?: boolean;
}

/** @internal */
export type OptionName = keyof ProgramOptions;

/**
 * A switch, one text, a list of names, a function, a whole number above 0, an amount of memory, or one word of several.
 * @internal
 */
export type OptionType = "switch" | "text" | "names" | "function" | "count" | "size" | readonly string[];

/** @internal */
export interface OptionRow {
  readonly flag: string;
  readonly type: OptionType;
  /** What help calls the value. */
  readonly value?: string;
  readonly doc: string;
  /** What holds where it is not given, in words. */
  readonly otherwise?: string;
  readonly excludes?: readonly OptionName[];
  /** One of these has to be given too. */
  readonly needs?: readonly OptionName[];
}

/** @internal */
export const OPTIONS: Readonly<Record<OptionName, OptionRow>> = {
  wrt: { flag: "wrt", type: "names", value: "names", doc: "variables to differentiate by, separated by commas", otherwise: "all params" },
  of: { flag: "of", type: "text", value: "name", doc: "output to differentiate", otherwise: "the first scalar one" },
  ...kindRows(),
  sparse: {
    flag: "sparse", type: "switch", doc: "Jacobian and Hessian as sparse matrices, in compressed rows", needs: ["hessian", "jacobian"],
  },
  valueOnly: { flag: "value-only", type: "switch", doc: "no derivatives", excludes: extraKinds.map(({ name }) => name) },
  math: {
    flag: "math", type: ["strict", "safe", "fast"], value: "level", otherwise: "safe",
    doc: "what rewriting may change: nothing, roundings, or values at infinities too",
  },
  precision: {
    flag: "precision", type: ["f64", "f32"], value: "type", otherwise: "f64",
    doc: "the elements of arrays: doubles, or floats of 32 bits",
  },
  over: {
    flag: "over", type: "text", value: "size",
    doc: "make functions over arrays of so many observations, for a program of one: each input has a row for each",
  },
  args: {
    flag: "args", type: ["object", "positional", "flat"], value: "convention", otherwise: "positional for numbers alone, else object",
    doc: "how functions take their arguments",
  },
  memory: {
    flag: "memory", type: "size", value: "size", otherwise: "all that it can use",
    doc: "how much a loop of steps may keep for its derivative, such as 64MiB",
  },
  name: { flag: "name", type: "text", value: "name", doc: "name of the generated functions", otherwise: "that of the file, or f" },
  target: {
    flag: "target", type: ["ts", "js", "types", "body", "wasm", "wasm-js", "wasm-types", "wasm-body"], value: "language", otherwise: "ts",
    doc: "language to write, or wasm for WebAssembly in TypeScript",
  },
  sourceMap: { flag: "source-map", type: "switch", doc: "write a source map beside the module: from its statements to the program" },
};

function kindRows(): Record<ExtraKind, OptionRow> {
  const rows = extraKinds.map(({ name, about }) => [name, { flag: name, type: "switch", doc: `add ${about}` }] as const);
  return Object.fromEntries(rows) as Record<ExtraKind, OptionRow>;
}

/** @internal */
export const COMPILE_OPTIONS = Object.keys(OPTIONS) as readonly OptionName[];
/**
 * The kinds of derivatives as options.
 * @internal
 */
export const KINDS: readonly ExtraKind[] = extraKinds.map(({ name }) => name);
/**
 * The kinds that take nothing besides the point.
 * @internal
 */
export const PLAIN_KINDS = extraKinds.filter(({ takes }) => takes === undefined).map(({ name }) => name) as readonly PlainKind[];
/**
 * Of every function that takes a program's text.
 * @internal
 */
export const SOURCE_OPTIONS = { file: "text", imports: "function" } as const satisfies Readonly<Record<string, OptionType>>;

interface FormRow {
  /** Formulas as on paper, or a graph. */
  readonly isFormula: boolean;
  readonly endings: readonly string[];
  readonly comment: readonly [string, string] | undefined;
}

/** What the derivatives can be written as, with the endings of such files and how a comment is written in them. */
export const FORMS = {
  text: { isFormula: true, endings: [".grad", ".txt"], comment: ["# ", ""] },
  latex: { isFormula: true, endings: [".tex"], comment: ["% ", ""] },
  mathml: { isFormula: true, endings: [".mml", ".html"], comment: ["<!-- ", " -->"] },
  ts: { isFormula: true, endings: [".ts"], comment: ["// ", ""] },
  dot: { isFormula: false, endings: [".dot", ".gv"], comment: ["// ", ""] },
  mermaid: { isFormula: false, endings: [".mmd"], comment: ["%% ", ""] },
  svg: { isFormula: false, endings: [".svg"], comment: ["<!-- ", " -->"] },
  json: { isFormula: false, endings: [".json"], comment: undefined },
} as const satisfies Readonly<Record<string, FormRow>>;

/** What `derive` writes: formulas as text, LaTeX, MathML or a module, or the graph. */
export type Form = keyof typeof FORMS;

/** @internal */
export const FORM_NAMES = Object.keys(FORMS) as Form[];



const rows: ReadonlyMap<string, OptionRow> = new Map(Object.entries(OPTIONS));

/**
 * Checks what a caller hands in for options: known names, values of the right kind, none that exclude each other.
 * `own` are further options of the caller's function. Throws a UseError that names the nearest option.
 * @internal
 */
export function checkOptions(given: unknown, known: readonly OptionName[], own: Readonly<Record<string, OptionType>> = {}): void {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new UseError("The options are an object, such as { hessian: true }.");
  }
  const types = new Map<string, OptionType>([...known.map((key) => [key, OPTIONS[key].type] as const), ...Object.entries(own)]);
  for (const [key, value] of Object.entries(given)) {
    const type = types.get(key);
    if (type === undefined) throw new UseError(`There is no option ${quoted(key)}.${meant(key, [...types.keys()])}`);
    if (value !== undefined) checkValue(key, type, value);
  }
  checkExcluded(new Map(Object.entries(given)));
}

function checkValue(key: string, type: OptionType, value: unknown): void {
  const fail = (wanted: string, near = "", found = kind(value)): never => {
    throw new UseError(`The option ${quoted(key)} is ${wanted}, not ${found}.${near}`);
  };
  if (type === "switch") return typeof value === "boolean" ? undefined : fail("true or false");
  if (type === "function") return typeof value === "function" ? undefined : fail("a function");
  if (type === "count") return Number.isSafeInteger(value) && (value as number) > 0 ? undefined : fail("a whole number above 0");
  if (type === "text") return typeof value === "string" ? undefined : fail("a string");
  if (type === "size") return bytesOf(value) === undefined ? fail("an amount of memory such as \"64MiB\"") : undefined;
  if (type === "names") {
    const at = Array.isArray(value) ? value.findIndex((name) => typeof name !== "string" || name === "") : undefined;
    const found = at === undefined ? kind(value) : `one with ${kind((value as unknown[])[at])}`;
    return at === -1 ? undefined : fail("an array of names, such as [\"x\"]", "", found);
  }
  if (!type.includes(value as string)) fail(oneOf(type), typeof value === "string" ? meant(value, type) : "");
}

const UNITS: ReadonlyMap<string, number> = new Map([
  ["B", 1], ["kB", 1e3], ["KiB", 2 ** 10], ["MB", 1e6], ["MiB", 2 ** 20], ["GB", 1e9], ["GiB", 2 ** 30],
]);

/**
 * Bytes from a text such as `64MiB`; undefined where it is none.
 * @internal
 */
export function bytesOf(text: unknown): number | undefined {
  const [, count, unit = "B"] = typeof text === "string" ? /^(\d{1,12}) ?([kKMG]i?B|B)?$/.exec(text) ?? [] : [];
  const factor = UNITS.get(unit);
  return count === undefined || factor === undefined ? undefined : Number(count) * factor;
}

function checkExcluded(given: ReadonlyMap<string, unknown>): void {
  const isGiven = (key: string): boolean => given.get(key) !== undefined && given.get(key) !== false;
  for (const [key, { excludes = [], needs = [] }] of rows) {
    const other = isGiven(key) ? excludes.find(isGiven) : undefined;
    if (other !== undefined) throw new UseError(`The options ${quoted(key)} and ${quoted(other)} exclude each other.`);
    if (isGiven(key) && needs.length > 0 && !needs.some(isGiven))
      throw new UseError(`The option ${quoted(key)} needs ${needs.map(quoted).join(" or ")}.`);
  }
}

function kind(value: unknown): string {
  return value === null
    ? "null"
    : typeof value === "string"
    ? quoted(value)
    : Array.isArray(value)
    ? "an array"
    : typeof value === "object"
    ? "an object"
    : `a ${typeof value}`;
}

function oneOf(words: readonly string[]): string {
  const [last, ...before] = words.map(quoted).reverse();
  return before.length === 0 ? String(last) : `${before.reverse().join(", ")} or ${last}`;
}

/**
 * " Did you mean …?", or nothing.
 * @internal
 */
export function meant(word: string, known: readonly string[]): string {
  const near = suggest(word, known);
  return near === undefined ? "" : ` Did you mean ${quoted(near)}?`;
}

/**
 * The language of a target, and whether it is around WebAssembly.
 * @internal
 */
export function partsOfTarget(target: Target): { readonly language: Language; readonly isWasm: boolean } {
  if (target === "wasm") return { language: "ts", isWasm: true };
  if (target === "wasm-js") return { language: "js", isWasm: true };
  if (target === "wasm-types") return { language: "types", isWasm: true };
  return target === "wasm-body" ? { language: "body", isWasm: true } : { language: target, isWasm: false };
}

/**
 * The target of a file in a language.
 * @internal
 */
export function targetOf(language: "ts" | "js" | "types", isWasm: boolean): Target {
  return !isWasm ? language : language === "ts" ? "wasm" : `wasm-${language}`;
}

/**
 * The options of a module as flags of the command line; the language is left out, as the file's ending says it.
 * @internal
 */
export function flagsOf(options: ProgramOptions): string[] {
  const given = new Map<string, unknown>(Object.entries(options));
  return [...rows].flatMap(([key, { flag, type }]) => {
    const value = given.get(key);
    if (key === "target") return options.target !== undefined && partsOfTarget(options.target).isWasm ? ["--target", "wasm"] : [];
    if (value === undefined || value === false) return [];
    return type === "switch" ? [`--${flag}`] : [`--${flag}`, type === "names" ? (value as readonly string[]).join(",") : String(value)];
  });
}

/**
 * The options that flags stand for; undefined where a word is none, as in a file that somebody has changed.
 * @internal
 */
export function optionsOf(flags: readonly string[]): ProgramOptions | undefined {
  const options: Record<string, unknown> = {};
  for (let i = 0; i < flags.length; i++) {
    const found = [...rows].find(([key, row]) => `--${row.flag}` === flags[i] && (key !== "target" || flags[i + 1] === "wasm"));
    if (found === undefined) return undefined;
    const [key, { type }] = found;
    const word = type === "switch" ? "" : flags[++i];
    if (word === undefined) return undefined;
    options[key] = type === "switch" ? true : type === "names" ? word.split(",") : word;
  }
  try {
    checkOptions(options, COMPILE_OPTIONS);
  } catch {
    return undefined;
  }
  return options;
}
