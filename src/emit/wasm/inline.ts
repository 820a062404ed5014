// The code of a function in the place of its call: engines do not draw functions in. In loops of vectors what stays the same,
// constants above all, would be made at each call anew; of a few steps on numbers the call is the larger part.
import type { Code, FunctionCode } from "./code.js";
import { codeOf, functionOf } from "./runtime.js";

/** Larger functions are called: there the call is little of it, and code would grow by much. */
const MOST_BYTES = 1500;

/** Where functions are drawn in, and whether the faster ones. */
interface Drawing {
  readonly code: Code;
  readonly isFast: boolean;
}

/**
 * The value of a function of vectors, whose arguments lie in locals that it does not change. It is drawn in, with what it calls,
 * unless it is large or `room` for so many bytes is used up; gives what is left of the room.
 */
export function callVectors({ code, isFast }: Drawing, name: string, args: readonly number[], room: number): number {
  const fn = functionOf(codeOf(name, isFast));
  const size = sizeOf(fn);
  if (size > Math.min(MOST_BYTES, room)) {
    for (const arg of args) code.get(arg);
    code.call(name);
    return room;
  }
  const own = fn.locals.map((type) => code.local(type));
  const local = (index: number): number => (index < args.length ? args[index] : own[index - args.length]) as number;
  const left = fn.pieces.reduce<number>((rest, piece) => {
    if (typeof piece === "string") return callInside({ code, isFast }, piece, rest);
    if (!("global" in piece)) relocate(code, piece, local);
    return rest;
  }, room - size);
  for (const each of own) code.release(each);
  return left;
}

/** A call whose arguments are on the stack. */
function callInside(drawing: Drawing, name: string, room: number): number {
  const { code } = drawing;
  const { params, result } = codeOf(name);
  // of one number after the other, or of none
  if (result !== "v128" || params.some((type) => type !== "v128")) {
    code.call(name);
    return room;
  }
  const args = params.map((type) => code.local(type));
  for (const arg of [...args].reverse()) code.set(arg);
  const left = callVectors(drawing, name, args, room);
  for (const arg of args) code.release(arg);
  return left;
}

/** Functions of numbers that are no longer than this are drawn in: the engine would save all registers around a call. */
const MOST_SHORT = 100;

/** A call of numbers that are on the stack. */
export function callNumbers({ code, isFast }: Drawing, name: string): void {
  const fn = functionOf(codeOf(name, isFast));
  const bytes = straight(fn);
  if (bytes === undefined) {
    code.call(name);
    return;
  }
  const all = [...fn.params, ...fn.locals].map((type) => code.local(type));
  for (const arg of all.slice(0, fn.params.length).reverse()) code.set(arg);
  relocate(code, bytes, (index) => all[index] as number);
  for (const each of all) code.release(each);
}

/** The code of a short function without the return at its end; undefined where it calls another, or returns before. */
function straight({ pieces: [bytes, ...more], result }: FunctionCode): readonly number[] | undefined {
  if (!Array.isArray(bytes) || more.length > 0 || result !== "f64" || bytes.length > MOST_SHORT) return undefined;
  const end = bytes.length - RETURN.length;
  for (let at = 0; at < end; at = endOf(bytes as readonly number[], at)) if (bytes[at] === RETURN[0]) return undefined;
  return RETURN.every((byte, i) => bytes[end + i] === byte) ? bytes.slice(0, end) as readonly number[] : undefined;
}

/** How the code of a function that gives a number ends: what is behind it is not reached. */
const RETURN = [0x0f, 0x00];

function sizeOf({ pieces }: FunctionCode): number {
  return pieces.reduce((sum, piece) => sum + (Array.isArray(piece) ? (piece as readonly number[]).length : 0), 0);
}

function relocate(code: Code, bytes: readonly number[], local: (index: number) => number): void {
  let from = 0;
  for (let at = 0; at < bytes.length;) {
    const opcode = bytes[at] as number;
    const end = endOf(bytes, at);
    if (opcode >= GET && opcode <= TEE) {
      code.raw(bytes.slice(from, at));
      const index = local(unsignedAt(bytes, at + 1));
      if (opcode === GET) code.get(index);
      else if (opcode === TEE) code.tee(index);
      else code.set(index);
      from = end;
    }
    at = end;
  }
  code.raw(bytes.slice(from));
}

const GET = 0x20;
const TEE = 0x22;

/** Where the next instruction begins. */
function endOf(bytes: readonly number[], at: number): number {
  const opcode = bytes[at] as number;
  const next = at + 1;
  if (opcode === 0xfd) return endOfVector(bytes, next);
  if (opcode === 0xfc) return pastNumber(bytes, next) + (bytes[next] === 0x0b ? 1 : 0);
  if (opcode >= 0x02 && opcode <= 0x04) return next + 1;
  if ((opcode >= 0x0c && opcode <= 0x0d) || (opcode >= GET && opcode <= TEE) || opcode === 0x41 || opcode === 0x42) {
    return pastNumber(bytes, next);
  }
  if (opcode >= 0x28 && opcode <= 0x3e) return pastNumber(bytes, pastNumber(bytes, next));
  return next + (opcode === 0x43 ? 4 : opcode === 0x44 ? 8 : 0);
}

/** Of an instruction on vectors, `at` the number that tells which. */
function endOfVector(bytes: readonly number[], at: number): number {
  const which = unsignedAt(bytes, at);
  const next = pastNumber(bytes, at);
  if (which <= 0x0b) return pastNumber(bytes, pastNumber(bytes, next));
  if (which <= 0x0d) return next + 16;
  return next + (which >= 0x15 && which <= 0x22 ? 1 : 0);
}

function pastNumber(bytes: readonly number[], at: number): number {
  let end = at;
  while ((bytes[end] as number) >= 0x80) end++;
  return end + 1;
}

function unsignedAt(bytes: readonly number[], at: number): number {
  let [value, factor] = [0, 1];
  for (let i = at; ; i++, factor *= 128) {
    const byte = bytes[i] as number;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return value;
  }
}
