// Where the results of a body lie, blocks of matrices among them, and the tree that it gives back.
import type { Builder } from "../graph/builder.js";
import type { NodeId } from "../graph/graph.js";
import { counter, load, loopOver, partOf, plus, scale, size, store, type Buffer, type NewLocal, type Num, type Stmt } from "../loop/ir.js";
import { originOf, type Lowered } from "../loop/lowering.js";
import { isPointwise } from "../plan/kinds.js";
import { sameDim } from "../shape/dim.js";
import { allParts, localsIn } from "../loop/map.js";
import type { MatrixBlock } from "./layout.js";
import { numbersOf, object, type Tree } from "./tree.js";
import type { Wanted } from "./wanted.js";
import type { Shared } from "./memory.js";

interface OutputBuffers {
  /** Where a stored node is computed straight into the result. */
  readonly own: Map<NodeId, Buffer>;
  /** Results that repeat another one or are an argument. */
  readonly copies: { readonly node: NodeId; readonly buffer: Buffer }[];
  /** Blocks of derivatives that come into a matrix once they are computed. */
  readonly blocks: { readonly block: MatrixBlock; readonly buffer: Buffer }[];
  readonly places: Map<Wanted, Buffer>;
}

export function outputBuffers(shared: Shared, wanted: Wanted, mark: string): OutputBuffers {
  const out: OutputBuffers = { own: new Map(), copies: [], blocks: [], places: new Map() };
  const visit = (w: Wanted, path: readonly string[]): void => {
    if ("parts" in w) {
      for (const [key, part] of w.parts) visit(part, [...path, key]);
      return;
    }
    if ("pattern" in w) return;
    const shape = "matrix" in w ? w.matrix.shape : shared.program.builder.node(w.node).shape;
    if (shape.length === 0) return;
    const isCopy = "node" in w && (shared.inputs.has(w.node) || out.own.has(w.node));
    const known = "matrix" in w || isCopy ? undefined : shared.hints.get(w.node);
    const name = path.length === 0 ? "result" : `${mark}${path.join("_")}`;
    const buffer: Buffer = { id: shared.nextId(), hint: known ?? name, type: shared.element, kind: "output", shape };
    out.places.set(w, buffer);
    if ("matrix" in w) for (const block of w.matrix.blocks) placeBlock(shared, out, block, buffer, w.matrix.blocks.length === 1);
    else if (isCopy) out.copies.push({ node: w.node, buffer });
    else out.own.set(w.node, buffer);
  };
  visit(wanted, []);
  return out;
}

/** A block is computed where it belongs if it lies in one piece there, and by elements. */
function placeBlock(shared: Shared, out: OutputBuffers, block: MatrixBlock, buffer: Buffer, isAll: boolean): void {
  const { program: { builder }, inputs } = shared;
  const node = builder.node(block.node);
  const isInPiece = sameDim(block.rows, 1) || sameDim(block.columns, block.stride);
  const isFree = isInPiece && node.shape.length > 0 && !inputs.has(block.node) && !out.own.has(block.node);
  if (isFree && isAll) out.own.set(block.node, { ...buffer, shape: node.shape });
  else if (isFree && isPointwise(builder, node) && !shared.readWhole.has(block.node)) {
    out.own.set(block.node, partOf(buffer, size(block.at), node.shape));
  } else out.blocks.push({ block, buffer });
}

/** A number, or an array row by row. */
export function blockCopy(
  shared: Shared, block: MatrixBlock, { scalars, buffers }: Lowered, to: Buffer, newLocal: NewLocal,
): readonly Stmt[] {
  const { node, at, rows, columns, stride } = block;
  const scalar = scalars.get(node);
  if (shared.program.builder.shape(node).length === 0) return [store(to, size(at), scalar as Num)];
  const from = buffers.get(node) as Buffer;
  const [row, column] = [newLocal("i", "index"), newLocal("j", "index")];
  const [i, j] = [counter(row), counter(column)];
  if (sameDim(rows, 1)) return [loopOver(column, [columns], [store(to, plus(size(at), j), load(from, j))])];
  const target = plus(plus(size(at), scale(i, size(stride))), j);
  if (sameDim(columns, 1)) return [loopOver(row, [rows], [store(to, plus(size(at), scale(i, size(stride))), load(from, i))])];
  const inner = loopOver(column, [columns], [store(to, target, load(from, plus(scale(i, size(columns)), j)))]);
  return [loopOver(row, [rows], [inner])];
}

export function loadedBy(tree: Tree): Set<number> {
  return new Set(numbersOf(tree).flatMap(allParts).flatMap((part) => (part.kind === "load" ? [part.buffer.id] : [])));
}

export function localsOf(tree: Tree): Set<number> {
  return new Set(numbersOf(tree).flatMap((num) => [...localsIn(num)]));
}

export function treeOf(b: Builder, wanted: Wanted, places: ReadonlyMap<Wanted, Buffer>, scalars: ReadonlyMap<NodeId, Num>): Tree {
  if ("pattern" in wanted) return wanted.pattern;
  if ("parts" in wanted) return object(wanted.parts.map(([key, w]) => [key, treeOf(b, w, places, scalars)]));
  const buffer = places.get(wanted);
  if ("matrix" in wanted) return { kind: "array", buffer: buffer as Buffer };
  const origin = originOf({ b }, wanted.node);
  return buffer === undefined
    ? { kind: "scalar", num: scalars.get(wanted.node) as Num, ...origin }
    : { kind: "array", buffer, ...origin };
}

/** The tree with a local for each expression. */
export function withNames(tree: Tree, named: Stmt[], newLocal: NewLocal): Tree {
  if (tree.kind === "object") return { ...tree, entries: tree.entries.map(([key, t]) => [key, withNames(t, named, newLocal)]) };
  if (tree.kind === "array" || tree.kind === "pattern" || tree.num.kind === "local" || tree.num.kind === "number") return tree;
  const local = newLocal("result");
  named.push({ kind: "let", local, value: tree.num, mutable: false, ...(tree.origin === undefined ? {} : { origin: tree.origin }) });
  return { ...tree, num: { kind: "local", local } };
}
