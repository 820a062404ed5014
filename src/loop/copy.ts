// Copies of buffers.
import { dimKey, productOfDims } from "../shape/dim.js";
import { invariant } from "../diagnostics/diagnostic.js";
import { counter, load, loopOver, store, type Buffer, type NewLocal, type Stmt } from "./ir.js";

export interface Copy {
  readonly from: Buffer;
  readonly to: Buffer;
  readonly add?: boolean;
}

/** Copies between buffers, or sums; those over equal numbers of elements in one loop. None reads what another one writes. */
export function copyLoops(copies: readonly Copy[], newLocal: NewLocal): readonly Stmt[] {
  const groups = new Map<string, Copy[]>();
  for (const copy of copies) {
    const key = dimKey(productOfDims(copy.to.shape));
    groups.set(key, [...groups.get(key) ?? [], copy]);
  }
  return [...groups.values()].map((group) => {
    const local = newLocal("i", "index");
    const at = counter(local);
    return loopOver(local, (group[0] as Copy).to.shape, group.map(({ from, to, add = false }) => store(to, at, load(from, at), add)));
  });
}

/** Copies one buffer, or a part of one, into another, or adds it. */
export function copyLoop(from: Buffer | undefined, to: Buffer, newLocal: NewLocal, add = false): readonly Stmt[] {
  invariant(from !== undefined, "a copy of what is not stored");
  return copyLoops([{ from, to, add }], newLocal);
}
