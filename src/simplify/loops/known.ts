// Loops that only add to numbers are running sums, and sums where the end alone is wanted: as arrays they share loops with
// what is around them, and sums are compensated. A recurrence that multiplies as well stays a loop, which is faster.
import { atKey, nth } from "../../diagnostics/known.js";
import { neededIn } from "../../graph/bodies.js";
import type { Builder } from "../../graph/builder.js";
import type { NodeId } from "../../graph/graph.js";
import type { Program } from "../../graph/program.js";
import { isContraction } from "../../ops/contraction.js";
import { inBodies } from "../../ops/in-bodies.js";
import { hasRows, isOfState } from "../../ops/loop.js";
import { shifted } from "../../ops/scan.js";
import { leastOf } from "../../shape/dim.js";
import { changeLoops, dependentOn, overSteps, type ResultOf, type Work } from "./groups.js";

export function runningSums(outer: Program): Program {
  return changeLoops(inBodies(outer, runningSums), (work) => {
    if (leastOf(work.steps) < 1 || work.states.length === 0 || !isOfNumbers(work)) return undefined;
    const order = summedStates(work);
    return order === undefined ? undefined : asArrays(work, order);
  });
}

type State = Work["states"][number];

/** A state that is what it was, and a term more. */
interface Summed {
  readonly i: number;
  readonly term: NodeId;
}

/** Whether a step computes numbers alone, so that all steps of a value are a vector. */
function isOfNumbers({ b, states, outs, parts }: Work): boolean {
  const wanted = [...states.map(({ next }) => next), ...outs, ...parts];
  const needed = neededIn(b, wanted);
  return wanted.every((id) => b.shape(id).length === 0) && needed.every((is, id) => {
    const node = b.node(id);
    const { op, args, shape } = node;
    if (is !== 1 || args.length === 0) return true;
    const isOfLeaves = isContraction(node) && args.every((arg) => b.node(arg).args.length === 0);
    return shape.length === 0 && (b.ops.get(op)?.kind === "scalar" || isOfLeaves);
  });
}

/** The states, each after those that it needs; undefined if there are others among them. */
function summedStates({ b, states }: Work): Summed[] | undefined {
  const depends = states.map(({ leaf }) => dependentOn(b, [leaf]));
  const found: Summed[] = [];
  const isWaiting = (id: NodeId, i: number): boolean =>
    states.some((_, k) => k !== i && depends[k]?.[id] === 1 && !found.some((one) => one.i === k));
  for (;;) {
    const i = states.findIndex(({ next }, at) => !found.some((one) => one.i === at) && !isWaiting(next, at));
    const state = states[i];
    if (state === undefined) return found.length === states.length ? found : undefined;
    const term = termOf(b, state, depends[i] as Uint8Array);
    if (term === undefined) return undefined;
    found.push({ i, term });
  }
}

function termOf(b: Builder, { leaf, next }: State, depends: Uint8Array): NodeId | undefined {
  let term: NodeId | undefined;
  for (let at = next; at !== leaf;) {
    const { op, args } = b.node(at);
    const own = args.find((arg) => depends[arg] === 1);
    const other = args.find((arg) => arg !== own);
    if (own === undefined || other === undefined || depends[other] === 1) return undefined;
    if (op === "add") term = term === undefined ? other : b.apply("add", [other, term]);
    else if (op === "sub" && args[0] === own) term = term === undefined ? b.apply("neg", [other]) : b.apply("sub", [term, other]);
    else return undefined;
    at = own;
  }
  return term;
}

function asArrays(work: Work, order: readonly Summed[]): ResultOf {
  const { outer, down, states, outs, parts, slots } = work;
  const known = new Map<NodeId, NodeId>();
  const ends = new Map<number, NodeId>();
  for (const { i, term } of order) {
    const { leaf, start, next } = states[i] as State;
    const terms = overSteps(work, term, known);
    const sums = outer.apply("cumsum", [terms], { axis: 0, reverse: down });
    const fromStart = (id: NodeId): NodeId => (outer.constantOf(start) === 0 ? id : outer.apply("add", [start, id]));
    known.set(leaf, fromStart(shifted(outer, sums, 0, down)));
    known.set(next, fromStart(sums));
    ends.set(i, fromStart(outer.sum(terms, [0])));
  }
  return (role, slot) => {
    const at = atKey(slots[role], slot);
    if (isOfState(role)) return hasRows(role) ? atKey(known, (states[at] as State).leaf) : atKey(ends, at);
    const rows = overSteps(work, nth(hasRows(role) ? outs : parts, at), known);
    return hasRows(role) ? rows : outer.sum(rows, [0]);
  };
}
