// JSON given by a person or a program, with an error that says what is wrong with it.
import { placeOf } from "../diagnostics/source.js";
import { UseError } from "../diagnostics/faults.js";
import { jsonFaultAt } from "./json-fault.js";

/** The value of a JSON text; `what` names it in the error, and `mend` says what is most often wrong. */
export function parseJson(given: string, what: string, mend?: string): unknown {
  const text = given.replace(/^\ufeff/, "");
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const hint = /(^|[\s:,[])-?(NaN|Infinity|inf|nan)\b/.test(text)
      ? "Not-a-number and infinities are the strings \"NaN\", \"Infinity\" and \"-Infinity\"."
      : mend;
    const detail = error.message.replace(/^.*?JSON\.parse: /, "").replace(/\s+/g, " ");
    const { line, column } = placeOf({ name: what, text }, jsonFaultAt(text));
    throw new UseError(
      `${what} is not JSON at line ${line}, column ${column}: ${detail.length > 160 ? `${detail.slice(0, 157)}...` : detail}.`,
      hint,
    );
  }
}
