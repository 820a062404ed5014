// Long sums into arrays in blocks, as src/loop/sums.ts does for scalars: loops around loops over a result
// that add to each of its elements. An array beside the result has the sums of whole blocks.
import type { Shape } from "../shape/shape.js";
import { blockLoop, BLOCK, cutOf, replaceLoop, type NewLocal } from "./sums.js";
import { dim, ONE, partsOf, plus, scale, use, ZERO, type Buffer, type For, type Num, type Stmt } from "./ir.js";

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
  const terms = (loops: readonly For[]): Num => loops.flatMap((loop) => loop.count).reduce<Num>((p, d) => scale(p, dim(d)), ONE);
  // how many terms come before the step of the loop that is cut
  const before = (step: Num): Num => {
    const rows = around.reduce<Num>((sum, loop) => plus(scale(sum, terms([loop])), use(loop.local)), ZERO);
    return scale(plus(scale(rows, terms([cut.loop])), step), terms(inside));
  };
  const join = (from: Num, to: Num): Stmt[] => [{
    kind: "routine", fn: "joinBlock", cost: 0,
    args: [{ buffer: target }, { buffer: wholeOf(target.shape) }, { num: before(from) }, { num: before(to) }, { num: terms(summed) }],
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
    const moved = nest.findIndex((loop) => reads(place, loop.local.id));
    return moved < 0 ? nest : nest.slice(0, moved);
  }
}

/** Where a statement adds to the target: an index, or where the part begins to which a product adds. */
function placeOf(stmt: Stmt, target: Buffer): Num | undefined {
  if (stmt.kind === "store") return stmt.add && stmt.buffer.id === target.id ? stmt.at : undefined;
  if (stmt.kind !== "routine" || stmt.fn !== "multiply") return undefined;
  const at = stmt.args.findIndex((arg) => "buffer" in arg && arg.buffer.id === target.id);
  const place = stmt.args[at + 1];
  const add = stmt.args.at(-1);
  return at >= 0 && place !== undefined && "num" in place && add !== undefined && "flag" in add && add.flag ? place.num : undefined;
}

function reads(num: Num, id: number): boolean {
  return num.kind === "local" ? num.local.id === id : partsOf(num).some((part) => reads(part, id));
}
