// Items of arrays in a block of steps: `x[t]`, `X[:, t + 1]`, `x[k[t]]`, which are rows of an array over all steps.
import { Abandon, Report } from "../diagnostics/diagnostic.js";
import type { Dim } from "../shape/dim.js";
import { childrenOf, postorder, type Expr, type Name } from "../syntax/ast.js";
import type { Context } from "./context.js";
import { timesIn, uses, withName } from "./rewriting.js";
import { isRecord, type Scope } from "./scope.js";
import { freeNames } from "./uses.js";

/** The numbers that an index runs through. */
export interface Steps {
  readonly index: Name;
  readonly range: Extract<Expr, { kind: "range" }>;
  readonly first: Dim;
  readonly by: number;
  readonly count: Dim;
  /** The index and its range, for messages. */
  readonly text: string;
  readonly low: Expr;
  readonly high: Expr;
}

/** The value of the step before, as it is written. */
export function stepBefore({ index, by }: Steps, name: string): string {
  return `${name}[${index.name} ${by > 0 ? "-" : "+"} ${Math.abs(by)}]`;
}

/** An item over all steps, lowest first: a range, or what a vector has there. */
export function overSteps(scope: Scope, steps: Steps, item: Expr): Expr | undefined {
  const { index, low, high, by, text } = steps;
  if (item.kind === "index" && item.items.length === 1 && !uses(item.object, index.name, scope)) {
    const inside = overSteps(scope, steps, item.items[0] as Expr);
    return inside === undefined ? undefined : { ...item, items: [inside] };
  }
  const times = timesIn(item, index.name, scope);
  if (times === undefined || times === 0) return undefined;
  const step = times * Math.abs(by);
  const end = (bound: Expr): Expr => withName(item, index.name, bound);
  return {
    kind: "range", start: end(low), end: end(high), steps: text, span: item.span,
    ...(step === 1 ? {} : { step: { kind: "number", value: step, span: item.span } }),
  };
}

/** Whether an item is several places at each step, as `t + (0:2)`. */
export function isVector(c: Context, item: Expr, index: string): boolean {
  if (item.kind === "range" || item.kind === "index") return false;
  const hasRange = postorder(item, childrenOf).some(({ kind }) => kind === "range");
  if (!hasRange && freeNames(item, c.scope).every(({ name }) => name === index)) return false;
  const silent: Context = { ...c, report: new Report(c.report.source), requirements: [], require: () => undefined, indices: [] };
  try {
    const value = c.elaborate(silent, withName(item, index, { kind: "number", value: 1, span: item.span }));
    return !isRecord(value) && c.b.shape(value).length > 0;
  } catch (error) {
    if (!(error instanceof Abandon)) throw error;
    return false;
  }
}
