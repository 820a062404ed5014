// Calls of the routines of src/runtime/linear-algebra.ts.
import { invariant } from "../diagnostics/diagnostic.js";
import { attrsOf, type OpAttrs } from "../graph/attrs.js";
import type { NodeId } from "../graph/graph.js";
import { productOfDims, type Dim } from "../shape/dim.js";
import { scalarOf, type Lowering } from "./lowering.js";
import { FIRST, size, use, type Buffer, type RoutineArg, type RoutineName, type Stmt } from "./ir.js";

/** The call for the results of one computation: one, but for `lu`. */
export function routine(l: Lowering, ids: readonly NodeId[]): readonly Stmt[] {
  const [id] = ids as readonly [NodeId];
  const node = l.b.node(id);
  const target = l.buffers.get(id);
  const [first, second, third, needed] = node.args as readonly [NodeId, NodeId, NodeId, NodeId | undefined];
  const n = l.b.shape(first)[0] as Dim;
  switch (node.op) {
    case "lu":
      return [call(
        "luFactor",
        [
          sizeArgument(n), { kind: "view", buffer: known(l.buffers.get(first)), offset: FIRST, steps: [] },
          resultOf(l, ids, "factors"), resultOf(l, ids, "exchanges"),
        ],
      )];
    case "lu_solve": {
      const args = [
        sizeArgument(n), whole(l.buffers.get(first)), whole(l.buffers.get(second)),
        whole(l.buffers.get(third)), sizeArgument(l.b.shape(third)[1] ?? 1), whole(target),
        { kind: "flag", flag: node.attrs.transposed === true } as const,
      ];
      return [needed === undefined ? call("luSolve", args) : call("luSolveIf", [{ kind: "num", num: scalarOf(l, needed) }, ...args])];
    }
    case "cofactor": return [call("cofactors", [sizeArgument(n), whole(l.buffers.get(first)), whole(target)])];
    case "cofactor_change": {
      const each = productOfDims(l.b.shape(second).slice(0, -2));
      return [call(
        "cofactorChange",
        [sizeArgument(n), whole(l.buffers.get(first)), sizeArgument(each), whole(l.buffers.get(second)), whole(target)],
      )];
    }
    case "solve_lower": {
      const right = [whole(l.buffers.get(second)), sizeArgument(l.b.shape(second)[1] ?? 1), whole(target)];
      return [call(
        "lowerSolve",
        [sizeArgument(n), whole(l.buffers.get(first)), ...right, { kind: "flag", flag: node.attrs.transposed === true }],
      )];
    }
    case "cholesky_factor": {
      const args = [sizeArgument(n), whole(l.buffers.get(first)), whole(target)];
      return [second === undefined
        ? call("choleskyFactor", args)
        : call("choleskyFactorIf", [{ kind: "num", num: scalarOf(l, second) }, ...args])];
    }
    case "lu_det": return scalarCall(l, id, "luDeterminant", [first, second], n);
    case "lu_logdet": return scalarCall(l, id, "luLogDeterminant", [first], n);
    default: throw new Error(`defect of gradc: no kernel for ${node.op}`);
  }
}

function scalarCall(l: Lowering, id: NodeId, fn: RoutineName, arrays: readonly NodeId[], n: Dim): readonly Stmt[] {
  const local = l.newLocal(l.naming.name(id));
  l.scalars.set(id, use(local));
  return [{ kind: "routine", fn, result: local, args: [sizeArgument(n), ...arrays.map((array) => whole(l.buffers.get(array)))] }];
}

function call(fn: RoutineName, args: readonly RoutineArg[]): Stmt {
  return { kind: "routine", fn, args };
}

function resultOf(l: Lowering, ids: readonly NodeId[], result: OpAttrs["lu"]["result"]): RoutineArg {
  return whole(l.buffers.get(ids.find((id) => attrsOf("lu", l.b.node(id)).result === result) as NodeId));
}

function whole(buffer: Buffer | undefined): RoutineArg {
  return { kind: "array", buffer: known(buffer) };
}

function known(buffer: Buffer | undefined): Buffer {
  invariant(buffer !== undefined, "a routine without memory");
  return buffer;
}

function sizeArgument(d: Dim): RoutineArg {
  return { kind: "index", index: size(d) };
}
