// How often each node of a program is written: what is written more than once gets a name, unless it is no work of its own.
import { nth } from "../diagnostics/known.js";
import type { Builder } from "../graph/builder.js";
import type { Node, NodeId } from "../graph/graph.js";
import { isName, isPart, keepsOrder } from "../graph/operation.js";
import type { Program } from "../graph/program.js";
import { isContraction } from "../ops/contraction.js";
import type { PaperView } from "./named.js";
import type { Result } from "./naming.js";
import { repeatsParameter } from "./read-means.js";

export function isLeaf(node: Node): boolean {
  return node.op === "variable" || node.op === "constant" || node.op === "size" || node.op === "delta" || node.op === "range";
}

/** A node that is no work of its own: it is written anew wherever it is used. */
export function isView(b: Builder, node: Node): boolean {
  if (keepsOrder(b, node) || isPart(b, node) || isName(b, node) || node.op === "neg") return true;
  return isContraction(node) && node.args.length === 1 && (node.attrs.labels[0] ?? []).every((l) => node.attrs.out.includes(l));
}

export function countUses(
  program: Program, order: readonly NodeId[], results: readonly Result[], wanted: { has(id: NodeId): boolean },
  paper?: PaperView,
): Uint32Array {
  const uses = new Uint32Array((order.at(-1) ?? -1) + 1);
  // what stands after all that is written is not counted
  const add = (id: NodeId, count: number): void => { uses[id] = (uses[id] ?? 0) + count; };
  for (const r of results) add(r.node, 1);
  for (let i = order.length - 1; i >= 0; i--) {
    const id = nth(order, i);
    const node = program.builder.node(id);
    const times = isView(program.builder, node) && !wanted.has(id) ? nth(uses, id) : repeats(program, node) ? 2 : 1;
    const args = paper?.calls.get(id)?.args ?? (node.op === "mul" ? [...new Set(node.args)] : node.args);
    for (const arg of args) add(arg, times);
  }
  return uses;
}

function repeats({ builder }: Program, node: Node): boolean {
  const record = builder.ops.get(node.op);
  return record?.kind === "scalar" && repeatsParameter(record);
}
