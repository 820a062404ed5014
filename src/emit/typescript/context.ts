// What every file of this target needs of the module at hand.
import type { Code } from "../code.js";
import type { NodeId } from "../../graph/graph.js";
import type { Program } from "../../graph/program.js";
import type { Notes } from "../../inspect/notes.js";
import type { Local } from "../../loop/ir.js";
import type { Body } from "../../module/body.js";
import type { Bodies, ModuleIR } from "../../module/module.js";
import type { Line } from "../lines.js";
import type { FunctionNaming, ModuleNaming } from "./naming.js";

export interface TextOptions {
  /** TypeScript, JavaScript, the types of a module alone, or the body of a function that returns the exports. */
  readonly target: "ts" | "js" | "types" | "body";
  /** The program's file, for the banner. */
  readonly source: string;
  /** What the function computes, one line in the language. */
  readonly doc: string;
  /** What the program's own text says of it and of its parts. */
  readonly notes: Notes;
}

/** How the memory and the bodies of the functions are written: all else is the same for every engine that runs them. */
export interface BodyWriter {
  /** Declarations of all memory that the functions share; gives every buffer its name. */
  readonly data: (parts: ModuleParts, m: ModuleNaming, indent: Code) => Code[];
  readonly body: (parts: ModuleParts, m: ModuleNaming, n: FunctionNaming, body: Body, name: Code, indent: Code) => BodyText;
  /** Names that the data take as they are. */
  readonly taken: readonly Code[];
  /** Further functions that the module exports beside its factory, which give a promise of the same. */
  readonly exports: readonly { readonly name: Code; readonly doc: string }[];
  /** Constants of a factory that it hands out beside the functions, with their types. */
  readonly members: readonly { readonly name: Code; readonly type: Code }[];
}

export interface BodyText {
  /** The lines inside the function. */
  readonly inside: readonly Line[];
  /** Functions that it calls. */
  readonly beside: readonly Line[];
}

export interface ModuleParts {
  readonly module: ModuleIR;
  readonly writer: BodyWriter;
  readonly program: Program;
  readonly options: TextOptions & { readonly name: string };
  readonly bodies: Bodies;
  /** The functions of src/runtime that are copied. */
  readonly runtime: readonly string[];
  /** The names of the types of records, by their fields. */
  readonly recordTypes: ReadonlyMap<string, Code>;
  /** Locals of scalar arguments, by variable node. */
  readonly scalarLocals: ReadonlyMap<NodeId, Local>;
}
