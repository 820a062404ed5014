// How one text differs from another, as people read it in a terminal: the changed lines and what stands around them.
import { atKey } from "../diagnostics/known.js";

const AROUND = 3;
/** So many lines that differ are shown; texts that differ in more are shown as one replaced by the other. */
const MOST_LINES = 200;

/** A line of one text or of both; `at` is its place in the old one. */
interface Line {
  readonly mark: " " | "-" | "+";
  readonly text: string;
  readonly at: number;
}

/** The lines that differ, those of the old text with - and those of the new one with +, each group under the place where it begins. */
export function differenceOf(old: string, fresh: string): string {
  const lines = linesOfBoth(linesOf(old), linesOf(fresh));
  const changed = lines.flatMap(({ mark }, i) => (mark === " " ? [] : [i]));
  const told = changed.slice(0, MOST_LINES);
  const shown = new Set(told.flatMap((i) => Array.from({ length: 2 * AROUND + 1 }, (_, k) => i - AROUND + k)));
  const rows = [...shown].sort((i, j) => i - j).flatMap((i): string[] => {
    const line = lines[i];
    if (line === undefined) return [];
    return [...(i > 0 && shown.has(i - 1) ? [] : [`@@ line ${line.at + 1} @@`]), `${line.mark}${line.text}`];
  });
  const more = changed.filter((i) => !shown.has(i)).length;
  return `${[...rows, ...(more > 0 ? [`… ${more} more lines`] : [])].join("\n")}\n`;
}

function linesOf(text: string): string[] {
  return text === "" ? [] : text.replaceAll("\r\n", "\n").replace(/\n$/, "").split("\n");
}

function linesOfBoth(before: readonly string[], after: readonly string[]): Line[] {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  let same = 0;
  while (same < most - start && before.at(-1 - same) === after.at(-1 - same)) same++;
  const [a, b] = [before.slice(start, before.length - same), after.slice(start, after.length - same)];
  const both = (from: number, to: number): Line[] => before.slice(from, to).map((text, i) => ({ mark: " ", text, at: from + i }));
  const between = pathOf(a, b).map(([mark, i, j]): Line => ({ mark, text: (mark === "+" ? b[j] : a[i]) as string, at: start + i }));
  return [...both(0, start), ...between, ...both(before.length - same, before.length)];
}

type Step = readonly [mark: Line["mark"], i: number, j: number];

/**
 * The shortest way from one list to the other (E. W. Myers, An O(ND) difference algorithm, 1986): on diagonal k = i - j, `reach`
 * holds how far i comes with so many changes.
 */
function pathOf(a: readonly string[], b: readonly string[]): Step[] {
  const reach = new Map<number, number>([[1, 0]]);
  const rounds: (readonly (readonly [number, number])[])[] = [];
  for (let d = 0; d <= Math.min(a.length + b.length, MOST_LINES); d++) {
    rounds.push([...reach]);
    for (let k = -d; k <= d; k += 2) {
      let i = isDown(reach, k, d) ? atKey(reach, k + 1) : atKey(reach, k - 1) + 1;
      while (i < a.length && i - k < b.length && a[i] === b[i - k]) i++;
      reach.set(k, i);
      if (i >= a.length && i - k >= b.length) return wayBack(rounds, a.length, b.length);
    }
  }
  return [...a.map((_, i): Step => ["-", i, 0]), ...b.map((_, j): Step => ["+", a.length, j])];
}

/** Whether the last change on a diagonal is an added line. */
function isDown(reach: ReadonlyMap<number, number>, k: number, d: number): boolean {
  return k === -d || (k !== d && atKey(reach, k - 1) < atKey(reach, k + 1));
}

function wayBack(rounds: readonly (readonly (readonly [number, number])[])[], rows: number, columns: number): Step[] {
  const steps: Step[] = [];
  let [i, j] = [rows, columns];
  for (let d = rounds.length - 1; d >= 0; d--) {
    const reach = new Map(rounds[d]);
    const k = i - j;
    const from = isDown(reach, k, d) ? k + 1 : k - 1;
    const [fromI, fromJ] = d === 0 ? [0, 0] : [atKey(reach, from), atKey(reach, from) - from];
    while (i > fromI && j > fromJ) steps.push([" ", --i, --j]);
    if (d === 0) break;
    if (from > k) steps.push(["+", i, --j]);
    else steps.push(["-", --i, j]);
  }
  return steps.reverse();
}
