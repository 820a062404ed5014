// The symbolic graph: an append-only arena of hash-consed nodes. An argument has a smaller id
// than its node, so every pass is a plain loop; equal nodes are one node, so equality is ===.
import type { Located } from "../diagnostics/source.js";
import { dimKey, type Dim } from "../shape/dim.js";
import type { Shape } from "../shape/shape.js";

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
  return node.args[place] as NodeId;
}

/** The same place, made by a pass. */
export function originVia({ span, source }: Located, via: readonly string[]): Origin {
  return source === undefined ? { span, via } : { span, source, via };
}

export const NO_ATTRS: Attrs = Object.freeze({});

export class Graph {
  readonly nodes: Node[] = [];
  private readonly attrKeys: string[] = [];
  /** Open addressing; a slot is a node and its hash side by side, so that a look-up finds both in one line of the cache. */
  private table: Int32Array;
  private readonly opHashes = new Map<string, number>();
  /** The arguments of all nodes one after the other, and where those of each end: walks over edges alone read no objects. */
  private flatArgs: Int32Array;
  private argEnds: Int32Array;

  /** With room for so many nodes, more if they come. */
  constructor(expected = 0) {
    const room = Math.max(32, expected);
    this.table = new Int32Array(2 ** Math.ceil(Math.log2(room) + 2)).fill(-1);
    this.flatArgs = new Int32Array(2 * room);
    this.argEnds = new Int32Array(room);
  }

  get size(): number {
    return this.nodes.length;
  }

  node(id: NodeId): Node {
    const node = this.nodes[id];
    if (node === undefined) throw new Error(`defect of gradc: no node ${id}`);
    return node;
  }

  /** Whether a node of this operation was ever made. */
  has(op: string): boolean {
    return this.opHashes.has(op);
  }

  /** Marks what the marked nodes need. */
  markNeeded(marks: Uint8Array): void {
    const { flatArgs, argEnds } = this;
    for (let id = marks.length - 1; id >= 0; id--) {
      if (marks[id] === 0) continue;
      for (let i = this.argStart(id); i < (argEnds[id] as number); i++) marks[flatArgs[i] as number] = 1;
    }
  }

  /** Marks the nodes that need a marked one. */
  markDependent(marks: Uint8Array): void {
    const { flatArgs, argEnds } = this;
    for (let id = 0, i = 0; id < marks.length; id++) {
      for (const end = argEnds[id] as number; i < end; i++) if (marks[flatArgs[i] as number] === 1) marks[id] = 1;
    }
  }

  /** Adds one to the count of each argument of a node. */
  countArguments(id: NodeId, counts: Int32Array): void {
    const { flatArgs, argEnds } = this;
    for (let i = this.argStart(id); i < (argEnds[id] as number); i++) {
      const arg = flatArgs[i] as number;
      counts[arg] = (counts[arg] as number) + 1;
    }
  }

  /**
   * The node with this meaning: the one that exists, or a new one. A node of another graph that has the same parts is `like`
   * it, and serves both.
   */
  add(op: string, args: readonly NodeId[], attrs: Attrs, shape: Shape, origin: Origin, like?: Node): NodeId {
    const key = attrs === NO_ATTRS ? "" : attrsKey(attrs);
    const hash = this.hash(op, args, key);
    const mask = this.table.length - 2;
    let slot = (hash << 1) & mask;
    for (let id = this.table[slot] as number; id >= 0; id = this.table[slot] as number) {
      if (this.table[slot + 1] === hash && this.isSame(id, op, args, key)) return id;
      slot = (slot + 2) & mask;
    }
    const id = this.nodes.length;
    this.nodes.push(like?.origin === origin && isSameList(like.args, args) ? like : { op, args, attrs, shape, origin });
    this.keepArguments(id, args);
    this.attrKeys.push(key);
    this.table[slot] = id;
    this.table[slot + 1] = hash;
    if (this.nodes.length * 4 > this.table.length) this.grow();
    return id;
  }

  /** Where the arguments of a node begin. */
  private argStart(id: NodeId): number {
    return id === 0 ? 0 : this.argEnds[id - 1] as number;
  }

  private keepArguments(id: NodeId, args: readonly NodeId[]): void {
    let end = this.argStart(id);
    if (id === this.argEnds.length) this.argEnds = withRoom(this.argEnds, 2 * id);
    if (end + args.length > this.flatArgs.length) this.flatArgs = withRoom(this.flatArgs, 2 * (end + args.length));
    for (let i = 0; i < args.length; i++) this.flatArgs[end++] = args[i] as NodeId;
    this.argEnds[id] = end;
  }

  private isSame(id: NodeId, op: string, args: readonly NodeId[], key: string): boolean {
    const node = this.nodes[id] as Node;
    return node.op === op && this.attrKeys[id] === key && isSameList(node.args, args);
  }

  private hash(op: string, args: readonly NodeId[], key: string): number {
    let h = this.opHash(op);
    for (let i = 0; i < args.length; i++) h = Math.imul(h ^ (args[i] as number), 0x9e3779b1) + (h >>> 15);
    if (key !== "") h = Math.imul(h ^ textHash(key), 0x85ebca6b);
    h ^= h >>> 13;
    return Math.imul(h, 0xc2b2ae35) >>> 1;
  }

  private opHash(op: string): number {
    const known = this.opHashes.get(op);
    if (known !== undefined) return known;
    const hash = textHash(op);
    this.opHashes.set(op, hash);
    return hash;
  }

  private grow(): void {
    const old = this.table;
    const table = new Int32Array(old.length * 2).fill(-1);
    const mask = table.length - 2;
    for (let from = 0; from < old.length; from += 2) {
      if ((old[from] as number) < 0) continue;
      const hash = old[from + 1] as number;
      let slot = (hash << 1) & mask;
      while ((table[slot] as number) >= 0) slot = (slot + 2) & mask;
      table[slot] = old[from] as number;
      table[slot + 1] = hash;
    }
    this.table = table;
  }
}

function isSameList(x: readonly NodeId[], y: readonly NodeId[]): boolean {
  if (x.length !== y.length) return false;
  for (let i = 0; i < x.length; i++) if (x[i] !== y[i]) return false;
  return true;
}

function withRoom(list: Int32Array, length: number): Int32Array {
  const longer = new Int32Array(length);
  longer.set(list);
  return longer;
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

/** 128 bits of a text, by which a long one is told. */
export function digestOf(text: string): string {
  let [a, b, c, d] = [0x811c9dc5, 0x9e3779b1, 0x85ebca6b, 0xc2b2ae35];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = b ^ Math.imul(a ^ code, 0x239b961b);
    b = c ^ Math.imul(b ^ code, 0xab0e9789);
    c = d ^ Math.imul(c ^ code, 0x38b34ae5);
    d = a ^ Math.imul(d ^ code, 0xa1e38b93);
  }
  return [a, b, c, d].map((lane) => (lane >>> 0).toString(36)).join(".");
}

function textHash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h;
}
