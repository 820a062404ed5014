// Numbers and conditions as several side by side, two doubles or four floats of 128 bits.
import type { CompareOp, LogicOp } from "../../graph/operation.js";
import type { Buffer, Cond, Index, Num } from "../../loop/ir.js";
import { indexCode, INSTRUCTIONS, numCode } from "./expression.js";
import { indexKey, motionOf, type LaneLoop } from "./lanes.js";
import { callVectors } from "./inline.js";
import type { Op } from "./opcodes.js";
import { hasCode } from "./runtime.js";
import type { Writer } from "./writer.js";

export interface LaneWriter {
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

export function vector({ lanes }: LaneWriter): "f64x2" | "f32x4" {
  return lanes === 2 ? "f64x2" : "f32x4";
}

export function op(v: LaneWriter, name: string): Op {
  return `${vector(v)}.${name}` as Op;
}

/** An instruction on the number of one lane. */
export function laneOp({ w }: LaneWriter, name: string): Op {
  return `${w.element}.${name}` as Op;
}

/** A number as a lane has it. */
export function laneNumber({ w }: LaneWriter, value: Num): void {
  numCode(w, value);
  if (w.element === "f32") w.code.op("f32.demote_f64");
}

export function startKey(buffer: Buffer, at: Index): string {
  return `${buffer.id}:${indexKey(at)}`;
}

export function addressCode(v: LaneWriter, buffer: Buffer, at: Index): number {
  v.w.code.get(v.starts.get(startKey(buffer, at)) as number).get(v.gone).op("i32.add");
  return v.turn * 16;
}

/** The lower halves of two vectors. */
export const LOWER_OF_BOTH = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];

export function loadVector({ w: { code }, isHalf }: LaneWriter, offset: number): void {
  code.memory(isHalf ? "v128.load64_zero" : "v128.load", offset);
}

export function valueCode(v: LaneWriter, value: Num): void {
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
