// The form of a message: one sentence about what is wrong and, where there is one, the likely mend.
import { shownPath } from "./faults.js";

export interface Message {
  readonly message: string;
  readonly hint?: string;
}

export function say(message: string, hint?: string): Message {
  return hint === undefined ? { message } : { message, hint };
}

/** A user's word in quotation marks, cut if it is long, without control characters. */
export function quoted(name: string): string {
  return `"${shownPath(name.length > 40 ? `${name.slice(0, 37)}...` : name)}"`;
}

export function didYouMean(name: string | undefined): string | undefined {
  return name === undefined ? undefined : `Did you mean ${quoted(name)}?`;
}

/** A user's name in a mend that uses it; a long one stands as x. */
export function shortName(name: string): string {
  return /^[\p{L}_][\p{L}\p{N}_]{0,19}$/u.test(name) ? name : "x";
}

/** How a name that is not known would be declared. */
export function asDeclared(name: string): string {
  return `param ${shortName(name)} or input ${shortName(name)}`;
}
