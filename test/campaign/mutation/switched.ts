// All mutants of a module in one text: each changed expression stands beside its original, and a
// function tells at every place whether its mutant is the one that is run.
import ts from "typescript";
import type { Mutant } from "./module-mutants.js";

/** Tells whether the mutant of this number is the one that is run. */
export const SWITCH = "__mutant";

interface Place {
  readonly start: number;
  readonly end: number;
  readonly isStatement: boolean;
  /** The numbers of the mutants here, with the text that each puts in place of this one. */
  readonly others: (readonly [id: number, text: string])[];
}

export function switched(text: string, mutants: readonly (readonly [id: number, mutant: Mutant])[]): string {
  const source = ts.createSourceFile("module.ts", text, ts.ScriptTarget.ES2022, true);
  const places = new Map<string, Place>();
  for (const [id, mutant] of mutants) {
    const node = placeOf(source, mutant);
    const [start, end] = [node.getStart(), node.end];
    const key = `${start} ${end}`;
    const place = places.get(key) ?? { start, end, isStatement: ts.isStatement(node), others: [] };
    places.set(key, place);
    place.others.push([id, text.slice(start, mutant.start) + mutant.after + text.slice(mutant.start + mutant.before.length, end)]);
  }
  // an outer place comes before those within it
  const ordered = [...places.values()].sort((p, q) => p.start - q.start || q.end - p.end);
  return between(text, ordered, 0, text.length);
}

/** The smallest expression or statement that holds the change. */
function placeOf(source: ts.SourceFile, { start, before }: Mutant): ts.Node {
  const end = start + before.length;
  let found: ts.Node | undefined;
  for (let next: ts.Node | undefined = source; next !== undefined;) {
    const node: ts.Node = next;
    if (ts.isExpression(node) || ts.isExpressionStatement(node)) found = node;
    next = undefined;
    node.forEachChild((child) => { if (child.getStart() <= start && child.end >= end) next = child; });
  }
  if (found === undefined) throw new Error(`no expression at ${start}`);
  return found;
}

function between(text: string, places: readonly Place[], start: number, end: number): string {
  let out = "";
  let at = start;
  let next = 0;
  while (next < places.length) {
    const place = places[next] as Place;
    let last = next + 1;
    while ((places[last]?.start ?? Infinity) < place.end) last++;
    out += text.slice(at, place.start) + chosen(place, between(text, places.slice(next + 1, last), place.start, place.end));
    at = place.end;
    next = last;
  }
  return out + text.slice(at, end);
}

function chosen({ others, isStatement }: Place, original: string): string {
  if (isStatement) return others.map(([id, text]) => `if (${SWITCH}(${id})) { ${text} } else `).join("") + original;
  return `(${others.map(([id, text]) => `${SWITCH}(${id}) ? (${text}) : `).join("")}(${original}))`;
}
