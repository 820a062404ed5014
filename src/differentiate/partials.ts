// The local derivatives of elementwise operations, built from the formulas in their records.
import { invariant } from "../diagnostics/diagnostic.js";
import { nth } from "../diagnostics/known.js";
import type { Builder } from "../graph/builder.js";
import type { Formulas } from "../graph/formula.js";
import type { NodeId } from "../graph/graph.js";
import { onceForEach } from "../graph/once.js";
import { lawsOf, type ScalarOp } from "../graph/operation.js";
import { bendBySelf } from "./bend.js";

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
  const own = op.partialOf?.(b, args, id, index);
  if (own !== undefined) return own;
  const params = namedParams(op);
  invariant(args.length <= params.length, `${op.name} of ${args.length} arguments has no derivative`);
  if (op.name === "bend" && index === 1) return bendBySelf(b, id, (at, i) => partialOfNode(b, formulas, at, i));
  const param = params[index] as string;
  const formula = op.partials[param];
  if (formula === undefined) throw new MissingRule(id, param);
  if (formula === "0") return undefined;
  const slope = formulas.build(b, formula, (name) => (name === "out" ? id : args[params.indexOf(name)]));
  return op.laws?.saturates === true && grows(b, nth(args, index)) ? whereNotZero(b, slope) : slope;
}

const namedParams = onceForEach((op: ScalarOp): readonly string[] => op.params.filter((p) => p !== "..."));

function partialOfNode(b: Builder, formulas: Formulas, id: NodeId, index: number): NodeId | undefined {
  const record = b.ops.get(b.node(id).op);
  return record?.kind === "scalar" ? partial(b, formulas, record, id, index) : undefined;
}

const MAX_DEPTH = 6;
/** Arguments of a smaller power overflow only where they are beyond all use. */
const MAX_EXPONENT = 4;

/**
 * Whether an argument becomes infinite by overflow or at a pole of its own: there the slope of what saturates
 * is 0 faster than that of the argument is infinite, so the product is 0 and not NaN.
 */
function grows(b: Builder, id: NodeId, depth = 0): boolean {
  const { op, args } = b.node(id);
  const [x, y] = args as readonly [NodeId, NodeId];
  const rule = lawsOf(b, id)?.grows;
  if (rule === true) return true;
  if (op === "pow") return growsAsPower(b.constantOf(x), b.constantOf(y));
  if (op === "div") return b.constantOf(x) !== undefined ? b.constantOf(y) === undefined : depth < MAX_DEPTH && grows(b, x, depth + 1);
  return depth < MAX_DEPTH && rule !== undefined && args.some((a) => grows(b, a, depth + 1));
}

function growsAsPower(base: number | undefined, exponent: number | undefined): boolean {
  return base !== undefined || exponent === undefined || exponent > MAX_EXPONENT || exponent < 0;
}

function whereNotZero(b: Builder, slope: NodeId): NodeId {
  return b.apply("select", [b.apply("ne", [slope, b.constant(0)]), slope, b.constant(0)]);
}
