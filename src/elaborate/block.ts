// An open block of steps, and what its expressions read of outside: values of earlier steps, and rows of arrays, which the
// body takes as items of sequences.
import type { Span } from "../diagnostics/source.js";
import type { NodeId } from "../graph/graph.js";
import { moveDimension } from "../ops/places.js";
import { formatDim, multiplyDims, subtractDims } from "../shape/dim.js";
import type { Shape } from "../shape/shape.js";
import { childrenOf, postorder, type Expr } from "../syntax/ast.js";
import { asNode, type Context } from "./context.js";
import { mapParts, timesIn, uses, withName } from "./rewriting.js";
import { isScan, pastName } from "./scan.js";
import { isVector, overSteps, type Steps } from "./step-items.js";
import { freeNames } from "./uses.js";

/** A state: the value of a target so many steps before. */
export interface State {
  readonly target: string;
  readonly back: number;
  readonly start: NodeId;
  readonly span: Span;
}

export interface Block {
  /** Where the block stands. */
  readonly c: Context;
  readonly parent: Block | undefined;
  readonly steps: Steps;
  readonly states: readonly State[];
  readonly shapes: ReadonlyMap<State, Shape>;
  /** Names that are defined in the block. */
  readonly own: ReadonlySet<string>;
  readonly targets: ReadonlySet<string>;
  /** The context of the body. */
  readonly inner: Context;
  readonly constants: { leaf: NodeId; arg: NodeId }[];
  readonly items: { leaf: NodeId; arg: NodeId; name: string }[];
  readonly captured: Map<NodeId, NodeId>;
  readonly names: Map<NodeId, string>;
  readonly leaf: (shape: Shape) => NodeId;
}

export function valueIn(c: Context, expr: Expr, parent: Block | undefined): NodeId {
  return asNode(c, c.elaborate(c, parent === undefined ? expr : rewritten(parent, expr, new Set())));
}

/** The expression with names for what the block hands in: values of steps, and rows of what is outside. */
export function rewritten(block: Block, root: Expr, deeper: ReadonlySet<string>): Expr {
  const open = postorder(root, (expr) => (isScan(expr) ? [] : childrenOf(expr)));
  const bound = open.flatMap((expr) => (expr.kind === "bind" ? [expr.target.name] : []));
  const here = mapParts(root, (expr) => (expr.kind === "index" ? indexed(block, expr, deeper, bound) : expr), isScan);
  return block.parent === undefined ? here : rewritten(block.parent, here, new Set([...deeper, ...block.own, block.steps.index.name]));
}

type IndexExpr = Extract<Expr, { kind: "index" }>;

function indexed(block: Block, expr: IndexExpr, deeper: ReadonlySet<string>, bound: readonly string[]): Expr {
  const { object, items } = expr;
  const { steps: { index: { name } }, c: { scope } } = block;
  if (deeper.has(name)) return expr;
  if (object.kind === "name" && block.targets.has(object.name) && !deeper.has(object.name)) return pastValue(block, expr, object.name);
  if (!items.some((item) => uses(item, name, scope)) || uses(object, name, scope)) return expr;
  const isLocal = (part: Expr): boolean => freeNames(part, scope).some(
    (use) => deeper.has(use.name) || block.own.has(use.name) || bound.includes(use.name) || use.name.includes("["),
  );
  if (!isLocal(expr)) return rowOfOutside(block, expr);
  const local = items.map((item) => isLocal(item));
  if (isLocal(object) || items.some((item, i) => local[i] === true && (item.kind === "range" || uses(item, name, scope)))) return expr;
  // the step's row first, then what is local takes its part of that
  const all = ({ span }: Expr): Expr => ({ kind: "range", span });
  const row = rowOfOutside(block, { ...expr, items: items.map((item, i) => (local[i] === true ? all(item) : item)) });
  if (row.kind === "index") return expr;
  const inRow = items.flatMap((item, i) => (local[i] === true ? [item] : keepsDimension(block, item) ? [all(item)] : []));
  return { kind: "index", object: row, items: inRow, span: expr.span };
}

/** `h[t - 1]`: the value of a step before, or, as `h[t]`, of this one. */
function pastValue(block: Block, expr: IndexExpr, target: string): Expr {
  const { steps: { index, first, by }, inner, states } = block;
  const [item] = expr.items;
  const distance = item !== undefined && expr.items.length === 1 ? distanceOf(inner, item, index.name) : undefined;
  const back = distance === undefined ? undefined : -distance / by;
  if (back === undefined || !Number.isInteger(back) || back < 0) return inner.report.fail(expr.span, "past-index", target, index.name, by);
  if (back > 0 && !states.some((s) => s.target === target && s.back === back))
    return inner.report.fail(expr.span, "start-unknown", target, back, formatDim(subtractDims(first, multiplyDims(by, back))));
  if (back === 0 && inner.scope.get(pastName(target, 0)) === undefined)
    return inner.report.fail(expr.span, "step-later", target, index.name);
  return { kind: "name", name: pastName(target, back), span: expr.span };
}

/** c of `t + c`. */
function distanceOf(c: Context, item: Expr, index: string): number | undefined {
  if (timesIn(item, index, c.scope) !== 1) return undefined;
  const distance = c.affines.dim(asNode(c, c.elaborate(c, withName(item, index, { kind: "number", value: 0, span: item.span }))));
  return typeof distance === "number" ? distance : undefined;
}

/** `x[t, :]` of an array outside: the item of a sequence, which is x over all steps. */
function rowOfOutside(block: Block, expr: IndexExpr): Expr {
  const { c, inner, steps, parent } = block;
  const at = expr.items.findIndex((item) => uses(item, steps.index.name, c.scope));
  if (expr.items.filter((item) => uses(item, steps.index.name, c.scope)).length > 1) return expr;
  const over = isVector(inner, expr.items[at] as Expr, steps.index.name)
    ? undefined
    : overSteps(c.scope, steps, expr.items[at] as Expr);
  if (over === undefined) return expr;
  const whole: Expr = { ...expr, items: expr.items.map((item, i) => (i === at ? over : item)) };
  const made = asNode(c, c.elaborate({ ...c, report: inner.report }, parent === undefined ? whole : rewritten(parent, whole, new Set())));
  const axis = expr.items.slice(0, at).filter((each) => keepsDimension(block, each)).length;
  const arg = moveDimension(c.b, made, axis, 0);
  const known = block.items.find((item) => item.arg === arg);
  const item = known ?? { arg, leaf: block.leaf(c.b.shape(arg).slice(1)), name: `[item ${nestingOf(block)}.${block.items.length}]` };
  if (known === undefined) {
    block.items.push(item);
    inner.scope.set(item.name, { kind: "value", value: item.leaf, span: expr.span });
  }
  return { kind: "name", name: item.name, span: expr.span };
}

/** How many blocks are around: names of items of different blocks differ. */
function nestingOf({ parent }: Block): number {
  return parent === undefined ? 0 : nestingOf(parent) + 1;
}

/** Whether an item of an index leaves its dimension in place; that of the step does not. */
function keepsDimension({ c, parent, steps }: Block, item: Expr): boolean {
  if (item.kind === "range") return true;
  const names = freeNames(item, c.scope).map((use) => use.name);
  if (item.kind === "end" || names.some((name) => name === steps.index.name || name.includes("["))) return false;
  return c.b.shape(valueIn({ ...c, end: 1 }, item, parent)).length > 0;
}
