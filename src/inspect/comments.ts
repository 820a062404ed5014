// Comments of a program as the documentation of what they stand above or behind.

/** The comment lines right above a line, from line `from` on, and the comment at the end of a line, without their marks. */
export function commentLines(lines: readonly string[], above: number, behind: number, from = 0): string[] {
  let first = above;
  while (first > from && isComment(lines[first - 1])) first--;
  const own = isComment(lines[behind]) ? undefined : /#.*$/.exec(lines[behind] ?? "")?.[0];
  return [...lines.slice(first, above), ...(own === undefined ? [] : [own])].map(bare);
}

/** The comment of the line that an offset of a text is in. */
export function commentAt(text: string, offset: number): string {
  const line = text.slice(0, offset).split("\n").length - 1;
  return commentLines(text.split("\n"), line, line).join("\n");
}

export function isComment(line: string | undefined): boolean {
  return line !== undefined && /^\s*#/.test(line);
}

export function bare(line: string): string {
  return line.replace(/^\s*#+ ?/, "").trimEnd();
}
