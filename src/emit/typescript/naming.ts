// The names of a module's text, and of one function in it.
import type { Names } from "./names.js";
import type { StatementNaming } from "./statements.js";

export interface FunctionNaming extends StatementNaming {
  readonly buffers: Map<number, string>;
}

export interface ModuleNaming {
  readonly names: Names;
  /** What each function of the runtime is called in this module. */
  readonly runtime: ReadonlyMap<string, string>;
  /** Those that the text uses. */
  readonly used: Set<string>;
  readonly buffers: Map<number, string>;
  readonly sizes: ReadonlyMap<string, string>;
  readonly parts: Map<string, string>;
  readonly isTyped: boolean;
}
