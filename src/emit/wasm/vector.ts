// Loops of lanes as instructions on 128 bits: two doubles or four floats. A sum has a lane for each of the numbers side by side,
// and the lanes are folded in their order, so that its bits do not depend on the machine.
import type { CompareOp, LogicOp } from "../../graph/operation.js";
import { type Buffer, type Cond, type Index, type Num } from "../../loop/ir.js";
import { MOST_FEW } from "../../shape/dim.js";
import { bytesOf } from "../../shape/element.js";
import { indexCode, INSTRUCTIONS, numCode } from "./expression.js";
import { indexKey, isFixed, motionOf, neutral, type Folding, type LaneLoop, type LaneStatement } from "./lanes.js";
import { callVectors } from "./inline.js";
import type { Code } from "./code.js";
import type { Op } from "./opcodes.js";
import { hasCode } from "./runtime.js";
import { double, localOf, shiftOf, type Writer } from "./writer.js";

interface LaneWriter {
  readonly w: Writer;
  readonly loop: LaneLoop;
  readonly lanes: 2 | 4;
  readonly counter: number;
  /** Numbers side by side, by the locals that they are in the loop. */
  readonly locals: Map<number, number>;
  /** Numbers that are the same at each step, everywhere. */
  readonly fixed: Map<Num | Cond, number>;
  /** The address of the first of an array's elements that the loop reaches, by array and place. */
  readonly starts: Map<string, number>;
  /** How many bytes the loop is on. */
  readonly gone: number;
  /** Which of the vectors of one round is at hand. */
  turn: number;
  /** Whether the lower half of it is all that there is. */
  isHalf: boolean;
  /** How many bytes of functions may still be drawn in. */
  room: number;
}

const COMPARISONS: Readonly<Record<CompareOp, string>> = { lt: "lt", le: "le", gt: "gt", ge: "ge", eq: "eq", ne: "ne" };
const LOGIC: Readonly<Record<LogicOp, Op>> = { and: "v128.and", or: "v128.or" };

/** Bytes of functions that are drawn into one loop; others are called. */
const MOST_DRAWN_IN = 16384;

export function laneCount(w: Writer): 2 | 4 {
  return w.element === "f64" ? 2 : 4;
}

/**
 * The loop from its counter on, as far as whole vectors go, and of four lanes a half; the counter is left where they end. Without calls
 * two vectors make a round, and then there may be one; of few steps that are known each has code of its own. Gives the number of
 * steps that are left, where it is known.
 */
export function lanesCode(w: Writer, loop: LaneLoop, counter: number, end: number, known?: number): number | undefined {
  const { code } = w;
  const lanes = laneCount(w);
  const isFew = known !== undefined && known <= MOST_FEW && !hasCalls(loop);
  const turns = hasCalls(loop) ? 1 : isFew ? Math.max(1, Math.floor(known / lanes)) : 2;
  const gone = code.local("i32");
  const v: LaneWriter = {
    w, loop, lanes, counter, gone, turn: 0, isHalf: false, room: MOST_DRAWN_IN, locals: new Map(), fixed: new Map(), starts: new Map(),
  };
  const held = loop.foldings.map(({ op }) => Array.from({ length: turns }, () => {
    const sum = code.local("v128");
    code.constant(vector(v), neutral(op)).set(sum);
    return sum;
  }));
  code.int(0).set(gone);
  for (const stmt of loop.statements) prepare(v, stmt);
  let left = isFew ? known : undefined;
  if (left !== undefined) left = straightCode(v, left, turns, held);
  else roundsCode(v, end, turns, held);
  loop.foldings.forEach((folding, i) => foldCode(v, folding, held[i] as readonly number[]));
  if (left === undefined) code.op("end");
  const taken = [gone, ...held.flat(), ...v.locals.values(), ...new Set(v.fixed.values()), ...v.starts.values()];
  for (const local of taken) code.release(local);
  return left;
}

/** As many vectors as there are whole, and of four lanes a half; the number of steps that are left. */
function straightCode(v: LaneWriter, steps: number, turns: number, held: readonly (readonly number[])[]): number {
  let left = steps;
  for (const each of [turns * v.lanes, ...(v.lanes === 4 ? [2] : [])]) {
    if (left < each) continue;
    v.isHalf = each < v.lanes;
    roundCode(v, v.isHalf ? 1 : turns, each / (v.isHalf ? 1 : turns), held);
    left -= each;
  }
  return left;
}

/** Rounds of vectors as long as there are so many steps, and then what is left of one. */
function roundsCode(v: LaneWriter, end: number, turns: number, held: readonly (readonly number[])[]): void {
  const { w: { code }, lanes, counter } = v;
  const isLeft = (steps: number): Code => code.get(counter).get(end).int(steps - 1).op("i32.sub", "i32.lt_s");
  isLeft(lanes).if();
  if (turns === 2) isLeft(2 * lanes).if();
  code.loop();
  roundCode(v, turns, lanes, held);
  isLeft(turns * lanes).branchIf(0).op("end");
  const rests = [...(turns === 2 ? [lanes] : []), ...(lanes === 4 ? [2] : [])];
  if (turns === 2) code.op("end");
  for (const steps of rests) {
    isLeft(steps).if();
    v.isHalf = steps < lanes;
    // it is one step of many: there calls cost less than their code
    if (v.isHalf) v.room = 0;
    roundCode(v, 1, steps, held);
    code.op("end");
  }
}

/** So many vectors of so many steps, one after the other. */
function roundCode(v: LaneWriter, turns: number, steps: number, held: readonly (readonly number[])[]): void {
  const { w: { code, element }, counter, gone } = v;
  for (v.turn = 0; v.turn < turns; v.turn++)
    for (const stmt of v.loop.statements) statementCode(v, stmt, held);
  code.get(gone).int(turns * steps * bytesOf(element)).op("i32.add").set(gone);
  code.get(counter).int(turns * steps).op("i32.add").set(counter);
}

function hasCalls({ statements }: LaneLoop): boolean {
  const isCall = (value: Num | Cond): boolean => value.kind === "call" || (value.kind === "apply" && INSTRUCTIONS[value.op] === undefined);
  const calls = (value: Num | Cond): boolean => isCall(value) || partsIn(value).some(calls);
  return statements.some((stmt) => calls(stmt.kind === "fold" ? stmt.folding.value : stmt.value));
}

/** Numbers and conditions in a number or a condition, those of its indices left out. */
function partsIn(value: Num | Cond): readonly (Num | Cond)[] {
  switch (value.kind) {
    case "apply": case "call": return value.args;
    case "select": return [value.test, value.then, value.else];
    case "fromCondition": return [value.test];
    case "compare": case "logic": return [value.left, value.right];
    case "not": case "truth": return [value.arg];
    default: return [];
  }
}

function vector({ lanes }: LaneWriter): "f64x2" | "f32x4" {
  return lanes === 2 ? "f64x2" : "f32x4";
}

function op(v: LaneWriter, name: string): Op {
  return `${vector(v)}.${name}` as Op;
}

/** Before the loop: what stays the same is spread over the lanes, and addresses are computed. */
function prepare(v: LaneWriter, stmt: LaneStatement): void {
  if (stmt.kind === "store") prepareAddress(v, stmt.buffer, stmt.at);
  prepareValue(v, stmt.kind === "fold" ? stmt.folding.value : stmt.value);
}

function prepareValue(v: LaneWriter, value: Num | Cond): void {
  if (value.kind === "number") return;
  if (isFixed(v.loop, value)) {
    if (v.fixed.has(value)) return;
    const local = v.w.code.local("v128");
    if (value.kind === "condition") {
      // a mask: all bits, or none
      v.w.code.get(localOf(v.w, value.local)).op(laneOp(v, "convert_i32_s"), op(v, "splat")).constant(vector(v), 0).op(op(v, "ne"));
    } else if (isNum(value)) {
      laneNumber(v, value);
      v.w.code.op(op(v, "splat"));
    } else {
      v.w.code.release(local);
      return partsIn(value).forEach((part) => prepareValue(v, part));
    }
    v.w.code.set(local);
    v.fixed.set(value, local);
    return;
  }
  if (value.kind === "load" && motionOf(v.loop, value.at) === "next") prepareAddress(v, value.buffer, value.at);
  for (const part of partsIn(value)) prepareValue(v, part);
}

const CONDITIONS: ReadonlySet<string> = new Set(["condition", "compare", "logic", "not", "truth"]);

function isNum(value: Num | Cond): value is Num {
  return !CONDITIONS.has(value.kind);
}

/** An instruction on the number of one lane. */
function laneOp({ w }: LaneWriter, name: string): Op {
  return `${w.element}.${name}` as Op;
}

/** A number as a lane has it. */
function laneNumber({ w }: LaneWriter, value: Num): void {
  numCode(w, value);
  if (w.element === "f32") w.code.op("f32.demote_f64");
}

function startKey(buffer: Buffer, at: Index): string {
  return `${buffer.id}:${indexKey(at)}`;
}

function prepareAddress(v: LaneWriter, buffer: Buffer, at: Index): void {
  const key = startKey(buffer, at);
  if (v.starts.has(key)) return;
  const local = v.w.code.local("i32");
  v.w.code.get(v.w.base(buffer));
  indexCode(v.w, at);
  v.w.code.int(shiftOf(v.w.element)).op("i32.shl", "i32.add").set(local);
  v.starts.set(key, local);
}

function addressCode(v: LaneWriter, buffer: Buffer, at: Index): number {
  v.w.code.get(v.starts.get(startKey(buffer, at)) as number).get(v.gone).op("i32.add");
  return v.turn * 16;
}

function statementCode(v: LaneWriter, stmt: LaneStatement, held: readonly (readonly number[])[]): void {
  const { code } = v.w;
  if (stmt.kind === "let") {
    valueCode(v, stmt.value);
    const local = v.locals.get(stmt.local.id) ?? code.local("v128");
    v.locals.set(stmt.local.id, local);
    code.set(local);
  } else if (stmt.kind === "store") {
    const offset = addressCode(v, stmt.buffer, stmt.at);
    if (stmt.add) {
      addressCode(v, stmt.buffer, stmt.at);
      loadVector(v, offset);
    }
    valueCode(v, stmt.value);
    if (stmt.add) code.op(op(v, "add"));
    if (v.isHalf) code.storeLow(offset);
    else code.memory("v128.store", offset);
  } else {
    const sum = held[v.loop.foldings.indexOf(stmt.folding)]?.[v.turn] as number;
    code.get(sum);
    valueCode(v, stmt.folding.value);
    // of a half the upper lanes change nothing
    if (v.isHalf) code.constant(vector(v), neutral(stmt.folding.op)).shuffle(LOWER_OF_BOTH);
    code.op(op(v, stmt.folding.op)).set(sum);
  }
}

/** The lower halves of two vectors. */
const LOWER_OF_BOTH = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];

function loadVector({ w: { code }, isHalf }: LaneWriter, offset: number): void {
  code.memory(isHalf ? "v128.load64_zero" : "v128.load", offset);
}

/** The vectors of one fold into one, its lanes into a number, and that into the local. */
function foldCode(v: LaneWriter, { local, op: fold }: Folding, [first, ...more]: readonly number[]): void {
  const { code } = v.w;
  const own = localOf(v.w, local);
  code.get(own).get(first as number);
  for (const other of more) code.get(other).op(op(v, fold));
  code.set(first as number);
  const lane = (at: number): void => {
    code.get(first as number).lane(`${vector(v)}.extract_lane`, at);
    if (v.lanes === 4) code.op("f64.promote_f32");
  };
  for (const [x, y] of v.lanes === 2 ? [[0, 1]] : [[0, 2], [1, 3]]) {
    lane(x as number);
    lane(y as number);
    code.op(double(fold));
  }
  if (v.lanes === 4) code.op(double(fold));
  code.op(double(fold)).set(own);
}

function valueCode(v: LaneWriter, value: Num): void {
  const { code } = v.w;
  const fixed = v.fixed.get(value);
  if (fixed !== undefined) return void code.get(fixed);
  switch (value.kind) {
    case "number": return void code.constant(vector(v), v.lanes === 4 ? asFloat(value.value) : value.value);
    case "local": return void code.get(v.locals.get(value.local.id) as number);
    case "load": return loadCode(v, value);
    case "apply": case "call": return callCode(v, value);
    case "select":
      valueCode(v, value.then);
      valueCode(v, value.else);
      condCode(v, value.test);
      return void code.op("v128.bitselect");
    case "fromIndex": return counterCode(v, value.index);
    case "fromCondition":
      condCode(v, value.test);
      return void code.constant(vector(v), 1).op("v128.and");
  }
}

/** A number as a float: one that is not 0 does not become 0, and one that is finite does not become infinite. */
function asFloat(value: number): number {
  const least = 2 ** -149;
  const most = (2 - 2 ** -23) * 2 ** 127;
  if (value === 0 || !Number.isFinite(value)) return value;
  return Math.sign(value) * Math.min(Math.max(Math.abs(value), least), most);
}

/** A whole number that goes up by one. */
function counterCode(v: LaneWriter, index: Index): void {
  const { code } = v.w;
  indexCode(v.w, index);
  code.op(laneOp(v, "convert_i32_s"), op(v, "splat"));
  code.lanes(Array.from({ length: v.lanes }, (_, i) => v.turn * v.lanes + i), v.w.element).op(op(v, "add"));
}

function loadCode(v: LaneWriter, value: Extract<Num, { kind: "load" }>): void {
  const { code } = v.w;
  if (motionOf(v.loop, value.at) === "next") {
    const offset = addressCode(v, value.buffer, value.at);
    return loadVector(v, offset);
  }
  // one after the other, each with the counter where it is there
  const at = code.local("i32");
  const outer = v.w.locals.get(v.loop.counter) as number;
  for (let lane = 0; lane < (v.isHalf ? 2 : v.lanes); lane++) {
    code.get(v.counter).int(v.turn * v.lanes + lane).op("i32.add").set(at);
    v.w.locals.set(v.loop.counter, at);
    laneNumber(v, value);
    v.w.locals.set(v.loop.counter, outer);
    if (lane === 0) code.op(op(v, "splat"));
    else code.lane(`${vector(v)}.replace_lane`, lane);
  }
  code.release(at);
}

function callCode(v: LaneWriter, value: Extract<Num, { kind: "apply" | "call" }>): void {
  const { code } = v.w;
  const instruction = value.kind === "apply" ? INSTRUCTIONS[value.op] : undefined;
  if (instruction !== undefined) {
    value.args.forEach((arg, i) => {
      valueCode(v, arg);
      if (i > 1) code.op(op(v, instruction));
    });
    return void code.op(op(v, instruction));
  }
  const name = value.kind === "apply" ? value.op : value.fn;
  const args = value.args.map((arg) => {
    valueCode(v, arg);
    const local = code.local("v128");
    code.set(local);
    return local;
  });
  if (v.lanes === 2) pairCode(v, name, args);
  else quadCode(v, name, args);
  for (const arg of args) code.release(arg);
}

/** Of two doubles, both at once where the function can. */
function pairCode(v: LaneWriter, name: string, args: readonly number[]): void {
  const { code } = v.w;
  if (hasCode(`${name}:f64x2`)) {
    v.room = callVectors(v.w, `${name}:f64x2`, args, v.room);
    return;
  }
  for (const lane of [0, 1]) {
    for (const arg of args) code.get(arg).lane("f64x2.extract_lane", lane);
    code.call(name);
    if (lane === 0) code.op("f64x2.splat");
    else code.lane("f64x2.replace_lane", 1);
  }
}

/** Of four floats, as of two times two doubles where there is no function of floats. */
function quadCode(v: LaneWriter, name: string, args: readonly number[]): void {
  const { code } = v.w;
  if (hasCode(`${name}:f32x4`)) {
    v.room = callVectors(v.w, `${name}:f32x4`, args, v.room);
    return;
  }
  const upper = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15];
  for (const half of [0, 1]) {
    const wide = args.map((arg) => {
      code.get(arg);
      if (half === 1) code.get(arg).shuffle(upper);
      code.op("f64x2.promote_low_f32x4");
      const local = code.local("v128");
      code.set(local);
      return local;
    });
    pairCode(v, name, wide);
    for (const local of wide) code.release(local);
    code.op("f32x4.demote_f64x2_zero");
  }
  code.shuffle(LOWER_OF_BOTH);
}

/** A mask: all bits of a lane where the condition holds. */
function condCode(v: LaneWriter, cond: Cond): void {
  const { code } = v.w;
  const fixed = v.fixed.get(cond);
  if (fixed !== undefined) return void code.get(fixed);
  switch (cond.kind) {
    case "condition": throw new Error("defect of gradc: a condition that no lane has");
    case "compare":
      valueCode(v, cond.left);
      valueCode(v, cond.right);
      return void code.op(op(v, COMPARISONS[cond.op]));
    case "logic":
      condCode(v, cond.left);
      condCode(v, cond.right);
      return void code.op(LOGIC[cond.op]);
    case "not":
      condCode(v, cond.arg);
      return void code.op("v128.not");
    case "truth":
      valueCode(v, cond.arg);
      return void code.op(op(v, "abs")).constant(vector(v), 0).op(op(v, "gt"));
  }
}
