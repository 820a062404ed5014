// Fewer operations, for level `fast`: like terms collected, sums and products of numbers in another order so
// that they share parts, and common factors of sums taken out. What does not lower the count is not kept.
import { reachable } from "../../graph/evaluate.js";
import { rootsOf, type Program } from "../../graph/program.js";
import { collectTerms } from "./collect.js";
import { factorSums } from "./factor-sums.js";
import { shareParts } from "./share.js";

/** All passes together go over so many nodes; when they are spent, the best graph so far stands. */
const NODES = 300_000;
/** Sharing makes room for factors, and those for sharing. */
const MAX_ROUNDS = 8;
const MAX_COLLECTIONS = 4;

interface Cost {
  /** Of the outputs, of everything, and divisions of everything. */
  readonly value: number;
  readonly all: number;
  readonly divisions: number;
}

interface Candidate {
  readonly program: Program;
  readonly cost: Cost;
}

interface Budget {
  nodes: number;
}

type Pass = (program: Program) => Program;

/** The same program with at most as many operations, in the functions of the value and of everything. */
export function fewerOperations(program: Program): Program {
  const budget = { nodes: NODES };
  const first = candidate(program);
  let best = reordered(first, budget);
  for (let round = 0; round < MAX_COLLECTIONS && budget.nodes > 0; round++) {
    // the first collection starts from what was written, where no factor hides like terms
    const next = reordered(passed(round === 0 ? first : best, collectTerms, budget), budget);
    if (isBetter(next.cost, best.cost)) best = next;
    else if (round > 0 || best.program === program) break;
  }
  return best.program;
}

/** Shared and factored as long as that saves something. */
function reordered(start: Candidate, budget: Budget): Candidate {
  let current = start;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const before = current;
    for (const pass of [shareParts, factorSums]) {
      if (budget.nodes <= 0) return current;
      const next = passed(current, pass, budget);
      if (isBetter(next.cost, current.cost)) current = next;
    }
    if (current === before) break;
  }
  return current;
}

function passed(from: Candidate, pass: Pass, budget: Budget): Candidate {
  budget.nodes -= from.program.builder.graph.size;
  const program = pass(from.program);
  return program === from.program ? from : candidate(program);
}

function candidate(program: Program): Candidate {
  return { program, cost: costOf(program) };
}

function isBetter(found: Cost, than: Cost): boolean {
  return found.all < than.all && found.value <= than.value && found.divisions <= than.divisions;
}

function costOf(program: Program): Cost {
  const b = program.builder;
  const ofValue = new Set(reachable(b, program.outputs.flatMap((o) => o.nodes)));
  let all = 0, value = 0, divisions = 0;
  for (const id of reachable(b, rootsOf(program))) {
    const { op, shape } = b.node(id);
    if (shape.length > 0 || op === "select" || b.ops.get(op)?.kind !== "scalar") continue;
    all++;
    if (op === "div") divisions++;
    if (ofValue.has(id)) value++;
  }
  return { value, all, divisions };
}
