// Short lists of numbers: what is read from one is its element, and numbers that are laid into zeros add up to one.
import type { Builder } from "../../graph/builder.js";
import { argOf, type Node, type NodeId } from "../../graph/graph.js";
import { isOp } from "../../graph/attrs.js";
import { underShapes } from "../../graph/operation.js";
import { windowOf } from "../../ops/windows.js";
import { sameShape } from "../../shape/shape.js";
import { isScalar, type Sheet } from "./sheet.js";
import { base, ONE, plus, sumOf, term, times, type Elements, type Sum, type Term } from "./sum.js";

/** A longer vector is written with unit vectors. */
const MOST_LISTED = 8;
/** Up to this length a single number in zeros is a list. */
const SHORT = 3;

/** How deep operations on lists are looked through. */
const MOST_DEEP = 12;

/** The element of a written-out list that a node reads; `isClosed` tells what is no list to its reader. */
export function elementRead(b: Builder, node: Node, isClosed: (id: NodeId) => boolean): NodeId | undefined {
  const [x] = node.args;
  if (node.op !== "reshape" || node.shape.length > 0 || x === undefined) return undefined;
  const slice = b.node(x);
  const [of] = slice.args;
  if (slice.op !== "slice" || of === undefined || isClosed(x)) return undefined;
  const [at, ...others] = windowOf(slice.attrs).starts;
  return typeof at === "number" && others.length === 0 ? elementOf(b, of, at, isClosed, MOST_DEEP) : undefined;
}

/** An element of a list, or of what elementwise operations make of lists and numbers. */
function elementOf(b: Builder, id: NodeId, at: number, isClosed: (id: NodeId) => boolean, depth: number): NodeId | undefined {
  const node = b.node(id);
  if (node.shape.length === 0) return id;
  if (isClosed(id) || node.shape.length > 1 || depth === 0) return undefined;
  if (isOp(node, "stack")) return node.attrs.lead.length === 1 ? node.args[at] : undefined;
  if (node.op === "place") return placedAt(b, node, at);
  if (b.ops.get(node.op)?.kind !== "scalar") return undefined;
  const elements = node.args.map((arg) => elementOf(b, arg, at, isClosed, depth - 1));
  return elements.includes(undefined) ? undefined : b.apply(node.op, elements as NodeId[], node.attrs);
}

/** An element of zeros with one number in them. */
function placedAt(b: Builder, { args: [x], attrs }: Node, at: number): NodeId | undefined {
  const [start] = windowOf(attrs).starts;
  if (x === undefined || b.shape(x)[0] !== 1 || typeof start !== "number") return undefined;
  return start === at ? b.reshape(x, []) : b.constant(0);
}

/** What a node lays into zeros, if that is one number in a short vector. */
export function unitOf(b: Builder, node: Node, value: Sum, isNumber: (sum: Sum) => boolean): Elements | undefined {
  const [size, ...others] = node.shape;
  const [place] = windowOf(node.attrs).starts;
  const isShort = typeof size === "number" && size <= MOST_LISTED && others.length === 0 && typeof place === "number";
  if (!isShort || b.shape(argOf(node))[0] !== 1 || !isNumber(value)) return undefined;
  return Array.from({ length: size }, (_, at) => (at === place ? [value] : []));
}

/** `a * identity(3)[1, :] + b * identity(3)[3, :]` as `[a, 0, b]`. */
export function withLists(s: Sheet, sum: Sum, write: (s: Sheet, sum: Sum) => NodeId): Sum {
  const rows = rowsOf(s, sum, write);
  if (rows !== undefined) return rows;
  if (s.lists.size === 0) return sum;
  const found = sum.terms.map((t) => listedTerm(s, t));
  const lists = [...new Set(found.flatMap((f) => f?.elements.length ?? []))].flatMap((size) => {
    const own = found.filter((f) => f?.elements.length === size) as readonly Listed[];
    if (own.length < 2 && (size > SHORT || own.some(({ isWritten }) => isWritten))) return [];
    return [{ size, term: base(listOf(s, own, size, write)).terms[0] as Term }];
  });
  if (lists.length === 0) return sum;
  const terms = sum.terms.flatMap((t, i) => {
    const list = lists.find(({ size }) => size === found[i]?.elements.length);
    if (list === undefined) return [t];
    return found.findIndex((f) => f?.elements.length === list.size) === i ? [list.term] : [];
  });
  return sumOf(terms);
}

/** The same with every element as one part: a long sum stays open for what is added to it. */
export function withShortLists(s: Sheet, sum: Sum, write: (s: Sheet, sum: Sum) => NodeId): Sum | undefined {
  const isListed = (t: Term): boolean => listedTerm(s, t) !== undefined;
  if (sum.terms.length < 2 || !sum.terms.some(isListed)) return undefined;
  const joined = withLists(s, sum, write);
  for (const t of joined.terms) {
    const [only] = t.powers;
    if (only === undefined || !isListed(t) || s.b.node(only.base).op !== "stack") continue;
    s.lists.set(only.base, s.b.node(only.base).args.map((id) => (s.b.constantOf(id) === 0 ? [] : [base(id)])));
  }
  return joined;
}

/** `identity(2)[:, 1:1] .* a + identity(2)[:, 2:2] .* b` of vectors a and b as their rows, `[a, b]`. */
function rowsOf(s: Sheet, { terms }: Sum, write: (s: Sheet, sum: Sum) => NodeId): Sum | undefined {
  const units = terms.map((t) => unitIn(s, t));
  const [first] = units;
  if (first === undefined || units.some((u) => u?.size !== first.size)) return undefined;
  const rest = units.map((u, i) => term((terms[i] as Term).coefficient, (terms[i] as Term).powers.filter((p) => p.base !== u?.base)));
  const shapes = rest.flatMap((t) => t.powers.map((p) => s.b.shape(p.base)).filter((shape) => shape.length > 0));
  const [row] = shapes;
  if (row === undefined || shapes.some((shape) => shape.length !== 1 || !sameShape(shape, row))) return undefined;
  const rows = Array.from({ length: first.size }, (_, at) => {
    const own = rest.filter((_t, i) => units[i]?.at === at).map((t) => sumOf([t]));
    return s.b.broadcastTo(own.length === 0 ? s.b.constant(0) : write(s, plus(s.ground, ...own)), row);
  });
  return base(s.b.apply("stack", rows, { lead: [first.size] }));
}

/** A column of an identity among the factors of a term. */
function unitIn(s: Sheet, t: Term): { readonly base: NodeId; readonly size: number; readonly at: number } | undefined {
  for (const { base: id, exponent } of t.powers) {
    const [size, one] = s.b.shape(id);
    const { op, args: [x], attrs } = s.b.node(underShapes(s.b, id));
    if (op !== "slice" || exponent.key !== ONE.key || x === undefined || s.b.node(x).op !== "delta" || one !== 1) continue;
    const [first, at] = windowOf(attrs).starts;
    if (typeof size === "number" && size <= MOST_LISTED && first === 0 && typeof at === "number") return { base: id, size, at };
  }
  return undefined;
}

interface Listed {
  readonly elements: Elements;
  readonly factor: Sum;
  /** Whether it is a list already. */
  readonly isWritten: boolean;
}

/** A list with the number in front of it. */
function listedTerm(s: Sheet, t: Term): Listed | undefined {
  const [only, ...others] = t.powers.filter((p) => !isScalar(s, p));
  const elements = only !== undefined && others.length === 0 && only.exponent.key === ONE.key ? s.lists.get(only.base) : undefined;
  if (elements === undefined || only === undefined) return undefined;
  const factor = sumOf([term(t.coefficient, t.powers.filter((p) => p !== only))]);
  return { elements, factor, isWritten: s.b.node(only.base).op === "stack" };
}

function listOf(s: Sheet, parts: readonly Listed[], size: number, write: (s: Sheet, sum: Sum) => NodeId): NodeId {
  const named = (sum: Sum): Sum => base(write(s, sum));
  const elements = Array.from({ length: size }, (_, at) => parts.flatMap(
    ({ elements: own, factor }) => (own[at] ?? []).flatMap((x) => x.terms.map((t) => times(s.ground, factor, sumOf([t]), named))),
  ));
  const node = s.b.apply("stack", elements.map((sums) => write(s, plus(s.ground, ...sums))), { lead: [size] });
  s.lists.set(node, elements);
  return node;
}
