// Runs the loop language without making text of it: the oracle between the graph and the targets.
import { tableAt } from "../graph/pattern.js";
import { invariant } from "../diagnostics/diagnostic.js";
import { evaluateDim, type Dim } from "../shape/dim.js";
import type { NumOp } from "../graph/operation.js";
import { COMPARE, type Buffer, type Cond, type Expr, type Index, type Local, type Num, type RoutineArg, type Stmt } from "./ir.js";
import { isCondition, isIndex } from "./map.js";

/** Runtime functions by name: those of src/runtime. */
export type RuntimeFunctions = ReadonlyMap<string, (...args: never[]) => unknown>;

export interface Machine {
  /** Values of locals; conditions are 1 or 0. */
  readonly locals: Map<number, number>;
  readonly memory: Map<number, Float64Array>;
  readonly sizes: ReadonlyMap<string, number>;
  readonly runtime: RuntimeFunctions;
}

/** Runs the statements; scratch memory is made when it is first met. */
export function runBody(m: Machine, body: readonly Stmt[]): void {
  for (const stmt of body) run(m, stmt);
}

function run(m: Machine, stmt: Stmt): void {
  switch (stmt.kind) {
    case "let": case "assign": return void m.locals.set(stmt.local.id, exprValue(m, stmt.value));
    case "store": {
      const data = memoryOf(m, stmt.buffer);
      const at = placeOf(m, stmt.buffer, stmt.at);
      data[at] = valueOf(m, stmt.value) + (stmt.add ? data[at] as number : 0);
      return;
    }
    case "fill": return void memoryOf(m, stmt.buffer).fill(stmt.value);
    case "block": return runBody(m, stmt.body);
    case "for": {
      const to = indexValue(m, stmt.to);
      for (let i = indexValue(m, stmt.from); stmt.step > 0 ? i < to : i > to; i += stmt.step) {
        m.locals.set(stmt.local.id, i);
        runBody(m, stmt.body);
      }
      return;
    }
    case "routine": {
      const result = call(m, stmt.fn, stmt.args.flatMap((a) => argument(m, a)));
      if (stmt.result !== undefined) m.locals.set(stmt.result.id, Number(result));
    }
  }
}

function exprValue(m: Machine, expr: Expr): number {
  return isIndex(expr) ? indexValue(m, expr) : isCondition(expr) ? Number(holds(m, expr)) : valueOf(m, expr);
}

export function valueOf(m: Machine, num: Num): number {
  switch (num.kind) {
    case "number": return num.value;
    case "local": return localValue(m, num.local);
    case "load": return memoryOf(m, num.buffer)[placeOf(m, num.buffer, num.at)] as number;
    case "apply": return asApplied(num.op, num.args.map((a) => valueOf(m, a)));
    case "call": return Number(call(m, num.fn, num.args.map((a) => valueOf(m, a))));
    case "select": return holds(m, num.test) ? valueOf(m, num.then) : valueOf(m, num.else);
    case "fromIndex": return indexValue(m, num.index);
    case "fromCondition": return Number(holds(m, num.test));
  }
}

function asApplied(op: NumOp, args: readonly number[]): number {
  const [x, y] = args as readonly [number, number];
  switch (op) {
    case "add": return x + y;
    case "sub": return x - y;
    case "mul": return x * y;
    case "div": return x / y;
    case "neg": return -x;
    default: return (Math[op] as (...all: readonly number[]) => number)(...args);
  }
}

function holds(m: Machine, cond: Cond): boolean {
  switch (cond.kind) {
    case "condition": return localValue(m, cond.local) !== 0;
    case "compare": return COMPARE[cond.op](valueOf(m, cond.left), valueOf(m, cond.right));
    case "logic": return cond.op === "and" ? holds(m, cond.left) && holds(m, cond.right) : holds(m, cond.left) || holds(m, cond.right);
    case "not": return !holds(m, cond.arg);
    case "truth": return Boolean(valueOf(m, cond.arg));
  }
}

function indexValue(m: Machine, index: Index): number {
  switch (index.kind) {
    case "int": return index.value;
    case "counter": return localValue(m, index.local);
    case "size": return size(m, index.dim);
    case "extent": return index.shape.reduce<number>((p, d) => p * size(m, d), 1);
    case "sum": return indexValue(m, index.left) + indexValue(m, index.right);
    case "product": return indexValue(m, index.left) * indexValue(m, index.right);
    case "least": return Math.min(indexValue(m, index.left), indexValue(m, index.right));
    case "greatest": return Math.max(indexValue(m, index.left), indexValue(m, index.right));
    case "whole": return valueOf(m, index.value);
  }
}

function localValue(m: Machine, local: Local): number {
  const value = m.locals.get(local.id);
  invariant(value !== undefined, `local ${local.hint} has no value`);
  return value;
}

function placeOf(m: Machine, buffer: Buffer, index: Index): number {
  const at = indexValue(m, index);
  invariant(Number.isInteger(at) && at >= 0 && at < memoryOf(m, buffer).length, `a place outside ${buffer.hint}`);
  return at;
}

function call(m: Machine, fn: string, args: readonly unknown[]): unknown {
  const found = m.runtime.get(fn);
  invariant(found !== undefined, `no runtime function ${fn}`);
  return (found as (...all: unknown[]) => unknown)(...args);
}

function argument(m: Machine, arg: RoutineArg): unknown[] {
  switch (arg.kind) {
    case "index": return [indexValue(m, arg.index)];
    case "num": return [valueOf(m, arg.num)];
    case "flag": return [arg.flag];
    case "view": return [memoryOf(m, arg.buffer), indexValue(m, arg.offset), ...arg.steps.map((step) => indexValue(m, step))];
    case "array": return [memoryOf(m, arg.buffer)];
  }
}

function memoryOf(m: Machine, buffer: Buffer): Float64Array {
  const known = m.memory.get(buffer.id);
  if (known !== undefined) return known;
  const length = buffer.shape.reduce<number>((p, d) => p * size(m, d), 1);
  const made = buffer.table !== undefined ? tableAt(buffer.table, [length], (dim) => size(m, dim)).data
    : buffer.data === undefined ? new Float64Array(length) : Float64Array.from(buffer.data);
  m.memory.set(buffer.id, made);
  return made;
}

function size(m: Machine, d: Dim): number {
  return evaluateDim(d, m.sizes);
}
