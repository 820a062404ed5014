// Readers of option values that commands share.
import { InvalidArgumentError } from "commander";

/** `x,y` to names, each once. */
export function readNames(text: string): string[] {
  const names = text.split(",").map((name) => name.trim());
  if (names.some((name) => name === "")) throw new InvalidArgumentError("Give names separated by commas, such as x,y.");
  return [...new Set(names)];
}

/** Words that can't name a function of a module. */
const RESERVED = new RegExp(`^(?:${[
  "arguments|await|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|eval|export|extends|false|finally|for|function",
  "if|implements|import|in|instanceof|interface|let|new|null|package|private|protected|public|return|static|super|switch|this|throw|true|try",
  "typeof|undefined|NaN|Infinity|var|void|while|with|yield|Math|Float64Array|Error|RangeError|TypeError",
].join("|")})$`);

/** The name of a generated function. */
export function readIdentifier(text: string): string {
  if (RESERVED.test(text)) throw new InvalidArgumentError(`The word ${text} can't name a function.`);
  if (!/^[A-Za-z_$][A-Za-z0-9_$]{0,63}$/.test(text)) throw new InvalidArgumentError("A name is made of letters, digits and underscores.");
  return text;
}
