// JSON given by a person or a program, with an error that says what is wrong with it.
import { UseError } from "./faults.js";

/** The value of a JSON text; `what` names it in the error. */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const hint = /(^|[\s:,[])-?(NaN|Infinity|inf|nan)\b/.test(text) ? "Not-a-number and infinities are the strings \"NaN\", \"Infinity\" and \"-Infinity\"." : undefined;
    const detail = error.message.replace(/^.*?JSON\.parse: /, "").replace(/\s+/g, " ");
    throw new UseError(`${what} is not JSON: ${detail.length > 160 ? `${detail.slice(0, 157)}...` : detail}.`, hint);
  }
}
