// Jacobians and Hessians of which most elements are zeros, as one matrix of all variables: its pattern is found from the graph,
// sweeps along sums of columns or rows that do not meet tell its elements, and these are gathered row by row.
import { nth } from "../diagnostics/known.js";
import { batchAll } from "../graph/batch.js";
import type { Builder } from "../graph/builder.js";
import type { Formulas } from "../graph/formula.js";
import type { NodeId } from "../graph/graph.js";
import { inFewerSweeps, patternOf, tableOf, type Pattern, type Relation } from "../graph/pattern.js";
import type { Block, Output, Variable } from "../graph/program.js";
import { elementsAt, joinedRows, oneHot } from "../ops/indexing.js";
import { addDims, evaluateDim, productOfDims, type Dim } from "../shape/dim.js";
import { nominalSizes } from "../shape/nominal.js";
import { dependence } from "./dependence.js";
import { eliminated } from "./eliminate.js";
import { jacobianOf } from "./jacobian.js";
import { jvp } from "./jvp.js";
import { scalarsIn } from "./variables.js";
import { vjp } from "./vjp.js";

/** A number or an array on an axis of the matrix, and its first place there. */
interface Stretch {
  readonly node: NodeId;
  readonly first: Dim;
}

/** The numbers and arrays along an axis, one after the other, each row-major. */
interface Axis {
  readonly stretches: readonly Stretch[];
  readonly length: Dim;
}

/** The derivatives of all elements of an output by all elements of variables. */
export function sparseJacobian(b: Builder, formulas: Formulas, of: Output, wrt: readonly Variable[]): Block {
  const [rows, columns] = [axisOf(b, of.nodes.flatMap((f) => scalarsIn(b, f) ?? [f])), axisOf(b, wrt.flatMap((v) => v.nodes))];
  const relations = relationsOf(b, rows, columns);
  const nodes = singly(b, formulas, rows, columns, relations, false);
  if (nodes !== undefined) return listed(of, wrt, "jacobian", rows, columns, nodes);
  const pattern = inFewerSweeps({ name: "jacobian", relations, rows: rows.length, columns: columns.length }, nominally);
  const swept = pattern.sweeps === "rows"
    ? sweptRows(b, formulas, pattern, rows, columns)
    : sweptColumns(b, formulas, pattern, rows, columns);
  return gathered(b, of, wrt, pattern, swept);
}

/** The second derivatives of a number by each two elements of variables, from its gradient by them. */
export function sparseHessian(b: Builder, formulas: Formulas, of: Output, wrt: readonly Variable[], gradient: readonly NodeId[]): Block {
  const [rows, columns] = [axisOf(b, gradient), axisOf(b, wrt.flatMap((v) => v.nodes))];
  const relations = relationsOf(b, rows, columns);
  const nodes = singly(b, formulas, rows, columns, relations, true);
  if (nodes !== undefined) return listed(of, wrt, "hessian", rows, columns, nodes);
  const pattern = patternOf({ name: "hessian", relations, rows: rows.length, columns: columns.length, sweeps: "symmetric" });
  return gathered(b, of, wrt, pattern, sweptColumns(b, formulas, pattern, rows, columns));
}

function nominally(dim: Dim): number {
  return evaluateDim(dim, nominalSizes(dim));
}

function axisOf(b: Builder, nodes: readonly NodeId[]): Axis {
  let length: Dim = 0;
  const stretches = nodes.map((node) => {
    const first = length;
    length = addDims(length, productOfDims(b.shape(node)));
    return { node, first };
  });
  return { stretches, length };
}

function relationsOf(b: Builder, rows: Axis, columns: Axis): readonly Relation[] {
  return dependence(b, rows.stretches.map(({ node }) => node), new Map(columns.stretches.map(({ node, first }) => [node, first])));
}

/** An element of the matrix by itself. */
interface Single {
  readonly row: number;
  readonly column: number;
  readonly node: NodeId;
}

/** Of numbers by numbers each element by itself, in the order of rows; undefined where there are arrays. */
function singly(
  b: Builder, formulas: Formulas, rows: Axis, columns: Axis, relations: readonly Relation[], isSymmetric: boolean,
): readonly Single[] | undefined {
  if ([...rows.stretches, ...columns.stretches].some(({ node }) => b.shape(node).length > 0)) return undefined;
  const pattern = patternOf(
    { name: "", relations, rows: rows.length, columns: columns.length, sweeps: isSymmetric ? "symmetric" : "none" },
  );
  const { rowStart, columns: list } = pattern.at(nominally);
  const [fs, xs] = [rows, columns].map(({ stretches }) => stretches.map(({ node }) => node)) as [NodeId[], NodeId[]];
  const known = isSymmetric || fs.length < 2 ? undefined : eliminated(b, formulas, fs, xs);
  const made = new Map<string, NodeId>();
  const singles: Single[] = [];
  rows.stretches.forEach(({ node: f }, row) => {
    for (const column of list.subarray(rowStart[row], rowStart[row + 1])) {
      const mirror = isSymmetric ? made.get(`${column} ${row}`) : undefined;
      const own = known === undefined ? jacobianOf(b, formulas, f, nth(xs, column)) : known[row]?.[column];
      const node = mirror ?? own ?? b.constant(0);
      made.set(`${row} ${column}`, node);
      if (b.constantOf(node) !== 0) singles.push({ row, column, node });
    }
  });
  return singles;
}

/** A matrix of which each element is a number of its own. */
function listed(of: Output, wrt: readonly Variable[], name: string, rows: Axis, columns: Axis, singles: readonly Single[]): Block {
  const relations: readonly Relation[] = [
    { kind: "own", rows: columns.length, first: 0 },
    { kind: "joined", rows: rows.length, parts: singles.map(({ row, column }) => ({ of: 0, box: [], to: [row], from: [column] })) },
  ];
  const pattern = patternOf({ name, relations, rows: rows.length, columns: columns.length, sweeps: "none" });
  return blockOf(of, wrt, pattern, singles.map(({ node }) => node));
}

function blockOf(of: Output, wrt: readonly Variable[], pattern: Pattern, nodes: readonly NodeId[]): Block {
  return { of: of.name, wrt: [], nodes, sparse: { pattern, wrt: wrt.map(({ name }) => name) } };
}

/** The elements out of the sweeps. */
function gathered(b: Builder, of: Output, wrt: readonly Variable[], pattern: Pattern, swept: NodeId): Block {
  const flat = b.reshape(swept, [productOfDims(b.shape(swept))]);
  return blockOf(of, wrt, pattern, [elementsAt(b, flat, table(b, tableOf(pattern, "places", 0), [pattern.nonzeros]))]);
}

function table(b: Builder, of: ReturnType<typeof tableOf>, shape: readonly Dim[]): NodeId {
  return b.apply("table", [], { table: of, shape });
}

/** Directions for the elements of an axis, and for each sweep those of one colour. */
function directions(b: Builder, pattern: Pattern, axis: Axis): { given: Map<NodeId, NodeId>; seeds: Map<NodeId, NodeId> } {
  const [given, seeds] = [new Map<NodeId, NodeId>(), new Map<NodeId, NodeId>()];
  axis.stretches.forEach(({ node, first }) => {
    const direction = b.variable(`\u0000direction${b.graph.size}`, b.shape(node));
    // what is read from memory has a dimension
    const shape = b.shape(node).length === 0 ? [1] : b.shape(node);
    const before = given.get(node);
    given.set(node, before === undefined ? direction : b.apply("add", [before, direction]));
    const colours = oneHot(b, table(b, tableOf(pattern, "colours", first), shape), pattern.count);
    const labels = [...shape.map((_, i) => i), shape.length];
    const dims = new Map([...shape, pattern.count].map((d, i) => [i, d]));
    const rows = b.contract([{ node: colours, labels }], [shape.length, ...labels.slice(0, -1)], dims);
    seeds.set(direction, b.reshape(rows, [pattern.count, ...b.shape(node)]));
  });
  return { given, seeds };
}

/** J times the sum of each colour's columns: a row a colour. */
function sweptColumns(b: Builder, formulas: Formulas, pattern: Pattern, rows: Axis, columns: Axis): NodeId {
  const { given, seeds } = directions(b, pattern, columns);
  const nodes = rows.stretches.map(({ node }) => node);
  const pushed = jvp(b, formulas, nodes, given);
  return sweeps(b, pattern, nodes.map((node) => [node, pushed.get(node)]), seeds);
}

/** The sum of each colour's rows times J: a row a colour. */
function sweptRows(b: Builder, formulas: Formulas, pattern: Pattern, rows: Axis, columns: Axis): NodeId {
  const { given, seeds } = directions(b, pattern, rows);
  const nodes = columns.stretches.map(({ node }) => node);
  const pulled = vjp(b, formulas, given, nodes);
  return sweeps(b, pattern, nodes.map((node) => [node, pulled.get(node)]), seeds);
}

/** What a sweep gives for each number and array, one after the other, for all sweeps. */
function sweeps(
  b: Builder, { count }: Pattern, found: readonly (readonly [like: NodeId, value: NodeId | undefined])[], seeds: Map<NodeId, NodeId>,
): NodeId {
  const given = found.flatMap(([like, value]) => (value === undefined ? [] : [b.broadcastTo(value, b.shape(like))]));
  batchAll(b, given, seeds, [count]);
  const rows = found.map(([like, value]) => {
    const shape = b.shape(like);
    const whole = value === undefined ? b.constant(0) : b.broadcastTo(value, shape);
    return b.reshape(seeds.get(whole) ?? b.broadcastTo(whole, [count, ...shape]), [count, productOfDims(shape)]);
  });
  return rows.length === 1 ? nth(rows, 0) : joinedRows(b, rows);
}
