// Long sums into arrays in blocks, as src/loop/sums.ts does for scalars: loops around loops over a result
// that add to each of its elements. An array beside the result has the sums of whole blocks.
import type { Shape } from "../shape/shape.js";
import { blockLoop, BLOCK, cutOf, replaceLoop, stepsOf } from "./sums.js";
import { counter, FIRST, int, plus, scale, type Buffer, type For, type Index, type NewLocal, type RoutineArg, type Stmt } from "./ir.js";
import { allParts } from "./map.js";
import { argumentOf, accessesOf } from "./routine-table.js";

/** Memory of a shape that nothing else uses while one sum is formed. */
export type WholeOf = (shape: Shape) => Buffer;

/** The same statements with sums into arrays in blocks, where the terms are more than a block or of an unknown number. */
export function blockArraySums(body: readonly Stmt[], newLocal: NewLocal, wholeOf: WholeOf): readonly Stmt[] {
  return body.map((stmt, i): Stmt => {
    if (stmt.kind === "block") return { ...stmt, body: blockArraySums(stmt.body, newLocal, wholeOf) };
    const before = body[i - 1];
    if (stmt.kind !== "for" || before?.kind !== "fill" || before.value !== 0) return stmt;
    return inBlocks(stmt, before.buffer, newLocal, wholeOf);
  });
}

function inBlocks(outermost: For, target: Buffer, newLocal: NewLocal, wholeOf: WholeOf): For {
  const summed = summedLoops(outermost, target);
  const cut = cutOf(summed, BLOCK);
  if (cut === undefined) return outermost;
  const around = summed.slice(0, summed.indexOf(cut.loop));
  const inside = summed.slice(around.length + 1);
  const terms = (loops: readonly For[]): Index => loops.reduce<Index>((p, loop) => scale(p, stepsOf(loop)), int(1));
  // how many terms come before the step of the loop that is cut
  const before = (step: Index): Index => {
    const rows = around.reduce<Index>((sum, loop) => plus(scale(sum, terms([loop])), counter(loop.local)), FIRST);
    return scale(plus(scale(rows, terms([cut.loop])), step), terms(inside));
  };
  const index = (value: Index): RoutineArg => ({ kind: "index", index: value });
  const join = (from: Index, to: Index): Stmt[] => [{
    kind: "routine", fn: "joinBlock",
    args: [
      { kind: "array", buffer: target }, { kind: "array", buffer: wholeOf(target.shape) }, index(before(from)),
      index(before(to)), index(terms(summed)),
    ],
  }];
  return replaceLoop(outermost, cut.loop, blockLoop(cut.loop, cut.step, join, newLocal));
}

/** The outermost loops of a nest, one directly in the other, that do not move the place to which its one statement adds. */
function summedLoops(outermost: For, target: Buffer): readonly For[] {
  const nest: For[] = [outermost];
  for (;;) {
    const [only, ...more] = (nest.at(-1) as For).body;
    if (only === undefined || more.length > 0) return [];
    if (only.kind === "for") {
      nest.push(only);
      continue;
    }
    const place = placeOf(only, target);
    if (place === undefined) return [];
    const read = new Set(place.flatMap(allParts).flatMap((part) => (part.kind === "counter" ? [part.local.id] : [])));
    const moved = nest.findIndex((loop) => read.has(loop.local.id));
    return moved < 0 ? nest : nest.slice(0, moved);
  }
}

/** Where a statement adds to the target: its place, or the places of a routine's view of it. */
function placeOf(stmt: Stmt, target: Buffer): readonly Index[] | undefined {
  if (stmt.kind === "store") return stmt.add && stmt.buffer.id === target.id ? [stmt.at] : undefined;
  if (stmt.kind !== "routine") return undefined;
  const add = argumentOf(stmt, "add");
  if (add?.kind !== "flag" || !add.flag || !accessesOf(stmt).some(({ buffer, access }) => buffer.id === target.id && access === "update"))
    return undefined;
  return stmt.args.flatMap((arg) => (arg.kind === "view" && arg.buffer.id === target.id ? [arg.offset] : []));
}
