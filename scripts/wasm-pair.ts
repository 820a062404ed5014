// One runtime function for several numbers at once: a function without loops, all of whose branches are computed and chosen from.
// Of two doubles, with the bits that it gives for each; where `rarely` holds for one of them, both are computed one after the other.
// Of four floats those functions that say so, each operation rounded to a float.
import ts from "typescript";
import { Code } from "../src/emit/wasm/code.js";
import type { Op } from "../src/emit/wasm/opcodes.js";
import { constantOf, INSTRUCTIONS, isPowerOfTwo, LOW_ROOT, refuse, type Translated } from "./wasm-function.js";
import type { Types } from "./wasm-types.js";

const COMPARE: Readonly<Record<string, string>> = { "<": "lt", ">": "gt", "<=": "le", ">=": "ge", "===": "eq", "!==": "ne" };
const ARITHMETIC: Readonly<Record<string, string>> = { "+": "add", "-": "sub", "*": "mul", "/": "div" };

export type Lanes = "f64x2" | "f32x4";

/** The file of the functions that are for floats alone, and that of functions as good for floats as they are. */
const FLOATS = /\/wasm\/floats\.ts$/;
const FOR_BOTH = /\/(?:elementary\/saturating|wasm\/floats)\.ts$/;

/** Branches that are all computed: with more of them, or more steps, one number after the other is faster. */
const MOST_BRANCHES = 2;
const MOST_NODES = 700;

interface Pair {
  readonly types: Types;
  readonly name: string;
  readonly code: Code;
  readonly lanes: Lanes;
  readonly locals: Map<string, number>;
}

function op(p: Pair, name: string | undefined): Op {
  return `${p.lanes}.${name ?? ""}` as Op;
}

/** What the form of a function for several numbers is called: `exp:f32x4`, for a function of floats without that ending. */
export function laneName(name: string, lanes: Lanes): string {
  return `${lanes === "f32x4" ? name.replace(/Float$/, "") : name}:${lanes}`;
}

/** Undefined where the function has no such form. */
export function translatePair(types: Types, name: string, lanes: Lanes): Translated | undefined {
  const node = types.node(name) as ts.FunctionDeclaration;
  if (!hasPair(types, name, lanes)) return undefined;
  const code = new Code(node.parameters.map(() => "v128"), "v128");
  const p: Pair = { types, name, code, lanes, locals: new Map(node.parameters.map((one, i) => [one.name.getText(), i])) };
  list(p, (node.body as ts.Block).statements);
  return { code: code.finish(), kinds: node.parameters.map(() => "p").join("") };
}

/** Whether a function is numbers to a number, straight ahead, and none that calls itself. */
export function hasPair(types: Types, name: string, lanes: Lanes): boolean {
  const node = types.node(name);
  const path = types.pathOf(name);
  if (lanes === "f32x4" ? !FOR_BOTH.test(path) || types.node(`${name}Float`) !== undefined : FLOATS.test(path)) return false;
  if (node?.body === undefined || node.type?.getText() !== "number") return false;
  if (node.parameters.some((p) => p.type?.getText() !== "number" || p.initializer !== undefined)) return false;
  let [branches, nodes, isPlain] = [0, 0, true];
  const walk = (at: ts.Node): void => {
    nodes++;
    if (isRare(at)) return;
    if (ts.isIfStatement(at)) {
      branches++;
      isPlain &&= at.elseStatement === undefined && ts.isReturnStatement(at.thenStatement);
    }
    isPlain &&= !(ts.isForStatement(at) || ts.isWhileStatement(at) || ts.isArrayLiteralExpression(at) || ts.isNewExpression(at));
    if (ts.isBinaryExpression(at) && !isPowerOfTwo(at))
      isPlain &&= ![",", "=", "+=", "-=", "*=", "/=", "%", "**", "|", "??"].includes(at.operatorToken.getText());
    // of a circle one member would be enough: those of src/runtime call themselves
    if (ts.isCallExpression(at)) isPlain &&= at.expression.getText().replace("Math.", "") !== name;
    ts.forEachChild(at, walk);
  };
  walk(node.body);
  return isPlain && branches <= MOST_BRANCHES && nodes <= MOST_NODES;
}

function isRare(node: ts.Node): boolean {
  return ts.isIfStatement(node) && ts.isCallExpression(node.expression) && node.expression.expression.getText() === "rarely";
}

/** The value of the statements up to the return. */
function list(p: Pair, [first, ...rest]: readonly ts.Statement[]): void {
  if (first === undefined) throw new Error(`${p.name} returns nothing`);
  if (ts.isVariableStatement(first)) {
    for (const d of first.declarationList.declarations) {
      const local = p.code.local("v128");
      value(p, d.initializer as ts.Expression);
      p.code.set(local);
      p.locals.set(d.name.getText(), local);
    }
    return list(p, rest);
  }
  if (ts.isReturnStatement(first)) return value(p, first.expression as ts.Expression);
  if (!ts.isIfStatement(first)) refuse(first);
  if (isRare(first)) {
    rare(p, (first.expression as ts.CallExpression).arguments[0] as ts.Expression);
    p.code.op("v128.any_true").if("v128");
    const alone = p.lanes === "f64x2" ? lanes : lanesOfFloats;
    alone(p.code, p.name, [...p.locals.values()].slice(0, (p.types.node(p.name) as ts.FunctionDeclaration).parameters.length));
    p.code.op("else");
    list(p, rest);
    p.code.op("end");
    return;
  }
  value(p, (first.thenStatement as ts.ReturnStatement).expression as ts.Expression);
  list(p, rest);
  value(p, first.expression);
  p.code.op("v128.bitselect");
}

/** `x < y ? y : x` and `y < x ? y : x` are instructions: what is NaN for x stays NaN. */
function isExtreme({ condition, whenTrue, whenFalse }: ts.ConditionalExpression): boolean {
  if (!ts.isBinaryExpression(condition) || condition.operatorToken.kind !== ts.SyntaxKind.LessThanToken) return false;
  const both = [condition.left.getText(), condition.right.getText()];
  return both.includes(whenTrue.getText()) && both.includes(whenFalse.getText()) && whenTrue.getText() !== whenFalse.getText();
}

function extreme(p: Pair, { condition, whenTrue, whenFalse }: ts.ConditionalExpression): void {
  value(p, whenFalse);
  value(p, whenTrue);
  p.code.op(op(p, (condition as ts.BinaryExpression).left.getText() === whenFalse.getText() ? "pmax" : "pmin"));
}

/** A mask of those for which a condition holds; `!(|x| < limit)` of doubles in one comparison of their bits, which NaN fails too. */
function rare(p: Pair, condition: ts.Expression): void {
  const [, size, limit] = /^!\((Math\.abs\(\w+\)) < (\d+)\)$/.exec(condition.getText()) ?? [];
  const inner = ts.isPrefixUnaryExpression(condition) && ts.isParenthesizedExpression(condition.operand)
    ? condition.operand.expression
    : undefined;
  if (size === undefined || p.lanes !== "f64x2" || inner === undefined || !ts.isBinaryExpression(inner)) return value(p, condition);
  value(p, inner.left);
  p.code.long(bitsOf(Number(limit)) - 1n).op("i64x2.splat", "i64x2.gt_s");
}

function bitsOf(x: number): bigint {
  return new BigInt64Array(Float64Array.of(x).buffer)[0] as bigint;
}

/** `-Math.abs(x)`: the sign alone. */
function isNegativeSize({ operator, operand }: ts.PrefixUnaryExpression): boolean {
  return operator === ts.SyntaxKind.MinusToken && ts.isCallExpression(operand) && operand.expression.getText() === "Math.abs";
}

function negativeSize(p: Pair, size: ts.CallExpression): void {
  value(p, size.arguments[0] as ts.Expression);
  if (p.lanes === "f64x2") p.code.long(1n << 63n).op("i64x2.splat", "v128.or");
  else p.code.int(-(2 ** 31)).op("i32x4.splat", "v128.or");
}

/** A function of each of two numbers, one after the other. */
export function lanes(code: Code, fn: string, args: readonly number[]): void {
  for (const arg of args) code.get(arg).lane("f64x2.extract_lane", 0);
  code.call(fn).op("f64x2.splat");
  for (const arg of args) code.get(arg).lane("f64x2.extract_lane", 1);
  code.call(fn).lane("f64x2.replace_lane", 1);
}

/** A function of each of four floats, one after the other, in doubles. */
function lanesOfFloats(code: Code, fn: string, args: readonly number[]): void {
  for (const lane of [0, 1, 2, 3]) {
    for (const arg of args) code.get(arg).lane("f32x4.extract_lane", lane).op("f64.promote_f32");
    code.call(fn.replace(/Float$/, "")).op("f32.demote_f64");
    if (lane === 0) code.op("f32x4.splat");
    else code.lane("f32x4.replace_lane", lane);
  }
}

/** Two numbers, or a mask, on the stack. */
function value(p: Pair, expr: ts.Expression): void {
  const folded = constantOf(expr);
  if (folded !== undefined) return void p.code.constant(p.lanes, folded);
  if (ts.isParenthesizedExpression(expr)) return value(p, expr.expression);
  if (ts.isIdentifier(expr)) return void p.code.get(p.locals.get(expr.text) ?? refuse(expr));
  if (ts.isPrefixUnaryExpression(expr)) {
    if (isNegativeSize(expr)) return negativeSize(p, expr.operand as ts.CallExpression);
    value(p, expr.operand);
    return void p.code.op(expr.operator === ts.SyntaxKind.MinusToken ? op(p, "neg") : "v128.not");
  }
  if (ts.isConditionalExpression(expr)) {
    if (isExtreme(expr)) return extreme(p, expr);
    value(p, expr.whenTrue);
    value(p, expr.whenFalse);
    value(p, expr.condition);
    return void p.code.op("v128.bitselect");
  }
  if (ts.isCallExpression(expr)) return call(p, expr);
  if (!ts.isBinaryExpression(expr)) refuse(expr);
  const sign = expr.operatorToken.getText();
  if ((sign === "===" || sign === "!==") && (isMask(p, expr.left) || isMask(p, expr.right))) {
    value(p, expr.left);
    value(p, expr.right);
    p.code.op("v128.xor");
    return void (sign === "===" ? p.code.op("v128.not") : undefined);
  }
  if (isPowerOfTwo(expr)) {
    value(p, expr.right);
    return void p.code.call("powerOfTwo:f64x2");
  }
  value(p, expr.left);
  value(p, expr.right);
  p.code.op(sign === "&&" ? "v128.and" : sign === "||" ? "v128.or" : op(p, COMPARE[sign] ?? ARITHMETIC[sign] ?? refuse(expr)));
}

function isMask(p: Pair, expr: ts.Expression): boolean {
  return p.types.typeOf(p.name, expr) === "b";
}

function call(p: Pair, expr: ts.CallExpression): void {
  const name = expr.expression.getText();
  const all = (): void => expr.arguments.forEach((arg) => value(p, arg));
  const { code } = p;
  const instruction = INSTRUCTIONS[name];
  if (name === "copySign") {
    all();
    if (p.lanes === "f64x2") code.long(1n << 63n).op("i64x2.splat");
    else code.int(-(2 ** 31)).op("i32x4.splat");
    return void code.op("v128.not", "v128.bitselect");
  }
  if (instruction !== undefined) {
    all();
    return void code.op(instruction.replace("f64", p.lanes) as Op);
  }
  switch (name) {
    case "twoTo":
      all();
      return void code.int(52).op("i64x2.shl").long(1023n << 52n).op("i64x2.splat", "i64x2.add");
    case "exponentOf":
      // the whole number as the low bits of 1.5 2^52 and it
      all();
      code.long(LOW_ROOT).op("i64x2.splat", "i64x2.sub").int(52).op("i64x2.shr_s").constant("f64x2", 6755399441055744).op("i64x2.add");
      return void code.constant("f64x2", 6755399441055744).op("f64x2.sub");
    case "mantissaOf":
      all();
      all();
      code.long(LOW_ROOT).op("i64x2.splat", "i64x2.sub").long(-(1n << 52n)).op("i64x2.splat", "v128.and");
      return void code.op("i64x2.sub");
    case "withoutLow":
      all();
      return void code.long(-(1n << 32n)).op("i64x2.splat", "v128.and");
    case "Math.fround":
      all();
      return void code.op("f32x4.demote_f64x2_zero", "f64x2.promote_low_f32x4");
    case "Number.isFinite":
      all();
      return void code.op(op(p, "abs")).constant(p.lanes, Infinity).op(op(p, "lt"));
    case "Number.isNaN":
      all();
      all();
      return void code.op(op(p, "ne"));
    case "twoToFloat":
      all();
      return void code.int(23).op("i32x4.shl").int(127 << 23).op("i32x4.splat", "i32x4.add");
    case "exponentOfFloat":
      all();
      code.int(LOW_ROOT_FLOAT).op("i32x4.splat", "i32x4.sub").int(23).op("i32x4.shr_s");
      return void code.op("f32x4.convert_i32x4_s");
    case "mantissaOfFloat":
      all();
      all();
      code.int(LOW_ROOT_FLOAT).op("i32x4.splat", "i32x4.sub").int(-(1 << 23)).op("i32x4.splat", "v128.and");
      return void code.op("i32x4.sub");
    default: return callOf(p, expr, name.replace("Math.", ""));
  }
}

/** The bits of the float sqrt(1/2). */
const LOW_ROOT_FLOAT = 0x3f3504f3;

function callOf(p: Pair, expr: ts.CallExpression, called: string): void {
  // of floats the function that is theirs
  const name = p.lanes === "f32x4" && p.types.node(`${called}Float`) !== undefined ? `${called}Float` : called;
  const node = p.types.node(name) ?? refuse(expr);
  const args = node.parameters.map((own, i) => {
    const local = p.code.local("v128");
    // what is not handed over is a number, or what another argument is
    const otherwise = own.initializer;
    const other = node.parameters.findIndex((one) => one.name.getText() === otherwise?.getText());
    value(p, expr.arguments[i] ?? (other < 0 ? otherwise : expr.arguments[other]) ?? refuse(expr));
    p.code.set(local);
    return local;
  });
  if (hasPair(p.types, name, p.lanes)) {
    for (const arg of args) p.code.get(arg);
    p.code.call(laneName(name, p.lanes));
  } else if (p.lanes === "f32x4") {
    refuse(expr);
  } else {
    lanes(p.code, name, args);
  }
  for (const arg of args) p.code.release(arg);
}
