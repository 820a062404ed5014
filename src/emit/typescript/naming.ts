// The names of a module's text, and of one function in it.
import type { Code } from "../code.js";
import type { ElementType } from "../../shape/element.js";
import type { Names } from "./names.js";
import type { StatementNaming } from "./statements.js";

export interface FunctionNaming extends StatementNaming {
  readonly buffers: Map<number, Code>;
}

export interface ModuleNaming {
  readonly names: Names;
  /** What each function of the runtime is called in this module. */
  readonly runtime: ReadonlyMap<string, Code>;
  /** Those that the text uses. */
  readonly used: Set<string>;
  readonly buffers: Map<number, Code>;
  readonly sizes: Map<string, Code>;
  /** The patterns of sparse matrices, and what is computed of each when the module is set up. */
  readonly patterns: Map<string, Code>;
  readonly sweeps: Map<string, Code>;
  readonly isTyped: boolean;
  readonly element: ElementType;
}
