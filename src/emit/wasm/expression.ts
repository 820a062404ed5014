// Expressions of the loop language as instructions: each leaves its value on the stack.
import type { CompareOp, NumOp } from "../../graph/operation.js";
import type { Buffer, Cond, Expr, Index, Num } from "../../loop/ir.js";
import { allParts, isCondition, isIndex } from "../../loop/map.js";
import type { Op } from "./opcodes.js";
import { callNumbers } from "./inline.js";
import { codeOf } from "./runtime.js";
import { double, loadElement, localOf, shiftOf, type Place, type Writer } from "./writer.js";

/** Operations that are one instruction, by its name. */
export const INSTRUCTIONS: Partial<Record<NumOp, string>> = {
  add: "add", sub: "sub", mul: "mul", div: "div", neg: "neg", abs: "abs", ceil: "ceil", floor: "floor", trunc: "trunc", sqrt: "sqrt",
  max: "max", min: "min",
};
const COMPARISONS: Readonly<Record<CompareOp, string>> = { lt: "lt", le: "le", gt: "gt", ge: "ge", eq: "eq", ne: "ne" };

export function exprCode(w: Writer, expr: Expr): void {
  if (isIndex(expr)) indexCode(w, expr);
  else if (isCondition(expr)) condCode(w, expr);
  else numCode(w, expr);
}

export function numCode(w: Writer, value: Num): void {
  switch (value.kind) {
    case "number": return void w.code.constant("f64", value.value);
    case "local": return void w.code.get(localOf(w, value.local));
    case "load": return loadCode(w, value.buffer, value.at);
    case "apply": return applyCode(w, value.op, value.args);
    case "call": return callCode(w, value.fn, value.args);
    case "select": return choiceCode(w, value);
    case "fromIndex":
      indexCode(w, value.index);
      return void w.code.op("f64.convert_i32_s");
    case "fromCondition":
      condCode(w, value.test);
      return void w.code.op("f64.convert_i32_s");
  }
}

function applyCode(w: Writer, op: NumOp, args: readonly Num[]): void {
  const instruction = INSTRUCTIONS[op];
  if (instruction === undefined) return callCode(w, op, args);
  args.forEach((arg, i) => {
    numCode(w, arg);
    if (i > 1) w.code.op(double(instruction));
  });
  w.code.op(double(instruction));
}

function callCode(w: Writer, fn: string, args: readonly Num[]): void {
  const { kinds } = codeOf(fn);
  args.forEach((arg, i) => numberFor(w, arg, kinds.charAt(i)));
  callNumbers(w, fn);
}

/** A number as the parameter of a runtime function that is a number or a whole one. */
export function numberFor(w: Writer, value: Num, kind: string): void {
  numCode(w, value);
  if (kind === "i") w.code.op("i32.trunc_sat_f64_s");
}

function choiceCode(w: Writer, value: Extract<Num, { kind: "select" }>): void {
  if (isCheap(value.then) && isCheap(value.else)) {
    numCode(w, value.then);
    numCode(w, value.else);
    condCode(w, value.test);
    w.code.op("select");
    return;
  }
  condCode(w, value.test);
  w.code.if("f64");
  numCode(w, value.then);
  w.code.op("else");
  numCode(w, value.else);
  w.code.op("end");
}

/** Whether a number may be computed without being asked for: it costs little, and reaches no memory. */
function isCheap(value: Num): boolean {
  const parts = allParts(value);
  return parts.length < 6 && !parts.some((part) => part.kind === "load" || part.kind === "call" || part.kind === "whole" ||
    (part.kind === "apply" && (INSTRUCTIONS[part.op] === undefined || part.op === "div" || part.op === "sqrt")));
}

export function condCode(w: Writer, cond: Cond): void {
  switch (cond.kind) {
    case "condition": return void w.code.get(localOf(w, cond.local));
    case "compare":
      for (const side of [cond.left, cond.right]) {
        numCode(w, side);
        // floats are compared as such: a number that was stored in an array is equal to what it was before
        if (w.element === "f32") w.code.op("f32.demote_f64");
      }
      return void w.code.op(`${w.element}.${COMPARISONS[cond.op]}` as Op);
    case "logic":
      condCode(w, cond.left);
      w.code.if("i32");
      if (cond.op === "and") condCode(w, cond.right);
      else w.code.int(1);
      w.code.op("else");
      if (cond.op === "and") w.code.int(0);
      else condCode(w, cond.right);
      return void w.code.op("end");
    case "not":
      condCode(w, cond.arg);
      return void w.code.op("i32.eqz");
    case "truth":
      numCode(w, cond.arg);
      return void w.code.op("f64.abs").constant("f64", 0).op("f64.gt");
  }
}

type Pair = Extract<Index, { readonly left: Index }>;

export function indexCode(w: Writer, index: Index): void {
  switch (index.kind) {
    case "int": return void w.code.int(index.value);
    case "counter": return void w.code.get(localOf(w, index.local));
    case "size": return void (typeof index.dim === "number" ? w.code.int(index.dim) : w.code.get(w.size(index.dim)));
    case "extent": return void w.code.get(w.extent(index.shape));
    case "sum": case "product":
      indexCode(w, index.left);
      indexCode(w, index.right);
      return void w.code.op(index.kind === "sum" ? "i32.add" : "i32.mul");
    case "least": case "greatest": return extremeCode(w, index);
    case "whole":
      numCode(w, index.value);
      return void w.code.op("i32.trunc_sat_f64_s");
  }
}

function extremeCode(w: Writer, index: Pair): void {
  const [x, y] = [w.code.local("i32"), w.code.local("i32")];
  indexCode(w, index.left);
  w.code.set(x);
  indexCode(w, index.right);
  w.code.set(y);
  w.code.get(x).get(y).get(x).get(y).op(index.kind === "least" ? "i32.lt_s" : "i32.gt_s", "select");
  w.code.release(x);
  w.code.release(y);
}

/** What is known of an index: a place is counted from 0, but its parts may be below. */
export function placeOf(w: Writer, index: Index): Place {
  switch (index.kind) {
    case "int": return { isNegative: index.value < 0, isData: false };
    case "counter": return w.places.get(index.local.id) ?? { isNegative: false, isData: false };
    case "size": case "extent": return { isNegative: false, isData: false };
    case "whole": return { isNegative: true, isData: true };
    case "sum": case "product": case "least": case "greatest": {
      const [left, right] = [placeOf(w, index.left), placeOf(w, index.right)];
      return { isNegative: left.isNegative || right.isNegative, isData: left.isData || right.isData };
    }
  }
}

/** The address of an element on the stack; gives what is to be added to it in bytes. */
export function addressCode(w: Writer, buffer: Buffer, at: Index): number {
  const bytes = 1 << shiftOf(w.element);
  w.code.get(w.base(buffer));
  if (at.kind === "int") return at.value * bytes;
  const shift = at.kind === "sum" && at.right.kind === "int" && at.right.value > 0 && !placeOf(w, at.left).isNegative ? at.right.value : 0;
  indexCode(w, at.kind === "sum" && shift > 0 ? at.left : at);
  w.code.int(shiftOf(w.element)).op("i32.shl", "i32.add");
  return shift * bytes;
}

/** Of a place that the data say, first whether there is such an element: beyond the array all is NaN, as in JavaScript. */
function loadCode(w: Writer, buffer: Buffer, at: Index): void {
  if (!placeOf(w, at).isData) {
    const offset = addressCode(w, buffer, at);
    loadElement(w, offset);
    return;
  }
  const place = w.code.local("i32");
  indexCode(w, at);
  w.code.tee(place).get(w.count(buffer)).op("i32.lt_u").if("f64");
  w.code.get(w.base(buffer)).get(place).int(shiftOf(w.element)).op("i32.shl", "i32.add");
  loadElement(w);
  w.code.op("else").constant("f64", NaN).op("end");
  w.code.release(place);
}
