// The steps of a loop: a counted loop around one step; where memory is bounded, in segments, whose steps forth run once more
// before those back.
import { nth } from "../diagnostics/known.js";
import { stateName } from "../graph/bodies.js";
import type { NodeId } from "../graph/graph.js";
import { loopOf } from "../ops/loop.js";
import type { Checkpointed } from "../plan/checkpoints.js";
import { formatDim } from "../shape/dim.js";
import { copyLoops, type Copy } from "./copy.js";
import {
  counter, FIRST, greatest, int, load, loopOver, plus, scale, store, use, type Buffer,
  type Index, type Local, type Stmt,
} from "./ir.js";
import { originOf, type Lowering } from "./lowering.js";
import { segments, wholeCall, type Segments } from "./segments.js";
import { fillStep, newSteps, placeStates, rowOf, startStates, type Steps } from "./one-step.js";

export function steps(l: Lowering, nodes: readonly NodeId[]): void {
  const pair = l.checkpoints.get(nth(nodes, 0));
  const body = pair === undefined ? plainSteps(l, nodes) : pair.forth === nodes ? forthInSegments(l, pair) : backInSegments(l, pair);
  l.body.push({ kind: "block", comment: commentOn(l, nodes, pair), body, ...originOf(l, nth(nodes, 0)) });
}

/** `h, c: t = n, …, 1`, and how much of it is kept where that is bounded. */
function commentOn(l: Lowering, nodes: readonly NodeId[], pair: Checkpointed | undefined): string {
  const { steps: count, down } = loopOf(l.b.node(nth(nodes, 0)));
  const ends = ["1", formatDim(count)];
  const [first, last] = down ? [...ends].reverse() : ends;
  const line = `${nodes.map((id) => l.naming.name(id)).join(", ")}: step ${first}, …, ${last}`;
  if (pair === undefined) return line;
  const [length, places] = [pair.length, pair.places].map((dim) => (typeof dim === "number" ? String(dim) : undefined));
  return `${line}\nin segments of ${length ?? "so many"} steps; the states before ${places ?? "so many"} of them are kept at a time`;
}

function plainSteps(l: Lowering, nodes: readonly NodeId[]): Stmt[] {
  const row = l.newLocal("t", "index");
  const s = newSteps(l, nodes, { row: counter(row), inSegment: counter(row), segmented: new Set() });
  startStates(s);
  fillStep(s);
  return [...s.before, loopOver(row, [s.loop.steps], s.body, s.loop.down)];
}

/** The loop that keeps states at the start of segments, and of the last segment all that the way back reads. */
function forthInSegments(l: Lowering, pair: Checkpointed): Stmt[] {
  const at = segments(l, pair);
  const step = l.newLocal("t", "index");
  for (const id of pair.again) l.buffers.set(id, segmentMemory(l, pair, id));
  const number = counter(at.segment);
  const s = newSteps(l, pair.forth, inSegments(pair, at, number, step));
  startStates(s);
  fillStep(s);
  const keep = moveStates(s, pair, at, at.inOrder(number), true);
  const inner = [...keep, counted(step, at.stepsOf(number), s.body, s.loop.down)];
  return [...at.setUp, ...s.before, counted(at.segment, at.count, inner, s.loop.down)];
}

/** Segment by segment the steps back, and before each but the last one its steps forth once more, from the states that are kept. */
function backInSegments(l: Lowering, pair: Checkpointed): Stmt[] {
  const at = segments(l, pair);
  const [step, once, from, one] = ["t", "t", "from", "s"].map((hint) => l.newLocal(hint, "index")) as [Local, Local, Local, Local];
  const number = counter(at.segment);
  const s = newSteps(l, pair.back, inSegments(pair, at, number, step));
  startStates(s);
  fillStep(s);
  const repeated = at.inOrder(counter(one));
  const again = newSteps(l, pair.forth.filter((id) => pair.again.has(id)), inSegments(pair, at, repeated, once));
  placeStates(again, "again");
  fillStep(again);
  const order = at.inOrder(number);
  const before = wholeCall("checkpointBefore", greatest(plus(order, int(-1)), FIRST), at.base);
  const repeat: Stmt[] = [
    ...moveStates(again, pair, at, counter(one), true), counted(once, at.stepsOf(repeated), again.body, !s.loop.down),
  ];
  const inner: Stmt[] = [
    counted(step, at.stepsOf(number), s.body, s.loop.down), { kind: "let", local: from, value: before, mutable: false },
    ...moveStates(again, pair, at, counter(from), false),
    { kind: "for", local: one, from: counter(from), to: order, step: 1, body: repeat },
  ];
  return [...at.setUp, ...s.before, ...again.before, counted(at.segment, at.count, inner, s.loop.down)];
}

function counted(local: Local, count: Index, body: readonly Stmt[], down: boolean): Stmt {
  return down
    ? { kind: "for", local, from: plus(count, int(-1)), to: int(-1), step: -1, body }
    : { kind: "for", local, from: FIRST, to: count, step: 1, body };
}

/** Where a step of a segment is: its row, and that in arrays which hold one segment. */
function inSegments(
  { again }: Checkpointed, { length }: Segments, segment: Index, step: Local,
): Pick<Steps, "row" | "inSegment" | "segmented"> {
  return { row: plus(scale(segment, length), counter(step)), inSegment: counter(step), segmented: again };
}

/** Memory for one segment of a result. */
function segmentMemory(l: Lowering, pair: Checkpointed, id: NodeId): Buffer {
  const { role, slot, ...loop } = loopOf(l.b.node(id));
  return l.naming.inside(loop).scratch(`segment ${role} ${slot}`, l.naming.name(id), [pair.length, ...l.b.shape(id).slice(1)]);
}

/** Keeps the states before a segment in their places, or takes them from there. */
function moveStates(s: Steps, pair: Checkpointed, { base }: Segments, segment: Index, isKept: boolean): Stmt[] {
  const { l, inside, loop: { body }, locals, buffers } = s;
  const place = l.newLocal("row", "index");
  const row = counter(place);
  const numbers: Stmt[] = [];
  const arrays: Copy[] = [];
  // the loop that runs again needs no states but those that its results need
  for (const i of s.live.states) {
    const leaf = nth(body.states, i);
    const shape = body.builder.shape(leaf);
    const memory = inside.scratch(`checkpoint ${i}`, stateName(s.loop.body, i), [pair.places, ...shape]);
    const local = locals.get(i);
    if (local === undefined) {
      const [own, kept] = [buffers.get(leaf) as Buffer, rowOf(memory, row, shape)];
      arrays.push(isKept ? { from: own, to: kept } : { from: kept, to: own });
    } else numbers.push(isKept ? store(memory, row, use(local)) : { kind: "assign", local, value: load(memory, row) });
  }
  const value = wholeCall("checkpointPlace", segment, base);
  return [{ kind: "let", local: place, value, mutable: false }, ...numbers, ...copyLoops(arrays, l.newLocal)];
}
