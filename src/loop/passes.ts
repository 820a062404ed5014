// The passes over the loop language, in their order.
import type { Shape } from "../shape/shape.js";
import { blockArraySums } from "./array-sums.js";
import { placeDiagonals } from "./diagonals.js";
import { hoistInvariants } from "./hoist.js";
import type { Buffer, NewLocal, Stmt } from "./ir.js";
import { shareParts } from "./shared-parts.js";
import { blockSums } from "./sums.js";
import { verifyBody } from "./verify.js";

/** What a pass may make. */
export interface PassContext {
  readonly newLocal: NewLocal;
  /** Memory of a shape that nothing else uses while one sum is formed. */
  readonly wholeOf: (shape: Shape) => Buffer;
}

/** A pass keeps what the statements compute: any of them may be left out. */
export interface LoopPass {
  readonly name: string;
  readonly run: (body: readonly Stmt[], context: PassContext) => readonly Stmt[];
}

export const loopPasses: readonly LoopPass[] = [
  { name: "parts in common once", run: (body, { newLocal }) => shareParts(body, newLocal) },
  { name: "diagonals in zeros", run: placeDiagonals },
  { name: "sums into arrays in blocks", run: (body, { newLocal, wholeOf }) => blockArraySums(body, newLocal, wholeOf) },
  { name: "invariants out of loops", run: (body, { newLocal }) => hoistInvariants(body, newLocal) },
  { name: "sums in blocks", run: (body, { newLocal }) => blockSums(body, newLocal) },
];

/** Runs the passes. `given` are the locals that have a value before the body begins; with them, each step is verified. */
export function runPasses(
  body: readonly Stmt[], passes: readonly LoopPass[], context: PassContext, given?: Iterable<number>,
): readonly Stmt[] {
  const verified = given === undefined ? undefined : [...given];
  const checked = (statements: readonly Stmt[]): readonly Stmt[] => {
    if (verified !== undefined) verifyBody(statements, verified);
    return statements;
  };
  return passes.reduce((statements, pass) => checked(pass.run(statements, context)), checked(body));
}
