// One module while its text is made, and the heads of its functions.
import type { Located } from "../../diagnostics/source.js";
import type { Role } from "../../module/interface.js";
import { linesFrom, type Line } from "../lines.js";
import type { ModuleParts } from "./context.js";
import { exported, signature, typed, type ModuleNaming } from "./text.js";
import { code, documentationLines, NOTHING, type Code } from "../code.js";

/** One module while its text is made. */
export interface Context {
  readonly parts: ModuleParts;
  readonly m: ModuleNaming;
  readonly indent: Code;
  readonly isFactory: boolean;
  /** The start of the names of types. */
  readonly T: Code;
}

export interface ModuleFunction {
  /** Its name as the member of what a factory makes; absent where it is not handed out. */
  readonly member?: Code;
  readonly doc: string;
  /** The output that the function is of. */
  readonly origin: Located | undefined;
  /** Its parameters and its result, as types. */
  readonly params: readonly Code[];
  readonly result: Code;
  readonly lines: readonly Line[];
}

export interface Head {
  readonly doc: string;
  readonly name: Code;
  readonly params: readonly Code[];
  readonly type: Code;
  /** The output that the function is of. */
  readonly origin: Located | undefined;
  /** Further lines of the documentation. */
  readonly about?: readonly string[];
}

/** The documentation and the first line. */
export function headLines(c: Context, head: Head): Line[] {
  const { options } = c.parts;
  const { doc, name, params, type, origin } = head;
  const start = code`${c.isFactory ? NOTHING : exported(options)}function ${name}`;
  const lines = signature(start, params, typed(options, type)).map((line) => code`${c.indent}${line}`);
  return [...documentationLines([doc, ...head.about ?? []]).map((line) => code`${c.indent}${line}`), ...linesFrom(origin, lines)];
}

/** What a derivative is of: the program, and of one with several outputs the output. */
export function subjectOf({ parts: { program, options } }: Context, role: Role): string {
  if (role === "value") return options.name;
  const of = program.derivatives[role === "grad" || role === "valueAndGrad" ? "gradient" : role][0]?.of;
  return program.outputs.length > 1 && of !== undefined ? of : options.name;
}

/** A comment of the user's as part of one of ours: it can't end it, and has no tags. */
export function noteText(note: string): string {
  return note.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, " ").replace(/\*\//g, "* /").replace(/@/g, "@ ").replace(/\s+/g, " ").trim();
}
