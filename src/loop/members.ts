// One loop for several nodes: elements that are stored, numbers that are reduced, values that run along it, and pieces
// that go to their places of a whole.
import { nth } from "../diagnostics/known.js";
import { invariant } from "../diagnostics/diagnostic.js";
import { argOf, type NodeId } from "../graph/graph.js";
import { contractionOf, isContraction } from "../ops/contraction.js";
import type { Piece } from "../plan/pieces.js";
import type { Member, PieceMember, Step } from "../plan/plan.js";
import { readsOf } from "../plan/reads.js";
import { runningOf, type Running } from "../plan/running.js";
import { subtractDims, type Dim } from "../shape/dim.js";
import { dimAt } from "../shape/shape.js";
import {
  FIRST, int, number, plus, scale, size, store, use, ZERO, type Buffer, type Index, type Local, type Num, type Stmt,
} from "./ir.js";
import { combine, loopsOver, nest, originOf, scalarOf, type Lowering } from "./lowering.js";
import { element, factorProduct, flatIndex, formulaValue } from "./values.js";

type AnyMember = Member | PieceMember;

/** One loop over a shape for all its members. */
export function loop(l: Lowering, { shape, isDown, members }: Extract<Step, { kind: "loop" }>): void {
  const body: Stmt[] = [];
  const running = new Map<NodeId, Run>();
  for (const m of members) body.push(...before(l, m));
  for (const m of members) if (m.role === "running") running.set(m.node, runOf(l, m, members, body));
  const loops = loopsOver(l, shape);
  const index = loops.map((at) => at.index);
  const reused = new Set([...l.sinks.keys(), ...members.flatMap((m) => [
    ...readsOf(l.b, l.plan.stored, m.role === "piece" ? m.piece : m.node).keys(),
  ])]);
  // what a reduction has before a step is read before the step
  const ordered = [...members.filter((m) => m.role === "running" && running.get(m.node)?.isGiven), ...members];
  const inner = [...new Set(ordered)].flatMap((m): readonly Stmt[] => {
    if (m.role === "piece") return [pieceStatement(l, m, index)];
    const run = running.get(m.node);
    return run === undefined ? memberStatements(l, m, index, reused.has(m.node)) : runningStatements(l, m, run, index, reused.has(m.node));
  });
  inner.push(...members.flatMap((m) => (m.role === "piece" ? [] : sinkStatements(l, m.node, index))));
  body.push(...nest(loops, inner, isDown));
  l.elements.clear();
  const named = members.map((m) => ({ node: m.role === "piece" ? m.piece.target : m.node, isLocal: m.role !== "piece" && m.isLocal }));
  const shown = new Set(named.filter(({ isLocal }) => !isLocal).map(({ node }) => node));
  const first = nth([...shown, ...named.map(({ node }) => node)], 0);
  l.body.push({ kind: "block", comment: [...shown].map((id) => l.naming.comment(id)).join("\n"), body, ...originOf(l, first) });
}

/** What comes before the loop: where a reduction starts, a whole that has gaps. */
function before(l: Lowering, m: AnyMember): readonly Stmt[] {
  if (m.role === "piece") {
    return zeros(l, m).map((stmt) => ({ ...stmt, ...originOf(l, m.piece.target) }));
  }
  return m.role === "store" || m.role === "running" ? [] : [startOf(l, m)];
}

/** What of a whole is set to 0. */
function zeros(l: Lowering, { piece, clears }: PieceMember): readonly Stmt[] {
  const buffer = wholeOf(l, piece);
  if (clears === "nothing") return [];
  if (clears === "all") return [{ kind: "fill", buffer, value: 0 }];
  const after = subtractDims(dimAt(buffer.shape, 0), clears.to);
  return [...zerosFrom(l, buffer, FIRST, clears.from), ...zerosFrom(l, buffer, size(clears.to), after)];
}

function zerosFrom(l: Lowering, buffer: Buffer, start: Index, count: Dim): readonly Stmt[] {
  if (count === 0) return [];
  const loops = loopsOver(l, [count]);
  return nest(loops, [store(buffer, plus(start, loops[0]?.index ?? FIRST), ZERO)]);
}

function wholeOf(l: Lowering, { target }: Piece): Buffer {
  const buffer = l.buffers.get(target);
  invariant(buffer !== undefined, "a piece of what is not stored");
  return buffer;
}

function startOf(l: Lowering, m: Member): Stmt {
  const start = m.role === "sum" ? 0 : m.role === "prod" ? 1 : m.role === "max" ? -Infinity : Infinity;
  const local = l.newLocal(l.naming.name(m.node));
  l.scalars.set(m.node, use(local));
  return { kind: "let", local, value: number(start), mutable: true, ...originOf(l, m.node) };
}

/** `isReused`: other members read the element; V8 takes it sooner from a local than from the memory into which it has gone. */
function memberStatements(l: Lowering, m: Member, index: readonly Index[], isReused: boolean): readonly Stmt[] {
  if (m.role !== "store") {
    const total = scalarOf(l, m.node);
    invariant(total.kind === "local", "a reduction without a local");
    const value = combine(m.role, total, reducedElement(l, m.node, index));
    return [{ kind: "assign", local: total.local, value, ...originOf(l, m.node) }];
  }
  const value = ownElement(l, m.node, index);
  const place = m.isLocal ? undefined : { buffer: l.buffers.get(m.node) as Buffer, at: flatIndex(l.b.shape(m.node), index) };
  if (place !== undefined && !isReused) return [{ ...store(place.buffer, place.at, value), ...originOf(l, m.node) }];
  const local = l.newLocal(l.naming.name(m.node));
  l.elements.set(m.node, use(local));
  const made: Stmt = { kind: "let", local, value, mutable: false, ...originOf(l, m.node) };
  return place === undefined ? [made] : [made, { ...store(place.buffer, place.at, use(local)), ...originOf(l, m.node) }];
}

/** The elements of a piece, stored or added at their places. */
function pieceStatement(l: Lowering, { piece, adds }: PieceMember, index: readonly Index[]): Stmt {
  const buffer = wholeOf(l, piece);
  const along = (axis: number | undefined, step: number): Index => (axis === undefined ? FIRST : scale(index[axis] as Index, int(step)));
  const at = piece.at.map(({ start, step, axis }) => plus(size(start), along(axis, step)));
  return { ...store(buffer, flatIndex(buffer.shape, at), element(l, piece.node, index), adds), ...originOf(l, piece.target) };
}

/** A value that runs along a loop: its local, and whether a reduction of the loop is that value. */
interface Run {
  readonly running: Running;
  readonly local: Local;
  readonly isGiven: boolean;
}

function runOf(l: Lowering, m: Member, members: readonly AnyMember[], body: Stmt[]): Run {
  const running = runningOf(l.b, l.b.node(m.node)) as Running;
  const product = running.isExclusive && !running.reverse
    ? members.find((other) => other.role === "prod" && l.b.node(other.node).args[0] === running.of[0])
    : undefined;
  const total = product?.role === "prod" ? scalarOf(l, product.node) : undefined;
  if (total?.kind === "local") return { running, local: total.local, isGiven: true };
  const local = l.newLocal("running");
  body.push({ kind: "let", local, value: number(running.start), mutable: true, ...originOf(l, m.node) });
  return { running, local, isGiven: false };
}

function runningStatements(l: Lowering, m: Member, run: Run, index: readonly Index[], isReused: boolean): readonly Stmt[] {
  const { running, local, isGiven } = run;
  const origin = originOf(l, m.node);
  const elements = running.of.map((arg, i) => [i === 0 ? "x" : "y", element(l, arg, index)] as const);
  const next: Stmt = {
    kind: "assign", local, ...origin,
    value: formulaValue(l.b, running.step, new Map([["before", use(local)], ...elements])),
  };
  const buffer = m.isLocal ? undefined : l.buffers.get(m.node) as Buffer;
  const put = (value: Num): readonly Stmt[] =>
    (buffer === undefined ? [] : [{ ...store(buffer, flatIndex(l.b.shape(m.node), index), value), ...origin }]);
  if (!running.isExclusive) {
    l.elements.set(m.node, use(local));
    return [next, ...put(use(local))];
  }
  const step = isGiven ? [] : [next];
  if (!isReused && !m.isLocal) return [...put(use(local)), ...step];
  const value = l.newLocal(l.naming.name(m.node));
  l.elements.set(m.node, use(value));
  return [{ kind: "let", local: value, value: use(local), mutable: false, ...origin }, ...put(use(value)), ...step];
}

function sinkStatements(l: Lowering, id: NodeId, index: readonly Index[]): Stmt[] {
  return (l.sinks.get(id) ?? []).map(({ buffer, add }) =>
    ({ ...store(buffer, flatIndex(l.b.shape(id), index), l.elements.get(id) as Num, add), ...originOf(l, id) }));
}

/** The element of a stored node, computed rather than loaded. */
function ownElement(l: Lowering, id: NodeId, index: readonly Index[]): Num {
  const own = l.buffers.get(id);
  if (own === undefined) return element(l, id, index);
  l.buffers.delete(id);
  const value = element(l, id, index);
  l.buffers.set(id, own);
  return value;
}

function reducedElement(l: Lowering, id: NodeId, index: readonly Index[]): Num {
  const node = l.b.node(id);
  if (!isContraction(node)) return element(l, argOf(node), index);
  const { labels } = contractionOf(node.attrs);
  return factorProduct(l, node, labels, new Map(index.map((at, label) => [label, at])));
}

