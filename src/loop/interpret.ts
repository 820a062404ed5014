// Runs the loop language without making text of it: the oracle between the graph and the printers.
import { invariant } from "../diagnostics/diagnostic.js";
import { evaluateDim, type Dim } from "../shape/dim.js";
import type { Buffer, InfixOp, Num, RoutineArg, Stmt } from "./ir.js";

/** Runtime functions by name: those of src/runtime. */
export type RuntimeFunctions = ReadonlyMap<string, (...args: never[]) => unknown>;

export interface Machine {
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
    case "let": case "assign": return void m.locals.set(stmt.local.id, valueOf(m, stmt.value));
    case "store": {
      const data = memoryOf(m, stmt.buffer);
      const at = valueOf(m, stmt.at);
      invariant(Number.isInteger(at) && at >= 0 && at < data.length, `a store outside ${stmt.buffer.hint}`);
      data[at] = valueOf(m, stmt.value) + (stmt.add ? data[at] as number : 0);
      return;
    }
    case "fill": return void memoryOf(m, stmt.buffer).fill(stmt.value);
    case "block": return runBody(m, stmt.body);
    case "for": {
      const count = stmt.count.reduce<number>((p, d) => p * size(m, d), 1);
      const from = stmt.range === undefined ? 0 : valueOf(m, stmt.range.from);
      const to = stmt.range === undefined ? count : valueOf(m, stmt.range.to);
      for (let i = 0; i < to - from; i += stmt.step ?? 1) {
        m.locals.set(stmt.local.id, stmt.down ? to - i - (stmt.step === undefined ? 1 : 0) : from + i);
        runBody(m, stmt.body);
      }
      return;
    }
    case "routine": {
      const result = call(m, stmt.fn, stmt.args.map((a) => argument(m, a)));
      if (stmt.result !== undefined) m.locals.set(stmt.result.id, Number(result));
    }
  }
}

export function valueOf(m: Machine, num: Num): number {
  switch (num.kind) {
    case "number": return num.value;
    case "local": {
      const value = m.locals.get(num.local.id);
      invariant(value !== undefined, `local ${num.local.hint} has no value`);
      return value;
    }
    case "dim": return size(m, num.dim);
    case "load": {
      const value = memoryOf(m, num.buffer)[valueOf(m, num.at)];
      invariant(value !== undefined, `a load outside ${num.buffer.hint}`);
      return value;
    }
    case "prefix": return num.op === "-" ? -valueOf(m, num.arg) : Number(!valueOf(m, num.arg));
    case "select": return valueOf(m, num.test) ? valueOf(m, num.then) : valueOf(m, num.else);
    case "infix": return Number(OPERATORS[num.op](valueOf(m, num.left), valueOf(m, num.right)));
    case "call": {
      const args = num.args.map((a) => valueOf(m, a));
      return num.library === "math" ? (Math as unknown as Record<string, (...x: number[]) => number>)[num.fn]?.(...args) ?? NaN : Number(call(m, num.fn, args));
    }
  }
}

const OPERATORS: Readonly<Record<InfixOp, (x: number, y: number) => number | boolean>> = {
  "+": (x, y) => x + y, "-": (x, y) => x - y, "*": (x, y) => x * y, "/": (x, y) => x / y,
  "<": (x, y) => x < y, "<=": (x, y) => x <= y, ">": (x, y) => x > y, ">=": (x, y) => x >= y,
  "===": (x, y) => x === y, "!==": (x, y) => x !== y,
  "&&": (x, y) => Boolean(x) && Boolean(y), "||": (x, y) => Boolean(x) || Boolean(y),
};

function call(m: Machine, fn: string, args: readonly unknown[]): unknown {
  const found = m.runtime.get(fn);
  invariant(found !== undefined, `no runtime function ${fn}`);
  return (found as (...all: unknown[]) => unknown)(...args);
}

function argument(m: Machine, arg: RoutineArg): unknown {
  if ("num" in arg) return valueOf(m, arg.num);
  if ("flag" in arg) return arg.flag;
  if ("text" in arg) return arg.text;
  const data = memoryOf(m, arg.buffer);
  return arg.from === undefined ? data : data.subarray(size(m, arg.from), arg.to === undefined ? undefined : size(m, arg.to));
}

function memoryOf(m: Machine, buffer: Buffer): Float64Array {
  const known = m.memory.get(buffer.id);
  if (known !== undefined) return known;
  const length = buffer.shape.reduce<number>((p, d) => p * size(m, d), 1);
  const made = buffer.data === undefined ? new Float64Array(length) : Float64Array.from(buffer.data);
  m.memory.set(buffer.id, made);
  return made;
}

function size(m: Machine, d: Dim): number {
  return evaluateDim(d, m.sizes);
}
