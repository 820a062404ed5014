// Operations that derivatives are made of and that no one writes, in functions that people write.
import type { OpTable } from "../../graph/builder.js";
import type { ScalarOp } from "../../graph/operation.js";
import { meaningOf } from "../read-means.js";

/** Where textbooks have another form than what the record says it means. */
const TEXTBOOK: ReadonlyMap<string, string> = new Map([
  ["sech2", "1 - tanh(x)^2"],
  ["sigmoid_slope", "sigmoid(x)*(1 - sigmoid(x))"],
  ["turn", "x/h^2"],
]);

/** Calls of the language that are one operation. */
const CALLS: ReadonlySet<string> = new Set(["logBase"]);

/** The formula of an operation over its parameters, given which arguments are numbers; undefined for one that has a name. */
export function expansionOf(ops: OpTable, record: ScalarOp, args: readonly (number | undefined)[]): string | undefined {
  const text = TEXTBOOK.get(record.name) ?? (record.internal === true && !CALLS.has(record.name) ? meaningOf(record, args) : undefined);
  const calls = [...text?.matchAll(/([A-Za-z_]\w*)\(/g) ?? []];
  return calls.every(([, name]) => ops.has(name as string)) ? text : undefined;
}
