// Whole numbers that floats of 32 bits hold where arrays are of these: they are exact up to 2^24.
import { atKey } from "../diagnostics/known.js";
import { attrsOf, isOp } from "../graph/attrs.js";
import type { Builder } from "../graph/builder.js";
import { reachable } from "../graph/evaluate.js";
import type { Node, NodeId } from "../graph/graph.js";
import { lawsNamed } from "../graph/operation.js";
import { keptNodes, type Program, type Requirement } from "../graph/program.js";
import { addDims, dimKey, formatDim, multiplyDims, subtractDims, type Dim } from "../shape/dim.js";
import { isLoop, loopOf } from "./loop.js";

export const MOST_WHOLE_FLOAT = 2 ** 24;

/** How far whole numbers go that floats hold, and a node that tells them apart: one that reads or adds at places, or compares. */
export interface Counted {
  readonly most: Dim;
  readonly node: Node;
}

interface Part {
  readonly b: Builder;
  readonly wanted: readonly NodeId[];
  /** Numbers of steps, by the leaves that count them. */
  readonly counters: ReadonlyMap<NodeId, Dim>;
}

/** Places that the data say, and counters that are compared, in a program and in the bodies of its loops: each bound once. */
export function countedInFloats(program: Program): Counted[] {
  const found = new Map<string, Counted>();
  const seen = new Set<string>();
  const open: Part[] = [{ b: program.builder, wanted: keptNodes(program), counters: new Map() }];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    for (const counted of countedIn(part)) if (!found.has(dimKey(counted.most))) found.set(dimKey(counted.most), counted);
    const { b, wanted } = part;
    for (const node of reachable(b, wanted).map((id) => b.node(id)).filter(isLoop)) {
      const { body, steps } = loopOf(node);
      if (seen.has(body.closure)) continue;
      seen.add(body.closure);
      open.push({ b: body.builder, wanted: [...body.next, ...body.outs, ...body.parts], counters: new Map([[body.step, steps]]) });
    }
  }
  return [...found.values()];
}

function countedIn({ b, wanted, counters }: Part): Counted[] {
  const most = new Map(counters);
  return reachable(b, wanted).flatMap((id): Counted[] => {
    const node = b.node(id);
    if (isOp(node, "range")) most.set(id, lastOf(node));
    const from = node.args.find((arg) => most.has(arg));
    const size = isComparison(b, node) ? from && most.get(from) : sizeOfPlaces(b, node);
    // a sum over numbers is no number of them
    if (from !== undefined && !isComparison(b, node) && b.shape(id).length >= b.shape(from).length) most.set(id, atKey(most, from));
    return size === undefined ? [] : [{ most: size, node }];
  });
}

function isComparison(b: Builder, { op }: Node): boolean {
  const laws = lawsNamed(b, op);
  return laws?.logical === true && laws.joins === undefined;
}

function lastOf(node: Node): Dim {
  const { start, step, size } = attrsOf("range", node);
  return typeof step === "number" && step < 0 ? start : addDims(start, multiplyDims(step, subtractDims(size, 1)));
}

function sizeOfPlaces(b: Builder, node: Node): Dim | undefined {
  const [x, places] = node.args;
  if (!(isOp(node, "scatter") || isOp(node, "gather")) || isWritten(b, places as NodeId)) return undefined;
  return isOp(node, "scatter") ? node.attrs.size : b.shape(x as NodeId)[attrsOf("gather", node).axis];
}

/** Whether places are numbers that the program writes out. */
function isWritten(b: Builder, places: NodeId): boolean {
  return reachable(b, [places]).every((id) => ["constant", "stack", "reshape"].includes(b.node(id).op));
}

/** What the sizes have to be for the numbers to be exact. */
export function floatRequirement(most: Dim): Requirement {
  const what = `a whole number up to ${formatDim(most)} as a float of 32 bits, exact up to ${MOST_WHOLE_FLOAT},`;
  return { dim: subtractDims(MOST_WHOLE_FLOAT, most), least: 0, what };
}
