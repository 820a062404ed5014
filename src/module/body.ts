// One function of a module: its statements, and where its results are.
import { nth } from "../diagnostics/known.js";
import { attrsOf } from "../graph/attrs.js";
import { stateName } from "../graph/bodies.js";
import type { Builder } from "../graph/builder.js";
import type { NodeId } from "../graph/graph.js";
import { listed } from "../graph/lists.js";
import type { Program, Variable } from "../graph/program.js";
import {
  counter, int, load, loopOver, partOf, plus, scale, size, store, type Buffer, type NewLocal, type Num, type Stmt,
} from "../loop/ir.js";
import type { ElementType } from "../shape/element.js";
import { copyLoop } from "../loop/copy.js";
import { lower } from "../loop/lower.js";
import { originOf, type Inside, type Lowered, type Naming } from "../loop/lowering.js";
import { argumentsOf, loopKey, type Loop } from "../ops/loop.js";
import { isPointwise } from "../plan/kinds.js";
import { makePlan } from "../plan/plan.js";
import type { Planning } from "../plan/planning.js";
import { sameDim, type Dim } from "../shape/dim.js";
import { countExpr, countOperations } from "../loop/count.js";
import { isLong, orderForParts, split, type Given, type Split } from "../loop/split.js";
import { allParts, localsIn } from "../loop/map.js";
import { runPasses, type LoopPass } from "../loop/passes.js";
import type { NewBuffer } from "../loop/rows.js";
import { formatShape } from "../shape/shape.js";
import type { MatrixBlock, Vector } from "./layout.js";
import { gather, loopOverRows, takeRows, type HasRows, type Rows } from "./over.js";
import { numbersOf, object, type Tree } from "./tree.js";
import { nodesOf, type Wanted } from "./wanted.js";

export interface Body {
  readonly statements: readonly Stmt[];
  /** Where the body is too long for one function. */
  readonly split: Split | undefined;
  readonly result: Tree;
  /** The arrays that the result is computed from, by their ids. */
  readonly kept: ReadonlySet<number>;
  /** The variables that the statements use. */
  readonly variables: ReadonlySet<Variable>;
  /** Every node that the results need. */
  readonly needed: ReadonlySet<NodeId>;
}

/** What all functions of a module share: the memory of stored nodes and the locals of scalar arguments. */
export interface Shared {
  readonly program: Program;
  /** The passes over the loops of the target. */
  readonly passes: readonly LoopPass[];
  /** Whether the target wants long bodies in parts. */
  readonly isCut: boolean;
  /** How many bytes a loop may keep for the way back, where that is bounded. */
  readonly memory?: number | undefined;
  readonly planning: Planning;
  /** The type of the elements of all arrays. */
  readonly element: ElementType;
  readonly scratch: Map<NodeId, Buffer>;
  /** Memory that passes have asked for. */
  readonly extra: Buffer[];
  readonly inputs: ReadonlyMap<NodeId, Buffer>;
  /** The arrays that routines read from their start. */
  readonly readWhole: ReadonlySet<NodeId>;
  readonly scalars: ReadonlyMap<NodeId, Num>;
  /** Vectors that hold several variables; numbers are taken out of them where a body begins. */
  readonly vectors: readonly Vector[];
  /** The formula of a node in terms of named ones. */
  readonly formula: (of: Pick<Program, "builder">, id: NodeId, named: ReadonlyMap<NodeId, string>) => string;
  /** Memory inside loops, by loop and use. */
  readonly inside: Map<string, Map<string, Buffer>>;
  readonly hints: ReadonlyMap<NodeId, string>;
  /** Names of everything that has a local or memory, in comments and in the text. */
  readonly given: Map<NodeId, string>;
  readonly fresh: () => string;
  readonly nextId: () => number;
  /** The names of the numbers in a row of observations. */
  readonly rowNames: ReadonlyMap<NodeId, string>;
}

/** `mark` stands before the names of results, `d` for derivatives. */
export function makeBody(shared: Shared, wanted: Wanted, mark: string): Body {
  const { program } = shared;
  const b = program.builder;
  const roots = nodesOf(wanted);
  const plan = makePlan(b, roots, shared.planning);
  const outputs = outputBuffers(shared, wanted, mark);
  const newLocal: NewLocal = (hint, type = "number") => ({ id: shared.nextId(), hint, type });
  const needed = new Set(plan.uses.order);
  const begin = newBeginning(shared, needed, newLocal);
  const lowered = lower(plan, namingIn(shared), (id) => {
    return begin.bufferOf(id) ?? outputs.own.get(id) ?? scratchFor(shared, id);
  }, shared.scalars, shared.nextId, shared);
  const from = (id: NodeId, statements: readonly Stmt[]): Stmt[] => statements.map((stmt) => ({ ...stmt, ...originOf({ b }, id) }));
  const copies = outputs.copies.flatMap(({ node, buffer }) => from(node, copyLoop(lowered.buffers.get(node), buffer, newLocal)));
  const placed = outputs.blocks.flatMap(
    ({ block, buffer }) => from(block.node, blockCopy(shared, block, lowered, buffer, newLocal)),
  );
  const given = [...shared.scalars].flatMap(([id, num]): Given[] =>
    (num.kind === "local" && !begin.defined.has(num.local.id) ? [{ ...num.local, ...originOf({ b }, id) }] : []));
  const plainResult = treeOf(b, wanted, outputs.places, lowered.scalars);
  const kept = loadedBy(plainResult);
  const context = { newLocal, newBuffer: newBufferIn(shared), kept, read: localsOf(plainResult) };
  const all = [...begin.statements, ...lowered.body, ...copies, ...placed];
  const changed = runPasses(all, shared.passes, context, isDebugging() ? given.map(({ id }) => id) : undefined);
  // in a long body the results are computed in its parts too, not in the function that calls them
  const isCut = shared.isCut && isLong(changed, numbersOf(plainResult));
  const named: Stmt[] = [];
  const result = isCut ? withNames(plainResult, named, newLocal) : plainResult;
  const inOrder = [...changed, ...named];
  // before lives are told: which arrays may lie in the memory of others hangs on the order
  const statements = isCut ? orderForParts(inOrder, numbersOf(result), given) : inOrder;
  return {
    statements, result, needed, kept,
    split: shared.isCut ? split(statements, numbersOf(result), given, shared.nextId) : undefined,
    variables: new Set([...program.variables, ...program.seeds].filter((v) => v.nodes.some((id) => needed.has(id)))),
  };
}

/** The body of a program of one observation, over all of them. */
export function makeRowsBody(shared: Shared, wanted: Wanted, count: Dim, hasRows: HasRows): Body {
  const { program } = shared;
  const plan = makePlan(program.builder, nodesOf(wanted), shared.planning);
  const newLocal: NewLocal = (hint, type = "number") => ({ id: shared.nextId(), hint, type });
  const needed = new Set(plan.uses.order);
  const begin = newBeginning(shared, needed, newLocal);
  const rows: Rows = {
    count, element: shared.element, row: newLocal("i", "index"), hasRows, newLocal, nextId: shared.nextId,
    hint: (id) => shared.hints.get(id),
  };
  const all = [...program.variables, ...program.seeds];
  const taken = takeRows(rows, all, shared.inputs, needed, (v, i) => `${shared.rowNames.get(nth(v.nodes, i)) ?? v.name}_i`);
  const scalars = new Map([...shared.scalars, ...taken.locals]);
  // arrays that a sum or steps need are there for one observation at a time
  const memory = (id: NodeId): Buffer => scratchFor(shared, id);
  const lowered = lower(plan, namingIn(shared), memory, scalars, shared.nextId, shared);
  const { result, ...gathered } = gather(rows, wanted, lowered.scalars);
  const statements = [...begin.statements, ...loopOverRows(rows, taken.statements, lowered.body, gathered)];
  const given = [...shared.scalars.values()].flatMap((num) =>
    (num.kind === "local" && !begin.defined.has(num.local.id) ? [num.local.id] : []));
  const kept = loadedBy(result);
  const context = { newLocal, newBuffer: newBufferIn(shared), kept, read: localsOf(result) };
  return {
    statements: runPasses(statements, shared.passes, context, isDebugging() ? given : undefined), result, needed, kept, split: undefined,
    variables: new Set(all.filter((v) => v.nodes.some((id) => needed.has(id)))),
  };
}

/** What a body takes out of the vectors before anything else. */
interface Beginning {
  readonly statements: Stmt[];
  /** The locals that the statements define. */
  readonly defined: Set<number>;
  readonly bufferOf: (id: NodeId) => Buffer | undefined;
}

function newBeginning(shared: Shared, needed: ReadonlySet<NodeId>, newLocal: NewLocal): Beginning {
  const begin: Beginning = {
    statements: [], defined: new Set(),
    bufferOf: (id) => {
      const own = shared.inputs.get(id);
      if (own?.base === undefined || !shared.readWhole.has(id)) return own;
      // routines read an array from its start
      const copy = scratchFor(shared, id);
      begin.statements.push(...copyLoop(own, copy, newLocal));
      return copy;
    },
  };
  for (const vector of shared.vectors) {
    for (const { variable, from } of vector.parts) {
      variable.nodes.forEach((id, i) => {
        const num = shared.scalars.get(id);
        if (num?.kind !== "local") return;
        begin.defined.add(num.local.id);
        if (!needed.has(id)) return;
        begin.statements.push({ kind: "let", local: num.local, value: load(vector.buffer, plus(size(from), int(i))), mutable: false });
      });
    }
  }
  return begin;
}

/** Whether each step is verified: slower, for those who work on gradc. */
export function isDebugging(): boolean {
  return typeof process === "object" && process.env.GRADC_DEBUG !== undefined;
}

/** What names the nodes of a graph: of the program, or of the body of a loop. */
type Named = Pick<Shared, "hints" | "given" | "fresh" | "formula" | "inside" | "nextId" | "element"> & {
  readonly program: Pick<Program, "builder">;
};

function namingIn(named: Named): Naming {
  return {
    hint: (id) => named.hints.get(id), name: (id) => nameOf(named, id), comment: (...ids) => commentOn(named, ids),
    inside: (loop) => insideOf(named, loop),
  };
}

/** Names and memory inside a loop; functions of one module share the memory. */
function insideOf(named: Named, loop: Loop): Inside {
  const { body } = loop;
  const key = loopKey(loop);
  const inner: Named = { ...named, program: body, hints: body.names, given: new Map(body.names) };
  const { constants, sequences } = argumentsOf(loop, loop.args);
  constants.forEach((arg, i) => inner.given.set(nth(body.constants, i), nameOf(named, arg)));
  sequences.forEach((arg, i) => inner.given.set(nth(body.items, i), `${nameOf(named, arg)}[t]`));
  body.states.forEach((leaf, i) => inner.given.set(leaf, `${stateName(body, i)}[t ${loop.down ? "+" : "-"} 1]`));
  const own = named.inside.get(key) ?? new Map<string, Buffer>();
  named.inside.set(key, own);
  const memory = (use: string, make: () => Buffer): Buffer => {
    const known = own.get(use) ?? make();
    own.set(use, known);
    return known;
  };
  return {
    naming: namingIn(inner),
    bufferOf: (id) => memory(`node ${id}`, () => bufferFor(inner, id)),
    // the segments of a function that keeps more of each step are shorter
    scratch: (use, hint, shape) => memory(
      `${use} ${formatShape(shape)}`, () => ({ id: named.nextId(), hint, type: named.element, kind: "scratch", shape }),
    ),
  };
}

/** The name of a value: the user's, or the next free t1, t2, … */
function nameOf(shared: Named, id: NodeId): string {
  const known = shared.given.get(id);
  if (known !== undefined) return known;
  const node = shared.program.builder.node(id);
  const name = shared.hints.get(id) ?? (node.op === "table" ? attrsOf("table", node).table.part : shared.fresh());
  shared.given.set(id, name);
  return name;
}

/** `H = relu(X * W1)  [m, h]`, and `t1, t2 = lu(A)  [n, n], [n]` */
function commentOn(shared: Named, ids: readonly NodeId[]): string {
  const shapes = ids.map((id) => shared.program.builder.shape(id)).filter((shape) => shape.length > 0);
  const text = `${ids.map((id) => nameOf(shared, id)).join(", ")} = ${shared.formula(shared.program, nth(ids, 0), shared.given)}`;
  return shapes.length === 0 ? text : `${text}  ${shapes.map(formatShape).join(", ")}`;
}

interface OutputBuffers {
  /** Where a stored node is computed straight into the result. */
  readonly own: Map<NodeId, Buffer>;
  /** Results that repeat another one or are an argument. */
  readonly copies: { readonly node: NodeId; readonly buffer: Buffer }[];
  /** Blocks of derivatives that come into a matrix once they are computed. */
  readonly blocks: { readonly block: MatrixBlock; readonly buffer: Buffer }[];
  readonly places: Map<Wanted, Buffer>;
}

function outputBuffers(shared: Shared, wanted: Wanted, mark: string): OutputBuffers {
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
function blockCopy(shared: Shared, block: MatrixBlock, { scalars, buffers }: Lowered, to: Buffer, newLocal: NewLocal): readonly Stmt[] {
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

function scratchFor(shared: Shared, id: NodeId): Buffer {
  const buffer = shared.scratch.get(id) ?? bufferFor(shared, id);
  shared.scratch.set(id, buffer);
  return buffer;
}

/** Memory for a node; numbers that are known have it filled. */
function bufferFor(named: Named, id: NodeId): Buffer {
  const { builder } = named.program;
  const node = builder.node(id);
  const data = listed(node).map((a) => builder.constantOf(a));
  const isConstant = data.length > 0 && data.every((v) => v !== undefined);
  const own = { id: named.nextId(), hint: nameOf(named, id), type: named.element, shape: node.shape };
  if (node.op === "table") return { ...own, kind: "constant", table: attrsOf("table", node).table };
  return {
    ...own, kind: isConstant ? "constant" : "scratch", ...(isConstant ? { data } : {}),
  };
}

/** Memory that a pass asks for. */
function newBufferIn(shared: Shared): NewBuffer {
  return (like, shape, hint = like.hint, table?) => {
    const own = { id: shared.nextId(), hint, type: like.type, shape };
    const buffer: Buffer = table === undefined ? { ...own, kind: "scratch" } : { ...own, kind: "constant", table };
    shared.extra.push(buffer);
    return buffer;
  };
}

function loadedBy(tree: Tree): Set<number> {
  return new Set(numbersOf(tree).flatMap(allParts).flatMap((part) => (part.kind === "load" ? [part.buffer.id] : [])));
}

function localsOf(tree: Tree): Set<number> {
  return new Set(numbersOf(tree).flatMap((num) => [...localsIn(num)]));
}

function treeOf(b: Builder, wanted: Wanted, places: ReadonlyMap<Wanted, Buffer>, scalars: ReadonlyMap<NodeId, Num>): Tree {
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
function withNames(tree: Tree, named: Stmt[], newLocal: NewLocal): Tree {
  if (tree.kind === "object") return { ...tree, entries: tree.entries.map(([key, t]) => [key, withNames(t, named, newLocal)]) };
  if (tree.kind === "array" || tree.kind === "pattern" || tree.num.kind === "local" || tree.num.kind === "number") return tree;
  const local = newLocal("result");
  named.push({ kind: "let", local, value: tree.num, mutable: false, ...(tree.origin === undefined ? {} : { origin: tree.origin }) });
  return { ...tree, num: { kind: "local", local } };
}

/** Operations of the statements and of the expressions that are returned, for given sizes. */
export function operationsOf(body: Body, sizes: ReadonlyMap<string, number>): number {
  return numbersOf(body.result).reduce((sum, num) => sum + countExpr(num), countOperations(body.statements, sizes));
}
