// What a loop in the other direction computes again from the states before each step, and the first loop had at hand: what
// costs more to compute than to read is stored by the first loop and read by the second.
import { atKey, nth } from "../../diagnostics/known.js";
import { argOf, attrsKey, type NodeId } from "../../graph/graph.js";
import type { Builder } from "../../graph/builder.js";
import type { ScalarOp } from "../../graph/operation.js";
import { neededIn } from "../../graph/bodies.js";
import { reachable } from "../../graph/evaluate.js";
import { lawsNamed } from "../../graph/operation.js";
import { keptNodes, type Program } from "../../graph/program.js";
import { isContraction, summedLabels, type Contraction } from "../../ops/contraction.js";
import { inBodies } from "../../ops/in-bodies.js";
import { argumentsOf, isLoop, liveIn, loopKey, loopOf, wantedIn, type Loop } from "../../ops/loop.js";
import { sameDim } from "../../shape/dim.js";
import {
  changeLoops, closedLoop, frontier, groupsOf, inOldSlots, stacked, stackOf, withLeaves, type Group, type ResultOf, type Work,
} from "./groups.js";

/** A value of the first loop: a node of its body, or an operation on one that has its costly part in common with another. */
interface Stored {
  readonly node: NodeId;
  readonly then?: string;
}

/** The values that a loop can read of another one, by node of its body. */
interface Reading {
  readonly from: Group;
  readonly values: ReadonlyMap<NodeId, Stored>;
}

/** The program with what is computed twice, once in each direction, computed once. */
export function storeForReverse(outer: Program): Program {
  const program = inBodies(outer, storeForReverse);
  const b = program.builder;
  const groups = groupsOf(b, reachable(b, keptNodes(program)));
  const readings = new Map(groups.flatMap((group) => {
    const reading = readingOf(b, groups, group);
    return reading === undefined ? [] : [[group.key, reading] as const];
  }));
  if (readings.size === 0) return program;
  const wanted = new Map<string, Map<string, Stored>>();
  for (const { from, values } of readings.values()) {
    const all = wanted.get(from.key) ?? new Map<string, Stored>();
    for (const stored of values.values()) all.set(keyOf(stored), stored);
    wanted.set(from.key, all);
  }
  const places = new Map<string, (stored: Stored) => NodeId>();
  return changeLoops(program, (work, group) => {
    const reading = readings.get(group.key);
    const open = reading === undefined ? work : withReads(work, reading, places.get(reading.from.key) as (stored: Stored) => NodeId);
    const more = [...wanted.get(group.key)?.values() ?? []];
    if (more.length === 0 && open === work) return undefined;
    const slots = new Map(more.map((stored) => [keyOf(stored), stacked(open, made(open, stored))]));
    const result: ResultOf = closedLoop(open);
    places.set(group.key, (stored) => stackOf(result, atKey(slots, keyOf(stored))));
    return inOldSlots(open, result);
  });
}

function keyOf({ node, then }: Stored): string {
  return `${node} ${then ?? ""}`;
}

/** The value in the open body of the loop that has it. */
function made({ b, made: at }: Work, { node, then }: Stored): NodeId {
  const value = atKey(at, node);
  return then === undefined ? value : b.apply(then, [value]);
}

function withReads(work: Work, { values }: Reading, placeOf: (stored: Stored) => NodeId): Work {
  const leaves = [...values].map(([id, stored]) => {
    const of = atKey(work.made, id);
    return { of, leaf: work.leaf(work.b.shape(of)), arg: placeOf(stored) };
  });
  const next = withLeaves(work, leaves);
  next.items.push(...leaves);
  return next;
}

/** What a loop reads of one whose states it goes back through. */
function readingOf(b: Builder, groups: readonly Group[], group: Group): Reading | undefined {
  const sources = argumentsOf(group.loop, group.loop.args).sequences.flatMap((arg) => {
    const node = b.node(arg);
    return isLoop(node) && loopOf(node).role === "entry" ? [loopKey(loopOf(node))] : [];
  });
  const from = groups.find(({ key, loop }) => sources.includes(key) && sameDim(loop.steps, group.loop.steps));
  if (from === undefined) return undefined;
  const values = valuesIn(b, from, group);
  return values.size === 0 ? undefined : { from, values };
}

/** The costly values of one body that the other has too. */
function valuesIn(b: Builder, from: Group, group: Group): Map<NodeId, Stored> {
  const numbers = new Numbers(b);
  const first = numbers.ofBody(from);
  const byNumber = new Map([...first].map(([id, number]) => [number, id] as const));
  const second = numbers.ofBody(group, from.loop);
  const inner = group.loop.body.builder;
  const slopes = slopesIn(from.loop.body.builder);
  const storedFor = (id: NodeId): Stored | undefined => {
    const number = second.get(id);
    if (number === undefined || !isCostly(inner, id)) return undefined;
    const same = byNumber.get(number);
    return same === undefined ? besideIn(slopes, byNumber, inner, id, second) : { node: same };
  };
  const live = liveIn(group.loop.body, group.results);
  const results = wantedIn(group.loop.body, live);
  const found = frontier({ b: inner, states: [], outs: results, parts: [] }, (id) => storedFor(id) !== undefined);
  return new Map(found.map((id) => [id, storedFor(id) as Stored]));
}

/** A derivative that the first loop can make with the function of which it is that. */
function besideIn(
  slopes: ReadonlySet<string>, byNumber: ReadonlyMap<number, NodeId>, inner: Builder, id: NodeId, numbers: ReadonlyMap<NodeId, number>,
): Stored | undefined {
  const { op, args: [arg, ...others] } = inner.node(id);
  const argument = arg === undefined || others.length > 0 ? undefined : byNumber.get(atKey(numbers, arg));
  if (argument === undefined) return undefined;
  return slopes.has(`${op}(x) at ${argument}`) ? { node: argument, then: op } : undefined;
}

/** The derivatives by their first arguments of the functions in a body, and where they are taken. */
function slopesIn({ graph, ops }: Builder): ReadonlySet<string> {
  const slopeOf = (op: string): string | undefined => {
    const record = ops.get(op);
    return record?.kind === "scalar" && record.partials !== "zero" ? record.partials.x : undefined;
  };
  return new Set(graph.idsOf((op) => slopeOf(op) !== undefined).map((id) => `${slopeOf(graph.opOf(id))} at ${graph.argAt(id, 0)}`));
}

/** Whether computing a value costs more than storing and reading it. */
function isCostly(b: Builder, id: NodeId): boolean {
  const node = b.node(id);
  const record = b.ops.get(node.op);
  if (record === undefined || isLoop(node)) return false;
  if (node.op === "pow" && Number.isInteger(b.constantOf(argOf(node, 1)))) return false;
  if (record.kind === "scalar") return isCostlyCode(b, record);
  if (!isContraction(node)) return record.combines !== undefined || (record.access === "routine" && record.refuses !== true);
  return summedLabels(node).length > 0;
}

function isCostlyCode(b: Builder, { code, laws }: ScalarOp): boolean {
  if (laws?.cheap === true || "runtime" in code || "op" in code) return laws?.cheap !== true;
  return [...code.formula.matchAll(/([a-z]\w*)\(/g)].some(([, name = ""]) => lawsNamed(b, name)?.cheap !== true);
}

/** Numbers for values, the same for the same value in both bodies. */
class Numbers {
  private readonly known = new Map<string, number>();
  private readonly outer: Builder;

  constructor(outer: Builder) {
    this.outer = outer;
  }

  /** The numbers of a body's nodes; those of leaves come from what is handed in. `first` is the loop whose states are read. */
  ofBody({ loop, results }: Group, first?: Loop): Map<NodeId, number> {
    const { body, args } = loop;
    const { constants, sequences } = argumentsOf(loop, args);
    const numbers = new Map<NodeId, number>([[body.step, this.of("step")]]);
    body.constants.forEach((leaf, i) => numbers.set(leaf, this.of(`constant ${constants[i]}`)));
    body.states.forEach((leaf, i) => numbers.set(leaf, this.of(first === undefined ? `state ${i}` : `own ${i}`)));
    body.items.forEach((leaf, i) => numbers.set(leaf, this.of(this.itemKey(nth(sequences, i), first))));
    const needed = neededIn(body.builder, wantedIn(body, liveIn(body, results)));
    for (let id = 0; id < needed.length; id++)
      if (needed[id] === 1 && !numbers.has(id)) numbers.set(id, this.of(this.nodeKey(body.builder, id, numbers)));
    return numbers;
  }

  private itemKey(arg: NodeId, first: Loop | undefined): string {
    const node = this.outer.node(arg);
    if (first === undefined || !isLoop(node)) return `item ${arg}`;
    const read = loopOf(node);
    return read.role === "entry" && loopKey(read) === loopKey(first) ? `state ${read.slot}` : `item ${arg}`;
  }

  private nodeKey(b: Builder, id: NodeId, numbers: ReadonlyMap<NodeId, number>): string {
    const node = b.node(id);
    const { op, args, attrs } = node;
    const own = args.map((arg) => atKey(numbers, arg));
    const record = b.ops.get(op);
    if (record?.kind === "scalar" && record.laws?.commutative === true) own.sort((x, y) => x - y);
    return isContraction(node) ? contractKey(own, node.attrs) : `${op}(${own.join(",")})${attrsKey(attrs)}`;
  }

  private of(key: string): number {
    const known = this.known.get(key);
    if (known !== undefined) return known;
    this.known.set(key, this.known.size);
    return this.known.size - 1;
  }
}

/** Factors in the order of their numbers, labels in the order in which they come. */
function contractKey(args: readonly number[], { labels, out }: Contraction): string {
  const order = args.map((_, i) => i).sort((x, y) => nth(args, x) - nth(args, y));
  const renamed = new Map<number, number>();
  const name = (label: number): number => renamed.get(label) ?? (renamed.set(label, renamed.size), renamed.size - 1);
  const factors = order.map((i) => `${args[i]}[${(labels[i] ?? []).map(name).join(",")}]`);
  return `contract(${factors.join(" ")})${out.map(name).join(",")}`;
}
