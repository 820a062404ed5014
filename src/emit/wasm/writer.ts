// What the printers of one function share: its code, where its values are, what it calls.
import type { Buffer, Local } from "../../loop/ir.js";
import type { ElementType } from "../../shape/element.js";
import type { Dim } from "../../shape/dim.js";
import type { Shape } from "../../shape/shape.js";
import type { Code } from "./code.js";
import type { Op, ValueType } from "./opcodes.js";

export interface Writer {
  readonly code: Code;
  readonly element: ElementType;
  /** Whether functions may be faster than exact to the last place. */
  readonly isFast: boolean;
  /** The WebAssembly locals of the locals in scope. */
  readonly locals: Map<number, number>;
  /** Locals of whole numbers that may be below 0 or come from data, by what is known of them. */
  readonly places: Map<number, Place>;
  /** The address of an array, in a local. */
  readonly base: (buffer: Buffer) => number;
  /** Its number of elements, in a local. */
  readonly count: (buffer: Buffer) => number;
  readonly size: (dim: Dim) => number;
  readonly extent: (shape: Shape) => number;
}

/** What is known of a whole number. */
export interface Place {
  readonly isNegative: boolean;
  /** Whether a number of the data is in it: then nobody has said that it is inside an array. */
  readonly isData: boolean;
}

export function shiftOf(element: ElementType): number {
  return element === "f64" ? 3 : 2;
}

export function typeOf(local: Local): ValueType {
  return local.type === "number" ? "f64" : "i32";
}

/** An instruction on numbers: outside of arrays they are doubles. */
export function double(name: string): Op {
  return `f64.${name}` as Op;
}

/** The element at the address on the stack, and so many bytes on, as a number. */
export function loadElement({ code, element }: Writer, offset = 0): void {
  code.memory(`${element}.load`, offset);
  if (element === "f32") code.op("f64.promote_f32");
}

/** The number on the stack to the address below it, and so many bytes on. */
export function storeElement({ code, element }: Writer, offset = 0): void {
  if (element === "f32") code.op("f32.demote_f64");
  code.memory(`${element}.store`, offset);
}

export function localOf(w: Writer, { id, hint }: Local): number {
  const found = w.locals.get(id);
  if (found === undefined) throw new Error(`defect of gradc: ${hint} has no local`);
  return found;
}

export function define(w: Writer, local: Local): number {
  const found = w.code.local(typeOf(local));
  w.locals.set(local.id, found);
  return found;
}
