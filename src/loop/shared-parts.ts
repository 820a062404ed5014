// One exponential for a function and its derivative: where statements of one list compute several functions of an
// argument that have parts in common, these get locals.
import type { SharedPart } from "../ops/shared-parts.js";
import { keyOf } from "./hoist.js";
import { apply, number, partsOf, use, type Expr, type Local, type NewLocal, type Num, type Stmt } from "./ir.js";
import { allParts, allStatements, bodyOf, exprsOf, localOf, mapNum, mapperWith, mapStatement, mapWhole, writtenIn } from "./map.js";

/** A part that several calls of a list of statements have in common, from the statement that needs it first. */
interface Group {
  readonly first: number;
  readonly argument: Num;
  readonly part: SharedPart;
  readonly buffers: ReadonlySet<number>;
  readonly locals: ReadonlySet<number>;
  /** The statements with calls, each once for each call that is computed in any case. */
  readonly uses: number[];
}

interface Call {
  readonly part: SharedPart;
  readonly argument: Num;
}

type Parts = ReadonlyMap<string, SharedPart>;

/**
 * The same statements with parts that calls have in common computed once. Outside of loops, unless `always`, only where that
 * takes no more than one further operation: there it is their number that counts.
 */
export function shareParts(body: readonly Stmt[], newLocal: NewLocal, known: Parts, always = false): readonly Stmt[] {
  return alike(sharedInAll(body, newLocal, known, always), known);
}

function sharedInAll(body: readonly Stmt[], newLocal: NewLocal, known: Parts, always: boolean): readonly Stmt[] {
  const inner = body.map((stmt): Stmt => (
    stmt.kind === "for" || stmt.kind === "block"
      ? { ...stmt, body: sharedInAll(stmt.body, newLocal, known, always || stmt.kind === "for") }
      : stmt
  ));
  return sharedInList(inner, newLocal, known, always);
}

/**
 * What has been put together of its parts somewhere is so everywhere, if the target has an operator for it, which rounds
 * otherwise: of two equal values that a program compares, neither may become the greater one.
 */
function alike(body: readonly Stmt[], known: Parts): readonly Stmt[] {
  const called = new Set(allStatements(body).flatMap(exprsOf).flatMap(allParts).flatMap((e) => (e.kind === "call" ? [e.fn] : [])));
  const other = new Map([...known].filter(([, { parts, rest }]) => parts.length === 1 && called.has(rest)));
  const mapper = mapperWith((map) => ({
    num: (num) => {
      const mapped = mapNum(num, map);
      const part = mapped.kind === "apply" ? other.get(mapped.op) : undefined;
      const [argument] = mapped.kind === "apply" ? mapped.args : [];
      if (part === undefined || argument === undefined) return mapped;
      const { parts: [fn = ""], factor, rest } = part;
      return { kind: "call", fn: rest, args: [argument, { kind: "call", fn, args: [apply("mul", number(factor), argument)] }] };
    },
  }));
  return other.size === 0 ? body : body.map((stmt) => mapWhole(stmt, mapper));
}

/** Again until nothing is shared: a part may have parts in common with other ones. */
function sharedInList(inner: readonly Stmt[], newLocal: NewLocal, known: Parts, always: boolean): readonly Stmt[] {
  const groups = sharedIn(groupsOf(inner, known), known, always);
  if (groups.length === 0) return inner;
  const made = groups.map((group) => ({ group, locals: group.part.parts.map(() => newLocal("e")) }));
  const shared = inner.flatMap((stmt, at) => {
    const before = made.filter(({ group }) => group.first === at);
    const here = new Map(made.flatMap(({ group, locals }) => (group.uses.includes(at) ? [[keyOfPart(group), locals] as const] : [])));
    const origin = stmt.origin === undefined ? {} : { origin: stmt.origin };
    return [
      ...before.flatMap(({ group, locals }) => locals.map((local, i): Stmt => ({ ...partStatement(group, i, local), ...origin }))),
      here.size === 0 ? stmt : withParts(stmt, known, here),
    ];
  });
  return sharedInList(shared, newLocal, known, always);
}

/** Groups of several calls; of one call too, where its part has parts in common with another call. */
function sharedIn(groups: readonly Group[], known: Parts, always: boolean): readonly Group[] {
  const familyOf = ({ argument, part: { family } }: Group): string => `${family} ${keyOf(argument)}`;
  const counts = new Map<string, number>();
  for (const group of groups) counts.set(familyOf(group), (counts.get(familyOf(group)) ?? 0) + group.uses.length);
  return groups.filter((group) => {
    const { uses, part: { parts, factor } } = group;
    if (!always) return uses.length > 1 && factor === 1 && parts.length === 1;
    return uses.length > 1 || (parts.some((fn) => known.has(fn)) && (counts.get(familyOf(group)) ?? 0) > 1);
  });
}

function partStatement({ argument, part: { parts, factor, given } }: Group, which: number, local: Local): Stmt {
  const scaled = factor === 1 ? argument : apply("mul", number(factor), argument);
  const args = given === undefined ? [scaled] : [scaled, number(given)];
  return { kind: "let", local, value: { kind: "call", fn: parts[which] as string, args }, mutable: false };
}

/** Calls with equal arguments between which nothing changes that the argument is made of. */
function groupsOf(list: readonly Stmt[], parts: Parts): Group[] {
  const all: Group[] = [];
  const open = new Map<string, Group>();
  list.forEach((stmt, at) => {
    for (const call of bodyOf(stmt).length > 0 ? [] : callsIn(stmt, parts)) {
      const key = keyOfPart(call);
      const known = open.get(key);
      if (known !== undefined) known.uses.push(at);
      else {
        const group = newGroup(at, call);
        open.set(key, group);
        all.push(group);
      }
    }
    if (open.size === 0) return;
    const [buffers, locals] = [[...writtenIn([stmt])], assignedIn(stmt)];
    for (const [key, group] of open)
      if (buffers.some((id) => group.buffers.has(id)) || locals.some((id) => group.locals.has(id))) open.delete(key);
  });
  return all;
}

function newGroup(first: number, { argument, part }: Call): Group {
  const parts = allParts(argument);
  return {
    first, argument, part, uses: [first],
    buffers: new Set(parts.flatMap((p) => (p.kind === "load" ? [p.buffer.id] : []))),
    locals: new Set(parts.flatMap((p) => localOf(p)?.id ?? [])),
  };
}

function assignedIn(stmt: Stmt): number[] {
  return allStatements([stmt]).flatMap((s) => (s.kind === "assign" ? [s.local.id] : []));
}

/** The calls of a statement that are computed in any case: not those in the branches of a choice. */
function callsIn(stmt: Stmt, parts: Parts): Call[] {
  const found: Call[] = [];
  const stack: Expr[] = [...exprsOf(stmt)];
  while (stack.length > 0) {
    const at = stack.pop() as Expr;
    const call = callOf(at, parts);
    if (call !== undefined) found.push(call);
    if (at.kind === "select") stack.push(at.test);
    else if (at.kind === "logic") stack.push(at.left);
    else stack.push(...partsOf(at));
  }
  return found;
}

/** The call that an expression is; the part is the same for an argument and its opposite. */
function callOf(expr: Expr, parts: Parts): Call | undefined {
  if (expr.kind !== "call" && expr.kind !== "apply") return undefined;
  const part = parts.get(expr.kind === "call" ? expr.fn : expr.op);
  const [argument] = expr.args;
  if (part === undefined || argument === undefined) return undefined;
  return { part, argument: argument.kind === "apply" && argument.op === "neg" ? argument.args[0] as Num : argument };
}

function keyOfPart({ argument, part: { parts, factor, given } }: Pick<Group, "argument" | "part">): string {
  return `${parts.join()} ${factor} ${given} ${keyOf(argument)}`;
}

/** The statement with the rest of each call in its place. */
function withParts(stmt: Stmt, known: Parts, parts: ReadonlyMap<string, readonly Local[]>): Stmt {
  return mapStatement(stmt, mapperWith((map) => ({
    num: (num) => {
      const call = callOf(num, known);
      const locals = call === undefined ? undefined : parts.get(keyOfPart(call));
      const mapped = mapNum(num, map);
      if (call === undefined || locals === undefined || (mapped.kind !== "call" && mapped.kind !== "apply")) return mapped;
      const { rest, takesArgument } = call.part;
      return { kind: "call", fn: rest, args: takesArgument ? [...mapped.args, ...locals.map(use)] : locals.map(use) };
    },
  })));
}
