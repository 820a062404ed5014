// Copies one buffer into another.
import { invariant } from "../diagnostics/diagnostic.js";
import { counter, loopOver, type Buffer, type NewLocal, type Stmt } from "./ir.js";

export function fillCopy(from: Buffer | undefined, to: Buffer, newLocal: NewLocal): readonly Stmt[] {
  invariant(from !== undefined, "a copy of what is not stored");
  const local = newLocal("i", "index");
  const at = counter(local);
  return [loopOver(local, to.shape, [{ kind: "store", buffer: to, at, value: { kind: "load", buffer: from, at }, add: false }])];
}
