// The symbolic graph: an append-only arena of hash-consed nodes. An argument has a smaller id
// than its node, so every pass is a plain loop; equal nodes are one node, so equality is ===.
import type { Located } from "../diagnostics/source.js";
import { dimKey, type Dim } from "../shape/dim.js";
import type { Shape } from "../shape/shape.js";
import { Numbering, withRoom } from "./numbering.js";

export type NodeId = number;

/** Where a node comes from: the user's text, and the passes that made it out of that. */
export interface Origin extends Located {
  readonly via: readonly string[];
  /** The user's name for the value, if it has one. */
  readonly name?: string;
}

/** Something that is told by its text alone, such as the body of a loop; by a digest of it where it is long. */
export interface Closed {
  readonly closure: string;
}

export type AttrValue = number | string | boolean | Dim | Closed | readonly AttrValue[];
export type Attrs = Readonly<Record<string, AttrValue>>;

/**
 * As many arguments as an operation takes, for those who know the operation and so their number: the rules of its record, and
 * rules of rewriting, which are tried on nodes of one operation.
 */
export type Operands<T = NodeId> = readonly [T, T, T, ...T[]];

export interface Node {
  readonly op: string;
  readonly args: readonly NodeId[];
  readonly attrs: Attrs;
  readonly shape: Shape;
  readonly origin: Origin;
}

/** A node of an operation that the reader knows. */
export interface Applied extends Node {
  readonly args: Operands;
}

export function asApplied(node: Node): Applied {
  return node as Applied;
}

/** The same of a list: what has as many as an operation takes. */
export function asOperands<T>(list: readonly T[]): Operands<T> {
  return list as readonly unknown[] as Operands<T>;
}

/** The argument at a place where the operation of a node has one. */
export function argOf(node: Pick<Node, "args">, place = 0): NodeId {
  return node instanceof StoredNode ? node.graph.argAt(node.id, place) : node.args[place] as NodeId;
}

/** The same place, made by a pass. */
export function originVia({ span, source }: Located, via: readonly string[]): Origin {
  return source === undefined ? { span, via } : { span, source, via };
}

export const NO_ATTRS: Attrs = Object.freeze({});
const NO_ARGS: readonly NodeId[] = Object.freeze([]);

/** A node as it is read: its parts stand in the columns of its graph. */
class StoredNode implements Node {
  readonly graph: Graph;
  readonly id: NodeId;
  private list: readonly NodeId[] | undefined = undefined;

  constructor(graph: Graph, id: NodeId) {
    this.graph = graph;
    this.id = id;
  }

  get op(): string {
    return this.graph.opOf(this.id);
  }

  get args(): readonly NodeId[] {
    return (this.list ??= this.graph.argsOf(this.id));
  }

  get attrs(): Attrs {
    return this.graph.attrsOf(this.id);
  }

  get shape(): Shape {
    return this.graph.shapeOf(this.id);
  }

  get origin(): Origin {
    return this.graph.originOf(this.id);
  }
}

/** The numbers of a node, side by side: its operation, its attributes, and where its arguments end among those of all nodes. */
const [OP, ATTRS, END, ROW] = [0, 1, 2, 3];
/** A list of more arguments is kept as it is given, so that reading it is no copy. */
const SHORT = 8;
/** So many slots are tried beside those of the largest argument before any others. */
const NEAR = 8;

/**
 * Columns are read with a cast here, and in numbering.ts, range.ts and tensor.ts: their loops go over every node or element.
 *
 * Nodes lie in columns and not in objects: a million of them are a few arrays, which collecting garbage need not walk, and
 * neighbours in number are neighbours in memory.
 */
export class Graph {
  private count = 0;
  private readonly ops: string[] = [];
  private readonly opNumbers = new Map<string, number>();
  private readonly attributes = new Numbering<Attrs>();
  private rows: Int32Array;
  private flatArgs: Int32Array;
  private readonly longArgs = new Map<NodeId, readonly NodeId[]>();
  private readonly shapes: Shape[] = [];
  private readonly origins: Origin[] = [];
  /**
   * Open addressing; a slot is a node and its hash side by side. A node lies near the place that its largest argument gives,
   * where there is room, so that the nodes that a pass makes one after the other are found side by side as well.
   */
  private table: Int32Array;
  private translation: Translation | undefined;

  /** With room for so many nodes, more if they come. */
  constructor(expected = 0) {
    const room = Math.max(32, expected);
    this.table = new Int32Array(2 ** Math.ceil(Math.log2(room) + 2)).fill(-1);
    this.flatArgs = new Int32Array(2 * room);
    this.rows = new Int32Array(ROW * room);
    this.attributes.numberOf("", NO_ATTRS);
  }

  get size(): number {
    return this.count;
  }

  /** How many operations its nodes are of. */
  get operations(): number {
    return this.ops.length;
  }

  node(id: NodeId): Node {
    if (id >= this.count || id < 0) throw new Error(`defect of gradc: no node ${id}`);
    return new StoredNode(this, id);
  }

  opOf(id: NodeId): string {
    return this.ops[this.rows[ROW * id + OP] as number] as string;
  }

  /** A number of the operation that is its own in this graph. */
  opNumber(id: NodeId): number {
    return this.rows[ROW * id + OP] as number;
  }

  argsOf(id: NodeId): readonly NodeId[] {
    const start = this.argStart(id);
    const count = this.argEnd(id) - start;
    const { flatArgs } = this;
    if (count === 0) return NO_ARGS;
    if (count === 1) return [flatArgs[start] as number];
    if (count === 2) return [flatArgs[start] as number, flatArgs[start + 1] as number];
    return this.longArgs.get(id) ?? Array.from(flatArgs.subarray(start, start + count));
  }

  arity(id: NodeId): number {
    return this.argEnd(id) - this.argStart(id);
  }

  argAt(id: NodeId, place: number): NodeId {
    return this.flatArgs[this.argStart(id) + place] as number;
  }

  attrsOf(id: NodeId): Attrs {
    return this.attributes.values[this.rows[ROW * id + ATTRS] as number] as Attrs;
  }

  shapeOf(id: NodeId): Shape {
    return this.shapes[id] as Shape;
  }

  originOf(id: NodeId): Origin {
    return this.origins[id] as Origin;
  }

  /** The nodes of some operations, each of which is asked for once. */
  idsOf(isWanted: (op: string) => boolean): NodeId[] {
    const wanted = this.ops.map(isWanted);
    const found: NodeId[] = [];
    if (wanted.includes(true)) for (let id = 0; id < this.count; id++) if (wanted[this.opNumber(id)] === true) found.push(id);
    return found;
  }

  /** Whether a node of this operation was ever made. */
  has(op: string): boolean {
    return this.opNumbers.has(op);
  }

  /** Marks what the marked nodes need. */
  markNeeded(marks: Uint8Array): void {
    const { flatArgs } = this;
    for (let id = marks.length - 1; id >= 0; id--) {
      if (marks[id] === 0) continue;
      for (let i = this.argStart(id), end = this.argEnd(id); i < end; i++) marks[flatArgs[i] as number] = 1;
    }
  }

  /** Marks the nodes that need a marked one. */
  markDependent(marks: Uint8Array): void {
    const { flatArgs } = this;
    for (let id = 0, i = 0; id < marks.length; id++) {
      for (const end = this.argEnd(id); i < end; i++) if (marks[flatArgs[i] as number] === 1) marks[id] = 1;
    }
  }

  /** Adds one to the count of each argument of a node. */
  countArguments(id: NodeId, counts: Int32Array): void {
    const { flatArgs } = this;
    for (let i = this.argStart(id), end = this.argEnd(id); i < end; i++) {
      const arg = flatArgs[i] as number;
      counts[arg] = (counts[arg] as number) + 1;
    }
  }

  /** The node with this meaning: the one that exists, or a new one. */
  add(op: string, args: readonly NodeId[], attrs: Attrs, shape: Shape, origin: Origin): NodeId {
    const attributes = attrs === NO_ATTRS ? 0 : this.attributes.numberOf(attrsKey(attrs), attrs);
    return this.insert(this.numbered(op), args, attributes, shape, origin);
  }

  /** The same, with the operation, attributes and shape of a node of any graph. */
  addLike(like: Node, args: readonly NodeId[], origin: Origin): NodeId {
    if (!(like instanceof StoredNode)) return this.add(like.op, args, like.attrs, like.shape, origin);
    const { graph, id } = like;
    const row = ROW * id;
    let op = graph.rows[row + OP] as number;
    let attributes = graph.rows[row + ATTRS] as number;
    if (graph !== this) {
      const known = this.translationFrom(graph.attributes);
      op = known.ops[op] ??= this.numbered(graph.ops[op] as string);
      attributes = known.attributes[attributes] ??= this.attributes.numberAs(graph.attributes, attributes);
    }
    return this.insert(op, args, attributes, graph.shapes[id] as Shape, origin);
  }

  /** The node of an operation and attributes by their numbers. */
  protected insert(op: number, args: readonly NodeId[], attributes: number, shape: Shape, origin: Origin): NodeId {
    const { table } = this;
    const mask = table.length / 2 - 1;
    const hash = hashOf(op, args, attributes);
    const near = nearOf(args, 0, args.length, hash);
    let slot = near & mask;
    for (let tried = 1; ; tried++) {
      const id = table[2 * slot] as number;
      if (id < 0) break;
      if (table[2 * slot + 1] === hash && this.isSame(id, op, args, attributes)) return id;
      slot = (tried < NEAR ? near + tried : hash + tried) & mask;
    }
    const id = this.count++;
    this.store(id, op, args, attributes);
    this.shapes.push(shape);
    this.origins.push(origin);
    table[2 * slot] = id;
    table[2 * slot + 1] = hash;
    if (this.count * 4 > table.length) this.grow();
    return id;
  }

  private translationFrom(from: Numbering<Attrs>): Translation {
    if (this.translation?.from !== from) this.translation = { from, ops: [], attributes: [0] };
    return this.translation;
  }

  protected opNamed(op: number): string {
    return this.ops[op] as string;
  }

  private numbered(op: string): number {
    const known = this.opNumbers.get(op);
    if (known !== undefined) return known;
    this.opNumbers.set(op, this.ops.length);
    return this.ops.push(op) - 1;
  }

  /** Where the arguments of a node begin, and end. */
  private argStart(id: NodeId): number {
    return id === 0 ? 0 : this.rows[ROW * (id - 1) + END] as number;
  }

  private argEnd(id: NodeId): number {
    return this.rows[ROW * id + END] as number;
  }

  private store(id: NodeId, op: number, args: readonly NodeId[], attributes: number): void {
    const row = ROW * id;
    let end = this.argStart(id);
    if (row === this.rows.length) this.rows = withRoom(this.rows, 2 * row);
    if (end + args.length > this.flatArgs.length) this.flatArgs = withRoom(this.flatArgs, 2 * (end + args.length));
    for (let i = 0; i < args.length; i++) this.flatArgs[end++] = args[i] as NodeId;
    if (args.length > SHORT) this.longArgs.set(id, args);
    this.rows[row + OP] = op;
    this.rows[row + ATTRS] = attributes;
    this.rows[row + END] = end;
  }

  private isSame(id: NodeId, op: number, args: readonly NodeId[], attributes: number): boolean {
    const row = ROW * id;
    const start = this.argStart(id);
    if (this.rows[row + OP] !== op || this.rows[row + ATTRS] !== attributes || this.argEnd(id) - start !== args.length) return false;
    for (let i = 0; i < args.length; i++) if (this.flatArgs[start + i] !== args[i]) return false;
    return true;
  }

  private grow(): void {
    const old = this.table;
    const table = new Int32Array(old.length * 2).fill(-1);
    const mask = table.length / 2 - 1;
    for (let from = 0; from < old.length; from += 2) {
      const id = old[from] as number;
      if (id < 0) continue;
      const hash = old[from + 1] as number;
      const near = nearOf(this.flatArgs, this.argStart(id), this.argEnd(id), hash);
      let slot = near & mask;
      for (let tried = 1; (table[2 * slot] as number) >= 0; tried++) slot = (tried < NEAR ? near + tried : hash + tried) & mask;
      table[2 * slot] = id;
      table[2 * slot + 1] = hash;
    }
    this.table = table;
  }
}

/** What the numbers of another graph are in this one, told by its attributes so that it may be freed itself. */
interface Translation {
  readonly from: Numbering<Attrs>;
  readonly ops: number[];
  readonly attributes: number[];
}

function hashOf(op: number, args: readonly NodeId[], attributes: number): number {
  let h = Math.imul(op + 1, 0x01000193) ^ Math.imul(attributes, 0x85ebca6b);
  for (let i = 0; i < args.length; i++) h = Math.imul(h ^ (args[i] as number), 0x9e3779b1) + (h >>> 15);
  h ^= h >>> 13;
  return Math.imul(h, 0xc2b2ae35) >>> 1;
}

/** The slot to try first: four for each largest argument, and any for a leaf. */
function nearOf(args: ArrayLike<NodeId>, start: number, end: number, hash: number): number {
  if (start === end) return hash >>> 3;
  let largest = 0;
  for (let i = start; i < end; i++) largest = Math.max(largest, args[i] as NodeId);
  return 4 * largest;
}

/** A text that is equal for equal attributes; tells -0 from 0 and every NaN alike. */
export function attrsKey(attrs: Attrs): string {
  let key = "";
  for (const name in attrs) key += `${name}=${valueKey(attrs[name] as AttrValue)};`;
  return key;
}

function valueKey(value: AttrValue): string {
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value === "object" && "closure" in value) return `<${value.closure}>`;
  if (typeof value === "object") return "key" in value ? `{${dimKey(value)}}` : `[${value.map(valueKey).join(",")}]`;
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
