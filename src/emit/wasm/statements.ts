// Statements of the loop language as instructions.
import { FIRST, type For, type Local, type Num, type RoutineArg, type RoutineCall, type Stmt } from "../../loop/ir.js";
import { bytesOf } from "../../shape/element.js";
import { allParts, bodyOf, definedBy, exprsOf, localOf as localIn } from "../../loop/map.js";
import { addressCode, exprCode, indexCode, numberFor, numCode, placeOf } from "./expression.js";
import { laneLoop } from "./lanes.js";
import { codeOf } from "./runtime.js";
import { laneCount, lanesCode } from "./vector.js";
import { define, loadElement, localOf, shiftOf, storeElement, type Writer } from "./writer.js";

/** The statements of one scope; `kept` are numbers that are needed after them. */
export function statementsCode(w: Writer, body: readonly Stmt[], kept: readonly Num[] = []): void {
  // a block is no scope: what it defines is there after it
  const all = body.flatMap(flat);
  const last = lastUses(all, kept);
  all.forEach((stmt, i) => {
    statementCode(w, stmt);
    for (const id of last.get(i) ?? []) {
      const local = w.locals.get(id);
      if (local === undefined) continue;
      w.code.release(local);
      w.locals.delete(id);
    }
  });
}

function flat(stmt: Stmt): readonly Stmt[] {
  return stmt.kind === "block" ? stmt.body.flatMap(flat) : [stmt];
}

/** By the position of a statement, the locals defined in the list that nothing after it uses. */
function lastUses(all: readonly Stmt[], kept: readonly Num[]): Map<number, number[]> {
  const own = new Set(all.flatMap(definedBy).map(({ id }) => id));
  for (const value of kept) for (const part of allParts(value)) own.delete(localIn(part)?.id ?? -1);
  const at = new Map<number, number>();
  all.forEach((stmt, i) => {
    for (const id of usedIn(stmt)) if (own.has(id)) at.set(id, i);
  });
  const by = new Map<number, number[]>();
  for (const [id, i] of at) by.set(i, [...by.get(i) ?? [], id]);
  return by;
}

/** Every local that a statement, or one inside it, defines, assigns or reads. */
function usedIn(root: Stmt): Set<number> {
  const used = new Set<number>();
  const stack = [root];
  while (stack.length > 0) {
    const stmt = stack.pop() as Stmt;
    for (const part of exprsOf(stmt).flatMap(allParts)) {
      const local = localIn(part);
      if (local !== undefined) used.add(local.id);
    }
    if (stmt.kind === "assign") used.add(stmt.local.id);
    for (const { id } of definedBy(stmt)) used.add(id);
    stack.push(...bodyOf(stmt));
  }
  return used;
}

function statementCode(w: Writer, stmt: Stmt): void {
  switch (stmt.kind) {
    case "let":
      if (stmt.local.type === "index") w.places.set(stmt.local.id, placeOf(w, stmt.value as Extract<typeof stmt.value, { kind: "int" }>));
      exprCode(w, stmt.value);
      return void w.code.set(define(w, stmt.local));
    case "assign":
      numCode(w, stmt.value);
      return void w.code.set(localOf(w, stmt.local));
    case "store": return storeCode(w, stmt);
    case "fill": return fillCode(w, stmt);
    case "routine": return routineCode(w, stmt);
    case "block": return statementsCode(w, stmt.body);
    case "for": return loopCode(w, stmt);
  }
}

function storeCode(w: Writer, { buffer, at, value, add }: Extract<Stmt, { kind: "store" }>): void {
  const { code } = w;
  const isData = placeOf(w, at).isData;
  if (isData) {
    indexCode(w, at);
    code.get(w.count(buffer)).op("i32.lt_u").if();
  }
  const offset = addressCode(w, buffer, at);
  if (add) {
    const address = code.local("i32");
    code.tee(address).get(address);
    loadElement(w, offset);
    numCode(w, value);
    code.op("f64.add");
    code.release(address);
  } else {
    numCode(w, value);
  }
  storeElement(w, offset);
  if (isData) code.op("end");
}

function fillCode(w: Writer, { buffer, value }: Extract<Stmt, { kind: "fill" }>): void {
  if (Object.is(value, 0)) {
    w.code.get(w.base(buffer)).int(0).get(w.count(buffer)).int(shiftOf(w.element)).op("i32.shl").fill();
    return;
  }
  const [address, end] = [w.code.local("i32"), w.code.local("i32")];
  w.code.get(w.base(buffer)).tee(address).get(w.count(buffer)).int(shiftOf(w.element)).op("i32.shl", "i32.add").set(end);
  w.code.block().loop().get(address).get(end).op("i32.eq").branchIf(1);
  w.code.get(address).constant("f64", value);
  storeElement(w);
  w.code.get(address).int(bytesOf(w.element)).op("i32.add").set(address).branch(0).op("end", "end");
  w.code.release(address);
  w.code.release(end);
}

function loopCode(w: Writer, loop: For): void {
  const { code } = w;
  const { local, from, to, step, body } = loop;
  // a loop down ends before `to`: no counter is below 0 where that is -1
  const isDown = step < 0;
  const least = isDown ? (to.kind === "int" && to.value >= -1 ? FIRST : to) : from;
  w.places.set(local.id, { isNegative: placeOf(w, least).isNegative, isData: false });
  indexCode(w, from);
  const counter = define(w, local);
  code.set(counter);
  const known = from.kind === "int" && to.kind === "int" && step === 1 ? Math.max(0, to.value - from.value) : undefined;
  const lanes = known !== undefined && known < 2 ? undefined : laneLoop(w, loop, laneCount(w));
  const end = to.kind === "int" && lanes === undefined ? undefined : code.local("i32");
  if (end !== undefined) {
    indexCode(w, to);
    code.set(end);
  }
  // what is left of it is done one by one
  const left = lanes === undefined || end === undefined ? (known === 1 ? 1 : undefined) : lanesCode(w, lanes, counter, end, known);
  const test = (): void => {
    code.get(counter);
    if (end === undefined) indexCode(w, to);
    else code.get(end);
    code.op(isDown ? "i32.gt_s" : "i32.lt_s");
  };
  const next = (): void => {
    statementsCode(w, body);
    code.get(counter).int(step).op("i32.add").set(counter);
  };
  for (let i = 0; i < (left ?? 0); i++) next();
  if (left === undefined) {
    test();
    code.if().loop();
    next();
    test();
    code.branchIf(0).op("end", "end");
  }
  code.release(counter);
  if (end !== undefined) code.release(end);
  w.locals.delete(local.id);
}

function routineCode(w: Writer, call: RoutineCall): void {
  const name = w.element === "f32" ? `${call.fn}:f32` : call.fn;
  const kinds = [...codeOf(name).kinds];
  for (const arg of call.args) argumentCode(w, arg, kinds);
  w.code.call(name);
  if (call.result !== undefined) resultCode(w, call.result, name);
  else if (codeOf(name).result !== undefined) w.code.op("drop");
}

function resultCode(w: Writer, result: Local, name: string): void {
  const given = codeOf(name).result;
  if (given === "i32") w.code.op("f64.convert_i32_s");
  w.code.set(define(w, result));
}

/** Takes the kinds of the parameters that the argument becomes off the list. */
function argumentCode(w: Writer, arg: RoutineArg, kinds: string[]): void {
  const kind = kinds.shift() as string;
  switch (arg.kind) {
    case "index":
      indexCode(w, arg.index);
      if (kind === "d") w.code.op("f64.convert_i32_s");
      return;
    case "num": return numberFor(w, arg.num, kind);
    case "flag": return void w.code.int(arg.flag ? 1 : 0);
    case "array":
      w.code.get(w.base(arg.buffer));
      if (kinds[0] !== "l") return;
      kinds.shift();
      return void w.code.get(w.count(arg.buffer));
    case "view":
      w.code.get(w.base(arg.buffer));
      for (const index of [arg.offset, ...arg.steps]) {
        kinds.shift();
        indexCode(w, index);
      }
  }
}
