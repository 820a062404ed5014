// How one text differs from another, as people read it in a terminal: the changed lines and what stands around them.
const AROUND = 3;
const MOST_LINES = 200;

/** The lines from the first to the last difference, those of the old text with - and those of the new one with +. */
export function differenceOf(old: string, fresh: string): string {
  const [before, after] = [linesOf(old), linesOf(fresh)];
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  let same = 0;
  while (same < most - start && before.at(-1 - same) === after.at(-1 - same)) same++;
  const removed = before.slice(start, before.length - same);
  const added = after.slice(start, after.length - same);
  const head = before.slice(Math.max(0, start - AROUND), start);
  const tail = after.slice(after.length - same, after.length - same + AROUND);
  const lines = [...marked(head, " "), ...marked(removed, "-"), ...marked(added, "+"), ...marked(tail, " ")];
  const shown = lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES), `… ${lines.length - MOST_LINES} more lines`] : lines;
  return `@@ line ${start + 1} @@\n${shown.join("\n")}\n`;
}

function linesOf(text: string): string[] {
  return text === "" ? [] : text.replaceAll("\r\n", "\n").replace(/\n$/, "").split("\n");
}

function marked(lines: readonly string[], mark: string): string[] {
  return lines.map((line) => `${mark}${line}`);
}
