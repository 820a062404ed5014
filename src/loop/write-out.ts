// Inside of longer loops, loops of few steps whose number is known are written out: what depends on their counters alone is
// decided, as where a triangle ends, and an element that several steps touch is one number.
import { MOST_FEW } from "../shape/dim.js";
import { affineOf, indexOf } from "./affine.js";
import { COMPARE, int, number, type Expr, type For, type Index, type Local, type NewLocal, type Num, type Stmt } from "./ir.js";
import {
  allParts, allStatements, exprsOf, isIndex, mapCondition, mapIndex, mapNum, mapperWith, mapStatement, withoutBlocks, type Mapper,
} from "./map.js";
import { addsNothing } from "./narrow.js";

/** So many numbers may be computed by the statements in place of one loop. */
const MOST_NUMBERS = 800;

/**
 * The same statements without loops of few steps inside of others; `keepsInner` leaves the innermost ones, of which a target
 * with lanes makes vectors.
 */
export function writeOutLoops(body: readonly Stmt[], newLocal: NewLocal, keepsInner = false, isInside = false): readonly Stmt[] {
  return body.flatMap((stmt): readonly Stmt[] => {
    if (stmt.kind === "block") return [{ ...stmt, body: writeOutLoops(stmt.body, newLocal, keepsInner, isInside) }];
    if (stmt.kind !== "for") return [stmt];
    const steps = stepsOf(stmt);
    const isWanted = isInside && !(keepsInner && isInnermost(stmt));
    const written = isWanted && steps !== undefined ? writtenOut(stmt, steps, { newLocal, keepsInner, left: MOST_NUMBERS }) : undefined;
    if (written !== undefined && allStatements(written).every(isDecided)) return written;
    return [{ ...stmt, body: writeOutLoops(stmt.body, newLocal, keepsInner, isInside || steps === undefined) }];
  });
}

function isInnermost({ body }: For): boolean {
  return allStatements(body).every(({ kind }) => kind !== "for");
}

/** The numbers that a counter goes through, if they are known and few. */
function stepsOf({ from, to, step }: For): readonly number[] | undefined {
  if (from.kind !== "int" || to.kind !== "int") return undefined;
  const count = Math.max(0, Math.ceil((to.value - from.value) / step));
  return count <= MOST_FEW ? Array.from({ length: count }, (_, i) => from.value + i * step) : undefined;
}

/** Whether nothing is left of tests of places: a loop around would end sooner than they do. */
function isDecided(stmt: Stmt): boolean {
  const isOfPlaces = (part: Expr): boolean => part.kind === "compare" && [part.left, part.right].some(({ kind }) => kind === "fromIndex");
  return !exprsOf(stmt).flatMap(allParts).some(isOfPlaces);
}

interface Writing {
  readonly newLocal: NewLocal;
  readonly keepsInner: boolean;
  /** How many numbers may still be computed. */
  left: number;
}

/** What has become of the locals of a loop in a step of it. */
interface Step {
  readonly names: Map<number, Local>;
  readonly numbers: Map<number, number>;
  readonly places: Map<number, Index>;
  readonly tests: Map<number, boolean>;
}

/** The statements of all steps; undefined where there are too many, or where a loop stays in them. */
function writtenOut({ local, body }: For, steps: readonly number[], w: Writing, around?: Step): readonly Stmt[] | undefined {
  const found: Stmt[] = [];
  const list = withoutBlocks(body);
  for (const at of steps) {
    const step: Step = {
      names: new Map(around?.names), numbers: new Map(around?.numbers), tests: new Map(around?.tests),
      places: new Map(around?.places).set(local.id, int(at)),
    };
    for (const stmt of list) {
      const written = statements(stmt, step, w);
      if (written === undefined || w.left < 0) return undefined;
      found.push(...written);
    }
  }
  return found;
}

function statements(stmt: Stmt, step: Step, w: Writing): readonly Stmt[] | undefined {
  const map = mapperIn(step);
  const mapped = renamed(mapStatement(stmt, map), step);
  if (mapped.kind === "for") {
    const steps = stepsOf(mapped);
    if (steps === undefined) return undefined;
    return w.keepsInner && isInnermost(mapped) ? kept(mapped, steps.length, step, w) : writtenOut(mapped, steps, w, step);
  }
  if (mapped.kind === "routine" || mapped.kind === "fill" || mapped.kind === "block") return undefined;
  if (addsNothing(mapped)) return [];
  w.left -= exprsOf(mapped).flatMap(allParts).filter(({ kind }) => kind === "load" || kind === "apply" || kind === "call").length + 1;
  if (mapped.kind !== "let") return [mapped];
  if (!mapped.mutable && isKnown(mapped.local, mapped.value, step)) return [];
  const local = w.newLocal(mapped.local.hint, mapped.local.type);
  step.names.set(mapped.local.id, local);
  return [{ ...mapped, local }];
}

/** A loop that stays, of which each number takes as many instructions as there are vectors of two. */
function kept(loop: For, steps: number, around: Step, w: Writing): readonly Stmt[] | undefined {
  if (steps === 0) return [];
  const local = w.newLocal(loop.local.hint, "index");
  const step: Step = {
    names: new Map(around.names).set(loop.local.id, local), numbers: new Map(around.numbers), tests: new Map(around.tests),
    places: new Map(around.places),
  };
  const before = w.left;
  const body = withoutBlocks(loop.body).map((stmt) => statements(stmt, step, w));
  w.left -= (before - w.left) * (Math.ceil(steps / 2) - 1);
  return body.includes(undefined) ? undefined : [{ ...loop, local, body: body.flatMap((list) => list ?? []) }];
}

/** Whether a local is a number that is known now, a place, or a test that has come out. */
function isKnown({ id }: Local, value: Expr, step: Step): boolean {
  if (value.kind === "number") return step.numbers.set(id, value.value) !== undefined;
  if (isIndex(value)) return step.places.set(id, value) !== undefined;
  const result = decided(value, step);
  return result !== undefined && step.tests.set(id, result) !== undefined;
}

function renamed(stmt: Stmt, { names }: Step): Stmt {
  return stmt.kind === "assign" ? { ...stmt, local: names.get(stmt.local.id) ?? stmt.local } : stmt;
}

/** Puts in what is known, and the names that locals have in the step. */
function mapperIn(step: Step): Mapper {
  const nameOf = (local: Local): Local => step.names.get(local.id) ?? local;
  return mapperWith((map) => ({
    index: (index) => {
      const mapped = placed(index, step, nameOf, map);
      const sum = mapped.kind === "sum" || mapped.kind === "product" ? affineOf(mapped) : undefined;
      return sum === undefined ? mapped : indexOf(sum);
    },
    num: (num) => {
      if (num.kind === "local") {
        const value = step.numbers.get(num.local.id);
        return value === undefined ? { ...num, local: nameOf(num.local) } : number(value);
      }
      const result = num.kind === "select" || num.kind === "fromCondition" ? decided(map.cond(num.test), step) : undefined;
      if (num.kind === "select" && result !== undefined) return map.num(result ? num.then : num.else);
      if (num.kind === "fromCondition" && result !== undefined) return number(Number(result));
      return folded(mapNum(num, map));
    },
    cond: (cond) => {
      if (cond.kind === "condition") return { ...cond, local: nameOf(cond.local) };
      if (cond.kind !== "logic") return mapCondition(cond, map);
      const [left, right] = [map.cond(cond.left), map.cond(cond.right)];
      // one that does not decide leaves it to the other
      if (decided(left, step) === (cond.op === "and")) return right;
      return decided(right, step) === (cond.op === "and") ? left : { ...cond, left, right };
    },
  }));
}

function placed(index: Index, step: Step, nameOf: (local: Local) => Local, map: Mapper): Index {
  if (index.kind === "counter") {
    return step.places.get(index.local.id) ?? { ...index, local: nameOf(index.local) };
  }
  const mapped = mapIndex(index, map);
  if (mapped.kind === "whole" && mapped.value.kind === "number") return int(mapped.value.value);
  if (mapped.kind !== "least" && mapped.kind !== "greatest") return mapped;
  const { kind, left, right } = mapped;
  return left.kind === "int" && right.kind === "int" ? int(Math[kind === "least" ? "min" : "max"](left.value, right.value)) : mapped;
}

/** Sums and products of whole numbers, which are exact, and opposites. */
function folded(num: Num): Num {
  if (num.kind === "fromIndex" && num.index.kind === "int") return number(num.index.value);
  if (num.kind === "apply" && num.op === "neg" && num.args[0]?.kind === "number") return number(-num.args[0].value);
  if (num.kind !== "apply" || (num.op !== "add" && num.op !== "sub" && num.op !== "mul")) return num;
  const [x, y] = num.args;
  if (x?.kind !== "number" || y?.kind !== "number" || ![x, y].every(({ value }) => isSmallWhole(value))) return num;
  return number(num.op === "add" ? x.value + y.value : num.op === "sub" ? x.value - y.value : x.value * y.value);
}

function isSmallWhole(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < 4096 && !Object.is(value, -0);
}

/** How a test comes out, as far as that is known. */
function decided(cond: Expr, step: Step): boolean | undefined {
  switch (cond.kind) {
    case "condition": return step.tests.get(cond.local.id);
    case "compare": return cond.left.kind === "number" && cond.right.kind === "number"
      ? COMPARE[cond.op](cond.left.value, cond.right.value)
      : undefined;
    case "truth": return cond.arg.kind === "number" ? cond.arg.value !== 0 && !Number.isNaN(cond.arg.value) : undefined;
    case "not": {
      const arg = decided(cond.arg, step);
      return arg === undefined ? undefined : !arg;
    }
    case "logic": {
      const [left, right] = [decided(cond.left, step), decided(cond.right, step)];
      const decides = cond.op === "or";
      if (left === decides || right === decides) return decides;
      return left === undefined || right === undefined ? undefined : !decides;
    }
    default: return undefined;
  }
}
