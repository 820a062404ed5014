// The routines that loops may call: what each argument is, what is done to the memory behind it, and what a call costs.
// The passes, the verifier and the targets read this table; src/runtime holds the routines themselves.
import type { RoutineName } from "../graph/operation.js";
import type { Buffer, RoutineArg, RoutineCall } from "./ir.js";

/** What happens to an array: `update` reads what it changes, `write` does not. */
export type Access = "read" | "write" | "update";

export type Parameter =
  /** A size, which the cost of the call may depend on, or another whole number. */
  | { readonly name: string; readonly kind: "size" | "index" | "num" | "flag" }
  /** A whole array, or one with a place where it begins and a step for each dimension. */
  | { readonly name: string; readonly kind: "array"; readonly access: Access }
  | { readonly name: string; readonly kind: "view"; readonly access: Access; readonly dims: number };

export interface Routine {
  readonly parameters: readonly Parameter[];
  /** Whether it gives a number. */
  readonly gives?: true;
  /** Operations of a call, given the sizes in the order of the parameters. */
  readonly cost: (...sizes: number[]) => number;
}

function size(name: string): Parameter {
  return { name, kind: "size" };
}

function flag(name: string): Parameter {
  return { name, kind: "flag" };
}

function array(name: string, access: Access): Parameter {
  return { name, kind: "array", access };
}

function view(name: string, access: Access, dims: number): Parameter {
  return { name, kind: "view", access, dims };
}

/** 2/3 n^3 for a factorisation counts as n^3, a right side as 2 n^2. */
export const routines: Readonly<Record<RoutineName, Routine>> = {
  multiply: {
    parameters: [
      size("rows"), size("inner"), size("cols"), view("a", "read", 2), view("b", "read", 2), view("c", "update", 2),
      flag("add"),
    ],
    cost: (rows, inner, cols) => 2 * rows * inner * cols,
  },
  multiplyVector: {
    parameters: [size("rows"), size("inner"), view("a", "read", 2), view("x", "read", 1), view("y", "update", 1), flag("add")],
    cost: (rows, inner) => 2 * rows * inner,
  },
  luFactor: {
    parameters: [size("n"), view("a", "read", 0), array("factors", "write"), array("exchanges", "write")],
    cost: (n) => n ** 3,
  },
  luSolve: {
    parameters: [
      size("n"), array("factors", "read"), array("exchanges", "read"), array("b", "read"), size("columns"),
      array("x", "write"), flag("transposed"),
    ],
    cost: (n, columns) => 2 * n * n * columns,
  },
  luSolveIf: {
    parameters: [
      { name: "needed", kind: "num" },
      size("n"), array("factors", "read"), array("exchanges", "read"), array("b", "read"), size("columns"),
      array("x", "write"), flag("transposed"),
    ],
    cost: (n, columns) => 2 * n * n * columns,
  },
  cofactors: { parameters: [size("n"), array("a", "read"), array("result", "write")], cost: (n) => 2 * n ** 3 },
  cofactorChange: {
    parameters: [size("n"), array("a", "read"), size("count"), array("changes", "read"), array("result", "write")],
    cost: (n, count) => 4 * count * n ** 3,
  },
  luDeterminant: { parameters: [size("n"), array("factors", "read"), array("exchanges", "read")], gives: true, cost: (n) => n },
  luLogDeterminant: { parameters: [size("n"), array("factors", "read")], gives: true, cost: (n) => n },
  choleskyFactor: { parameters: [size("n"), array("a", "read"), array("factor", "write")], cost: (n) => n ** 3 },
  choleskyFactorIf: {
    parameters: [{ name: "needed", kind: "num" }, size("n"), array("a", "read"), array("factor", "write")],
    cost: (n) => n ** 3,
  },
  lowerSolve: {
    parameters: [size("n"), array("factor", "read"), array("b", "read"), size("columns"), array("x", "write"), flag("transposed")],
    cost: (n, columns) => n * n * columns,
  },
  joinBlock: {
    parameters: [
      view("sums", "update", 0), array("whole", "update"), { name: "from", kind: "index" }, { name: "to", kind: "index" },
      { name: "terms", kind: "index" },
    ],
    cost: () => 0,
  },
};

/** The argument of a call that a parameter has, by its name. */
export function argumentOf(call: RoutineCall, name: string): RoutineArg | undefined {
  return call.args[routines[call.fn].parameters.findIndex((p) => p.name === name)];
}

/** The buffers that a call touches, each with what is done to it. */
export function accessesOf(call: RoutineCall): { readonly buffer: Buffer; readonly access: Access }[] {
  return routines[call.fn].parameters.flatMap((p, i) => {
    const arg = call.args[i];
    return (p.kind === "array" || p.kind === "view") && (arg?.kind === "array" || arg?.kind === "view")
      ? [{ buffer: arg.buffer, access: p.access }]
      : [];
  });
}
