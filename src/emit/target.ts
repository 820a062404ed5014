// What a target is: the passes that its loops go through, and what it makes of the functions of a module.
import type { Located } from "../diagnostics/source.js";
import type { LoopPass } from "../loop/passes.js";
import type { ModuleIR } from "../module/module.js";
import type { ElementType } from "../shape/element.js";

export interface Target {
  readonly name: string;
  readonly passes: readonly LoopPass[];
  /** Whether bodies that are too long for one function are cut: for engines that give up on long functions. */
  readonly isCut: boolean;
  /** The types of numbers of which it computes products of few terms sooner in loops that are written out than by routines. */
  readonly writesOut: readonly ElementType[];
  readonly emit: (module: ModuleIR) => Emitted;
}

export interface Emitted {
  readonly files: readonly EmittedFile[];
  readonly exports: readonly string[];
}

export interface EmittedFile {
  /** What follows the name of the program in the name of the file. */
  readonly suffix: string;
  readonly content: string | Uint8Array;
  /** Of text, where in the program each line comes from. */
  readonly origins?: readonly (Located | undefined)[];
}
