// What is lowered, and what the lowering of each kind of step needs: names, loops over shapes, values that are known.
import { invariant } from "../diagnostics/diagnostic.js";
import { located, type Located } from "../diagnostics/source.js";
import { NOWHERE } from "../graph/builder.js";
import type { NodeId } from "../graph/graph.js";
import type { Loop } from "../ops/loop.js";
import type { Checkpoints } from "../plan/checkpoints.js";
import type { Member, Plan } from "../plan/plan.js";
import type { Dim } from "../shape/dim.js";
import type { ElementType } from "../shape/element.js";
import type { Shape } from "../shape/shape.js";
import { apply, counter, FIRST, loopOver, type Buffer, type Index, type Local, type NewLocal, type Num, type Stmt } from "./ir.js";
import type { Values } from "./values.js";

export interface Naming {
  /** A hint for the name of a node's value. */
  readonly hint: (id: NodeId) => string | undefined;
  /** The name of a value that gets a local or memory: the hint, or a new one that is kept. */
  readonly name: (id: NodeId) => string;
  /** The comment over the block that computes a node, or the results of one computation. */
  readonly comment: (...ids: readonly NodeId[]) => string;
  /** The names inside a loop. */
  readonly inside: (loop: Loop) => Inside;
}

/** Names and memory for the inside of a loop. */
export interface Inside {
  readonly naming: Naming;
  readonly bufferOf: BufferOf;
  /** Memory for something that is no node; the same for the same use of one loop. */
  readonly scratch: (use: string, hint: string, shape: Shape) => Buffer;
}

/** Memory for stored nodes; asked once a node. */
export type BufferOf = (id: NodeId) => Buffer;

export interface Lowered {
  readonly body: readonly Stmt[];
  readonly scalars: ReadonlyMap<NodeId, Num>;
  readonly buffers: ReadonlyMap<NodeId, Buffer>;
}

/** Memory into which the loop that computes a node stores its elements too, after all others, or adds them. */
export interface Sink {
  readonly buffer: Buffer;
  readonly add: boolean;
}

export type Sinks = ReadonlyMap<NodeId, readonly Sink[]>;

export interface LowerOptions {
  readonly sinks?: Sinks;
  /** How many bytes a loop may keep for the way back, where that is bounded. */
  readonly memory?: number | undefined;
  /** The type of the elements of arrays: doubles unless given. */
  readonly element?: ElementType;
}

/** A plan to statements, as lower.ts does it. */
export type Lower = (
  plan: Plan, naming: Naming, bufferOf: BufferOf, scalarInputs: ReadonlyMap<NodeId, Num>, nextId: () => number, options?: LowerOptions,
) => Lowered;

/** State while one function is lowered. */
export interface Lowering extends Values {
  /** For what is inside of a step. */
  readonly lower: Lower;
  readonly plan: Plan;
  readonly sinks: Sinks;
  readonly checkpoints: Checkpoints;
  readonly naming: Naming;
  readonly buffers: Map<NodeId, Buffer>;
  readonly scalars: Map<NodeId, Num>;
  readonly elements: Map<NodeId, Num>;
  readonly body: Stmt[];
  readonly sizes: Map<NodeId, number>;
  readonly newLocal: NewLocal;
  readonly nextId: () => number;
}

/** Where in the text a node comes from. */
export function originOf(l: Pick<Lowering, "b">, id: NodeId): { readonly origin: Located } | undefined {
  const { origin } = l.b.node(id);
  return origin === NOWHERE ? undefined : { origin: located(origin) };
}

export function scalarOf(l: Lowering, id: NodeId): Num {
  const known = l.scalars.get(id);
  invariant(known !== undefined, `scalar ${id} is not computed`);
  return known;
}

/** One loop of a nest; a dimension of size 1 needs none, its index is 0. */
export interface LoopIndex {
  readonly local: Local | undefined;
  readonly count: Dim;
  readonly index: Index;
}

export function loopsOver(l: Lowering, shape: Shape): LoopIndex[] {
  return shape.map((count, i) => {
    if (count === 1) return { local: undefined, count, index: FIRST };
    const local = l.newLocal("ijklpq"[i] ?? "i", "index");
    return { local, count, index: counter(local) };
  });
}

/** Loops around statements, the first index outermost. */
export function nest(loops: readonly LoopIndex[], inner: readonly Stmt[], isDown = false): readonly Stmt[] {
  return loops.reduceRight<readonly Stmt[]>((body, { local, count }) =>
    (local === undefined ? body : [loopOver(local, [count], body, isDown)]), inner);
}

export function combine(role: Member["role"], total: Num, value: Num): Num {
  return apply(role === "max" || role === "min" ? role : role === "prod" ? "mul" : "add", total, value);
}
