// What the functions of a module do, for people: nests of loops with their operations, arrays with their bytes, in terms
// of the named sizes.
import { extraKinds } from "../graph/derivative-kinds.js";
import { countExpr } from "../loop/count.js";
import { type Buffer, type For, type Index, type RoutineCall, type Stmt } from "../loop/ir.js";
import { bytesOf } from "../shape/element.js";
import { allStatements, exprsOf, isIndex, touchedBy, withoutBlocks } from "../loop/map.js";
import { routines } from "../loop/routine-table.js";
import type { Body } from "../module/body.js";
import type { ModuleIR } from "../module/module.js";
import { numbersOf } from "../module/tree.js";
import { addDims, formatDim, multiplyDims, productOfDims, type Dim } from "../shape/dim.js";
import { formatShape } from "../shape/shape.js";

/** Loops around a statement: an upper bound of the steps of each, by its counter. */
type Bounds = ReadonlyMap<number, Dim>;

/** One line for each function, nest, loop, routine and array. */
export function planText({ name, bodies, memory, homes }: ModuleIR): string {
  const { value, gradient } = bodies;
  const functions: readonly (readonly [string, Body | undefined])[] = [
    [name, value], [`${name}ValueAndGrad`, gradient],
    ...extraKinds.map((kind) => [name + kind.suffix, bodies[kind.name]] as const),
  ];
  const rows = functions.flatMap(([fn, body]) => (body === undefined ? [] : functionRows(fn, body)));
  const listed = functions.flatMap(([, body]) => (body === undefined ? [] : [body.statements]));
  return [...aligned(rows), ...aligned(memoryRows(memory, homes, listed))].map((line) => `${line}\n`).join("");
}

type Row = readonly [string, string];

function functionRows(fn: string, { statements, result }: Body): Row[] {
  const returned = numbersOf(result).reduce((sum, num) => sum + countExpr(num), 0);
  const total = addDims(operationsOf(statements, new Map()), returned);
  return [[fn, `about ${formatDim(total)} operations`], ...rowsOf(statements, new Map(), "  ")];
}

/** Numbers alone are one line; loops and routines have one each. */
function rowsOf(statements: readonly Stmt[], around: Bounds, indent: string): Row[] {
  const bounds = withPlaces(statements, around);
  return statements.flatMap((stmt): Row[] => {
    switch (stmt.kind) {
      case "block": {
        const names = stmt.comment.split("\n").map((line) => line.replace(/ = .*$/s, "")).join(", ");
        return [[indent + names, formatDim(operationsOf([stmt], bounds))], ...rowsOf(stmt.body, bounds, `${indent}  `)];
      }
      case "for": {
        const inner = within(stmt, bounds);
        const steps = formatDim(inner.get(stmt.local.id) ?? 0);
        const isBlock = Math.abs(stmt.step) > 1;
        return [[`${indent}${isBlock ? "in blocks of" : "for"} ${isBlock ? Math.abs(stmt.step) : `${stmt.local.hint} < ${steps}`}`, ""],
          ...rowsOf(stmt.body, inner, `${indent}  `)];
      }
      case "routine": return [[`${indent}${stmt.fn}(${sizesOf(stmt, bounds).map(formatDim).join(", ")})`, ""]];
      case "fill": return [[`${indent}${stmt.buffer.hint} = 0`, ""]];
      default: return [];
    }
  });
}

/** Arrays with their bytes and lives; those that lie in the memory of others cost nothing. */
function memoryRows(memory: readonly Buffer[], homes: ReadonlyMap<number, Buffer>, bodies: readonly (readonly Stmt[])[]): Row[] {
  if (memory.length === 0) return [];
  const bytes = ({ type, shape }: Buffer): Dim => multiplyDims(bytesOf(type), productOfDims(shape));
  const total = memory.reduce<Dim>((sum, buffer) => (homes.has(buffer.id) ? sum : addDims(sum, bytes(buffer))), 0);
  return [
    ["memory", `${formatDim(total)} bytes`],
    ...memory.map((buffer): Row => {
      const { id, hint, shape } = buffer;
      const home = homes.get(id);
      return [`  ${hint} ${formatShape(shape)}, ${lifeOf(id, bodies)}`, home === undefined ? formatDim(bytes(buffer)) : `in ${home.hint}`];
    }),
  ];
}

/** The nests or routines from which to which an array holds something, in the function that has most of them. */
function lifeOf(id: number, bodies: readonly (readonly Stmt[])[]): string {
  const lives = bodies.map(
    (body) => body.filter((stmt) => allStatements([stmt]).flatMap(touchedBy).some(({ buffer }) => buffer.id === id)),
  );
  const longest = lives.reduce((most, life) => (life.length > most.length ? life : most), []);
  const [first, last] = [longest[0], longest.at(-1)].map(nameOf);
  return first === last ? `in ${first}` : `${first} to ${last}`;
}

function nameOf(stmt: Stmt | undefined): string {
  return stmt?.kind === "block" ? stmt.comment.split("\n")[0]?.replace(/ = .*$/s, "") ?? "" : "other statements";
}

function aligned(rows: readonly Row[]): string[] {
  const width = Math.max(0, ...rows.map(([text]) => text.length));
  return rows.map(([text, cost]) => `${text.padEnd(width)}  ${cost}`.trimEnd());
}

/** Operations; loops up to a counter are taken as whole, ends of blocks count once. */
function operationsOf(statements: readonly Stmt[], around: Bounds): Dim {
  const bounds = withPlaces(statements, around);
  return statements.reduce<Dim>((sum, stmt) => addDims(sum, operationsOfOne(stmt, bounds)), 0);
}

function operationsOfOne(stmt: Stmt, bounds: Bounds): Dim {
  switch (stmt.kind) {
    case "block": return operationsOf(stmt.body, bounds);
    case "for": {
      const inner = within(stmt, bounds);
      const isBlock = Math.abs(stmt.step) > 1;
      return multiplyDims(isBlock ? 1 : inner.get(stmt.local.id) ?? 0, operationsOf(stmt.body, inner));
    }
    case "routine": return costOf(stmt, bounds);
    case "store": return countExpr(stmt.value) + (stmt.add ? 1 : 0);
    default: return exprsOf(stmt).reduce((sum, expr) => sum + countExpr(expr), 0);
  }
}

/** Costs are products of powers of the sizes. */
function costOf(call: RoutineCall, bounds: Bounds): Dim {
  const sizes = sizesOf(call, bounds);
  const { cost } = routines[call.fn];
  const ones = sizes.map(() => 1);
  const base = cost(...ones);
  return sizes.reduce<Dim>((product, size, i) => {
    const power = base === 0 ? 0 : Math.round(Math.log2(cost(...ones.map((one, k) => (k === i ? 2 : one))) / base));
    return Array.from({ length: power }, () => size).reduce(multiplyDims, product);
  }, base);
}

function sizesOf(call: RoutineCall, bounds: Bounds): Dim[] {
  return routines[call.fn].parameters.flatMap(({ kind }, i) => {
    const arg = call.args[i];
    return kind === "size" && arg?.kind === "index" ? [boundOf(arg.index, bounds)] : [];
  });
}

/** Places that a list, or a block in it, has given names. */
function withPlaces(statements: readonly Stmt[], bounds: Bounds): Bounds {
  return withoutBlocks(statements).reduce((known, stmt) =>
    (stmt.kind === "let" && isIndex(stmt.value) ? new Map([...known, [stmt.local.id, boundOf(stmt.value, known)]]) : known), bounds);
}

/** The steps of a loop join those around it; a loop within a block has the steps of all blocks. */
function within({ local, from, to, step }: For, bounds: Bounds): Bounds {
  // from where a loop starts again is mostly the segment before
  if (from.kind === "counter" && !bounds.has(from.local.id)) return new Map([...bounds, [local.id, 1]]);
  const [start, end] = step > 0 ? [from, to] : [to, from];
  const first = start.kind === "int" && start.value > 0 ? -start.value : 0;
  const down = step < 0 && start.kind === "int" ? -start.value : 0;
  const count = addDims(boundOf(end, bounds), step > 0 ? first : down);
  return new Map([...bounds, [local.id, count]]);
}

/** A dimension that a place is never beyond. */
function boundOf(index: Index, bounds: Bounds): Dim {
  switch (index.kind) {
    case "int": return index.value;
    case "counter": return bounds.get(index.local.id) ?? 0;
    case "size": return index.dim;
    case "extent": return productOfDims(index.shape);
    case "sum": {
      const left = boundOf(index.left, bounds);
      // a counter is below the number of steps
      if (index.left.kind === "counter" && index.right.kind === "int") return addDims(left, index.right.value - 1);
      return isTakenAway(index.right) ? left : addDims(left, boundOf(index.right, bounds));
    }
    case "product": return multiplyDims(boundOf(index.left, bounds), boundOf(index.right, bounds));
    case "least": return boundOf(index.right, bounds);
    case "greatest": return boundOf(index.left, bounds);
    case "whole": return 0;
  }
}

function isTakenAway(index: Index): boolean {
  return index.kind === "product" && index.right.kind === "int" && index.right.value < 0;
}
