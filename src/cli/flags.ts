// What commander makes of the words behind each command.
import type { ExtraKind } from "../graph/derivative-kinds.js";
import type { Form, ProgramOptions } from "../options.js";
import type { FileTarget } from "../project/generated-file.js";

/** Of the commands that build a project. */
export interface CacheFlags {
  /** Whether what was compiled before is used; it is unless `--no-cache` says otherwise. */
  readonly cache?: boolean;
}

export interface CompileFlags extends Omit<ProgramOptions, "target">, CacheFlags {
  readonly expression?: string;
  readonly output?: string;
  readonly outDir?: string;
  readonly stdout?: true;
  readonly plan?: true;
  readonly target?: FileTarget | "wasm";
  readonly defaults?: true;
  readonly config?: string;
  readonly check?: true;
  readonly watch?: true;
  readonly force?: true;
  readonly json?: true;
}

export interface FormatFlags {
  readonly config?: string;
  readonly check?: true;
}

export interface InitFlags {
  readonly yes?: true;
}

export interface CheckFlags extends CacheFlags {
  readonly config?: string;
  readonly diff?: true;
  readonly format: "pretty" | "json" | "github";
}

export interface DeriveFlags extends Pick<ProgramOptions, ExtraKind | "wrt" | "of" | "math"> {
  readonly expression?: string;
  readonly as?: Form;
  readonly asComputed?: true;
  readonly order?: number;
  readonly explainRule?: string;
  readonly output?: string;
  readonly force?: true;
}

export interface ExplainFlags extends Pick<ProgramOptions, "wrt" | "of" | "math"> {
  readonly expression?: string;
  readonly at?: string;
  readonly json?: true;
}

export interface PlaygroundFlags {
  readonly port?: number;
}

export interface ReportFlags extends Pick<ProgramOptions, "wrt" | "of" | "math"> {
  readonly expression?: string;
  readonly at?: string;
  readonly output?: string;
  readonly force?: true;
}

/** A kind of derivative that takes something has its JSON. */
export interface EvalFlags extends Pick<ProgramOptions,
  | "wrt" | "of" | "sparse" | "math" | "precision" | "target">, Partial<Readonly<Record<ExtraKind, true | string>>> {
  readonly expression?: string;
  readonly at?: readonly string[];
  readonly json?: true;
  readonly interpret?: true;
  readonly batch?: string;
}

export interface VerifyFlags extends Pick<ProgramOptions,
  | "wrt" | "of" | "math" | "hessian" | "jacobian" | "sparse" | "precision" | "target"> {
  readonly expression?: string;
  readonly points?: number;
  readonly seed?: number;
  readonly json?: true;
}
