// Rows that a loop hands through: stacked again they are the array that they came from.
import { atKey, nth } from "../../diagnostics/known.js";
import type { Program } from "../../graph/program.js";
import { inBodies } from "../../ops/in-bodies.js";
import { changeLoops, closedLoop, stackOf } from "./groups.js";

/** A stacked item of a sequence is the sequence; passes that store what the way back needs leave such items. */
export function rowsThrough(outer: Program): Program {
  return changeLoops(inBodies(outer, rowsThrough), (work) => {
    const argOf = new Map(work.items.map(({ leaf, arg }) => [leaf, arg]));
    const outs = work.outs.filter((id) => !argOf.has(id));
    if (outs.length === work.outs.length) return undefined;
    const result = closedLoop({ ...work, outs });
    return (role, slot) => {
      const at = atKey(work.slots[role], slot);
      if (role !== "stack") return result(role, at);
      const id = nth(work.outs, at);
      return argOf.get(id) ?? stackOf(result, outs.indexOf(id));
    };
  });
}
