// Operations on arrays that are linear in their one argument: each says its transpose.
import type { Builder } from "../graph/builder.js";
import type { Applied, NodeId } from "../graph/graph.js";
import type { BatchRule, TensorOp } from "../graph/operation.js";

interface LinearRule extends Pick<TensorOp, "flow" | "values" | "access" | "lays" | "called" | "within"> {
  readonly shape: TensorOp["shape"];
  readonly evaluate: TensorOp["evaluate"];
  readonly transpose: (b: Builder, node: Applied, ct: NodeId) => NodeId;
  readonly batch: BatchRule;
  readonly reach: NonNullable<TensorOp["reach"]>;
}

export function linear(name: string, doc: string, rule: LinearRule): TensorOp {
  return {
    kind: "tensor", name, doc, linear: true, ...rule,
    vjp: (b, node, ct) => rule.transpose(b, node, ct),
    jvp: (b, node, [dx]) => (dx === undefined ? undefined : b.apply(name, [dx], node.attrs)),
  };
}
