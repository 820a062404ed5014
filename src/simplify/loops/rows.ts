// What stands in the way of loops that could be one. A sum of rows that a loop reads is added up in the loop. What a loop
// makes of loops in the other direction, but goes on without, is made in a loop of that direction.
import { atKey, nth } from "../../diagnostics/known.js";
import { argumentsFirst } from "../../graph/arguments-first.js";
import { copyInto, leafOf, namesIn, neededIn, stepLeaf } from "../../graph/bodies.js";
import { Builder } from "../../graph/builder.js";
import type { NodeId } from "../../graph/graph.js";
import type { Program } from "../../graph/program.js";
import { hasRows, isLoop, isOfState, loopOf, type LoopRole } from "../../ops/loop.js";
import { sameDim } from "../../shape/dim.js";
import type { Shape } from "../../shape/shape.js";
import {
  changeLoops, closedLoop, dependentOn, inOldSlots, leafFor, withLeaves, type ResultOf, type Work,
} from "./groups.js";

/** The program with arithmetic on rows of loops' results made in the loops that read it. */
export function rowsIn(program: Program): Program {
  return changeLoops(program, (work) => {
    const moved = work.items.filter(({ arg }) => isArithmetic(work, arg) && isOfLoops(work, arg));
    if (moved.length === 0) return undefined;
    const rows = new Map<NodeId, NodeId>();
    const next = withLeaves(work, moved.map(({ leaf, arg }) => ({ of: leaf, leaf: rowOf(work, rows, arg) })));
    return inOldSlots(next, closedLoop(next));
  });
}

/** Adds the row of an array to the body, made of rows of what it is made of. */
function rowOf(work: Work, rows: Map<NodeId, NodeId>, root: NodeId): NodeId {
  const { outer, b } = work;
  const value = (id: NodeId): NodeId => rows.get(id) ?? handedIn(work, work.constants, id, []);
  argumentsFirst([root], {
    isMade: (id) => rows.has(id),
    needs: (id) => (isArithmetic(work, id) ? outer.node(id).args.filter((arg) => outer.shape(arg).length > 0) : []),
    make: (id) => {
      const { op, args, attrs, shape } = outer.node(id);
      rows.set(id, isArithmetic(work, id) ? b.apply(op, args.map(value), attrs) : handedIn(work, work.items, id, shape.slice(1)));
    },
  });
  return atKey(rows, root);
}

/** What is cheaper to compute for a row than to keep. */
const ARITHMETIC: ReadonlySet<string> = new Set(["add", "sub", "neg", "mul", "div"]);

function isArithmetic({ outer, steps }: Work, id: NodeId): boolean {
  const { op, args, shape } = outer.node(id);
  const hasRows = (own: Shape): boolean => own.length === shape.length && own.length > 0 && sameDim(nth(own, 0), steps);
  return ARITHMETIC.has(op) && hasRows(shape) && args.every((arg) => outer.shape(arg).length === 0 || hasRows(outer.shape(arg)));
}

function isOfLoops(work: Work, root: NodeId): boolean {
  const seen = new Set<NodeId>([root]);
  for (const id of seen) {
    if (rowsOf(work, id) !== undefined) return true;
    if (isArithmetic(work, id)) for (const arg of work.outer.node(id).args) seen.add(arg);
  }
  return false;
}

/** Whether a loop whose results have rows of the same steps goes down; undefined for other nodes. */
function rowsOf({ outer, steps }: Work, id: NodeId): boolean | undefined {
  const node = outer.node(id);
  if (!isLoop(node)) return undefined;
  const { role, down, steps: own } = loopOf(node);
  return hasRows(role) && sameDim(own, steps) ? down : undefined;
}

/**
 * The program with values and sums of loops in the other direction taken out of the loops whose states do not need them.
 * Sums are then added in the other order.
 */
export function splitBack(program: Program, hasSums: boolean): Program {
  return changeLoops(program, (work) => {
    const leaves = (down: boolean): NodeId[] => work.items.filter(({ arg }) => rowsOf(work, arg) === down).map(({ leaf }) => leaf);
    const against = dependentOn(work.b, leaves(!work.down));
    const along = dependentOn(work.b, [...leaves(work.down), ...work.states.map(({ leaf }) => leaf)]);
    // states that wait for the other loops are not to be waited for
    const isBound = work.states.some(({ next }) => against[next] === 1);
    const isMoved = (id: NodeId): boolean => against[id] === 1 && !(isBound && along[id] === 1);
    const parts = hasSums ? work.parts : [];
    if (![...work.outs, ...parts].some(isMoved)) return undefined;
    // the places of the others stay: what is not wanted goes with the next opening
    const old = closedLoop(work);
    const back = backwards(work, old, work.outs.filter(isMoved), parts.filter(isMoved));
    const own = inOldSlots(work, old);
    return (role, slot) => {
      const id = isOfState(role) ? undefined : (hasRows(role) ? work.outs : parts)[atKey(work.slots[role], slot)];
      return id === undefined || !isMoved(id) ? own(role, slot) : back(role, id);
    };
  });
}

/** Values and sums of a loop in one without states, from the states that the loop has had. */
function backwards(
  from: Work, old: ResultOf, outs: readonly NodeId[], parts: readonly NodeId[],
): (role: LoopRole, id: NodeId) => NodeId {
  const b = new Builder(from.outer.ops, { from: from.b.graph.size });
  let leaves = 0;
  const wanted = [...outs, ...parts];
  const needed = neededIn(from.b, wanted);
  const leaf = (shape: Shape): NodeId => leafOf(b, "c", leaves++, shape);
  const step = stepLeaf(b);
  const given = new Map<NodeId, NodeId>([[from.step, step]]);
  const handed = (all: readonly { leaf: NodeId; arg: NodeId }[]): { leaf: NodeId; arg: NodeId }[] => all.map(({ leaf: id, arg }) => {
    const own = leaf(from.b.shape(id));
    given.set(id, own);
    return { leaf: own, arg };
  });
  const states = from.states.flatMap((state, i) => (needed[state.leaf] === 1 ? [{ leaf: state.leaf, arg: old("entry", i) }] : []));
  const [constants, items] = [handed(from.constants), handed([...from.items, ...states])];
  const made = copyInto(b, from.b, wanted, given);
  const at = (id: NodeId): NodeId => atKey(made, id);
  const { outer, steps, down } = from;
  const result = closedLoop({
    outer, b, step, steps, down: !down, constants, states: [], items, outs: outs.map(at), parts: parts.map(at),
    names: namesIn(made, from.names), leaf,
  });
  return (role, id) => result(role, (hasRows(role) ? outs : parts).indexOf(id));
}

function handedIn(work: Work, list: { readonly leaf: NodeId; readonly arg: NodeId }[], arg: NodeId, shape: Shape): NodeId {
  const isNumber = work.outer.constantOf(arg) !== undefined;
  return isNumber ? work.b.copy(work.outer.node(arg), []) : leafFor(list, arg, () => work.leaf(shape));
}
