// Forward mode, symbol to symbol: one upward loop; tangents beside values.
import type { Builder } from "../graph/builder.js";
import type { Formulas } from "../graph/formula.js";
import { originVia, type NodeId } from "../graph/graph.js";
import { sameShape } from "../shape/shape.js";
import { isLoop, loopKey, loopOf } from "../ops/loop.js";
import { applied, supportOf, newSweep, plusSensitivity, timesPartial, type Sensitivity, type Sweep } from "./support.js";
import { forward } from "./loops.js";
import { partial } from "./partials.js";
import { forwardThroughMap } from "./pullback.js";
import { reaches } from "./vjp.js";

const VIA: readonly string[] = Object.freeze(["jvp"]);

/** The tangents of `outputs`, given those of some nodes. New nodes are appended. An absent entry is a zero. */
export function jvp(b: Builder, formulas: Formulas, outputs: readonly NodeId[], seeds: ReadonlyMap<NodeId, NodeId>): Map<NodeId, NodeId> {
  const top = Math.max(-1, ...outputs);
  const needed = neededBy(b, top, outputs);
  const moving = reaches(b, top, [...seeds.keys()]);
  const sweep = newSweep(b);
  const tangents = new Map<NodeId, Sensitivity>([...seeds].map(([id, value]) => [id, { value }] as const));
  const origin = b.origin;
  const loops = new Map<string, ReturnType<typeof forward>>();
  for (let id = 0; id <= top; id++) {
    if (needed[id] === 0 || moving[id] === 0 || tangents.has(id)) continue;
    b.origin = originVia(b.node(id).origin, VIA);
    const tangent = isLoop(b.node(id)) ? tangentOfLoop(sweep, id, tangents, loops) : tangentOf(sweep, formulas, id, tangents);
    if (tangent !== undefined) tangents.set(id, tangent);
  }
  b.origin = origin;
  return new Map(outputs.flatMap((id) => {
    const tangent = tangents.get(id);
    return tangent === undefined ? [] : [[id, tangent.value] as const];
  }));
}

/** Marks the nodes that one of `outputs` depends on. */
export function neededBy(b: Builder, top: NodeId, outputs: readonly NodeId[]): Uint8Array {
  const marks = new Uint8Array(top + 1);
  for (const id of outputs) marks[id] = 1;
  b.graph.markNeeded(marks);
  return marks;
}

/** The results of one loop have their tangents from one loop. */
function tangentOfLoop(
  s: Sweep, id: NodeId, tangents: ReadonlyMap<NodeId, Sensitivity>, loops: Map<string, ReturnType<typeof forward>>,
): Sensitivity | undefined {
  const loop = loopOf(s.b.node(id));
  const key = loopKey(loop);
  const beside = loops.get(key) ?? forward(s.b, loop, loop.args.map((arg) => {
    const tangent = tangents.get(arg);
    return tangent === undefined ? undefined : s.b.broadcastTo(applied(s, tangent).value, s.b.shape(arg));
  }), jvp);
  loops.set(key, beside);
  const value = beside(loop.role, loop.slot);
  return value === undefined ? undefined : { value };
}

function tangentOf(s: Sweep, formulas: Formulas, id: NodeId, tangents: ReadonlyMap<NodeId, Sensitivity>): Sensitivity | undefined {
  const { b } = s;
  const node = b.node(id);
  const record = b.ops.get(node.op);
  if (record === undefined) return undefined;
  if (record.kind === "tensor") return forwardThroughMap(s, record, id, node.args.map((a) => tangents.get(a)));
  let sum: Sensitivity | undefined;
  node.args.forEach((arg, index) => {
    const tangent = tangents.get(arg);
    const factor = tangent === undefined ? undefined : partial(b, formulas, record, id, index);
    if (tangent !== undefined && factor !== undefined) sum = plusSensitivity(s, sum, timesPartial(s, tangent, factor));
  });
  if (sum === undefined || sameShape(b.shape(sum.value), node.shape)) return sum;
  return { value: b.broadcastTo(sum.value, node.shape), support: supportOf(s, sum) };
}
