// The segments of a loop whose memory is bounded: how many there are, and where the states before some of them are kept.
import { nth } from "../diagnostics/known.js";
import { loopOf } from "../ops/loop.js";
import type { Checkpointed } from "../plan/checkpoints.js";
import type { Dim } from "../shape/dim.js";
import { counter, int, least, minus, plus, scale, size, type Index, type Local, type Num, type Stmt } from "./ir.js";
import type { Lowering } from "./lowering.js";
import { isIndex } from "./map.js";

export interface Segments {
  readonly segment: Local;
  readonly setUp: readonly Stmt[];
  readonly length: Index;
  readonly count: Index;
  readonly base: Index;
  /** The number of a segment in the order of the steps, given its place, and the other way round. */
  readonly inOrder: (number: Index) => Index;
  readonly stepsOf: (number: Index) => Index;
}

export function segments(l: Lowering, pair: Checkpointed): Segments {
  const local = (hint: string): Local => l.newLocal(hint, "index");
  const [length, count, places, base] = [local("segment"), local("segments"), local("places"), local("base")];
  const most: Num = { kind: "number", value: pair.memory };
  const sizeOf = (dim: Dim, fn: string, ...args: readonly Index[]): Index =>
    (typeof dim === "number" ? int(dim) : wholeCall(fn, ...args, ...(fn === "checkpointSegments" ? [] : [most])));
  const define = (local: Local, value: Index): Stmt => ({ kind: "let", local, value, mutable: false });
  const { down, steps: all } = loopOf(l.b.node(nth(pair.forth, 0)));
  return {
    segment: l.newLocal("s", "index"), length: counter(length), count: counter(count), base: counter(base),
    setUp: [
      define(length, sizeOf(pair.length, "checkpointSteps", size(all), size(pair.row))),
      define(count, sizeOf(pair.count, "checkpointSegments", size(all), counter(length))),
      define(places, sizeOf(pair.places, "checkpointPlaces", counter(count), size(pair.state))),
      define(base, wholeCall("checkpointBase", counter(count), counter(places))),
    ],
    inOrder: (number) => (down ? minus(plus(counter(count), int(-1)), number) : number),
    stepsOf: (number) => least(counter(length), minus(size(all), scale(number, counter(length)))),
  };
}

/** A whole number of a function of src/runtime. */
export function wholeCall(fn: string, ...args: readonly (Index | Num)[]): Index {
  return { kind: "whole", value: { kind: "call", fn, args: args.map((arg) => (isIndex(arg) ? { kind: "fromIndex", index: arg } : arg)) } };
}

