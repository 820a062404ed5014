// Which elements of results depend on which elements of variables, found from the graph alone: whatever the data are, what is
// not in the relation is 0.
import { atKey, nth } from "../diagnostics/known.js";
import type { Builder } from "../graph/builder.js";
import { reachable } from "../graph/evaluate.js";
import { asApplied, type Node, type NodeId } from "../graph/graph.js";
import { isMark, tensorOf, type ScalarOp, type TensorOp } from "../graph/operation.js";
import type { Relation } from "../graph/pattern.js";
import { alike, fromOne, reduced, stretched, toOne, type Going, type Walk } from "../graph/reach.js";
import { isLoop, liveIn, loopOf } from "../ops/loop.js";
import { addDims, dimKey, multiplyDims, productOfDims, sameDim, type Dim } from "../shape/dim.js";
import { dimAt, sameShape, type Shape } from "../shape/shape.js";

/** A part of a relation: a walk to rows of an earlier one. */
type Part = Walk & { readonly of: number };

/** Relations in the making; equal ones are one. */
class Relations {
  readonly all: Relation[] = [];
  private readonly known = new Map<string, number>();

  add(relation: Relation): number {
    const key = keyOf(relation);
    const found = this.known.get(key);
    if (found !== undefined) return found;
    this.known.set(key, this.all.length);
    this.all.push(relation);
    return this.all.length - 1;
  }

  /** Rows that take in others; those that are all rows of one relation in their order are that relation. */
  join(rows: Dim, parts: readonly Part[]): number | undefined {
    const all = parts.flatMap((part) => this.through(part));
    const distinct = [...new Map(all.map((part) => [partKey(part), part])).values()];
    const [only] = distinct;
    if (only === undefined) return undefined;
    const whole = distinct.length === 1 && isWhole(only, rows) && dimKey(this.rowsOf(only.of)) === dimKey(rows);
    return whole ? only.of : this.add({ kind: "joined", rows, parts: distinct });
  }

  /** A walk to rows that others take in one by one goes to those others. */
  private through(part: Part): readonly Part[] {
    const below = this.all[part.of] as Relation;
    if (below.kind === "own") return [part];
    const [only] = below.parts;
    if (only !== undefined && below.parts.length === 1 && isPlain(only, only.to, below.rows)) {
      return [{ ...part, of: only.of, from: along(only.from, part.from) }];
    }
    if (below.parts.length > MOST_PARTS || !isPlain(part, part.from, below.rows)) return [part];
    return below.parts.map((inner) => ({ ...inner, to: along(part.to, inner.to) }));
  }

  rowsOf(relation: number): Dim {
    return (this.all[relation] as Relation).rows;
  }
}

function keyOf(relation: Relation): string {
  if (relation.kind === "own") return `own ${dimKey(relation.rows)} ${dimKey(relation.first)}`;
  return `${dimKey(relation.rows)} ${relation.parts.map(partKey).join("|")}`;
}

function partKey({ of, box, to, from, where, table }: Part): string {
  return JSON.stringify([of, box.map(dimKey), to.map(dimKey), from.map(dimKey), where, table]);
}

/** A relation of so many parts is taken apart where it is used. */
const MOST_PARTS = 8;

function isWhole(walk: Walk, rows: Dim): boolean {
  return isPlain(walk, walk.to, rows) && isPlain(walk, walk.from, rows);
}

/** Whether a walk goes through so many rows one after the other. */
function isPlain({ box, where, table }: Walk, going: Going, rows: Dim): boolean {
  const isRow = where === undefined && table === undefined && box.length === 1 && sameDim(nth(box, 0), rows);
  return isRow && going[0] === 0 && going[1] === 1;
}

/** The places of one way at those of another. */
function along([first, step]: Going, [start, ...steps]: Going): Going {
  const times = (dim: Dim): Dim => multiplyDims(step as Dim, dim);
  return [addDims(first as Dim, times(start as Dim)), ...steps.map(times)];
}

/** The relation of all elements of `results`, one after the other, to the columns that begin where each of `own` says. */
export function dependence(b: Builder, results: readonly NodeId[], own: ReadonlyMap<NodeId, Dim>): readonly Relation[] {
  const relations = new Relations();
  const of = new Map<NodeId, number>();
  for (const id of reachable(b, results)) {
    const node = b.node(id);
    const first = own.get(id);
    const found = first === undefined ? relationOf(b, relations, node, of)
      : relations.add({ kind: "own", rows: productOfDims(node.shape), first });
    if (found !== undefined) of.set(id, found);
  }
  let at: Dim = 0;
  const parts: Part[] = [];
  for (const id of results) {
    const { box } = alike(b.shape(id));
    const found = of.get(id);
    if (found !== undefined) parts.push({ of: found, box, to: [at, 1], from: [0, 1] });
    at = addDims(at, nth(box, 0));
  }
  const last = relations.join(at, parts) ?? relations.add({ kind: "joined", rows: at, parts: [] });
  return needed(relations.all, last);
}

/** A relation and those that it is joined of, which come before it. */
function needed(all: readonly Relation[], last: number): Relation[] {
  const marks = new Uint8Array(last + 1);
  marks[last] = 1;
  for (let i = last; i >= 0; i--) {
    const relation = all[i] as Relation;
    if (marks[i] === 1 && relation.kind === "joined") for (const { of } of relation.parts) marks[of] = 1;
  }
  const places = new Map<number, number>();
  const kept: Relation[] = [];
  for (let i = 0; i <= last; i++) {
    if (marks[i] === 0) continue;
    const relation = all[i] as Relation;
    places.set(i, kept.length);
    kept.push(relation.kind === "own" ? relation
      : { ...relation, parts: relation.parts.map((part) => ({ ...part, of: atKey(places, part.of) })) });
  }
  return kept;
}

function relationOf(b: Builder, r: Relations, node: Node, of: ReadonlyMap<NodeId, number>): number | undefined {
  if (!node.args.some((arg) => of.has(arg))) return undefined;
  const record = b.ops.get(node.op);
  const rows = productOfDims(node.shape);
  if (record?.kind === "scalar") return r.join(rows, node.args.flatMap((arg, i) => elementParts(b, record, node, arg, i, of)));
  const parts = node.args.flatMap((arg, i): Part[] => {
    const found = of.get(arg);
    if (found === undefined) return [];
    return reachOf(b, r, node, arg, i, found);
  });
  return r.join(rows, parts);
}

function elementParts(b: Builder, record: ScalarOp, node: Node, arg: NodeId, index: number, of: ReadonlyMap<NodeId, number>): Part[] {
  const found = of.get(arg);
  if (found === undefined || isConstantIn(record, index)) return [];
  const shape = b.shape(arg);
  return [{ of: found, ...(sameShape(shape, node.shape) ? alike(shape) : stretched(shape, node.shape)) }];
}

/** Whether an elementwise operation is constant between jumps in an argument, on purpose. */
function isConstantIn({ partials, partialOf, params }: ScalarOp, index: number): boolean {
  if (partials === "zero") return true;
  return partialOf === undefined && partials[params[index] ?? ""] === "0";
}

function reachOf(b: Builder, r: Relations, node: Node, arg: NodeId, index: number, of: number): Part[] {
  const record = tensorOf(b, node) as TensorOp;
  const shape = b.shape(arg);
  if (isLoop(node)) return loopParts(r, node, index, shape, of);
  if (record.reach !== undefined) return record.reach(b, asApplied(node), index).map((walk) => ({ of, ...walk }));
  if (isMark(b, node)) return [{ of, ...alike(node.shape) }];
  const axes = node.attrs.axes as readonly number[] | undefined;
  if (axes !== undefined && record.flow === "reduces") return [{ of, ...reduced(shape, axes) }];
  if (axes !== undefined && record.flow === "groups" && sameShape(shape, node.shape)) {
    const walk = reduced(shape, axes);
    const groups = r.join(productOfDims(shape.filter((_, i) => !axes.includes(i))), [{ of, ...walk }]) as number;
    return [{ of: groups, box: walk.box, to: walk.from, from: walk.to }];
  }
  return throughOne(r, shape, node.shape, of);
}

/** All elements on all. */
function throughOne(r: Relations, from: Shape, to: Shape, of: number): Part[] {
  return [{ of: r.join(1, [{ of, ...toOne(from) }]) as number, ...fromOne(to) }];
}

/** A step's row of a loop that carries nothing depends on its own rows alone; else all depends on all. */
function loopParts(r: Relations, node: Node, index: number, shape: Shape, of: number): Part[] {
  const loop = loopOf(node);
  const isSequence = index >= loop.body.constants.length + loop.body.states.length;
  if (!isSequence || loop.role === "sum" || liveIn(loop.body, [loop]).states.length > 0) return throughOne(r, shape, node.shape, of);
  const [steps, inside, outside] = [dimAt(shape, 0), productOfDims(shape.slice(1)), productOfDims(node.shape.slice(1))];
  const rows = r.join(steps, [{ of, box: [steps, inside], to: [0, 1, 0], from: [0, inside, 1] }]) as number;
  return [{ of: rows, box: [steps, outside], to: [0, outside, 1], from: [0, 1, 0] }];
}
