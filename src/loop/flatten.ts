// Loops directly in one another that go through memory in its order become one.
import { multiplyDims, sameDim, type Dim } from "../shape/dim.js";
import type { Shape } from "../shape/shape.js";
import { affineOf, countOf, indexOf, timesOf, without, type Affine } from "./affine.js";
import { counter, loopOver, partsOf, type Expr, type For, type Index, type NewLocal, type Stmt } from "./ir.js";
import { allParts, allStatements, exprsOf, isIndex, mapperWith, mapWhole } from "./map.js";

/** The same statements with fewer loops. */
export function flattenLoops(body: readonly Stmt[], newLocal: NewLocal): readonly Stmt[] {
  return body.map((stmt): Stmt => {
    if (stmt.kind !== "for" && stmt.kind !== "block") return stmt;
    const inner = { ...stmt, body: flattenLoops(stmt.body, newLocal) };
    return inner.kind === "for" ? { ...flattened(inner, newLocal), ...(stmt.origin && { origin: stmt.origin }) } : inner;
  });
}

function flattened(outer: For, newLocal: NewLocal): For {
  const [inner, ...more] = outer.body;
  if (inner?.kind !== "for" || more.length > 0 || outer.step !== 1 || inner.step !== 1) return outer;
  const [rows, columns] = [shapeOf(outer), shapeOf(inner)];
  const count = countOf(inner);
  if (rows === undefined || columns === undefined || count === undefined || !goesInOrder(outer, inner, count)) return outer;
  const local = newLocal("i", "index");
  const map = mapperWith(() => ({ index: (index) => inOrder(index, outer, inner, counter(local)) }));
  return loopOver(local, [...rows, ...columns], inner.body.map((stmt) => mapWhole(stmt, map)));
}

/** The dimensions that a loop from 0 up goes over. */
function shapeOf({ from, to }: For): Shape | undefined {
  if (from.kind !== "int" || from.value !== 0) return undefined;
  return to.kind === "extent" ? to.shape : to.kind === "size" ? [to.dim] : to.kind === "int" ? [to.value] : undefined;
}

/** Whether each index that has one of the counters has both, so that it goes on by the same at each step of either. */
function goesInOrder(outer: For, inner: For, count: Dim): boolean {
  const exprs = allStatements(inner.body).flatMap(exprsOf);
  return exprs.flatMap(outermostIndices).every((index) => {
    if (!hasCounter(index, outer, inner)) return true;
    const sum = affineOf(index);
    return sum !== undefined && sameDim(timesOf(sum, outer.local.id), multiplyDims(count, timesOf(sum, inner.local.id)));
  });
}

/** The indices in an expression that are in no other index. */
function outermostIndices(expr: Expr): Index[] {
  const found: Index[] = [];
  const stack = [expr];
  while (stack.length > 0) {
    const part = stack.pop() as Expr;
    if (isIndex(part)) found.push(part);
    else stack.push(...partsOf(part));
  }
  return found;
}

function hasCounter(index: Index, outer: For, inner: For): boolean {
  return allParts(index).some((p) => p.kind === "counter" && (p.local.id === outer.local.id || p.local.id === inner.local.id));
}

function inOrder(index: Index, outer: For, inner: For, place: Index): Index {
  if (!hasCounter(index, outer, inner)) return index;
  const sum = affineOf(index) as Affine;
  const times = timesOf(sum, inner.local.id);
  const { factors, rest } = without(sum, new Set([outer.local.id, inner.local.id]));
  const { local } = place as Extract<Index, { kind: "counter" }>;
  return indexOf({ factors: new Map([...factors, [local.id, { local, times }]]), rest });
}
