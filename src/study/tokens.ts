// The program's text in colours: the lexer's own tokens, each name by the part it plays.
import { nth } from "../diagnostics/known.js";
import type { Program } from "../graph/program.js";
import { scanText } from "../syntax/lexer.js";
import type { ScanReport } from "../syntax/scan.js";
import { T } from "../syntax/tokens.js";

export type Colour = "param" | "input" | "output" | "value" | "function" | "word" | "number" | "comment" | "string" | "sign";

/** From where to where, in order. */
export type Coloured = readonly [number, number, Colour];

const DECLARING: ReadonlySet<string> = new Set(["param", "input", "output", "import", "for"]);

/** Colours alone have no use for sentences about faults. */
const UNHEARD: ScanReport = { diagnostics: [], error: () => undefined, warn: () => undefined };

/** Works on any text, also one that has faults. `roles` are the parts that names play, as far as they are known. */
export function colouredTokens(text: string, roles: ReadonlyMap<string, Colour> = new Map()): Coloured[] {
  const tokens = scanText(text, UNHEARD);
  const found: Coloured[] = [];
  let before = 0;
  for (let i = 0; i < tokens.count; i++) {
    const [kind, start, end] = [nth(tokens.kinds, i), nth(tokens.starts, i), nth(tokens.ends, i)];
    addComments(found, text, before, start);
    before = Math.max(before, end);
    if (end <= start) continue;
    const word = text.slice(start, end);
    if (kind === T.number) found.push([start, end, "number"]);
    else if (kind === T.string) found.push([start, end, "string"]);
    else if (kind >= T.end && kind <= T.mod) found.push([start, end, "word"]);
    else if (kind === T.name) {
      const isCall = tokens.kinds[i + 1] === T.openRound && tokens.starts[i + 1] === end;
      found.push([start, end, DECLARING.has(word) ? "word" : roles.get(word) ?? (isCall ? "function" : "value")]);
    } else if (kind > T.mod) found.push([start, end, "sign"]);
  }
  addComments(found, text, before, text.length);
  return found;
}

function addComments(found: Coloured[], text: string, from: number, to: number): void {
  const at = text.slice(from, to).indexOf("#");
  if (at < 0) return;
  const start = from + at;
  const line = text.indexOf("\n", start);
  const end = line < 0 || line > to ? to : line;
  found.push([start, end, "comment"]);
  if (end < to) addComments(found, text, end, to);
}

export function rolesOf({ variables, outputs, names }: Program): Map<string, Colour> {
  return new Map<string, Colour>([
    ...[...names.values()].map((name) => [name, "value"] as const), ...variables.map((v) => [v.name, v.role] as const),
    ...outputs.map((o) => [o.name, "output"] as const),
  ]);
}
