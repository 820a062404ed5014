// Arrays that are 0 but where two indices agree, as Hessians of sums over rows are: filled with zeros, and one loop less
// for what is not.
import { dimKey, productOfDims } from "../shape/dim.js";
import { counter, plus, scale, size, type Cond, type For, type Index, type Num, type Stmt } from "./ir.js";
import { countOf } from "./affine.js";
import { keyOf } from "./hoist.js";
import { mapStatement, withCounter } from "./map.js";

type Store = Extract<Stmt, { kind: "store" }>;

/** The same statements; of a nest that stores a choice by whether two of its counters agree, else 0, what it stores there. */
export function placeDiagonals(body: readonly Stmt[]): readonly Stmt[] {
  return body.flatMap((stmt): readonly Stmt[] => {
    if (stmt.kind === "block") return [{ ...stmt, body: placeDiagonals(stmt.body) }];
    const nest = stmt.kind === "for" ? nestOf(stmt) : undefined;
    if (nest === undefined || !coversWhole(nest.loops, nest.store)) return [stmt];
    const placed = onDiagonal(nest.loops, nest.store);
    if (placed === undefined) return [stmt];
    const zeros: Stmt = { kind: "fill", buffer: nest.store.buffer, value: 0, ...(stmt.origin && { origin: stmt.origin }) };
    return [zeros, ...placed];
  });
}

interface Nest {
  readonly loops: readonly For[];
  readonly store: Store;
}

/** Loops up over whole dimensions, one directly in the other, around one store. */
function nestOf(outermost: For): Nest | undefined {
  const loops: For[] = [];
  for (let at: Stmt | undefined = outermost; at !== undefined;) {
    if (at.kind === "store") return at.add ? undefined : { loops, store: at };
    if (at.kind !== "for" || at.body.length !== 1 || at.step !== 1 || at.from.kind !== "int" || at.from.value !== 0) return undefined;
    loops.push(at);
    at = at.body[0];
  }
  return undefined;
}

/** Whether the nest stores each element of an array once, in the order of memory. */
export function coversWhole(loops: readonly For[], { buffer, at }: Store): boolean {
  const counts = loops.map(countOf);
  if (!counts.every((count) => count !== undefined)) return false;
  const inOrder = loops.reduce<Index>(
    (sum, { local }, i) => plus(sum, scale(counter(local), size(productOfDims(counts.slice(i + 1))))), { kind: "int", value: 0 },
  );
  return keyOf(at) === keyOf(inOrder) && dimKey(productOfDims(counts)) === dimKey(productOfDims(buffer.shape));
}

/** The nest without the loop whose counter has to agree with another one, for each choice that is nested in the value. */
function onDiagonal(loops: readonly For[], stored: Store): readonly Stmt[] | undefined {
  let left = loops;
  let store = stored;
  for (;;) {
    const { value } = store;
    const pair = value.kind === "select" && isZero(value.else) ? agreeing(value.test, left) : undefined;
    if (pair === undefined || value.kind !== "select") break;
    left = left.filter((loop) => loop !== pair.inner);
    const map = withCounter(pair.inner.local, pair.outer.local);
    store = mapStatement({ ...store, value: value.then }, map) as Store;
  }
  return left === loops ? undefined : left.reduceRight<readonly Stmt[]>((body, loop) => [{ ...loop, body }], [store]);
}

function isZero(num: Num): boolean {
  return num.kind === "number" && Object.is(num.value, 0);
}

/** Two loops over as many steps whose counters a test compares. */
function agreeing(test: Cond, loops: readonly For[]): { readonly outer: For; readonly inner: For } | undefined {
  if (test.kind !== "compare" || test.op !== "eq") return undefined;
  const places = [test.left, test.right].map((side) =>
    (side.kind === "fromIndex" && side.index.kind === "counter" ? loops.findIndex((loop) => loop.local.id === idOf(side.index)) : -1));
  const [outer, inner] = [loops[Math.min(...places)], loops[Math.max(...places)]];
  if (outer === undefined || inner === undefined || outer === inner) return undefined;
  return keyOf(outer.to) === keyOf(inner.to) ? { outer, inner } : undefined;
}

function idOf(index: Index): number | undefined {
  return index.kind === "counter" ? index.local.id : undefined;
}
