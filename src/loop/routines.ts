// Calls of the routines of src/runtime/linear-algebra.ts.
import { invariant } from "../diagnostics/diagnostic.js";
import type { Node, NodeId } from "../graph/graph.js";
import { addDims, multiplyDims, productOfDims, type Dim } from "../shape/dim.js";
import { scalarOf, type Lowering } from "./lower.js";
import { dim, use, ZERO, type Buffer, type Num, type RoutineArg, type Stmt } from "./ir.js";

/**
 * The factors of `lu` lie in one buffer of (n + 1)*n numbers: the n*n factors, then the row exchanges.
 * Operations counted: 2/3 n^3 for a factorisation (as n^3), 2 n^2 a right side.
 */
export function routine(l: Lowering, id: NodeId, node: Node, target: Buffer | undefined): readonly Stmt[] {
  const [first, second, needed] = node.args as readonly [NodeId, NodeId, NodeId | undefined];
  const n = l.b.shape(first)[1] as Dim;
  const cube = productOfDims([n, n, n]);
  switch (node.op) {
    case "lu":
      return [call("luFactor", [size(n), buffer(l, first), num(ZERO), ...factors(target, n)], cube)];
    case "lu_solve": {
      const columns = l.b.shape(second)[1] ?? 1;
      const args = [size(n), ...factors(l.buffers.get(first), n), buffer(l, second), size(columns), { buffer: known(target) }, { flag: node.attrs.transposed === true }];
      const cost = multiplyDims(2, productOfDims([n, n, columns]));
      return [needed === undefined ? call("luSolve", args, cost) : call("luSolveIf", [num(scalarOf(l, needed)), ...args], cost)];
    }
    case "cofactor":
      return [call("cofactors", [size(n), buffer(l, first), { buffer: known(target) }], multiplyDims(2, cube))];
    case "cofactor_change": {
      const each = productOfDims(l.b.shape(second).slice(0, -2));
      return [call("cofactorChange", [size(n), buffer(l, first), size(each), buffer(l, second), { buffer: known(target) }], multiplyDims(4, multiplyDims(each, cube)))];
    }
    case "solve_lower": {
      const columns = l.b.shape(second)[1] ?? 1;
      const args = [size(n), buffer(l, first), buffer(l, second), size(columns), { buffer: known(target) }, { flag: node.attrs.transposed === true }];
      return [call("lowerSolve", args, productOfDims([n, n, columns]))];
    }
    case "cholesky_factor": {
      const args = [size(n), buffer(l, first), { buffer: known(target) }];
      return [second === undefined ? call("choleskyFactor", args, cube) : call("choleskyFactorIf", [num(scalarOf(l, second)), ...args], cube)];
    }
    case "lu_det": return scalarCall(l, id, "luPackedDeterminant", first, n);
    case "lu_logdet": return scalarCall(l, id, "luLogDeterminant", first, n);
    default: throw new Error(`defect of gradc: no kernel for ${node.op}`);
  }
}

function scalarCall(l: Lowering, id: NodeId, fn: string, first: NodeId, n: Dim): readonly Stmt[] {
  const local = l.newLocal(l.naming.name(id));
  l.scalars.set(id, use(local));
  return [{ kind: "routine", fn, result: local, args: [size(n), buffer(l, first)], cost: n }];
}

function call(fn: string, args: readonly RoutineArg[], cost: Dim): Stmt {
  return { kind: "routine", fn, args, cost };
}

function factors(target: Buffer | undefined, n: Dim): RoutineArg[] {
  return [{ buffer: known(target) }, { buffer: known(target), from: multiplyDims(n, n), to: multiplyDims(n, addDims(n, 1)) }];
}

function buffer(l: Lowering, id: NodeId): RoutineArg {
  return { buffer: known(l.buffers.get(id)) };
}

function known(target: Buffer | undefined): Buffer {
  invariant(target !== undefined, "a routine without memory");
  return target;
}

function size(d: Dim): RoutineArg {
  return num(dim(d));
}

function num(value: Num): RoutineArg {
  return { num: value };
}
