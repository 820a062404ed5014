// Readers of option values that commands share.
import { InvalidArgumentError } from "commander";
import { extraKinds, type ExtraKind } from "../graph/derivative-kinds.js";
import { isReserved } from "../emit/names.js";

/** The kinds of derivatives that flags ask for. */
export function kindsOf(flags: Partial<Record<ExtraKind, unknown>>): Partial<Record<ExtraKind, boolean>> {
  return Object.fromEntries(extraKinds.flatMap(({ name }) => (flags[name] === undefined ? [] : [[name, true]])));
}

/** `x,y` to names, each once. */
export function readNames(text: string): string[] {
  const names = text.split(",").map((name) => name.trim());
  if (names.some((name) => name === "")) throw new InvalidArgumentError("Give names separated by commas, such as x,y.");
  return [...new Set(names)];
}

/** The name of a generated function. */
export function readIdentifier(text: string): string {
  if (isReserved(text)) throw new InvalidArgumentError(`The word ${text} can't name a function.`);
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(text)) throw new InvalidArgumentError("A name is made of letters, digits and underscores.");
  return text;
}
