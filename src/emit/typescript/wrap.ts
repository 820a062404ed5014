// Long lines of generated text in several: comments between words, statements behind an operator or a comma.
import { inOtherLines, inRow, linesIn } from "../code.js";
import { textOf, type Line } from "../lines.js";
import { MAX_LINE } from "./text.js";

/** The line, with line ends in it where it was long. Text that can't be broken stays long. */
export function wrapped(line: Line): Line {
  const whole = textOf(line);
  if (whole.length <= MAX_LINE) return line;
  const text = inRow(linesIn(whole).map((one) => (one.length <= MAX_LINE ? one : inOtherLines(one, wrappedText(one)))), "\n");
  return typeof line === "string" ? text : { ...line, text };
}

function wrappedText(text: string): string {
  const indent = /^ */.exec(text)?.[0] ?? "";
  const rest = text.slice(indent.length);
  if (rest.startsWith("// ")) return words(rest.slice(3), `${indent}// `, `${indent}//   `).join("\n");
  if (rest.startsWith("* ")) return words(rest.slice(2), `${indent}* `, `${indent}* `).join("\n");
  const doc = /^\/\*\* (.*) \*\/$/.exec(rest)?.[1];
  if (doc !== undefined) return [`${indent}/**`, ...words(doc, `${indent} * `, `${indent} * `), `${indent} */`].join("\n");
  return statement(text, `${indent}  `).join("\n");
}

function words(text: string, first: string, next: string): string[] {
  const rows: string[] = [];
  for (const word of text.split(" ")) {
    const row = rows.at(-1);
    if (row !== undefined && row.length + word.length < MAX_LINE) rows[rows.length - 1] = `${row} ${word}`;
    else rows.push((row === undefined ? first : next) + word);
  }
  return rows;
}

/** Rows that end behind an operator or a comma: of those that fit, one in as few brackets as there are, the last of them. */
function statement(text: string, indent: string): string[] {
  const rows: string[] = [];
  let rest = text;
  while (rest.length > MAX_LINE) {
    const at = breakIn(rest);
    if (at === undefined) break;
    rows.push(rest.slice(0, at));
    rest = indent + rest.slice(at + 1);
  }
  return [...rows, rest];
}

/** Marks behind which a row may end, the better ones first. */
const ENDS: readonly (readonly string[])[] = [[",", ";"], ["=", "?", ":"], ["||"], ["&&"], ["+", "-"], ["*", "/"]];

/** Where a row ends, before a space: not in its first third, which would leave the rows ragged. */
function breakIn(text: string): number | undefined {
  let [best, least, depth] = [undefined as number | undefined, Infinity, 0];
  for (let i = 0; i < MAX_LINE; i++) {
    const mark = text[i] ?? "";
    if (mark === "\"") i = Math.max(i, text.indexOf("\"", i + 1));
    else if (mark === "`") i = text.lastIndexOf("`");
    else if (text.startsWith(" // ", i)) break;
    else if ("([{".includes(mark)) depth++;
    else if (")]}".includes(mark)) depth--;
    if (text[i + 1] !== " " || i < MAX_LINE / 3) continue;
    const word = text.slice(text.lastIndexOf(" ", i) + 1, i + 1);
    const rank = ENDS.findIndex((marks) => marks.includes(word) || (marks.includes(",") && marks.includes(mark)));
    const cost = depth * ENDS.length + rank;
    if (rank >= 0 && cost <= least) [best, least] = [i + 1, cost];
  }
  return best;
}
