// Source maps of the third revision: each line of a text leads to where in the program it comes from.
import { atKey, nth } from "../diagnostics/known.js";
import type { Located, Source, SourceMap } from "../diagnostics/source.js";

/** Where in a line that comes from somewhere the way begins: at its first letter. */
const START = /^\s*/;
/** The same of a declaration: at the name, where TypeScript looks for it. */
const NAME = /^\s*(?:export |declare |function |interface |readonly )*/;

/** The map of a text, given where each of its lines comes from. A line without a place leads nowhere. */
export function sourceMapOf(
  text: string, origins: readonly (Located | undefined)[], program: Source, isOfTypes = false,
): SourceMap {
  const head = isOfTypes ? NAME : START;
  const sources = new Map<Source, number>([[program, 0]]);
  const starts = new Map<Source, readonly number[]>();
  let before: Segment = [0, 0, 0, 0];
  let wasMapped = false;
  const lines = text.split("\n").map((line, i) => {
    const origin = origins[i];
    if (origin === undefined) {
      const end = wasMapped ? vlq(0) : "";
      wasMapped = false;
      return end;
    }
    const source = origin.source ?? program;
    if (!sources.has(source)) sources.set(source, sources.size);
    if (!starts.has(source)) starts.set(source, lineStarts(source.text));
    const [at, column] = placeIn(starts.get(source) as readonly number[], origin.span.start);
    const segment: Segment = [head.exec(line)?.[0].length ?? 0, atKey(sources, source), at, column];
    const shown = vlq(segment[0]) + [1, 2, 3].map((k) => vlq(nth(segment, k) - nth(before, k))).join("");
    before = segment;
    wasMapped = true;
    return shown;
  });
  const all = [...sources.keys()];
  return {
    version: 3, sources: all.map(({ name }) => name), sourcesContent: all.map((source) => source.text), names: [],
    mappings: lines.join(";"),
  };
}

/** Column, source, line and column there, all from 0. */
type Segment = readonly [number, number, number, number];

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** Line and column of an offset, from 0. */
function placeIn(starts: readonly number[], offset: number): [number, number] {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (nth(starts, middle) <= offset) low = middle;
    else high = middle - 1;
  }
  return [low, offset - nth(starts, low)];
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** A whole number in base 64, five bits a digit, the sign in the lowest bit. */
function vlq(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  let text = "";
  do {
    const digit = rest & 31;
    rest >>>= 5;
    text += DIGITS.charAt(rest > 0 ? digit | 32 : digit);
  } while (rest > 0);
  return text;
}
