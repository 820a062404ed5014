// What generated text may mention beyond the names that it declares itself.
import { extraKinds } from "../../../src/graph/derivative-kinds.js";

export const MATH: ReadonlySet<string> = new Set([
  "E", "LN10", "LN2", "LOG10E", "LOG2E", "PI", "SQRT1_2", "SQRT2", "abs", "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh",
  "cbrt", "ceil", "cos", "cosh", "exp", "expm1", "floor", "fround", "hypot", "log", "log10", "log1p", "log2", "max", "min", "pow",
  "round", "sign", "sin", "sinh", "sqrt", "tan", "tanh", "trunc",
]);

/** Members of globals, all of them called except the constants of Math. */
export const MEMBERS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["Math", MATH],
  ["Number", new Set(["isFinite", "isInteger", "isNaN"])],
  ["Float64Array", new Set(["of"])],
  ["Int32Array", new Set(["of"])],
  ["Float32Array", new Set(["of"])],
]);

export const ARRAYS: ReadonlySet<string> = new Set(["Float64Array", "Float32Array", "Int32Array"]);

export const MATH_CONSTANTS: ReadonlySet<string> = new Set([...MATH].filter((name) => /^[A-Z]/.test(name)));

/** Properties of arrays that runtime functions read, and methods that they call. */
export const PROPERTIES: ReadonlySet<string> = new Set(["length", "buffer", "byteOffset", "byteLength"]);
export const METHODS: ReadonlySet<string> = new Set(["fill", "subarray", "set", "push", "forEach", "reduceRight"]);

export const CONSTANTS: ReadonlySet<string> = new Set(["true", "false", "Infinity", "NaN", "undefined"]);
export const ERRORS: ReadonlySet<string> = new Set(["Error", "RangeError"]);

/** Names of the results of generated functions, beside those of the program. */
export const RESULT_NAMES: readonly string[] = [
  "value", "grad", "valueAndGrad", "pack", "unpack", "names", "memory", "inputs", ...extraKinds.map((kind) => kind.name),
  ...extraKinds.map((kind) => `${kind.name}Pattern`), "rowStart", "columns", "values", "start", "list", "count", "colours", "places",
  // what set-ups of sparse matrices are told
  "of", "box", "to", "from", "where", "table", "axis", "numbers", "isOfTo",
];

export const TYPES: ReadonlySet<string> = new Set(
  [
    "number", "boolean", "string", "void", "never", "unknown", "object", "Float64Array", "Float32Array", "Int32Array",
    "Readonly", "Record", "Array",
  ],
);

export const BINARY: ReadonlySet<string> = new Set(
  ["+", "-", "*", "/", "%", "**", "===", "!==", "<", "<=", ">", ">=", "&&", "||", "??", "|"],
);
export const ASSIGNMENT: ReadonlySet<string> = new Set(["=", "+=", "-=", "*=", "/="]);

/** The fixed pieces of the messages that runtime functions throw. */
export const MESSAGES: ReadonlySet<string> = new Set([
  "", "[", "]", ", ", "one of ", "another list of ", ": expected a number, found ", ": expected a value, found none",
  ": wrap it in Float64Array.from", ": wrap it in Float32Array.from",
  ": the storage of the result shares memory with ", "another result",
  ": expected a Float64Array of ", ": expected a Float32Array of ", " elements, found ",
  ": expected whole numbers from ", " to ", ", found ", " at ", ": expected a whole number from ", " up, found ",
  " is singular (pivot ", " of ", " is zero)",
  "cholesky: the matrix A is not positive definite (pivot ", " is ", ")",
]);
