// Arrays element by element, as sums and maps over letters have them: `sum(1/norm(P[i, :] - P[j, :]), i = 1:n, j = i + 1:n)`.
// Masks become conditions and ranges, windows become places, and what is stretched has no place at all.
import { nth } from "../../diagnostics/known.js";
import { attrsOf } from "../../graph/attrs.js";
import { argOf, asApplied, type Node, type NodeId } from "../../graph/graph.js";
import { isChoice, isGathered, isPart, isPlaced, isScattered, keepsOrder, type ScalarOp, type TensorOp } from "../../graph/operation.js";
import { emptyOf } from "../../elaborate/indexed.js";
import { isContraction, type Contraction } from "../../ops/contraction.js";
import { axesOf } from "../../ops/reduction.js";
import type { Dim } from "../../shape/dim.js";
import { formed } from "../read-elementwise.js";
import type { Reading } from "../reading.js";
import { call, choice, index, list, number, type Written } from "../written.js";
import { broadcastAt, NoForm, ONE, reshapedAt, sure, windowAt, type At } from "./at.js";
import { conditionsAt, rangePlace } from "./conditions.js";
import {
  counted as countedBy, materialized, meanOf, plainly, productOf, rangeOf, reducedOver, summedOver, sumOfRows, type Element,
} from "./element.js";
import type { Letters } from "./letters.js";
import { allOf, isAlways, movedPlace, placeWritten, sameConditions, union, type Condition } from "./places.js";
import { gathered, gatheredAt, placed, scattered, type Inner } from "./views.js";

/** What is read, and with which letters; `left` bounds the work. */
export interface Elements {
  readonly r: Reading;
  readonly letters: Letters;
  left: number;
}

/** Where an element is read: inside of so many letters, under conditions that hold, and so deep in a formula. */
interface Around {
  readonly depth: number;
  readonly held: readonly Condition[];
  readonly deep: number;
}

const MOST_DEEP = 60;

/** The element of an array at places. Throws NoForm where it has no such form. */
export function elementAt(e: Elements, id: NodeId, at: readonly At[], { depth, held, deep }: Around): Element {
  if (--e.left < 0 || deep > MOST_DEEP) throw new NoForm();
  const { r, letters } = e;
  const { b } = r;
  const node = b.node(id);
  const inner: Inner = (arg, places, more = {}) => elementAt(
    e, arg, places, { depth: depth + (more.letters ?? 0), held: union(held, more.held ?? []), deep: deep + 1 },
  );
  if (at.length === 0 && !(r.isOpen(id) && r.isIndexed?.(id) === true)) return plainly(letters.outside(r.written(id)));
  if (!r.isOpen(id) || node.op === "variable") return named(e, id, at);
  const record = b.ops.get(node.op);
  if (isChoice(b, node)) return chosen(e, node, at, held, inner);
  if (record?.kind === "scalar") return elementwise(e, id, record, at, held, inner);
  if (isContraction(node)) return contracted(e, node.args, node.attrs, at, depth, inner);
  if (keepsOrder(b, node))
    return gatheredAt(r, node, at, inner) ?? inner(argOf(node), sure(reshapedAt(node.shape, b.shape(argOf(node)), at)));
  if (isPart(b, node)) return inner(argOf(node), windowAt(node, b.shape(argOf(node)), at));
  if (isPlaced(b, node)) return placed(r, node, at, inner);
  if (isGathered(b, node)) return gathered(r, letters, node, at, inner);
  if (isScattered(b, node)) return scattered(r, letters, node, at, depth, inner);
  if (node.op === "range") return ranged(e, node, at);
  if (record?.called !== undefined && "along" in record.called) return along(e, node, record.called, at, depth, inner);
  const { lead } = node.attrs;
  return Array.isArray(lead) && lead.length === 1 ? listed(node, at, inner) : named(e, id, at);
}

/** What has a name, or no form by its elements, at its places. */
function named({ r, letters }: Elements, id: NodeId, at: readonly At[]): Element {
  const whole = letters.outside(r.written(id));
  const part = r.parts?.get(id);
  const shape = r.b.shape(id);
  const own = at.flatMap((a, axis): { readonly at: At; readonly size: Dim }[] => {
    const read = part === undefined ? { by: 0, size: nth(shape, axis) } : part.axes[axis];
    return read === undefined ? [] : [{ at: a === "whole" ? a : movedPlace(a, read.by), size: read.size }];
  });
  const isWhole = own.every((a) => a.at === "whole");
  const items = own.map((a) => letters.item(a.at, a.size));
  const value = isWhole ? whole : index(whole, items, own.some((a) => a.at === "whole"));
  return { value, where: part?.where(at) ?? [] };
}

/** What maxima and minima take no notice of. */
const INFINITIES: readonly number[] = [Infinity, -Infinity];

function ranged({ letters }: Elements, node: Node, at: readonly At[]): Element {
  const place = sure(rangePlace(node, at));
  letters.see(place);
  return plainly(placeWritten(place));
}

function elementwise(
  { r, letters }: Elements, id: NodeId, record: ScalarOp, at: readonly At[], held: readonly Condition[], inner: Inner,
): Element {
  const node = r.b.node(id);
  const tests = conditionsAt(r.b, id, at);
  if (tests !== undefined) {
    letters.compare(tests);
    return { value: number(1), where: without(tests, held) };
  }
  const atOf = (arg: NodeId): readonly At[] => broadcastAt(node.shape, r.b.shape(arg), at);
  const counted = node.args.map((arg) => (record.operator === "==" ? counting(r, arg, atOf(arg), inner, INFINITIES) : undefined));
  const args = node.args.map((arg, i) => counted[i] ?? inner(arg, atOf(arg)));
  if (!isOfVectors(record, args)) throw new NoForm();
  const write = (values: readonly Written[]): Written => formed(r, node, record, values);
  const [x, y] = args as unknown as readonly [Element, Element?];
  switch (record.operator) {
    case "*": return countedBy(write(args.map((a) => a.value)), union(x.where, y?.where ?? []), x.count ?? y?.count);
    case "/": {
      const below = materialized(y as Element);
      return countedBy(meanOf(x.value, below) ?? write([x.value, below]), x.where, x.count);
    }
    case "-": case "+":
      if (y === undefined) return countedBy(write([x.value]), x.where, x.count);
      if (sameConditions(x.where, y.where)) return { value: write([x.value, y.value]), where: x.where };
      return plainly(write(args.map(materialized)));
    // an infinity that masks is never equal to what a maximum is
    case "==": return {
      value: write(args.map((a, i) => (counted[i] === undefined ? materialized(a) : a.value))),
      where: counted.reduce<readonly Condition[]>((all, c) => union(all, c?.where ?? []), []),
    };
    default: return plainly(write(args.map(materialized)));
  }
}

/** Of a choice by indices with one of some numbers elsewhere the value and where it counts; undefined of others. */
function counting(
  r: Reading, id: NodeId, at: readonly At[], inner: Inner, elsewhere: readonly (number | undefined)[],
): Element | undefined {
  const node = r.b.node(id);
  if (!isChoice(r.b, node) || !r.isOpen(id)) return undefined;
  const [test, then, otherwise] = asApplied(node).args;
  const atOf = (arg: NodeId): readonly At[] => broadcastAt(node.shape, r.b.shape(arg), at);
  const number = r.b.constantOf(otherwise);
  const tests = number !== undefined && elsewhere.includes(number) ? conditionsAt(r.b, test, atOf(test)) : undefined;
  return tests && { value: materialized(inner(then, atOf(then), { held: tests })), where: tests };
}

/** Whether vectors meet as they do on paper: added to each other, multiplied by numbers, element by element in products and squares. */
function isOfVectors({ operator }: ScalarOp, args: readonly Element[]): boolean {
  const [x, y] = args.map((a) => a.value);
  if (args.every((a) => !a.value.isArray)) return true;
  switch (operator) {
    case "+": case "-": return y === undefined || (x?.isArray === true && y.isArray);
    case "*": return true;
    case "/": return y?.isArray === false;
    case "^": return y?.kind === "number";
    default: return false;
  }
}

function without(tests: readonly Condition[], held: readonly Condition[]): readonly Condition[] {
  return tests.filter((test) => !isAlways(test) && !held.some((h) => h.key === test.key));
}

/** A choice by indices is a value and where it counts, if it is 0 elsewhere. */
function chosen({ r, letters }: Elements, node: Node, at: readonly At[], held: readonly Condition[], inner: Inner): Element {
  const [test, then, otherwise] = asApplied(node).args;
  const atOf = (arg: NodeId): readonly At[] => broadcastAt(node.shape, r.b.shape(arg), at);
  const read = (arg: NodeId, more: readonly Condition[] = []): Element => inner(arg, atOf(arg), { held: more });
  const found = conditionsAt(r.b, test, atOf(test));
  if (found === undefined) return plainly(choice(materialized(read(test)), materialized(read(then)), materialized(read(otherwise))));
  const tests = without(found, held);
  letters.compare(tests);
  const value = read(then, tests);
  if (tests.length === 0) return value;
  if (r.b.constantOf(otherwise) === 0) return { ...value, where: union(tests, value.where) };
  return plainly(choice(allOf(tests), materialized(value), materialized(read(otherwise))));
}

/** A sum of products; along one dimension of rows without a letter, where they have such a form. */
function contracted(
  { letters }: Elements, args: readonly NodeId[], { labels, out, dims }: Contraction, at: readonly At[], depth: number, inner: Inner,
): Element {
  const places = new Map<number, At>(out.map((label, axis) => [label, at[axis] as At]));
  dims.forEach((dim, label) => { if (dim === 1) places.set(label, ONE); });
  const free = dims.map((_, label) => label).filter((label) => !places.has(label));
  if (free.some((label) => !labels.some((own) => own.includes(label)))) throw new NoForm();
  const factors = (extra: ReadonlyMap<number, At>, more: number): Element[] => args.map((arg, i) =>
    inner(arg, (labels[i] as readonly number[]).map((l) => extra.get(l) ?? places.get(l) as At), { letters: more }));
  const [only, ...others] = free;
  if (only === undefined) return productOf(factors(places, 0));
  const isRow = others.length === 0 && !at.includes("whole");
  const rows = isRow ? letters.attempt(() => sumOfRows(factors(new Map([[only, "whole"]]), 0))) : undefined;
  if (rows !== undefined) return rows;
  const taken = free.map((label, i) => ({ label, ...letters.take(nth(dims, label), depth + i) }));
  const extra = new Map(taken.map(({ label, place }) => [label, place]));
  return summedOver(letters, taken.map((l) => l.letter), productOf(factors(extra, free.length)));
}

type Along = Extract<NonNullable<TensorOp["called"]>, { readonly along: string }>;

/** A reduction, or a function of rows. */
function along({ r, letters }: Elements, node: Node, called: Along, at: readonly At[], depth: number, inner: Inner): Element {
  const [x] = asApplied(node).args;
  if (called.along === "last" || called.along === "first") {
    const axes = called.along === "first" ? [attrsOf("cumsum", node).axis] : axesOf(node);
    const [axis = 0] = axes;
    if (axes.length !== 1 || at.some((a, i) => i !== axis && a === "whole")) throw new NoForm();
    const row = call(called.name, [materialized(inner(x, at.with(axis, "whole")))], true);
    const size = nth(node.shape, axis);
    return plainly(at[axis] === "whole" ? row : index(row, [letters.item(at[axis] as At, size)], false));
  }
  const axes = [...axesOf(node)].sort((a, b) => a - b);
  const shape = r.b.shape(x);
  const placesOf = (own: readonly At[]): readonly At[] => {
    const [mine, others] = [[...own], [...at]];
    return shape.map((_, axis) => (axes.includes(axis) ? mine : others).shift() as At);
  };
  const read = (own: readonly At[], more: number): Written => materialized(inner(x, placesOf(own), { letters: more }));
  const isRow = axes.length === 1 && !at.includes("whole");
  const row = isRow ? letters.attempt(() => call(called.name, [read(["whole"], 0)], false)) : undefined;
  if (row !== undefined) return plainly(row);
  const taken = axes.map((axis, i) => letters.take(nth(shape, axis), depth + i));
  const own = taken.map((l) => l.letter);
  const places = taken.map((l) => l.place);
  const none = emptyOf(called.name);
  const deeper: Inner = (arg, inside, more) => inner(arg, inside, { ...more, letters: axes.length });
  const found = none === undefined ? undefined : counting(r, x, placesOf(places), deeper, [none]);
  // what none of the letters decides would leave a number that is no 0
  if (none !== undefined && found?.where.every((c) => own.some((letter) => c.difference.by.has(letter))) === true) {
    letters.compare(found.where);
    return reducedOver(letters, own, found, called.name, none);
  }
  const value = read(places, axes.length);
  return plainly(call(called.name, [value, ...own.map((letter) => rangeOf(letter))], value.isArray));
}

/** An element of a list, or the list as a whole: of vectors what stands at the places in them. */
function listed(node: Node, at: readonly At[], inner: Inner): Element {
  const [own, ...rest] = at;
  if (own === undefined || rest.includes("whole")) throw new NoForm();
  if (own === "whole") return plainly(list(node.args.map((arg) => materialized(inner(arg, rest)))));
  const element = own.by.size === 0 && typeof own.dim === "number" ? node.args[own.dim - 1] : undefined;
  return inner(sure(element), rest);
}
