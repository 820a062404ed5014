// Checks a body of the loop language: types, scopes, what is written, the arguments of routines. A fault is a defect of gradc.
import { invariant } from "../diagnostics/diagnostic.js";
import { partsOf, type Buffer, type Expr, type Local, type Num, type RoutineArg, type RoutineCall, type Stmt } from "./ir.js";
import { allParts, bodyOf, exprsOf, isCondition, isIndex, localOf, touchedBy, writtenBy } from "./map.js";
import { routines, type Parameter } from "./routine-table.js";

interface Scope {
  /** Every local that is defined, with whether it may be assigned. */
  readonly defined: Map<number, { readonly local: Local | undefined; readonly mutable: boolean }>;
  readonly outer: Scope | undefined;
}

/** `given` are locals that have a value before the body begins. */
export function verifyBody(body: readonly Stmt[], given: Iterable<number>): void {
  verifyAll(body, { defined: new Map([...given].map((id) => [id, { local: undefined, mutable: false }])), outer: undefined });
}

function verifyAll(body: readonly Stmt[], scope: Scope): void {
  for (const stmt of body) verifyOne(stmt, scope);
}

function verifyOne(stmt: Stmt, scope: Scope): void {
  switch (stmt.kind) {
    case "let":
      verifyExpr(stmt.value, scope);
      if (typeOf(stmt.value) !== stmt.local.type) invariant(false, `${stmt.local.hint} is no ${stmt.local.type}`);
      ensure(!stmt.mutable || stmt.local.type === "number", stmt.local, "changes but is no number");
      return define(scope, stmt.local, stmt.mutable);
    case "assign":
      verifyExpr(stmt.value, scope);
      ensure(typeOf(stmt.value) === "number", stmt.local, "is assigned what is no number");
      return ensure(find(scope, stmt.local.id)?.mutable === true, stmt.local, "is assigned but constant");
    case "store":
      verifyExpr(stmt.at, scope);
      verifyExpr(stmt.value, scope);
      ensure(isIndex(stmt.at) && typeOf(stmt.value) === "number", stmt.buffer, "takes a store of strange types");
      return verifyWritten(stmt.buffer);
    case "fill": return verifyWritten(stmt.buffer);
    case "routine": return verifyCall(stmt, scope);
    case "block": return verifyAll(stmt.body, scope);
    case "for": {
      verifyExpr(stmt.from, scope);
      verifyExpr(stmt.to, scope);
      ensure(
        stmt.local.type === "index" && isIndex(stmt.from) && isIndex(stmt.to), stmt.local,
        "counts a loop but is no index, or its ends are none",
      );
      ensure(Number.isInteger(stmt.step) && stmt.step !== 0, stmt.local, "counts a loop that makes no steps");
      const inner: Scope = { defined: new Map(), outer: scope };
      define(inner, stmt.local, false);
      return verifyAll(stmt.body, inner);
    }
  }
}

/** As an invariant. This runs for all that there is after every pass: what is wrong is put into words only then. */
function ensure(isSound: boolean, { hint }: Local | Buffer, fault: string): asserts isSound {
  if (!isSound) invariant(false, `${hint} ${fault}`);
}

function define(scope: Scope, local: Local, mutable: boolean): void {
  ensure(find(scope, local.id) === undefined, local, "is defined twice");
  scope.defined.set(local.id, { local, mutable });
}

function verifyCall(call: RoutineCall, scope: Scope): void {
  for (const expr of exprsOf(call)) verifyExpr(expr, scope);
  for (const { buffer, access } of writtenBy(call)) if (access !== "read") verifyWritten(buffer);
  const { parameters, gives } = routines[call.fn];
  invariant(call.args.length === parameters.length, `${call.fn} with ${call.args.length} arguments`);
  parameters.forEach((parameter, i) => invariant(fits(parameter, call.args[i] as RoutineArg), `argument ${parameter.name} of ${call.fn}`));
  invariant((call.result !== undefined) === (gives === true), `${call.fn} and its result`);
  verifyApart(call);
  if (call.result !== undefined) define(scope, call.result, false);
}

function fits(parameter: Parameter, arg: RoutineArg): boolean {
  switch (parameter.kind) {
    case "size": case "index": return arg.kind === "index" && isIndex(arg.index);
    case "num": return arg.kind === "num" && typeOf(arg.num) === "number";
    case "flag": return arg.kind === "flag";
    case "array": return arg.kind === "array";
    case "view": return arg.kind === "view" && arg.steps.length === parameter.dims && [arg.offset, ...arg.steps].every(isIndex);
  }
}

/** What a routine writes, no other argument of it reads; two parts of one buffer may be written. */
function verifyApart(call: RoutineCall): void {
  const touched = touchedBy(call);
  const written = new Set(touched.flatMap(({ buffer, access }) => (access === "read" ? [] : [buffer.id])));
  for (const { buffer, access } of touched)
    invariant(access !== "read" || !written.has(buffer.id), `${call.fn} reads ${buffer.hint}, which it writes`);
}

function verifyWritten(buffer: Buffer): void {
  const isOurs = buffer.kind === "scratch" || buffer.kind === "output";
  if (!isOurs) invariant(false, `${buffer.hint} is written but ${buffer.kind}`);
}

function verifyExpr(root: Expr, scope: Scope): void {
  const stack = [root];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const local = localOf(at);
    if (local !== undefined) verifyUse(local, at, scope);
    const parts = partsOf(at);
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i] as Expr;
      if (typeOf(part) !== wantedType(at, i)) invariant(false, `part ${i + 1} of ${at.kind} is of the type ${typeOf(part)}`);
      stack.push(part);
    }
  }
}

function verifyUse(local: Local, at: Expr, scope: Scope): void {
  const found = find(scope, local.id);
  ensure(found !== undefined, local, "is used before it is defined");
  ensure(local.type === typeOf(at) && (found.local?.type ?? local.type) === local.type, local, "is used as another type");
}

function typeOf(expr: Expr): Local["type"] {
  return isIndex(expr) ? "index" : isCondition(expr) ? "condition" : "number";
}

/** The type that a part of an expression has to have. */
function wantedType(expr: Expr, part: number): Local["type"] {
  switch (expr.kind) {
    case "load": case "sum": case "product": case "least": case "greatest": case "fromIndex": return "index";
    case "logic": case "not": case "fromCondition": return "condition";
    case "select": return part === 0 ? "condition" : "number";
    default: return "number";
  }
}

function find(scope: Scope, id: number): { readonly local: Local | undefined; readonly mutable: boolean } | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const found = at.defined.get(id);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Checks that working memory holds what is read from it: an array is read after it is written, and not after another one
 * has been written into the same memory. `homes` are the arrays in whose memory others lie, `after` is what is computed then.
 */
export function verifyLives(body: readonly Stmt[], homes: ReadonlyMap<number, Buffer> = new Map(), after: readonly Num[] = []): void {
  const holders = new Map<number, Buffer>();
  const visit = (list: readonly Stmt[]): void => {
    for (const stmt of list) {
      const touched = touchedBy(stmt).filter(({ buffer }) => buffer.kind === "scratch" && buffer.data === undefined);
      for (const { buffer, access } of touched) if (access === "read") verifyHolder(buffer, homes, holders);
      for (const { buffer, access } of touched) if (access !== "read") holders.set((homes.get(buffer.id) ?? buffer).id, buffer);
      // what a step leaves, the next one meets
      for (let turn = 0; turn < (stmt.kind === "for" ? 2 : 1); turn++) visit(bodyOf(stmt));
    }
  };
  visit(body);
  for (const part of after.flatMap(allParts))
    if (part.kind === "load" && part.buffer.kind === "scratch") verifyHolder(part.buffer, homes, holders);
}

function verifyHolder(buffer: Buffer, homes: ReadonlyMap<number, Buffer>, holders: ReadonlyMap<number, Buffer>): void {
  const holder = holders.get((homes.get(buffer.id) ?? buffer).id);
  invariant(holder !== undefined, `${buffer.hint} is read before it is written`);
  invariant(holder.id === buffer.id, `${buffer.hint} is read, but its memory holds ${holder.hint}`);
}
