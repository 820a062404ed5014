// Comments of a program as the documentation of what they stand above.

/** The comment lines right above the line of an offset, and one at the end of that line, without their marks. */
export function commentAbove(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = text.indexOf("\n", offset);
  const lines: string[] = [];
  const above = text.slice(0, start).split("\n").slice(0, -1);
  for (let line = above.pop(); line !== undefined && /^\s*#/.test(line); line = above.pop()) lines.unshift(line);
  const own = /#.*$/.exec(text.slice(start, end < 0 ? undefined : end))?.[0];
  return [...lines, ...(own === undefined ? [] : [own])].map((line) => line.replace(/^\s*#+ ?/, "").trimEnd()).join("\n");
}
