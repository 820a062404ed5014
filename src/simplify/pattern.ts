// Left sides of rules as patterns on nodes, and right sides as recipes for new nodes.
// All orders of commutative arguments are spelled out when a rule is read, so that matching is one walk.
import { invariant } from "../diagnostics/diagnostic.js";
import type { Builder, OpTable } from "../graph/builder.js";
import { argOf, type Graph, type NodeId } from "../graph/graph.js";
import type { Formulas } from "../graph/formula.js";
import { childrenOf, type Expr } from "../syntax/ast.js";
import { parseFormula } from "../syntax/parse.js";

export type Pattern =
  | { readonly kind: "constant"; readonly value: number }
  /** The first place where a name appears binds it; later ones must be the same node. */
  | { readonly kind: "bind" | "same"; readonly slot: number }
  | { readonly kind: "node"; readonly op: string; readonly args: readonly Pattern[] };

export type Recipe =
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "slot"; readonly slot: number }
  | { readonly kind: "node"; readonly op: string; readonly args: readonly Recipe[] };

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
  const args = childrenOf(expr).map((e) => fromExpr(e, names, ops, formulas));
  const record = ops.get(op);
  invariant(record?.kind === "scalar", `the rule has ${op}`);
  const values = args.flatMap((a) => (a.kind === "constant" ? [a.value] : []));
  return values.length === args.length ? { kind: "constant", value: record.evaluate(...values) } : { kind: "node", op, args };
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
  if (recipe.kind === "node") return { kind: "node", op: recipe.op, args: recipe.args.map((a) => bound(a, seen)) };
  if (seen.has(recipe.slot)) return { kind: "same", slot: recipe.slot };
  seen.add(recipe.slot);
  return { kind: "bind", slot: recipe.slot };
}

/** Whether the node has the pattern's form; fills the slots on the way. */
export function matches(graph: Graph, pattern: Pattern, id: NodeId, slots: NodeId[]): boolean {
  switch (pattern.kind) {
    case "bind": slots[pattern.slot] = id; return true;
    case "same": return slots[pattern.slot] === id;
    // only numbers have a value
    case "constant": return Object.is(graph.node(id).attrs.value, pattern.value);
    case "node": {
      const node = graph.node(id);
      if (node.op !== pattern.op || node.args.length !== pattern.args.length) return false;
      for (let i = 0; i < pattern.args.length; i++) {
        if (!matches(graph, pattern.args[i] as Pattern, argOf(node, i), slots)) return false;
      }
      return true;
    }
  }
}

/** The operations inside a match, without its root. */
export function innerNodes(graph: Graph, pattern: Pattern, id: NodeId, visit: (id: NodeId) => boolean, isRoot = true): boolean {
  if (pattern.kind !== "node") return true;
  if (!isRoot && !visit(id)) return false;
  const { args } = graph.node(id);
  return pattern.args.every((p, i) => innerNodes(graph, p, args[i] as NodeId, visit, false));
}

export function build(b: Builder, recipe: Recipe, slots: readonly NodeId[]): NodeId {
  switch (recipe.kind) {
    case "constant": return b.constant(recipe.value);
    case "slot": return slots[recipe.slot] as NodeId;
    case "node": return b.apply(recipe.op, recipe.args.map((a) => build(b, a, slots)));
  }
}
