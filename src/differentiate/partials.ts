// The local derivatives of elementwise operations, built from the formulas in their records.
import { invariant } from "../diagnostics/diagnostic.js";
import type { Builder } from "../graph/builder.js";
import type { Formulas } from "../graph/formula.js";
import type { NodeId } from "../graph/graph.js";
import type { ScalarOp } from "../graph/operation.js";

/** A missing rule: the operation and the parameter, told to the user with the place. */
export class MissingRule extends Error {
  readonly node: NodeId;
  readonly parameter: string;
  constructor(node: NodeId, parameter: string) {
    super(`no derivative with respect to ${parameter}`);
    this.node = node;
    this.parameter = parameter;
  }
}

/** d out / d argument `index`; undefined where it is zero on purpose. */
export function partial(b: Builder, formulas: Formulas, op: ScalarOp, id: NodeId, index: number): NodeId | undefined {
  if (op.partials === "zero") return undefined;
  const { args } = b.node(id);
  const params = op.params.filter((p) => p !== "...");
  const own = op.partialOf?.(b, args, id, index);
  if (own !== undefined) return own;
  invariant(args.length <= params.length, `${op.name} of ${args.length} arguments has no derivative`);
  const name = params[index] as string;
  const formula = op.partials[name];
  if (formula === undefined) throw new MissingRule(id, name);
  if (formula === "0") return undefined;
  const bindings = new Map(params.map((p, i) => [p, args[i] as NodeId]));
  bindings.set("out", id);
  return formulas.build(b, formula, bindings);
}
