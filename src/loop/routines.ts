// Calls of the routines that compute operations, as their records say.
import { invariant } from "../diagnostics/diagnostic.js";
import { asOperands, type NodeId } from "../graph/graph.js";
import { tensorOf, type Handed, type RoutineUse } from "../graph/operation.js";
import { scalarOf, type Lowering } from "./lowering.js";
import { FIRST, size, use, type Buffer, type RoutineArg, type Stmt } from "./ir.js";

/** The call for the results of one computation: one, but for operations with several. */
export function routine(l: Lowering, ids: readonly NodeId[]): readonly Stmt[] {
  const [id] = ids as readonly [NodeId];
  const node = l.b.node(id);
  const record = tensorOf(l.b, node)?.routine;
  invariant(record !== undefined, `no routine for ${node.op}`);
  const args = record.hands.map((handed) => argument(l, ids, handed));
  const needed = node.args[arity(record)];
  if (record.guarded !== undefined && needed !== undefined)
    return [{ kind: "routine", fn: record.guarded, args: [{ kind: "num", num: scalarOf(l, needed) }, ...args] }];
  if (l.buffers.has(id)) return [{ kind: "routine", fn: record.fn, args }];
  const local = l.newLocal(l.naming.name(id));
  l.scalars.set(id, use(local));
  return [{ kind: "routine", fn: record.fn, result: local, args }];
}

/** How many arguments the routine reads; a further one is the condition under which it is needed. */
function arity({ hands }: RoutineUse): number {
  return 1 + Math.max(...hands.map((h) => (typeof h === "number" ? h : typeof h === "object" && "view" in h ? h.view : -1)));
}

function argument(l: Lowering, ids: readonly NodeId[], handed: Handed): RoutineArg {
  const [id] = ids as readonly [NodeId];
  const node = l.b.node(id);
  if (typeof handed === "number") return { kind: "array", buffer: memory(l, node.args[handed]) };
  if (handed === "result") return { kind: "array", buffer: memory(l, id) };
  if ("view" in handed) return { kind: "view", buffer: memory(l, node.args[handed.view]), offset: FIRST, steps: [] };
  if ("result" in handed) return { kind: "array", buffer: memory(l, ids.find((one) => l.b.node(one).attrs.result === handed.result)) };
  if ("flag" in handed) return { kind: "flag", flag: node.attrs[handed.flag] === true };
  return { kind: "index", index: size(handed.size(asOperands(node.args.map((arg) => l.b.shape(arg))))) };
}

function memory(l: Lowering, id: NodeId | undefined): Buffer {
  const buffer = id === undefined ? undefined : l.buffers.get(id);
  invariant(buffer !== undefined, "a routine without memory");
  return buffer;
}
