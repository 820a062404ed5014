// The options of programs as flags of a command.
import { InvalidArgumentError, Option, type Command } from "commander";
import { isReserved } from "../emit/typescript/names.js";
import { OPTIONS, type OptionName, type OptionRow } from "../options.js";

/** Flags that several commands have and that are no options of a program: each in one wording. */
export const FLAGS = {
  expression: ["-e, --expression <text>", "program given here instead of in a file"],
  config: ["--config <file>", "configuration of the project (default: the nearest gradc.config.ts, .js, .mjs or .json upward)"],
  cache: ["--no-cache", "compile all anew, also what is in node_modules/.cache/gradc"],
} as const satisfies Readonly<Record<string, readonly [flags: string, doc: string]>>;

/** Adds flags for options of the table, in the table's words. */
export function addOptions(command: Command, names: readonly OptionName[]): Command {
  for (const name of names) command.addOption(optionOf(name));
  return command;
}

function optionOf(name: OptionName): Option {
  const { flag, type, value, doc, otherwise, excludes = [] }: OptionRow = OPTIONS[name];
  const about = otherwise === undefined ? doc : `${doc} (default: ${otherwise})`;
  const option = new Option(`--${flag}${value === undefined ? "" : ` <${value}>`}`, about);
  if (type === "names") option.argParser(readNames);
  else if (name === "name") option.argParser(readIdentifier);
  else if (name === "target") option.choices(["ts", "js", "types", "wasm"]);
  else if (typeof type === "object") option.choices(type);
  return option.conflicts([...excludes]);
}

/** Whose code a command runs: that of TypeScript is JavaScript without its types. */
export function targetToRun(): Option {
  return new Option("--target <language>", "run the code of this target (default: js)").choices(["js", "wasm"]);
}

/** `x,y` to names, each once. */
function readNames(text: string): string[] {
  const names = text.split(",").map((name) => name.trim());
  if (names.some((name) => name === "")) throw new InvalidArgumentError("Give names separated by commas, such as x,y.");
  return [...new Set(names)];
}

/** The name of a generated function. */
function readIdentifier(text: string): string {
  if (isReserved(text)) throw new InvalidArgumentError(`The word ${text} can't name a function.`);
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(text)) throw new InvalidArgumentError("A name is made of letters, digits and underscores.");
  return text;
}

export function readCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 1e6) throw new InvalidArgumentError("Give a whole number from 1 to 1000000.");
  return count;
}
