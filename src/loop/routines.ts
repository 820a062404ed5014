// Calls of the routines of src/runtime/linear-algebra.ts.
import { invariant } from "../diagnostics/diagnostic.js";
import type { Node, NodeId } from "../graph/graph.js";
import { addDims, multiplyDims, productOfDims, type Dim } from "../shape/dim.js";
import { scalarOf, type Lowering } from "./lowering.js";
import { FIRST, size, use, type Buffer, type RoutineArg, type RoutineName, type Stmt } from "./ir.js";

/** The factors of `lu` lie in one buffer of (n + 1)*n numbers: the n*n factors, then the row exchanges. */
export function routine(l: Lowering, id: NodeId, node: Node, target: Buffer | undefined): readonly Stmt[] {
  const [first, second, needed] = node.args as readonly [NodeId, NodeId, NodeId | undefined];
  const n = l.b.shape(first)[1] as Dim;
  switch (node.op) {
    case "lu":
      return [call(
        "luFactor",
        [sizeArgument(n), { kind: "view", buffer: known(l.buffers.get(first)), offset: FIRST, steps: [] }, ...factors(target, n)],
      )];
    case "lu_solve": {
      const columns = l.b.shape(second)[1] ?? 1;
      const solved = [
        whole(l.buffers.get(second)), sizeArgument(columns), whole(target),
        { kind: "flag", flag: node.attrs.transposed === true } as const,
      ];
      const args = [sizeArgument(n), ...factors(l.buffers.get(first), n), ...solved];
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
    case "lu_det": return scalarCall(l, id, "luPackedDeterminant", first, n);
    case "lu_logdet": return scalarCall(l, id, "luLogDeterminant", first, n);
    default: throw new Error(`defect of gradc: no kernel for ${node.op}`);
  }
}

function scalarCall(l: Lowering, id: NodeId, fn: RoutineName, first: NodeId, n: Dim): readonly Stmt[] {
  const local = l.newLocal(l.naming.name(id));
  l.scalars.set(id, use(local));
  return [{ kind: "routine", fn, result: local, args: [sizeArgument(n), whole(l.buffers.get(first))] }];
}

function call(fn: RoutineName, args: readonly RoutineArg[]): Stmt {
  return { kind: "routine", fn, args };
}

function factors(target: Buffer | undefined, n: Dim): RoutineArg[] {
  return [whole(target), { kind: "array", buffer: known(target), part: { from: multiplyDims(n, n), to: multiplyDims(n, addDims(n, 1)) } }];
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
