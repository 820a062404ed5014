// Copies one buffer into another.
import { invariant } from "../diagnostics/diagnostic.js";
import { use, type Buffer, type Local, type Stmt } from "./ir.js";

export function fillCopy(from: Buffer | undefined, to: Buffer, newLocal: (hint: string) => Local): readonly Stmt[] {
  invariant(from !== undefined, "a copy of what is not stored");
  const local = newLocal("i");
  const at = use(local);
  const body: Stmt[] = [{ kind: "store", buffer: to, at, value: { kind: "load", buffer: from, at }, add: false }];
  return [{ kind: "for", local, count: to.shape, down: false, body }];
}
