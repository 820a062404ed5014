// Fewer operations, for level `fast`: sums and products of numbers in another order, so that they share
// parts, and common factors of sums taken out. What does not lower the count is not kept.
import { reachable } from "../graph/evaluate.js";
import type { NodeId } from "../graph/graph.js";
import { rootsOf, type Program } from "../graph/program.js";
import { factorSums } from "./factor-sums.js";
import { shareParts } from "./share.js";

/** Sharing makes room for factors, and those for sharing. */
const MAX_ROUNDS = 8;

/** The same program with at most as many operations, in the functions of the value and of everything. */
export function fewerOperations(program: Program): Program {
  let current = program;
  let cost = costOf(current);
  const attempt = (pass: (program: Program) => Program): boolean => {
    const next = pass(current);
    if (next === current) return false;
    const found = costOf(next);
    if (found.all >= cost.all || found.value > cost.value || found.divisions > cost.divisions) return false;
    [current, cost] = [next, found];
    return true;
  };
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const isShared = attempt(shareParts);
    const isFactored = attempt(factorSums);
    if (!isShared && !isFactored) break;
  }
  return current;
}

interface Cost {
  readonly value: number;
  readonly all: number;
  readonly divisions: number;
}

function costOf(program: Program): Cost {
  const count = (roots: readonly NodeId[], isCounted: (op: string) => boolean): number => {
    const b = program.builder;
    return reachable(b, roots).filter((id) => b.shape(id).length === 0 && b.ops.get(b.node(id).op)?.kind === "scalar" && isCounted(b.node(id).op)).length;
  };
  const isOperation = (op: string): boolean => op !== "select";
  return {
    value: count(program.outputs.flatMap((o) => o.nodes), isOperation),
    all: count(rootsOf(program), isOperation),
    divisions: count(rootsOf(program), (op) => op === "div"),
  };
}
