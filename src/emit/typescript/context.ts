// What every file of this target needs of the module at hand.
import type { NodeId } from "../../graph/graph.js";
import type { Program } from "../../graph/program.js";
import type { Local } from "../../loop/ir.js";
import type { Bodies, ModuleIR } from "../../module/module.js";

export interface TextOptions {
  /** TypeScript, JavaScript, the types of a module alone, or the body of a function that returns the exports. */
  readonly target: "ts" | "js" | "types" | "body";
  /** The program's file, for the banner. */
  readonly source: string;
  /** What the function computes, one line in the language. */
  readonly doc: string;
}

export interface ModuleParts {
  readonly module: ModuleIR;
  readonly program: Program;
  readonly options: TextOptions & { readonly name: string };
  readonly bodies: Bodies;
  /** The functions of src/runtime that are copied. */
  readonly runtime: readonly string[];
  /** The names of the types of records, by their fields. */
  readonly recordTypes: ReadonlyMap<string, string>;
  /** Locals of scalar arguments, by variable node. */
  readonly scalarLocals: ReadonlyMap<NodeId, Local>;
}
