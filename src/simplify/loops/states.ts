// States that are needed once: those that start alike and stay alike are one, and one that never changes is a constant.
import { atKey, nth } from "../../diagnostics/known.js";
import type { NodeId } from "../../graph/graph.js";
import type { Program } from "../../graph/program.js";
import { inBodies } from "../../ops/in-bodies.js";
import { isOfState } from "../../ops/loop.js";
import { changeLoops, closedLoop, withLeaves, type Work } from "./groups.js";

/** The program without states that are constants, and without all but one of several that are always equal. */
export function fewerStates(outer: Program): Program {
  return changeLoops(inBodies(outer, fewerStates), (work) => {
    const leaders = leadersOf(work);
    const { states, constants, ...alike } = withLeaders(work, leaders);
    const isConstant = (i: number): boolean => states[i]?.next === states[i]?.leaf;
    const kept = leaders.flatMap((leader, i) => (leader === i && !isConstant(i) ? [i] : []));
    if (kept.length === states.length) return undefined;
    const fixed = leaders.flatMap((leader, i) => (leader === i && isConstant(i) ? [i] : []));
    const result = closedLoop({
      ...alike, states: kept.map((i) => states[i] as State),
      constants: [...constants, ...fixed.map((i) => ({ leaf: (states[i] as State).leaf, arg: (states[i] as State).start }))],
    });
    return (role, slot) => {
      const at = atKey(work.slots[role], slot);
      if (!isOfState(role)) return result(role, at);
      const leader = nth(leaders, at);
      if (!fixed.includes(leader)) return result(role, kept.indexOf(leader));
      const { start } = states[leader] as State;
      return role === "last" ? start : work.outer.broadcastTo(start, [work.steps, ...work.outer.shape(start)]);
    };
  });
}

type State = Work["states"][number];

/** For each state the first that is always equal to it: it starts alike, and a step makes alike of alike. */
function leadersOf(work: Work): number[] {
  let leaders = firstAlike(work.states.map(({ start }) => start));
  for (;;) {
    const { states } = withLeaders(work, leaders);
    const finer = firstAlike(leaders.map((leader, i) => `${leader} ${(states[i] as State).next}`));
    if (finer.every((leader, i) => leader === leaders[i])) return leaders;
    leaders = finer;
  }
}

function firstAlike(keys: readonly (string | number)[]): number[] {
  return keys.map((key) => keys.indexOf(key));
}

/** The loop with the leaf of its leader for each state. */
function withLeaders(work: Work, leaders: readonly number[]): Work {
  const leaf = (i: number): NodeId => (work.states[i] as State).leaf;
  return withLeaves(work, leaders.flatMap((leader, i) => (leader === i ? [] : [{ of: leaf(i), leaf: leaf(leader) }])));
}
