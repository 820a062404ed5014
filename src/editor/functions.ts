// The functions and constants of the language as an editor tells them.
import type { ScalarOp } from "../graph/operation.js";
import { formulaOps, languageFunctions, namedConstants, scalarOps } from "../ops/index.js";

export interface Told {
  readonly name: string;
  readonly kind: "function" | "constant" | "word";
  /** How it is written. */
  readonly usage: string;
  readonly doc: string;
  /** Its meaning in the language. */
  readonly formulas: readonly string[];
  /** A call of it, of which an editor tells the derivatives. */
  readonly call?: string;
}

const WORDS: readonly (readonly [name: string, usage: string, doc: string])[] = [
  ["param", "param w[n], b", "Declares values that are differentiated by unless others are named."],
  ["input", "input X[m, n]", "Declares values that are given."],
  ["output", "output J = …", "Defines a value that the module returns."],
  ["import", "import \"file.grad\"", "Brings the functions of another file."],
  ["for", "for t = 2:n, h[1] = h0 { h[t] = … }", "Steps that use the values of the step before."],
  ["and", "a and b", "Both conditions hold."], ["or", "a or b", "At least one of the conditions holds."],
  ["not", "not a", "The condition does not hold."], ["mod", "a mod b", "The remainder with the sign of b."],
];

/** All that a program may write without defining it, by name. */
export const LANGUAGE: ReadonlyMap<string, Told> = new Map([
  ...WORDS.map(([name, usage, doc]): Told => ({ name, kind: "word", usage, doc, formulas: [] })),
  ...[...namedConstants].map(([name, value]): Told =>
    ({ name, kind: "constant", usage: name, doc: `The constant ${value}.`, formulas: [] })),
  ...scalarOps.filter((op) => op.internal !== true).map(scalar),
  ...formulaOps.map((op): Told => ({
    name: op.name, kind: "function", usage: usage(op), doc: op.doc, formulas: [`${usage(op)} = ${op.formula}`],
  })),
  ...[...languageFunctions.values()].map((fn): Told => ({ name: fn.name, kind: "function", usage: fn.usage, doc: fn.doc, formulas: [] })),
].map((told) => [told.name, told]));

function usage({ name, params, defaults }: Pick<ScalarOp, "name" | "params" | "defaults">): string {
  return `${name}(${params.map((p) => (defaults?.[p] === undefined ? p : `${p} = ${defaults[p]}`)).join(", ")})`;
}

function scalar(op: ScalarOp): Told {
  return {
    name: op.name, kind: "function", usage: usage(op), doc: op.doc, formulas: [],
    ...(op.partials === "zero" ? {} : { call: `${op.name}(${op.params.join(", ")})` }),
  };
}
