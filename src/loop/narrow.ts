// A range that depends on an earlier index is computed for all numbers of both, and a test leaves out those that it has
// not: `j >= i + 1 ? … : 0`. A loop makes no steps at which such a test leaves out all that it does.
import type { CompareOp, NumOp } from "../graph/operation.js";
import { affineOf, indexOf, isAtMost, mostOf, timesOf, without, type Affine } from "./affine.js";
import {
  greatest, int, least, minus, number, plus, type Cond, type Expr, type For, type Index, type Num, type Stmt,
} from "./ir.js";
import { keyOf } from "./hoist.js";
import { allParts, allStatements, definedBy, exprsOf, mapCondition, mapIndex, mapNum, mapperWith, mapWhole, type Mapper } from "./map.js";

type Compare = Extract<Cond, { kind: "compare" }>;

/** The same statements with loops that leave out the steps which add nothing. */
export function narrowLoops(body: readonly Stmt[]): readonly Stmt[] {
  const all = allStatements(body);
  const values = new Map(all.flatMap((s) => (s.kind === "let" && !s.mutable ? [[s.local.id, s.value] as const] : [])));
  return all.some(hasTest) ? narrowed(body, [], values) : body;
}

function hasTest(stmt: Stmt): boolean {
  return exprsOf(stmt).flatMap(allParts).some(({ kind }) => kind === "compare");
}

/** What locals that never change are, by their ids. */
type Values = ReadonlyMap<number, Expr>;

function narrowed(body: readonly Stmt[], around: readonly For[], values: Values): readonly Stmt[] {
  return body.map((stmt): Stmt => {
    if (stmt.kind === "block") return { ...stmt, body: narrowed(stmt.body, around, values) };
    if (stmt.kind !== "for") return stmt;
    const loop = testsOf(stmt, values).reduce<For & Pick<Stmt, "origin">>((at, test) => withoutSteps(at, test, around), stmt);
    return { ...loop, body: narrowed(loop.body, [...around, stmt], values) };
  });
}

/** The steps that a test leaves to a loop: those from a number on, or those before one. */
interface Test {
  readonly key: string;
  readonly end: "from" | "to";
  readonly at: Index;
}

/** The tests in a loop that are of its counter and of what is known before it. */
function testsOf(loop: For, values: Values): readonly Test[] {
  if (loop.step !== 1) return [];
  const found = new Map<string, Test>();
  const inside = new Set(
    allStatements(loop.body).flatMap((s) => [...definedBy(s), ...(s.kind === "for" ? [s.local] : [])]).map(({ id }) => id),
  );
  for (const part of allStatements(loop.body).flatMap(exprsOf).flatMap(allParts)) {
    if (part.kind !== "compare" || found.has(keyOf(part))) continue;
    const test = testOf(part, loop, inside, values);
    if (test !== undefined) found.set(test.key, test);
  }
  return [...found.values()];
}

function testOf(compare: Compare, { local }: For, inside: ReadonlySet<number>, values: Values): Test | undefined {
  const [left, right] = [wholeOf(compare.left, values), wholeOf(compare.right, values)];
  if (left === undefined || right === undefined) return undefined;
  const times = timesOf(affineOf(minus(left, right)) ?? NONE, local.id);
  // the counter compared with the rest
  const [op, rest] = times === 1 ? [compare.op, minus(right, left)] : [MIRRORED[compare.op], minus(left, right)];
  const sum = affineOf(rest);
  if (sum === undefined || (times !== 1 && times !== -1)) return undefined;
  const others = without(sum, new Set([local.id]));
  if ([...others.factors.keys()].some((id) => inside.has(id))) return undefined;
  const [key, at] = [keyOf(compare), indexOf(others)];
  switch (op) {
    case "ge": return { key, end: "from", at };
    case "gt": return { key, end: "from", at: plus(at, int(1)) };
    case "le": return { key, end: "to", at: plus(at, int(1)) };
    case "lt": return { key, end: "to", at };
    default: return undefined;
  }
}

const NONE: Affine = { factors: new Map(), rest: 0 };
const MIRRORED: Readonly<Record<CompareOp, CompareOp>> = { lt: "gt", le: "ge", gt: "lt", ge: "le", eq: "eq", ne: "ne" };
/** Sums of sums in a test that are looked into. */
const DEEP = 8;

/** A number that is an index; undefined for others. */
function wholeOf(num: Num, values: Values, depth = 0): Index | undefined {
  if (num.kind === "number") return Number.isInteger(num.value) ? int(num.value) : undefined;
  if (num.kind === "fromIndex") return resolved(num.index, values);
  if (depth > DEEP) return undefined;
  const value = num.kind === "local" ? values.get(num.local.id) : undefined;
  if (value !== undefined) return wholeOf(value as Num, values, depth + 1);
  if (num.kind !== "apply" || (num.op !== "add" && num.op !== "sub")) return undefined;
  const [left, right] = num.args.map((arg) => wholeOf(arg, values, depth + 1));
  if (left === undefined || right === undefined) return undefined;
  return num.op === "add" ? plus(left, right) : minus(left, right);
}

/** An index with what its locals stand for. */
function resolved(index: Index, values: Values): Index {
  return mapperWith((map) => ({
    index: (at) => {
      const value = at.kind === "counter" ? values.get(at.local.id) : undefined;
      return value === undefined ? mapIndex(at, map) : map.index(value as Index);
    },
  })).index(index);
}

/** The loop without the steps at which a test is false, where it does nothing at those. */
function withoutSteps<L extends For>(loop: L, { key, end, at }: Test, around: readonly For[]): L {
  if (!doesNothing(loop, known(key, false, loop.body))) return loop;
  const body = loop.body.map((stmt) => mapWhole(stmt, decided(known(key, true, loop.body))));
  if (end === "to") return { ...loop, to: isBelow(at, loop.to, around) ? at : least(loop.to, at), body };
  return { ...loop, from: isBelow(loop.from, at, around) ? at : greatest(loop.from, at), body };
}

/** Whether one index is never above another. */
function isBelow(low: Index, high: Index, around: readonly For[]): boolean {
  const most = mostOf(minus(low, high), around);
  return most !== undefined && isAtMost(most, 0);
}

/** What conditions and numbers are where a test has come out. */
interface Known {
  readonly test: (cond: Cond) => boolean | undefined;
  readonly num: (num: Num) => number | undefined;
}

/** `body` is the loop's: its locals may be known with the test. */
function known(key: string, result: boolean, body: readonly Stmt[]): Known {
  const tests = new Map<number, boolean>();
  const numbers = new Map<number, number>();
  const test = (cond: Cond): boolean | undefined => {
    switch (cond.kind) {
      case "condition": return tests.get(cond.local.id);
      case "compare": return keyOf(cond) === key ? result : undefined;
      case "not": {
        const arg = test(cond.arg);
        return arg === undefined ? undefined : !arg;
      }
      case "truth": {
        const arg = num(cond.arg);
        return arg === undefined ? undefined : arg !== 0 && !Number.isNaN(arg);
      }
      case "logic": {
        const [left, right] = [test(cond.left), test(cond.right)];
        const decides = cond.op === "or";
        if (left === decides || right === decides) return decides;
        return left === undefined || right === undefined ? undefined : !decides;
      }
    }
  };
  const num = (at: Num): number | undefined => {
    switch (at.kind) {
      case "number": return at.value;
      case "local": return numbers.get(at.local.id);
      case "fromCondition": return oneFor(test(at.test));
      case "select": {
        const taken = test(at.test);
        return taken === undefined ? undefined : num(taken ? at.then : at.else);
      }
      case "apply": return at.op === "neg" || at.op === "add" ? sumOf(at.op, at.args.map(num)) : undefined;
      default: return undefined;
    }
  };
  settle(allStatements(body), { test, num }, tests, numbers);
  return { test, num };
}

/** Finds the locals that are known. Numbers that change are, where all that is added to what they begin with is nothing. */
function settle(all: readonly Stmt[], { test, num }: Known, tests: Map<number, boolean>, numbers: Map<number, number>): void {
  const same = new Map(all.flatMap((s) =>
    (s.kind === "let" && s.mutable && s.value.kind === "number" ? [[s.local.id, s.value.value] as const] : [])));
  for (let count = -1; count !== same.size;) {
    count = same.size;
    tests.clear();
    numbers.clear();
    for (const [id, value] of same) numbers.set(id, value);
    for (const s of all) {
      if (s.kind === "assign" && num(s.value) !== same.get(s.local.id)) same.delete(s.local.id);
      if (s.kind !== "let" || s.mutable) continue;
      const value = s.local.type === "number" ? num(s.value as Num) : undefined;
      if (value !== undefined) numbers.set(s.local.id, value);
      const result = s.local.type === "condition" ? test(s.value as Cond) : undefined;
      if (result !== undefined) tests.set(s.local.id, result);
    }
  }
}

function oneFor(result: boolean | undefined): number | undefined {
  return result === undefined ? undefined : Number(result);
}

/** Sums of numbers that are known, and their opposites. */
function sumOf(op: "add" | "neg", args: readonly (number | undefined)[]): number | undefined {
  return args.includes(undefined)
    ? undefined
    : (args as readonly number[]).reduce((sum, value) => (op === "neg" ? -value : sum + value), 0);
}

/** What an operation may take besides and give the other number. */
const NEUTRAL: Partial<Readonly<Record<NumOp, number>>> = { add: 0, mul: 1, max: -Infinity, min: Infinity };

/** Whether a step leaves all that is outside the loop as it is. */
function doesNothing({ body }: For, { num }: Known): boolean {
  const all = allStatements(body);
  const own = new Set(all.flatMap((s) => definedBy(s)).map(({ id }) => id));
  return all.every((s) => {
    switch (s.kind) {
      case "let": case "for": case "block": return true;
      case "assign": return own.has(s.local.id) || isSame(s, num);
      case "store": return s.add && num(s.value) === 0;
      case "fill": case "routine": return false;
    }
  });
}

/** Whether a statement adds a known nothing: it may be left out. */
export function addsNothing(stmt: Stmt): boolean {
  const known: Known["num"] = (num) => (num.kind === "number" ? num.value : undefined);
  return stmt.kind === "assign" ? isSame(stmt, known) : stmt.kind === "store" && stmt.add && known(stmt.value) === 0;
}

/** Whether a number is assigned what it is. */
function isSame({ local, value }: Extract<Stmt, { kind: "assign" }>, num: Known["num"]): boolean {
  if (value.kind !== "apply") return false;
  const neutral = NEUTRAL[value.op];
  const rest = value.args.filter((arg) => arg.kind !== "local" || arg.local.id !== local.id);
  return neutral !== undefined && rest.length === 1 && value.args.length === 2 && num(rest[0] as Num) === neutral;
}

/** Puts in what is known. */
function decided({ test, num }: Known): Mapper {
  return mapperWith((map) => ({
    num: (at) => {
      const value = num(at);
      if (value !== undefined) return at.kind === "number" ? at : number(value);
      const taken = at.kind === "select" ? test(at.test) : undefined;
      return at.kind === "select" && taken !== undefined ? map.num(taken ? at.then : at.else) : mapNum(at, map);
    },
    cond: (at) => {
      if (at.kind !== "logic") return mapCondition(at, map);
      const [left, right] = [test(at.left), test(at.right)];
      // one that decides has made the choice itself
      if (left !== undefined && right === undefined) return map.cond(at.right);
      return right !== undefined && left === undefined ? map.cond(at.left) : mapCondition(at, map);
    },
  }));
}
