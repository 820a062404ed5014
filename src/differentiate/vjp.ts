// Reverse mode, symbol to symbol: the general back-propagation of Goodfellow, Bengio and Courville,
// Deep Learning, 6.5. One downward loop over the graph; grad_table holds the cotangent of each node;
// every edge on a path from the wanted inputs to the output is visited once.
import { nth } from "../diagnostics/known.js";
import { attrsOf } from "../graph/attrs.js";
import type { Builder } from "../graph/builder.js";
import type { Formulas } from "../graph/formula.js";
import { argOf, originVia, type NodeId } from "../graph/graph.js";
import { bent } from "./bend.js";
import { lengthOf } from "../graph/operation.js";
import { isLoop, loopsIn, loopOf } from "../ops/loop.js";
import {
  applied, conditionOf, indicatorOf, supportOf, newSweep, plusSensitivity, timesPartial, unbroadcast, type Sensitivity,
  type Support, type Sweep,
} from "./support.js";
import { cotangentsOf, reverse } from "./loops.js";
import { throughMap } from "./pullback.js";
import { partial } from "./partials.js";

/** What the table holds for a cotangent of zero. */
const ABSENT = -1;
const VIA: readonly string[] = Object.freeze(["vjp"]);

const NO_LOOPS: ReadonlyMap<NodeId, readonly NodeId[]> = new Map();

/** What the visit of a node by one of its edges adds to the entry of an argument. */
export interface Visit {
  readonly node: NodeId;
  /** Which argument: an edge. */
  readonly index: number;
  readonly adds: NodeId;
  /** The entry before; undefined for the first edge that gets there. */
  readonly before: NodeId | undefined;
  readonly after: NodeId;
}

/** The cotangents of a sweep, as far as they are not zero, and where they take part. */
export interface Swept {
  readonly cotangents: ReadonlyMap<NodeId, NodeId>;
  /** 1 where elements of a cotangent take part, else 0; undefined where all do. */
  readonly partOf: (id: NodeId) => NodeId | undefined;
}

/**
 * The cotangents of `wrt`, given those of `outputs`: the products of the transposed Jacobian and the
 * seeds. New nodes are appended to the same graph. An absent entry is a zero. `visited` is told each edge in turn.
 */
export function vjp(
  b: Builder, formulas: Formulas, outputs: ReadonlyMap<NodeId, NodeId>, wrt: readonly NodeId[],
  visited?: (visit: Visit) => void,
): ReadonlyMap<NodeId, NodeId> {
  return sweep(b, formulas, outputs, wrt, new Map(), visited).cotangents;
}

/** The same where some of the given cotangents take part in some elements alone. */
export function sweep(
  b: Builder, formulas: Formulas, outputs: ReadonlyMap<NodeId, NodeId>, wrt: readonly NodeId[],
  given: ReadonlyMap<NodeId, Support>, visited?: (visit: Visit) => void,
): Swept {
  const top = Math.max(-1, ...outputs.keys());
  const onPath = reaches(b, top, wrt);
  const gradTable = new Int32Array(top + 1).fill(ABSENT);
  for (const [id, seed] of outputs) gradTable[id] = seed;
  const supports = new Map<NodeId, Support>(given);
  const watched: Watched = { ...newSweep(b), visited };
  const isTarget = new Uint8Array(top + 1);
  for (const id of wrt) isTarget[id] = 1;
  const origin = b.origin;
  const hasLoops = b.graph.has("loop");
  const loops = hasLoops ? loopsIn(b, Array.from({ length: top + 1 }, (_, id) => id)) : NO_LOOPS;
  for (let id = top; id >= 0; id--) {
    const results = loops.get(id);
    if (results !== undefined && onPath[id] === 1) spreadLoop(watched, results, onPath, gradTable, supports);
    if (hasLoops && isLoop(b.node(id))) continue;
    const ct = nth(gradTable, id);
    if (ct === ABSENT || onPath[id] === 0 || (isTarget[id] === 1 && b.graph.arity(id) === 0)) continue;
    b.origin = originVia(b.graph.originOf(id), VIA);
    spread(watched, formulas, id, { value: ct, support: supports.get(id) }, onPath, gradTable, supports);
  }
  b.origin = origin;
  const cotangents = new Map<NodeId, NodeId>();
  for (const id of wrt) {
    const ct = gradTable[id] ?? ABSENT;
    if (ct !== ABSENT) cotangents.set(id, ct);
  }
  return {
    cotangents,
    partOf: (id) => {
      const support = supportOf(watched, { value: nth(gradTable, id), support: supports.get(id) });
      return support === undefined ? undefined : indicatorOf(b, conditionOf(watched, support));
    },
  };
}

/** Marks the nodes up to `top` that depend on one of `from`. */
export function reaches(b: Builder, top: NodeId, from: readonly NodeId[]): Uint8Array {
  const marks = new Uint8Array(top + 1);
  for (const id of from) if (id <= top) marks[id] = 1;
  b.graph.markDependent(marks);
  return marks;
}

interface Watched extends Sweep {
  readonly visited: ((visit: Visit) => void) | undefined;
}

function spread(
  s: Watched, formulas: Formulas, id: NodeId, ct: Sensitivity, onPath: Uint8Array, gradTable: Int32Array,
  supports: Map<NodeId, Support>,
): void {
  const { args } = s.b.node(id);
  for (let index = 0; index < args.length; index++) {
    const arg = nth(args, index);
    if (onPath[arg] === 0) continue;
    const before = nth(gradTable, arg);
    const contribution = contributionTo(s, formulas, id, ct, index);
    contribute(s, arg, contribution, gradTable, supports);
    if (contribution !== undefined) s.visited?.(
      { node: id, index, adds: contribution.value, before: before === ABSENT ? undefined : before, after: nth(gradTable, arg) },
    );
  }
}

function contribute(
  s: Sweep, arg: NodeId, contribution: Sensitivity | undefined, gradTable: Int32Array, supports: Map<NodeId, Support>,
): void {
  const before = nth(gradTable, arg);
  const sum = plusSensitivity(s, before === ABSENT ? undefined : { value: before, support: supports.get(arg) }, contribution);
  if (sum === undefined) return;
  gradTable[arg] = sum.value;
  if (sum.support === undefined) supports.delete(arg);
  else supports.set(arg, sum.support);
}

/** All results of a loop at once: their cotangents are whole, since none depends on another. */
function spreadLoop(
  s: Watched, results: readonly NodeId[], onPath: Uint8Array, gradTable: Int32Array,
  supports: Map<NodeId, Support>,
): void {
  const { b } = s;
  const loop = loopOf(b.node(nth(results, 0)));
  const given = cotangentsOf(b, results, (id) => {
    const value = nth(gradTable, id);
    return value === ABSENT ? undefined : applied(s, { value, support: supports.get(id) }).value;
  });
  if (given === undefined) return;
  b.origin = originVia(b.node(nth(results, 0)).origin, VIA);
  const cotangents = reverse(b, loop, given, loop.args.map((arg) => onPath[arg] === 1), sweep);
  loop.args.forEach((arg, i) => {
    const value = cotangents[i];
    if (value === undefined) return;
    const before = nth(gradTable, arg);
    contribute(s, arg, { value }, gradTable, supports);
    s.visited?.({
      node: nth(results, 0), index: i, adds: value, before: before === ABSENT ? undefined : before, after: nth(gradTable, arg),
    });
  });
}

/** What the cotangent of a node adds to that of its argument `index`. */
function contributionTo(s: Sweep, formulas: Formulas, id: NodeId, ct: Sensitivity, index: number): Sensitivity | undefined {
  const { b } = s;
  const node = b.node(id);
  const record = b.ops.get(node.op);
  if (record === undefined) return undefined;
  if (record.kind === "tensor") return bentSensitivity(b, id, ct, throughMap(s, record, id, ct, index));
  const factor = partial(b, formulas, record, id, index);
  if (factor === undefined) return undefined;
  // the product has the shape of the cotangent, which is that of the node
  const product = timesPartial(s, ct, factor);
  const x = argOf(node, index);
  return unbroadcast(
    s, record.laws?.length === true ? { ...product, value: bent(b, product.value, x, id, ct.value) } : product,
    b.shape(x),
  );
}

/** What is smooth at 0 as a function of a length may be smooth as a function of its arguments. */
function bentSensitivity(b: Builder, id: NodeId, ct: Sensitivity, sensitivity: Sensitivity | undefined): Sensitivity | undefined {
  const { args: [x], attrs } = b.node(id);
  if (lengthOf(b, id) === undefined || sensitivity === undefined) return sensitivity;
  const { axes } = attrsOf("reduce_norm", { attrs });
  return { ...sensitivity, value: bent(b, sensitivity.value, x as NodeId, b.keepAxes(id, axes), b.keepAxes(ct.value, axes)) };
}
