// Every node as a sum: the real algebra of elementwise operations. What is no algebra is a base of its own.
import { invariant } from "../../diagnostics/diagnostic.js";
import { atKey, nth } from "../../diagnostics/known.js";
import { attrsOf } from "../../graph/attrs.js";
import { argOf, asApplied, type Node, type NodeId } from "../../graph/graph.js";
import { comparesIndices, countsIndices } from "../elements/conditions.js";
import { isContraction } from "../../ops/contraction.js";
import { arrayOperation, sizeSum } from "./arrays.js";
import { expansionOf } from "./expansions.js";
import { choiceOf, isReadThrough } from "./guards.js";
import { elementRead, withShortLists } from "./lists.js";
import * as q from "./rational.js";
import { asFactor, atom, costOf, isNeverNegative, isScalar, raised, remember, rememberRatio, shallow, type Sheet } from "./sheet.js";
import { base, constant, NOTHING, ONE, plus, scaled, sumOf, term, times, valueOf, type Power, type Sum } from "./sum.js";
import { plainSum, shortest, writeSum } from "./write.js";

/** A value that is used again is one part of what is shown from this length on. */
const LONG = 30;
/** How many choices and lists a test is looked for behind. */
const MOST_READ = 8;
const TOO_LONG = 250;

/** What a node is as a sum; the sums of its arguments are known. */
export function workOut(s: Sheet, id: NodeId, uses: number): void {
  s.noted.clear();
  const node = s.raw.node(id);
  const written = s.asWritten.get(id);
  const isClosed = written !== undefined && (s.closed.has(id) || node.args.length === 0 && node.op !== "constant" && node.op !== "size");
  const number = written === undefined ? undefined : s.b.constantOf(written);
  const found = isClosed ? base(written) : number === undefined ? sumFor(s, node, id) : numberOf(s, number);
  const from = s.chosen.get(id);
  const parts = isClosed ? [] : from === undefined ? node.args : [from];
  s.conditions.set(id, new Set([...s.noted, ...parts.flatMap((a) => [...s.conditions.get(a) ?? []])]));
  if (written !== undefined && !isClosed) remember(s, found, written);
  s.sums.set(id, written === undefined ? cut(s, id, found, uses) : found);
}

/** What is long and used again is one base from here on. */
function cut(s: Sheet, id: NodeId, found: Sum, uses: number): Sum {
  if (uses > 1 && s.cotangents.has(id) && found.terms.length > 0) return whole(s, found);
  const isArray = found.terms.some((t) => t.powers.some((p) => !isScalar(s, p)));
  const length = found.terms.reduce((all, t) => all + t.powers.reduce((sum, p) => sum + costOf(s, p.base) + p.exponent.terms.length, 1), 0);
  if (length < TOO_LONG && (uses < 2 || isMasked(s, found) || length < (isArray ? LONG / 3 : LONG))) return found;
  const listed = uses < 2 ? withShortLists(s, found, plainSum) : undefined;
  if (listed !== undefined) return listed;
  const form = shortest(s, found);
  return form.terms.length > 1 ? asFactor(s, form, plainSum) : asBases(s, form);
}

/** Whether every term counts at some indices alone: it is read by its elements. */
export function isMasked(s: Sheet, { terms }: Sum): boolean {
  return terms.length > 0 && terms.every((t) => t.powers.some((p) => comparesIndices(s.b, p.base)));
}

/** The derivative by a named value is a thing by itself, with all its factors, unless it is but one number or power. */
function whole(s: Sheet, found: Sum): Sum {
  const form = shortest(s, found);
  const [t] = form.terms;
  if (form.terms.length === 1 && t !== undefined && t.powers.length <= 1) return form;
  return base(plainSum(s, form));
}

/** A product of arrays, or of numbers, as one base, with what is a number of an array in front. */
function asBases(s: Sheet, form: Sum): Sum {
  const [t] = form.terms;
  if (t === undefined) return form;
  const arrays = t.powers.filter((p) => !isScalar(s, p));
  const joined = arrays.length > 0 ? arrays : t.powers;
  if (joined.length < 2) return form;
  const whole = { base: plainSum(s, sumOf([term(q.ONE, joined)])), exponent: ONE };
  return sumOf([term(t.coefficient, [...t.powers.filter((p) => !joined.includes(p)), whole])]);
}

export function sumAt(s: Sheet, id: NodeId): Sum {
  const known = s.sums.get(id);
  if (known !== undefined) return known;
  // a formula of a table, which is not deep
  for (const arg of s.raw.node(id).args) sumAt(s, arg);
  const found = s.asWritten.has(id) && s.closed.has(id) ? base(atKey(s.asWritten, id)) : sumFor(s, s.raw.node(id), id);
  s.sums.set(id, found);
  return found;
}

function sumFor(s: Sheet, node: Node, id: NodeId): Sum {
  const arg = (i: number): Sum => sumAt(s, argOf(node, i));
  const named = (sum: Sum): Sum => asFactor(s, sum, writeSum);
  switch (node.op) {
    case "size": return sizeSum(s, attrsOf("size", node).dim);
    case "constant": return numberOf(s, attrsOf("constant", node).value);
    case "add": return s.swept(id) && valueOf(arg(1)) === undefined ? plus(s.ground, arg(1), arg(0)) : plus(s.ground, arg(0), arg(1));
    case "sub": return plus(s.ground, arg(0), scaled(arg(1), q.whole(-1)));
    case "neg": return scaled(arg(0), q.whole(-1));
    case "mul": return times(s.ground, arg(0), arg(1), named);
    case "div": return times(s.ground, arg(0), raised(s, arg(1), constant(q.whole(-1)), writeSum), named);
    case "pow": return power(s, node, arg(0), arg(1));
    case "sqrt": return raised(s, arg(0), constant(q.rational(1n, 2n)), writeSum);
    case "exp": return exponential(s, id, arg(0));
    case "log": return exponentOf(s, arg(0)) ?? opaque(s, node, id);
    case "hypot": return s.asWritten.has(id) ? opaque(s, node, id) : length(s, node.args.map((_, i) => arg(i)));
    case "abs": return absolute(s, arg(0));
    case "named": case "stop_gradient": return arg(0);
    case "select": return choice(s, node, id);
    case "gt": return decided(s, node, id) ?? comparison(s, node, id);
    case "and": case "or": case "not": case "eq": case "ne": case "lt": case "le": case "ge": return decided(s, node, id) ??
      opaque(s, node, id);
    default: {
      const record = s.raw.ops.get(node.op);
      invariant(record !== undefined, `no operation ${node.op}`);
      if (record.kind === "tensor") {
        if (record.written !== undefined && record.expand !== undefined) return sumAt(s, record.expand(s.raw, asApplied(node)));
        return s.asWritten.has(id) && !isFilling(s, node) ? opaque(s, node, id) : arrayOperation(s, node, sumAt);
      }
      const formula = expansionOf(s.raw.ops, record, node.args.map((a) => s.raw.constantOf(a)));
      if (formula === undefined) return opaque(s, node, id);
      const pi = s.raw.constant(Math.PI);
      const bound = (name: string): NodeId | undefined => (name === "pi" ? pi : node.args[record.params.indexOf(name)]);
      return sumAt(s, s.formulas.build(s.raw, formula, bound));
    }
  }
}

/** An array of one number, which the program may write and a sweep may begin with. */
function isFilling(s: Sheet, node: Node): boolean {
  return isContraction(node) && node.args.length === 1 && s.raw.shape(argOf(node)).length === 0;
}

function length(s: Sheet, sides: readonly Sum[]): Sum {
  const squares = sides.map((x) => raised(s, x, constant(q.whole(2)), writeSum));
  return raised(s, plus(s.ground, ...squares), constant(q.rational(1n, 2n)), writeSum);
}

function numberOf(s: Sheet, value: number): Sum {
  if (value === Math.LOG2E || value === Math.LOG10E) {
    return base(s.b.apply("log", [s.b.constant(value === Math.LOG2E ? 2 : 10)]), constant(q.whole(-1)));
  }
  const exact = q.rationalOf(value);
  if (exact !== undefined) return constant(exact);
  return value < 0 ? scaled(base(s.b.constant(-value)), q.whole(-1)) : base(s.b.constant(value));
}

function exponential(s: Sheet, id: NodeId, exponent: Sum): Sum {
  if (s.asWritten.has(id)) s.exponents.set(exponent.key, exponent);
  return exponent.terms.length === 0 ? ONE : base(s.b.constant(Math.E), shallow(s, exponent, writeSum));
}

/** The exponent of a power of e alone. */
function exponentOf(s: Sheet, { terms: [t, ...others] }: Sum): Sum | undefined {
  const [p, ...more] = t?.powers ?? [];
  const isPower = p !== undefined && more.length === 0 && others.length === 0 && t !== undefined && q.isOne(t.coefficient);
  return isPower && s.ground.isExp(p.base) ? p.exponent : undefined;
}

function power(s: Sheet, node: Node, x: Sum, y: Sum): Sum {
  const written = s.asWritten.get(argOf(node));
  if (written !== undefined) rememberRatio(s, x, written);
  return raised(s, x, y, writeSum);
}

/** The absolute value of a product without the factors that are never below 0. */
function absolute(s: Sheet, x: Sum): Sum {
  if (x.terms.length === 0) return NOTHING;
  const [t] = asFactor(s, x, writeSum).terms;
  if (t === undefined) return NOTHING;
  const isSigned = (p: (typeof t.powers)[number]): boolean => {
    const k = valueOf(p.exponent);
    return !(s.ground.isExp(p.base) || (k !== undefined && (k.n % 2n === 0n || k.d !== 1n)) || isNeverNegative(s, p.base));
  };
  const [signed, plain] = [t.powers.filter(isSigned), t.powers.filter((p) => !isSigned(p))];
  const size = t.coefficient.n < 0n ? q.negative(t.coefficient) : t.coefficient;
  if (signed.length === 0) return sumOf([term(size, plain)]);
  const inner = sumOf([term(q.ONE, signed)]);
  const id = atom(s, "abs", [inner], {}, () => s.b.apply("abs", [writeSum(s, inner)]));
  return sumOf([term(size, [...plain, { base: id, exponent: ONE }])]);
}

function choice(s: Sheet, node: Node, id: NodeId): Sum {
  if (isReadThrough(s.raw, node)) return sumAt(s, argOf(node, 1));
  const test = testOf(s, argOf(node));
  const number = valueOf(sumAt(s, test));
  if (number !== undefined) return chosenBy(s, id, argOf(node, q.isZero(number) ? 2 : 1));
  if (test !== argOf(node) && !s.asWritten.has(id)) return sumAt(s, s.raw.apply("select", [test, ...node.args.slice(1)]));
  const byIndices = s.asWritten.has(id) ? undefined : choiceByIndices(s, node, id);
  if (byIndices !== undefined) return byIndices;
  const found = s.keepsChoices || s.asWritten.has(id) ? undefined : choiceOf(s, node, sumAt);
  if (found === undefined) return s.asWritten.has(id) ? opaque(s, node, id) : branches(s, node, node.args);
  s.chosen.set(id, found.from);
  const [only] = found.branches;
  return found.branches.length === 1 ? sumAt(s, only as NodeId) : branches(s, node, found.branches);
}

/** What counts at some indices alone, as a product with ones and zeros; written it is a choice again. */
function choiceByIndices(s: Sheet, node: Node, id: NodeId): Sum | undefined {
  const [test, then, otherwise] = asApplied(node).args;
  const isZero = (branch: NodeId): boolean => s.raw.constantOf(branch) === 0;
  if (isZero(otherwise) && countsIndices(s.raw, test)) return chosenBy(s, id, then);
  if (!comparesIndices(s.raw, test)) return undefined;
  if (isZero(otherwise)) return masked(s, test, then);
  return isZero(then) ? masked(s, s.raw.apply("not", [test]), otherwise) : branches(s, node, node.args);
}

function masked(s: Sheet, test: NodeId, then: NodeId): Sum {
  const [mask, value] = [sumAt(s, test), sumAt(s, then)];
  const isMasked = value.terms.every((t) => mask.terms[0]?.powers.every((m) => t.powers.some((p) => p.base === m.base)) === true);
  return isMasked ? value : times(s.ground, mask, value, (sum) => asFactor(s, sum, writeSum));
}

/** A choice between 1 and 0 is what it tests. */
function testOf(s: Sheet, given: NodeId): NodeId {
  let test = given;
  for (let steps = 0; steps < MOST_READ; steps++) {
    const node = s.raw.node(test);
    const [x, one, zero] = asApplied(node).args;
    const isTest = node.op === "select" && s.raw.constantOf(one) === 1 && s.raw.constantOf(zero) === 0;
    const next = isTest ? x : elementRead(s.raw, node, (id) => s.closed.has(id));
    if (next === undefined) return test;
    test = next;
  }
  return test;
}

/** The branch that a number decides for. */
function chosenBy(s: Sheet, id: NodeId, branch: NodeId): Sum {
  s.chosen.set(id, branch);
  return sumAt(s, branch);
}

const CONDITIONS: ReadonlySet<string> = new Set(["and", "or", "not", "eq", "ne", "gt", "lt", "ge", "le"]);

/** A condition on numbers is a number. */
function decided(s: Sheet, node: Node, id: NodeId): Sum | undefined {
  const isJoined = (node.op === "or" || node.op === "and") && !s.asWritten.has(id);
  const values = node.args.map((a) => (isJoined && countsIndices(s.raw, a) ? q.ONE : valueOf(sumAt(s, a))));
  const [x = q.ZERO, y = q.ZERO] = values.map((v) => v ?? q.ZERO);
  if (values.includes(undefined)) {
    const [number] = values.filter((v) => v !== undefined);
    const other = nth(node.args, values.indexOf(undefined));
    const [first, second] = node.args.map((a) => sumAt(s, a)) as [Sum, Sum?];
    if (isJoined && first.key === second?.key) return first;
    if (number === undefined || (node.op !== "or" && node.op !== "and")) return undefined;
    if (q.isZero(number) !== (node.op === "or")) return node.op === "or" ? ONE : NOTHING;
    return CONDITIONS.has(s.raw.node(testOf(s, other)).op) && !s.asWritten.has(id) ? sumAt(s, testOf(s, other)) : undefined;
  }
  const order = x.n * y.d - y.n * x.d;
  const holds = {
    and: !q.isZero(x) && !q.isZero(y), or: !q.isZero(x) || !q.isZero(y), not: q.isZero(x),
    eq: order === 0n, ne: order !== 0n, gt: order > 0n, lt: order < 0n, ge: order >= 0n, le: order <= 0n,
  }[node.op];
  return holds === undefined ? undefined : holds ? ONE : NOTHING;
}

/** Numbers and sizes before the only branch that is not 0, and variables that are numbers of an array, stand before the choice. */
function branches(s: Sheet, node: Node, args: readonly NodeId[]): Sum {
  const [test, then, otherwise] = args.map((a) => sumAt(s, a)) as [Sum, Sum, Sum];
  const isLast = then.terms.length === 0;
  const branch = isLast ? otherwise : then;
  if (branch.terms.length === 0) return NOTHING;
  const form = isLast || otherwise.terms.length === 0 ? shortest(s, branch) : NOTHING;
  const t = form.terms.length === 1 ? form.terms[0] : undefined;
  // nothing that may have no value where the choice is made against it
  const isPlain = (p: Power): boolean => s.b.node(p.base).op === "variable" && isScalar(s, p) && p.exponent.key === ONE.key;
  const front = t?.powers.filter((p) => s.b.node(p.base).op === "size" || (node.shape.length > 0 && isPlain(p))) ?? [];
  const isOutside = t?.coefficient.d === 1n || front.length > 0;
  const inner = t === undefined || !isOutside ? branch : sumOf([term(q.ONE, t.powers.filter((p) => !front.includes(p)))]);
  const parts = isLast ? [test, NOTHING, inner] : [test, inner, otherwise];
  const made = atom(s, "select", parts, {}, () => s.b.apply("select", parts.map((p) => writeSum(s, p))));
  return sumOf([term(isOutside ? t?.coefficient ?? q.ONE : q.ONE, [...front, { base: made, exponent: ONE }])]);
}

/** relu(x) > 0 is x > 0. */
function comparison(s: Sheet, node: Node, id: NodeId): Sum {
  const [x, y] = asApplied(node).args;
  const { op, args } = s.raw.node(x);
  const isRelu = op === "relu" && s.raw.constantOf(y) === 0 && !s.asWritten.has(id) && !s.closed.has(x);
  return isRelu ? sumAt(s, s.raw.apply("gt", [nth(args, 0), y])) : opaque(s, node, id);
}

/** An operation that is no algebra, over its arguments in their shortest forms. */
export function opaque(s: Sheet, node: Node, id: NodeId): Sum {
  const sums = node.args.map((a) => sumAt(s, a));
  const make = (): NodeId => (node.args.length === 0
    ? s.b.copy(node, [])
    : s.b.apply(node.op, node.args.map((a, i) => s.asWritten.get(a) ?? writeSum(s, sums[i] as Sum)), node.attrs));
  return base(atom(s, node.op, sums, node.attrs, () => s.asWritten.get(id) ?? make()));
}
