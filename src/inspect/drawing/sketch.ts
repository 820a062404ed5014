// What a rule has found and what it has made of it as two small graphs, of the nodes nearest to their tops.
import type { Builder } from "../../graph/builder.js";
import type { NodeId } from "../../graph/graph.js";
import type { Firing } from "../../simplify/rewriter.js";
import { operationOf } from "../dot.js";
import { shortened } from "./typeset.js";

export interface SketchNode {
  /** `relu(·)`, `+`, or a name: the operation with a dot for each argument that is drawn. */
  readonly text: string;
  /** Places in the list; arguments that are not drawn any more are left out. */
  readonly args: readonly number[];
  /** Whether only this one of the two graphs has it. */
  readonly isOwn: boolean;
}

/** The top comes first, every argument after its user. */
export type Sketch = readonly SketchNode[];

/** Deeper nodes are what both graphs share, as a rule. */
const MOST = 10;
const TEXT = 22;

export function sketchesOf({ b, before, after }: Pick<Firing, "b" | "before" | "after">): readonly [Sketch, Sketch] {
  const [found, made] = [nearest(b, before), nearest(b, after)];
  return [sketch(b, found, new Set(made)), sketch(b, made, new Set(found))];
}

/** Numbers are written into what uses them. */
function isInline(b: Builder, id: NodeId): boolean {
  const { op } = b.node(id);
  return op === "constant" || op === "size";
}

function nearest(b: Builder, top: NodeId): NodeId[] {
  const found = new Set([top]);
  for (const id of found) {
    for (const arg of b.node(id).args) if (found.size < MOST && !isInline(b, arg)) found.add(arg);
  }
  // an argument has a smaller number than its user
  return [...found].sort((x, y) => y - x);
}

function sketch(b: Builder, nodes: readonly NodeId[], other: ReadonlySet<NodeId>): Sketch {
  const places = new Map(nodes.map((id, i) => [id, i]));
  return nodes.map((id) => ({
    text: shortened(operationOf(b, id, () => undefined), TEXT), isOwn: !other.has(id),
    args: [...new Set(b.node(id).args)].flatMap((arg) => places.get(arg) ?? []),
  }));
}
