// Operations of a body, counted as in docs/benchmarks.md: each sum, product, quotient, opposite,
// comparison and call is one; places in memory and loops are free; a choice costs its condition.
import * as checkpoints from "../runtime/checkpoints.js";
import { evaluateDim } from "../shape/dim.js";
import { partsOf, type Expr, type For, type Index, type Num, type RoutineCall, type Stmt } from "./ir.js";
import { allParts, bodyOf, isIndex, withoutBlocks } from "./map.js";
import { routines } from "./routine-table.js";

/** Sizes by name, and counters and places by their local. */
interface Known {
  readonly sizes: ReadonlyMap<string, number>;
  readonly counters: ReadonlyMap<number, number>;
}

/** The operations for given sizes; a place that depends on data counts as 0. */
export function countOperations(body: readonly Stmt[], sizes: ReadonlyMap<string, number>): number {
  return countAll(body, { sizes, counters: new Map() });
}

function countAll(body: readonly Stmt[], known: Known): number {
  let [sum, now] = [0, known];
  // a block is no scope: its places are known after it
  for (const stmt of withoutBlocks(body)) {
    sum += countStatement(stmt, now);
    if (stmt.kind === "let" && isIndex(stmt.value))
      now = { ...now, counters: new Map([...now.counters, [stmt.local.id, valueOf(stmt.value, now)]]) };
  }
  return sum;
}

function countStatement(stmt: Stmt, known: Known): number {
  switch (stmt.kind) {
    case "let": case "assign": return countExpr(stmt.value);
    case "store": return countExpr(stmt.value) + (stmt.add ? 1 : 0);
    case "fill": return 0;
    case "for": return countLoop(stmt, known);
    case "block": return countAll(stmt.body, known);
    case "routine": return routines[stmt.fn].cost(...sizesOf(stmt).map((size) => valueOf(size, known)));
  }
}

/** Steps that are looked at one by one. */
const MOST_STEPS = 256;

/**
 * The steps of a loop differ only where a loop or a call inside depends on its counter. Blocks are equal but for the last;
 * of many other steps each is taken to cost as much as the first and the last in the middle.
 */
function countLoop(loop: For, known: Known): number {
  const { local, step } = loop;
  const from = valueOf(loop.from, known);
  const steps = Math.max(0, Math.ceil((valueOf(loop.to, known) - from) / step));
  const at = (counter: number): Known => ({ ...known, counters: new Map([...known.counters, [local.id, counter]]) });
  if (!loop.body.some((stmt) => dependsOn(stmt, local.id))) return steps === 0 ? 0 : steps * countAll(loop.body, at(from));
  const of = (i: number): number => countAll(loop.body, at(from + i * step));
  if (steps === 0) return 0;
  if (steps > MOST_STEPS) return (of(0) + of(steps - 1)) / 2 * steps;
  let sum = 0;
  for (let i = 0; i < steps; i++) sum += of(i);
  return sum;
}

function dependsOn(stmt: Stmt, id: number): boolean {
  const own = stmt.kind === "for" ? [stmt.from, stmt.to] : stmt.kind === "routine" ? sizesOf(stmt) : [];
  return own.flatMap(allParts).some((part) => part.kind === "counter" && part.local.id === id) ||
    bodyOf(stmt).some((inner) => dependsOn(inner, id));
}

function sizesOf(call: RoutineCall): Index[] {
  return routines[call.fn].parameters.flatMap(({ kind }, i) => {
    const arg = call.args[i];
    return kind === "size" && arg?.kind === "index" ? [arg.index] : [];
  });
}

function valueOf(index: Index, known: Known): number {
  switch (index.kind) {
    case "int": return index.value;
    case "counter": return known.counters.get(index.local.id) ?? 0;
    case "size": return evaluateDim(index.dim, known.sizes);
    case "extent": return index.shape.reduce<number>((p, d) => p * evaluateDim(d, known.sizes), 1);
    case "sum": return valueOf(index.left, known) + valueOf(index.right, known);
    case "product": return valueOf(index.left, known) * valueOf(index.right, known);
    case "least": return Math.min(valueOf(index.left, known), valueOf(index.right, known));
    case "greatest": return Math.max(valueOf(index.left, known), valueOf(index.right, known));
    case "whole": return wholeOf(index.value, known);
  }
}

const wholeFunctions: ReadonlyMap<string, (first: number, second: number, third: number) => number> = new Map(Object.entries(checkpoints));

/** Where loops start again from; other whole numbers depend on the data. */
function wholeOf(num: Num, known: Known): number {
  const fn = num.kind === "call" ? wholeFunctions.get(num.fn) : undefined;
  if (num.kind !== "call" || fn === undefined) return 0;
  const [first = 0, second = 0, third = 0] = num.args.map((arg) =>
    (arg.kind === "fromIndex" ? valueOf(arg.index, known) : arg.kind === "number" ? arg.value : 0));
  return fn(first, second, third);
}

export function countExpr(expr: Expr): number {
  if (isIndex(expr) || expr.kind === "load") return 0;
  const own = ["apply", "call", "compare", "logic", "not"].includes(expr.kind) ? 1 : 0;
  const written = expr.kind === "call" ? WRITTEN.get(expr.fn) : undefined;
  return partsOf(expr).reduce((sum, part) => sum + countExpr(part), written ?? own);
}

/** exp(-|x|) is written where it is called, as three operations; of its two parts the first goes along. */
const WRITTEN: ReadonlyMap<string, number> = new Map([["expMinus", 3], ["expMinusScale", 0], ["expMinusRest", 3]]);
