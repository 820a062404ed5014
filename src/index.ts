// The library: text in, text and numbers out. Reads and writes no file.
export { defineConfig, type Config, type ModelOptions } from "./config.js";
export { compile, type CompileOptions, type CompileResult } from "./compile.js";
export type { SourceOptions } from "./request.js";
export { derive, type DeriveOptions, type DeriveResult } from "./derive.js";
export { explain, type Explained, type ExplainOptions, type ExplainResult } from "./explain.js";
export {
  evaluate, prepare, type EvaluateOptions, type EvaluateResult, type PointValue, type PreparedProgram, type ResultValue,
} from "./evaluate.js";
export type { Form, MathLevel, Precision, ProgramOptions, Target } from "./options.js";

export type { Diagnostic } from "./diagnostics/diagnostic.js";
export { PointError, UseError } from "./diagnostics/faults.js";
export { formatDiagnostic, formatDiagnostics } from "./diagnostics/format.js";
export { placeOf, type Imported, type ImportResolver, type Place, type Source, type SourceMap, type Span } from "./diagnostics/source.js";
export type { Counts } from "./pipeline.js";
