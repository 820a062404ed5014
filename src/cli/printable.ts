// Text for a terminal or a shell: whatever a user's text holds, nothing in it is a command to either.

const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** The text with control characters written out; line ends and tabs stay. */
export function printable(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(CONTROL, escape);
}

function escape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** JSON on several lines, or on one; every control character is an escape. */
export function jsonText(value: object, indent: number | undefined = 2): string {
  return printable(JSON.stringify(value, null, indent));
}

/** A word as a shell takes it for exactly this text. */
export function shellWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (word.search(CONTROL) < 0 && !/[\n\t]/.test(word)) return `'${word.replaceAll("'", "'\\''")}'`;
  const quoted = word.replace(/[\\']/g, "\\$&").replace(/[\n\t]/g, escape).replace(CONTROL, escape);
  return `$'${quoted}'`;
}
