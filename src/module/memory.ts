// What the functions of a module share: names and memory of the nodes of a program, and of those inside its loops.
import { nth } from "../diagnostics/known.js";
import { attrsOf } from "../graph/attrs.js";
import { stateName } from "../graph/bodies.js";
import type { NodeId } from "../graph/graph.js";
import { listed } from "../graph/lists.js";
import type { Program } from "../graph/program.js";
import type { Buffer, Num } from "../loop/ir.js";
import type { ElementType } from "../shape/element.js";
import type { Inside, Naming } from "../loop/lowering.js";
import { argumentsOf, loopKey, type Loop } from "../ops/loop.js";
import type { Planning } from "../plan/planning.js";
import type { LoopPass } from "../loop/passes.js";
import type { NewBuffer } from "../loop/rows.js";
import { formatShape } from "../shape/shape.js";
import type { Vector } from "./layout.js";

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

/** What names the nodes of a graph: of the program, or of the body of a loop. */
type Named = Pick<Shared, "hints" | "given" | "fresh" | "formula" | "inside" | "nextId" | "element"> & {
  readonly program: Pick<Program, "builder">;
};

export function namingIn(named: Named): Naming {
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

export function scratchFor(shared: Shared, id: NodeId): Buffer {
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
export function newBufferIn(shared: Shared): NewBuffer {
  return (like, shape, hint = like.hint, table?) => {
    const own = { id: shared.nextId(), hint, type: like.type, shape };
    const buffer: Buffer = table === undefined ? { ...own, kind: "scratch" } : { ...own, kind: "constant", table };
    shared.extra.push(buffer);
    return buffer;
  };
}
