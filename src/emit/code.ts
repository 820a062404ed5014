// Text of a target's language. Only the functions of this file make it: out of words, numbers, quoted text, comments and
// text that stands in gradc's own files, so that no text of a user can become code anywhere else without an error of types.

declare const isCode: unique symbol;

/** Text that is code. */
export type Code = string & { readonly [isCode]: true };

/** What may stand between pieces in a row. */
type Between = "" | ", " | "; " | " * " | "\n" | " +\n";

export const NOTHING = "" as Code;

/** Fixed text with pieces of code and numbers in it: code`const ${name} = ${value};`. */
export function code(fixed: TemplateStringsArray, ...pieces: readonly (Code | number)[]): Code {
  let text = fixed[0] as string;
  for (let i = 0; i < pieces.length; i++) {
    const piece = pieces[i] as Code | number;
    text += (typeof piece === "number" ? numeral(piece) : piece) + (fixed[i + 1] as string);
  }
  return text as Code;
}

export function inRow(pieces: readonly Code[], between: Between): Code {
  return pieces.join(between) as Code;
}

export function numeral(value: number): Code {
  return (Object.is(value, -0) ? "-0" : String(value)) as Code;
}

const WORD = /^[\p{L}_$][\p{L}\p{N}_$]*$/u;

export function isWord(text: string): boolean {
  return WORD.test(text);
}

/** A name. */
export function word(text: string): Code {
  if (!isWord(text)) throw new Error(`defect of gradc: ${JSON.stringify(text)} is no name`);
  return text as Code;
}

/** A text in quotes. */
export function quoted(text: string): Code {
  return JSON.stringify(text) as Code;
}

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

/** A comment up to the end of the line; whatever could end it is not in it. */
export function remark(text: string): Code {
  return `// ${text.replace(CONTROL, " ")}` as Code;
}

/** A comment that tools show beside a name. */
export function documentation(text: string): Code {
  return `/** ${withoutEnd(text)} */` as Code;
}

/** The same with a line for each text, where there are several. */
export function documentationLines(texts: readonly string[]): Code[] {
  const [first = ""] = texts;
  return texts.length === 1 ? [documentation(first)] : ["/**", ...texts.map((text) => ` * ${withoutEnd(text)}`), " */"] as Code[];
}

function withoutEnd(text: string): string {
  return text.replace(CONTROL, " ").replaceAll("*/", "* /");
}

/** What stands here as it is: the types let nothing pass but a text that is written in gradc's own source. */
export function fixed<T extends string>(text: string extends T ? never : T): Code {
  return text as string as Code;
}

/** What stands in a file that was made of gradc's own source: the functions of the run-time. No text of a program is given to this. */
export function ownText(text: string): Code {
  return text as Code;
}

/** The lines of code that may have several. */
export function linesIn(text: Code): Code[] {
  return text.split("\n") as Code[];
}

const LAYOUT = /[\s*]|\/\//g;

/** The same code in other lines: nothing but spaces and the marks of comments may differ. */
export function inOtherLines(from: Code, text: string): Code {
  if (from.replace(LAYOUT, "") !== text.replace(LAYOUT, ""))
    throw new Error(`defect of gradc: a line is another one when it is broken: ${from}`);
  return text as Code;
}
