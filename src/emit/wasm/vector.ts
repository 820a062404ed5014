// Loops of lanes as instructions on 128 bits: two doubles or four floats. A sum has a lane for each of the numbers side by side,
// and the lanes are folded in their order, so that its bits do not depend on the machine.
import type { Buffer, Cond, Index, Num } from "../../loop/ir.js";
import { MOST_FEW } from "../../shape/dim.js";
import { bytesOf } from "../../shape/element.js";
import type { Code } from "./code.js";
import { indexCode, INSTRUCTIONS } from "./expression.js";
import {
  addressCode, laneNumber, laneOp, loadVector, LOWER_OF_BOTH, op, startKey, valueCode, vector, type LaneWriter,
} from "./lane-values.js";
import { isFixed, motionOf, neutral, type Folding, type LaneLoop, type LaneStatement } from "./lanes.js";
import { double, localOf, shiftOf, type Writer } from "./writer.js";

/** Bytes of functions that are drawn into one loop; others are called. */
const MOST_DRAWN_IN = 16384;

/**
 * Of more arrays than so many a loop computes one vector in a round: the engine keeps each address for a second one, and has no
 * registers for them.
 */
const MOST_STARTS = 12;

export function laneCount(w: Writer): 2 | 4 {
  return w.element === "f64" ? 2 : 4;
}

/**
 * The loop from its counter on, as far as whole vectors go, and of four lanes a half; the counter is left where they end. Without calls
 * two vectors make a round, where there are not too many arrays, and then there may be one; of few steps that are known
 * each has code of its own. Gives the number of
 * steps that are left, where it is known.
 */
export function lanesCode(w: Writer, loop: LaneLoop, counter: number, end: number, known?: number): number | undefined {
  const { code } = w;
  const lanes = laneCount(w);
  const isFew = known !== undefined && known <= MOST_FEW && !hasCalls(loop);
  const gone = code.local("i32");
  const v: LaneWriter = {
    w, loop, lanes, counter, gone, turn: 0, isHalf: false, room: MOST_DRAWN_IN, locals: new Map(), fixed: new Map(), starts: new Map(),
  };
  code.int(0).set(gone);
  for (const stmt of loop.statements) prepare(v, stmt);
  const turns = hasCalls(loop) ? 1 : isFew ? Math.max(1, Math.floor(known / lanes)) : v.starts.size > MOST_STARTS ? 1 : 2;
  const held = loop.foldings.map(({ op }) => Array.from({ length: turns }, () => {
    const sum = code.local("v128");
    code.constant(vector(v), neutral(op)).set(sum);
    return sum;
  }));
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

function prepareAddress(v: LaneWriter, buffer: Buffer, at: Index): void {
  const key = startKey(buffer, at);
  if (v.starts.has(key)) return;
  const local = v.w.code.local("i32");
  v.w.code.get(v.w.base(buffer));
  indexCode(v.w, at);
  v.w.code.int(shiftOf(v.w.element)).op("i32.shl", "i32.add").set(local);
  v.starts.set(key, local);
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

