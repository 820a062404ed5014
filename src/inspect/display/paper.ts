// A program with its derivatives as people write them: the values as they stand in the program, the derivatives
// by real algebra. Every derivative is worked out twice, over the program's names and through them; the shorter form stands.
import { atKey, nth } from "../../diagnostics/known.js";
import { Builder } from "../../graph/builder.js";
import { reachable } from "../../graph/evaluate.js";
import { argOf, asApplied, type Node, type NodeId } from "../../graph/graph.js";
import { GraphLimit } from "../../graph/limit.js";
import type { Facts } from "../../graph/range.js";
import { forEachKind } from "../../graph/derivative-kinds.js";
import { blocksOf, keptNodes, mapProgram, NO_DERIVATIVES, rootsOf, type Block, type Program } from "../../graph/program.js";
import { asOneView, inShape, isInverse } from "./arrays.js";
import { orderOfFactors } from "./factor-order.js";
import { isReadThrough } from "./guards.js";
import { elementRead } from "./lists.js";
import { sumAt, workOut } from "./normal.js";
import { costOf, isNeverNegative, newSheet, TooLong, type Sheet } from "./sheet.js";
import { Formulas } from "../../graph/formula.js";
import { vjp } from "../../differentiate/vjp.js";
import { inBodies } from "../../ops/in-bodies.js";
import type { PaperView } from "../named.js";
import { base, valueOf } from "./sum.js";
import { writeSum } from "./write.js";

export interface Paper {
  readonly program: Program;
  readonly view: PaperView;
}

/** Beyond so many nodes formulas are for machines. */
const MOST_NODES = 20_000;

/** The formulas of a differentiated program that no rule has changed yet; undefined where it is too large for it. */
export function onPaper(program: Program): Paper | undefined {
  try {
    return paperOf(inBodies(program, insideOnPaper));
  } catch (error) {
    if (error instanceof TooLong || error instanceof GraphLimit) return undefined;
    throw error;
  }
}

function paperOf(raw: Program): Paper | undefined {
  const order = reachable(raw.builder, [
    ...rootsOf(raw), ...[...raw.variables, ...raw.seeds].flatMap((v) => v.nodes), ...raw.names.keys(),
    ...[...raw.calls].flatMap(([id, c]) => [id, ...c.args]),
  ]);
  if (order.length > MOST_NODES) return undefined;
  const b = new Builder(raw.builder.ops, { from: order.length * 8 });
  const asWritten = new Map<NodeId, NodeId>();
  const names = new Set([...raw.names.keys(), ...raw.calls.keys()]);
  const cotangents = cotangentsOf(raw);
  const before = orderOfFactors(raw, order.filter((id) => isOwn(raw, id)));
  const sheets = [names, new Set<NodeId>()].map(
    (closed) => solved(raw, order, newSheet(raw.builder, b, asWritten, closed, cotangents, before)),
  );
  const conditions = new Map<NodeId, readonly NodeId[]>();
  const shown = new Map<NodeId, NodeId>();
  for (const root of derivativesOf(raw)) {
    const made = sheets.map((s) => resultOf(s, root));
    const [first, second] = made as [Result, Result];
    const best = second.cost < first.cost ? second : first;
    shown.set(root, best.node);
    conditions.set(best.node, needed(b, (sheets[0] as Sheet).facts, best));
  }
  const hints = new Map<NodeId, string>();
  for (const s of sheets) {
    for (const [id, name] of cotangents) {
      const sum = s.sums.get(id);
      const [part] = sum?.terms[0]?.powers ?? [];
      if (sum !== undefined && part !== undefined && sum.key === base(part.base).key && !asWritten.has(id))
        hints.set(part.base, `d${name}`);
    }
  }
  const values = shownAs({ ...raw, derivatives: NO_DERIVATIVES }, order, sheets[0] as Sheet);
  const each = (blocks: readonly Block[]): Block[] => blocks.map(
    (block) => ({ ...block, nodes: block.nodes.map((id) => shown.get(id) ?? atKey(asWritten, id)) }),
  );
  return {
    program: { ...values, derivatives: forEachKind((kind) => each(raw.derivatives[kind])) },
    view: { conditions, written: new Set(asWritten.values()), hints: withKinds(b, hints), calls: values.calls },
  };
}

/** The inside of a loop; steps of a derivative are formulas too. */
function insideOnPaper(program: Program): Program {
  const raw = inBodies(program, insideOnPaper);
  const order = reachable(raw.builder, keptNodes(raw));
  if (order.length > MOST_NODES) return raw;
  const b = new Builder(raw.builder.ops, { from: order.length * 8 });
  const before = orderOfFactors(raw, order.filter((id) => isOwn(raw, id)));
  const s = newSheet(raw.builder, b, new Map(), new Set(raw.names.keys()), new Set(), before, true);
  return shownAs(raw, order, solved(raw, order, s));
}

/** The program over what is shown of its nodes. */
function shownAs(raw: Program, order: readonly NodeId[], s: Sheet): Program {
  const known = new Set(order);
  return mapProgram(raw, s.b, (id) => (known.has(id) ? written(s, id) : undefined));
}

/** The names of the cotangents of named values: what the sweep backward adds up for U is dU. */
function cotangentsOf(raw: Program): Map<NodeId, string> {
  const [block] = raw.derivatives.gradient;
  const of = raw.outputs.find((o) => o.name === block?.of)?.nodes[0];
  const names = new Map([...raw.names].filter(([id]) => raw.builder.node(id).args.length > 0 && id !== of));
  if (of === undefined || block === undefined || names.size === 0) return new Map();
  const table = vjp(
    raw.builder, new Formulas(raw.builder), new Map([[of, raw.builder.constant(1)]]),
    [...names.keys(), ...raw.variables.flatMap((v) => v.nodes)],
  );
  return new Map([...table].flatMap(([id, ct]) => (names.has(id) ? [[ct, names.get(id) as string] as const] : [])));
}

const KINDS: ReadonlyMap<string, string> = new Map(
  [["softmax", "p"], ["log_softmax", "logp"], ["sigmoid", "s"], ["reduce_norm", "r"], ["hypot", "r"], ["exp", "E"]],
);

/** Other parts by their operations. */
function withKinds(b: Builder, hints: Map<NodeId, string>): ReadonlyMap<NodeId, string> {
  return {
    ...hints, get: (id: NodeId) => hints.get(id) ?? KINDS.get(b.node(id).op), has: (id: NodeId) => hints.has(id),
  } as ReadonlyMap<NodeId, string>;
}

function derivativesOf(program: Program): NodeId[] {
  return blocksOf(program).flatMap((block) => block.nodes);
}

/** Whether a node is the program's own; derivatives are made by passes. */
function isOwn(raw: Program, id: NodeId): boolean {
  return raw.builder.node(id).origin.via.length === 0;
}

/** Node by node: what is the program's own as it is written, the derivatives as sums. Marks have no place on paper. */
function solved(raw: Program, order: readonly NodeId[], s: Sheet): Sheet {
  const uses = new Map<NodeId, number>();
  const use = (id: NodeId): void => { uses.set(id, (uses.get(id) ?? 0) + 1); };
  for (const id of order) if (!isOwn(raw, id)) raw.builder.node(id).args.forEach(use);
  rootsOf(raw).filter((id) => !isOwn(raw, id)).forEach(use);
  for (const id of order) {
    const node = raw.builder.node(id);
    s.b.origin = node.origin;
    if (isOwn(raw, id) && !s.asWritten.has(id)) s.asWritten.set(id, ownForm(raw, s, node));
    if (isOwn(raw, id) && isInverse(raw.builder, node)) s.inverted.add(argOf(node));
    if (s.asWritten.has(id)) setShort(raw, s, id);
    workOut(s, id, uses.get(id) ?? 0);
    // a derivative that the program gives a name is its own from here on
    if (s.closed.has(id) && !s.asWritten.has(id)) s.asWritten.set(id, written(s, id));
  }
  return s;
}

/** Marks and checks that nobody wrote have no place on paper. */
function ownForm(raw: Program, s: Sheet, node: Node): NodeId {
  const [first, second] = asApplied(node).args;
  if (node.op === "named") return atKey(s.asWritten, first);
  if (isReadThrough(s.raw, node)) return inShape(s, written(s, second), node.shape);
  const element = elementRead(s.raw, node, (id) => raw.names.has(id));
  return element === undefined ? asOneView(s, s.b.copy(node, node.args.map((a) => written(s, a)))) : written(s, element);
}

function written(s: Sheet, id: NodeId): NodeId {
  return s.asWritten.get(id) ?? inShape(s, writeSum(s, sumAt(s, id)), s.raw.shape(id));
}

/** A name is short; a call is as long as its arguments. */
function setShort(raw: Program, s: Sheet, id: NodeId): void {
  if (!s.closed.has(id)) return;
  const args = raw.names.has(id) ? [] : raw.calls.get(id)?.args ?? [];
  s.short.set(atKey(s.asWritten, id), args.map((a) => s.asWritten.get(a)).filter((a) => a !== undefined));
}

interface Result {
  readonly node: NodeId;
  readonly cost: number;
  readonly conditions: ReadonlySet<NodeId>;
}

function resultOf(s: Sheet, root: NodeId): Result {
  const sum = sumAt(s, root);
  s.noted.clear();
  const formula = valueOf(sum) === undefined ? s.asWritten.get(root) ?? writeSum(s, sum) : writeSum(s, sum);
  const conditions = new Set([...s.conditions.get(root) ?? [], ...s.noted]);
  return { node: inShape(s, formula, s.raw.shape(root)), cost: costOf(s, formula), conditions };
}

/** The conditions that the formula does not show by itself: what has a root of x, or is divided by it, has no value elsewhere. */
function needed(b: Builder, facts: Facts, { node, conditions }: Result): NodeId[] {
  if (conditions.size === 0) return [];
  const parts = reachable(b, [node]);
  const under = (op: string, at: number): Set<NodeId> => new Set(
    parts.flatMap((id) => (b.node(id).op === op ? b.node(id).args.slice(at, at + 1) : [])),
  );
  const roots = new Set([...under("log", 0), ...under("sqrt", 0)]);
  const bases = under("pow", 0);
  const divisors = factorsIn(b, under("div", 1));
  const above = [...conditions].filter((id) => isAboveZero(b, id));
  const positive = factorsIn(b, new Set(above.map((id) => argOf(b.node(id)))));
  const told = new Set([...conditions].map((id) => textOf(b, id)));
  return [...conditions].flatMap((id) => {
    const own = textOf(b, id);
    if (partsOf(b, id).some((part) => implied(b, part).some((text) => text !== own && told.has(text)))) return [];
    const { op, args } = b.node(id);
    const [x, y] = args as readonly [NodeId, NodeId | undefined];
    if (y === undefined) return [];
    if (b.constantOf(y) !== 0) return [id];
    if (op === "ge" && isNeverNegative({ b, facts }, x)) return [];
    if (op === "ge") return roots.has(x) ? [] : [b.apply("gt", args)];
    // log(0) says by itself that there is no value; 0^n*log(0) does not
    if (op === "ne" && roots.has(x)) return bases.has(x) ? [b.apply("gt", args)] : [];
    return op === "ne" && (divisors.has(x) || positive.has(x)) ? [] : [id];
  });
}

/** What holds where one of several does. */
function partsOf(b: Builder, id: NodeId): NodeId[] {
  const found = [id];
  for (let i = 0; i < found.length; i++) {
    const { op, args } = b.node(nth(found, i));
    if (op === "or") found.splice(i--, 1, ...args);
  }
  return found;
}

function textOf(b: Builder, id: NodeId): string {
  const { op, args } = b.node(id);
  return `${op} ${args.join(" ")}`;
}

/** The texts of conditions from which one follows. */
function implied(b: Builder, id: NodeId): string[] {
  const { op, args } = b.node(id);
  return (op === "ne" ? ["ne", "gt", "lt"] : op === "ge" ? ["ge", "gt"] : [op]).map((stronger) => `${stronger} ${args.join(" ")}`);
}

function isAboveZero(b: Builder, id: NodeId): boolean {
  const { op, args } = b.node(id);
  return (op === "ge" || op === "gt") && b.constantOf(nth(args, 1)) === 0;
}

/** What is 0 only where the whole is 0, or has no value: factors, divisors, bases and roots. */
function factorsIn(b: Builder, wholes: ReadonlySet<NodeId>): ReadonlySet<NodeId> {
  const found = new Set(wholes);
  for (const id of found) {
    const { op, args } = b.node(id);
    if (op === "mul" || op === "div") args.forEach((a) => found.add(a));
    else if (op === "pow" || op === "sqrt" || op === "neg") found.add(nth(args, 0));
  }
  return found;
}
