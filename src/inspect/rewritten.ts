// What rewriting has done, in formulas: the rule, what it found and what it made of it, and where in the text.
import type { Span } from "../diagnostics/source.js";
import type { Firing } from "../simplify/rewriter.js";
import { formulaOf } from "./formula.js";

export interface Rewritten {
  readonly rule: string;
  readonly before: string;
  readonly after: string;
  /** The place in the program's text of what it found. */
  readonly span: Span;
}

/** So many rules are told; a large program fires more than anyone reads. */
const MOST_TOLD = 200;
const WIDTH = 60;
const NO_NAMES: ReadonlyMap<number, string> = new Map();

/**
 * Notes a rule that changes what people see; the same change is noted once. Whether it was noted.
 * @internal
 */
export function note(noted: Rewritten[], { rule, b, before, after }: Firing): boolean {
  if (noted.length >= MOST_TOLD) return false;
  const [from, to] = [before, after].map((id) => formulaOf({ builder: b }, id, NO_NAMES, WIDTH)) as [string, string];
  const isKnown = noted.some((r) => r.before === from && r.after === to);
  if (from === to || isKnown) return false;
  noted.push({ rule, before: from, after: to, span: b.node(before).origin.span });
  return true;
}
