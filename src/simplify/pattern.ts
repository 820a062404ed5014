// Left sides of rules as patterns on nodes, and right sides as recipes for new nodes.
// All orders of commutative arguments are spelled out when a rule is read, so that matching is one walk.
import { nth } from "../diagnostics/known.js";
import { invariant } from "../diagnostics/diagnostic.js";
import type { Builder, OpTable } from "../graph/builder.js";
import { argOf, type NodeId } from "../graph/graph.js";
import { underShapes } from "../graph/operation.js";
import type { Formulas } from "../graph/formula.js";
import { contract } from "../ops/contraction.js";
import { childrenOf, type Expr } from "../syntax/ast.js";
import { parseFormula } from "../syntax/parse.js";
import { alongOf, isStretched, sameAlong, sumOf, sumOfProduct, throughViews, viewsOf } from "./structure/parts.js";

export type Pattern =
  | { readonly kind: "constant"; readonly value: number }
  /** The first place where a name appears binds it; later ones must be the same node. */
  | { readonly kind: "bind" | "same"; readonly slot: number }
  | { readonly kind: "node"; readonly op: string; readonly args: readonly Pattern[]; readonly isReversed?: true }
  | ArrayPattern;

/** As `ArrayRecipe`; what a name is bound to already must be the same along the same axes. */
export interface ArrayPattern extends Omit<ArrayRecipe, "arg"> {
  readonly arg: Pattern;
  readonly isBound: boolean;
}

export type Recipe =
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "slot"; readonly slot: number }
  | { readonly kind: "node"; readonly op: string; readonly args: readonly Recipe[] }
  | ArrayRecipe;

/**
 * What takes a name for its axes as its last argument: an operation on one array; `sum`; `kept`, which is a value whose axes
 * stand there again as dimensions of size 1; and `view`, slices, reshapes and the like, or none. The slot of the name has
 * the node that it was matched with, and that of a view the next one too, for what is seen.
 */
interface ArrayRecipe {
  readonly kind: "array";
  readonly op: string;
  readonly arg: Recipe;
  readonly slot: number;
}

const WORDS: ReadonlySet<string> = new Set(["sum", "kept", "view"]);

/** A formula as operations: names are slots, parts without names are constants. */
export function readFormula(text: string, names: string[], ops: OpTable, formulas: Formulas): Recipe {
  return fromExpr(parseFormula(text), names, ops, formulas);
}

function fromExpr(expr: Expr, names: string[], ops: OpTable, formulas: Formulas): Recipe {
  if (expr.kind === "number") return { kind: "constant", value: expr.value };
  if (expr.kind === "name") {
    if (!names.includes(expr.name)) names.push(expr.name);
    return { kind: "slot", slot: names.indexOf(expr.name) };
  }
  const op = operationOf(expr, formulas);
  if (WORDS.has(op) || ops.get(op)?.kind === "tensor") return fromCall(op, childrenOf(expr), names, ops, formulas);
  const args = childrenOf(expr).map((e) => fromExpr(e, names, ops, formulas));
  const record = ops.get(op);
  invariant(record?.kind === "scalar", `the rule has ${op}`);
  const values = args.flatMap((a) => (a.kind === "constant" ? [a.value] : []));
  return values.length === args.length ? { kind: "constant", value: record.evaluate(...values) } : { kind: "node", op, args };
}

function fromCall(op: string, [x, along]: readonly Expr[], names: string[], ops: OpTable, formulas: Formulas): Recipe {
  invariant(x !== undefined && along?.kind === "name", `${op} in a rule takes a name for its axes`);
  const arg = fromExpr(x, names, ops, formulas);
  if (!names.includes(along.name)) names.push(along.name, ...(op === "view" ? [`${along.name}'`] : []));
  return { kind: "array", op, arg, slot: names.indexOf(along.name) };
}

function operationOf(expr: Expr, formulas: Formulas): string {
  switch (expr.kind) {
    case "unary": return formulas.operator(expr.op, 1);
    case "binary": return formulas.operator(expr.op);
    case "conditional": return formulas.operator("? :", 3);
    case "call": return expr.name;
    default: throw new Error(`defect of gradc: ${expr.kind} in a rule`);
  }
}

/** The patterns that a left side stands for: commutative arguments both ways, a square also as a product. */
export function patternsOf(from: Recipe, ops: OpTable): Pattern[] {
  const seen = new Map<string, Pattern>();
  for (const form of formsOf(from, ops)) {
    const pattern = bound(form, new Set());
    seen.set(JSON.stringify(pattern, (_key, value: unknown) => (typeof value === "number" ? String(value) : value)), pattern);
  }
  return [...seen.values()];
}

function formsOf(recipe: Recipe, ops: OpTable): Recipe[] {
  if (recipe.kind === "array") return formsOf(recipe.arg, ops).map((arg) => ({ ...recipe, arg }));
  if (recipe.kind !== "node") return [recipe];
  const choices = recipe.args.map((a) => formsOf(a, ops));
  const tuples = choices.reduce<Recipe[][]>((all, next) => all.flatMap((head) => next.map((n) => [...head, n])), [[]]);
  const record = ops.get(recipe.op);
  const commutes = record?.kind === "scalar" && record.laws?.commutative === true && recipe.args.length === 2;
  return tuples.flatMap((args) => {
    const [x, y] = args as [Recipe, Recipe];
    const forms: Recipe[] = [{ kind: "node", op: recipe.op, args }];
    if (commutes) forms.push({ kind: "node", op: recipe.op, args: [y, x] });
    if (isSquare(recipe)) forms.push({ kind: "node", op: "mul", args: [x, x] });
    return forms;
  });
}

/** Whether it is a square, which may be written as a power or as a product. */
export function isSquare(recipe: Recipe): boolean {
  return recipe.kind === "node" && recipe.op === "pow" && recipe.args[1]?.kind === "constant" && recipe.args[1].value === 2;
}

function bound(recipe: Recipe, seen: Set<number>): Pattern {
  if (recipe.kind === "constant") return recipe;
  if (recipe.kind === "node") {
    const args: Pattern[] = [];
    for (const i of inOrder(recipe.args)) args[i] = bound(recipe.args[i] as Recipe, seen);
    return { kind: "node", op: recipe.op, args, ...(isViewFirst(recipe.args) ? { isReversed: true } : {}) };
  }
  const arg = recipe.kind === "array" ? bound(recipe.arg, seen) : undefined;
  const isBound = seen.has(recipe.slot);
  seen.add(recipe.slot);
  if (recipe.kind === "array") return { ...recipe, arg: arg as Pattern, isBound };
  return { kind: isBound ? "same" : "bind", slot: recipe.slot };
}

/** Views are matched last, since what is known of the others tells how far they go. */
function inOrder(args: readonly Recipe[]): readonly number[] {
  return isViewFirst(args) ? [1, 0] : args.map((_, i) => i);
}

function isViewFirst([x, y]: readonly Recipe[]): boolean {
  return x !== undefined && y !== undefined && hasView(x) && !hasView(y);
}

function hasView(part: Recipe): boolean {
  if (part.kind === "array") return part.op === "view" || hasView(part.arg);
  return part.kind === "node" && part.args.some(hasView);
}

/** Whether the node has the pattern's form; fills the slots on the way. */
export function matches(b: Builder, pattern: Pattern, id: NodeId, slots: NodeId[]): boolean {
  switch (pattern.kind) {
    case "bind": slots[pattern.slot] = id; return true;
    case "same": return slots[pattern.slot] === id;
    // only numbers have a value
    case "constant": return Object.is(b.graph.attrsOf(id).value, pattern.value);
    case "array": return matchesArray(b, pattern, id, slots);
    case "node": {
      const { graph } = b;
      if (graph.opOf(id) !== pattern.op || graph.arity(id) !== pattern.args.length) return false;
      const last = pattern.args.length - 1;
      for (let i = 0; i <= last; i++) {
        const at = pattern.isReversed === true ? last - i : i;
        if (!matches(b, pattern.args[at] as Pattern, graph.argAt(id, at), slots)) return false;
      }
      return true;
    }
  }
}

function matchesArray(b: Builder, { op, arg, slot, isBound }: ArrayPattern, id: NodeId, slots: NodeId[]): boolean {
  if (op === "kept") return matches(b, arg, underShapes(b, id), slots) && isStretched(b, nth(slots, slot), b.shape(id));
  if (op === "view") {
    // of what is seen the deepest that fits
    const seen = viewsOf(b, id).reverse().find((at) => matches(b, arg, at, slots));
    if (seen === undefined) return false;
    slots[slot + 1] = seen;
  } else if (op === "sum" ? !matchesSum(b, arg, id, slots) : !matchesOne(b, op, arg, id, slots)) return false;
  if (isBound) return sameAlong(b, nth(slots, slot), id);
  slots[slot] = id;
  return true;
}

/** A product of several arrays is summed without being formed. */
function matchesSum(b: Builder, arg: Pattern, id: NodeId, slots: NodeId[]): boolean {
  const sum = sumOf(b, id);
  if (sum === undefined || sum.axes.length === 0) return false;
  const parts = sum.factors.length === 1 ? [arg] : factorsOf(arg);
  return parts.length === sum.factors.length && parts.every((part, i) => matches(b, part, nth(sum.factors, i), slots));
}

function factorsOf<Part extends Pattern | Recipe>(part: Part): readonly Part[] {
  return part.kind === "node" && part.op === "mul" ? part.args as readonly Part[] : [part];
}

function matchesOne(b: Builder, op: string, arg: Pattern, id: NodeId, slots: NodeId[]): boolean {
  const node = b.node(id);
  return node.op === op && matches(b, arg, argOf(node), slots);
}

/** The operations inside a match, without its root; of a sum, itself alone. */
export function innerNodes(b: Builder, pattern: Pattern, id: NodeId, visit: (id: NodeId) => boolean, isRoot = true): boolean {
  if (pattern.kind !== "node" && pattern.kind !== "array") return true;
  if (!isRoot && !visit(id)) return false;
  if (pattern.kind === "array") return true;
  const { args } = b.node(id);
  return pattern.args.every((p, i) => innerNodes(b, p, nth(args, i), visit, false));
}

/** The operation of the nodes that a left side may match, where it says one. */
export function rootOf(part: Pattern | Recipe | undefined): string | undefined {
  switch (part?.kind) {
    case "constant": return "constant";
    case "node": return part.op;
    case "array": return part.op === "sum" ? contract.name : WORDS.has(part.op) ? undefined : part.op;
    default: return undefined;
  }
}

/** Whether a pattern is of operations on numbers alone, so that an array among its parts makes it one. */
export function isElementwise(pattern: Pattern): boolean {
  return pattern.kind === "node" ? pattern.args.every(isElementwise) : pattern.kind !== "array";
}

/** Operations without which nothing matches; the factors under a sum need no product. */
export function operationsIn(pattern: Pattern): readonly string[] {
  if (pattern.kind === "node") return [pattern.op, ...pattern.args.flatMap(operationsIn)];
  if (pattern.kind !== "array") return [];
  const parts = pattern.op === "sum" ? factorsOf(pattern.arg) : [pattern.arg];
  return [...[rootOf(pattern) ?? []].flat(), ...parts.flatMap(operationsIn)];
}

export function build(b: Builder, recipe: Recipe, slots: readonly NodeId[]): NodeId {
  switch (recipe.kind) {
    case "constant": return b.constant(recipe.value);
    case "slot": return nth(slots, recipe.slot);
    case "node": return b.apply(recipe.op, recipe.args.map((a) => build(b, a, slots)));
    case "array": return buildArray(b, recipe, slots);
  }
}

function buildArray(b: Builder, { op, arg, slot }: ArrayRecipe, slots: readonly NodeId[]): NodeId {
  const at = nth(slots, slot);
  if (op === "view") return throughViews(b, at, nth(slots, slot + 1), build(b, arg, slots));
  const { attrs, axes } = alongOf(b, at);
  if (op === "kept") return b.keepAxes(build(b, arg, slots), axes);
  if (op !== "sum") return b.apply(op, [build(b, arg, slots)], attrs);
  return sumOfProduct(b, factorsOf(arg).map((f) => build(b, f, slots)), axes);
}
