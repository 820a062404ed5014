// Copies of buffers.
import { invariant } from "../diagnostics/diagnostic.js";
import { counter, load, loopOver, store, type Buffer, type NewLocal, type Stmt } from "./ir.js";

/** Copies one buffer, or a part of one, into another, or adds it. */
export function copyLoop(from: Buffer | undefined, to: Buffer, newLocal: NewLocal, add = false): readonly Stmt[] {
  invariant(from !== undefined, "a copy of what is not stored");
  const local = newLocal("i", "index");
  const at = counter(local);
  return [loopOver(local, to.shape, [store(to, at, load(from, at), add)])];
}
