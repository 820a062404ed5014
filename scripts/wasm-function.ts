// One runtime function as WebAssembly. Arrays are addresses in bytes; their elements have 8 or 4 of these.
import ts from "typescript";
import { Code, type FunctionCode } from "../src/emit/wasm/code.js";
import type { Op, ValueType } from "../src/emit/wasm/opcodes.js";
import { declarationOf, isArray, type Type, type Types } from "./wasm-types.js";

export interface Translated {
  readonly code: FunctionCode;
  readonly kinds: string;
}

/** Where the address of free memory stands. */
const HEAP = 0;

const VALUE: Readonly<Record<Type, ValueType | undefined>> = {
  f: "f64", i: "i32", b: "i32", a: "i32", s: undefined, v: undefined, p: "v128",
};
const COMPARE: Readonly<Record<string, string>> = { "<": "lt", ">": "gt", "<=": "le", ">=": "ge", "===": "eq", "!==": "ne" };
const ARITHMETIC: Readonly<Record<string, string>> = { "+": "add", "-": "sub", "*": "mul", "/": "div" };
const CONSTANTS: Readonly<Record<string, number>> = {
  Infinity, NaN, "Math.PI": Math.PI, "Math.LN2": Math.LN2, "Math.SQRT1_2": Math.SQRT1_2, "Math.SQRT2": Math.SQRT2, "Math.LN10": Math.LN10,
  "Math.E": Math.E,
};
/** Functions of Math that are one instruction. */
export const INSTRUCTIONS: Readonly<Record<string, Op>> = {
  "Math.abs": "f64.abs", "Math.sqrt": "f64.sqrt", "Math.floor": "f64.floor", "Math.ceil": "f64.ceil", "Math.trunc": "f64.trunc",
  "Math.min": "f64.min", "Math.max": "f64.max", copySign: "f64.copysign",
};

interface Function {
  readonly types: Types;
  readonly name: string;
  readonly node: ts.FunctionDeclaration;
  readonly code: Code;
  readonly width: 8 | 4;
  readonly locals: Map<string, number>;
  /** Lengths of arrays, by name. */
  readonly lengths: Map<string, number>;
  /** The free memory as it was, in a function that takes some. */
  readonly heap: number | undefined;
  readonly messages: string[][];
}

export function refuse(node: ts.Node): never {
  throw new Error(`${node.getSourceFile().fileName}: no WebAssembly for \`${node.getText().slice(0, 80)}\``);
}

export function translate(types: Types, name: string, width: 8 | 4, messages: string[][]): Translated {
  const node = types.node(name) as ts.FunctionDeclaration;
  const all = types.parameters(name);
  const params: { name: string; type: ValueType; kind: string }[] = all.flatMap((p) => {
    const type = VALUE[p.type];
    const own = node.parameters.find((q) => q.name.getText() === p.name)?.initializer;
    if (type === undefined || (own !== undefined && isArray(own))) return [];
    const kind = p.type === "f" ? "d" : p.type === "b" ? "i" : p.type;
    const length = p.type === "a" && types.needsLength(name, p.name) ? [{ name: `${p.name}.length`, type, kind: "l" }] : [];
    return [{ name: p.name, type, kind }, ...length];
  });
  const code = new Code(params.map((p) => p.type), VALUE[types.result(name)]);
  const takes = /new Float64Array|Float64Array\.of|= \[/.test(node.getText());
  const f: Function = {
    types, name, node, code, width, messages, locals: new Map(), lengths: new Map(),
    heap: takes ? code.local("i32") : undefined,
  };
  params.forEach((p, i) => (p.kind === "l" ? f.lengths.set(p.name.replace(".length", ""), i) : f.locals.set(p.name, i)));
  if (f.heap !== undefined) code.int(HEAP).memory("i32.load").set(f.heap);
  for (const p of node.parameters) if (p.initializer !== undefined && isArray(p.initializer)) makeArray(f, p.name.getText(), p.initializer);
  for (const statement of (node.body as ts.Block).statements) statementCode(f, statement);
  if (VALUE[types.result(name)] === undefined) restore(f);
  else code.op("unreachable");
  return { code: code.finish(), kinds: params.map((p) => p.kind).join("") };
}

function restore(f: Function): void {
  if (f.heap !== undefined) f.code.int(HEAP).get(f.heap).memory("i32.store");
}

function statementCode(f: Function, node: ts.Statement): void {
  if (ts.isBlock(node)) return node.statements.forEach((s) => statementCode(f, s));
  if (ts.isVariableStatement(node)) return declare(f, node.declarationList);
  if (ts.isExpressionStatement(node)) return effect(f, node.expression);
  if (ts.isReturnStatement(node)) return giveBack(f, node);
  if (ts.isIfStatement(node)) {
    condition(f, node.expression);
    f.code.if();
    statementCode(f, node.thenStatement);
    if (node.elseStatement !== undefined) {
      f.code.op("else");
      statementCode(f, node.elseStatement);
    }
    f.code.op("end");
    return;
  }
  if (ts.isForStatement(node)) return loop(f, node.initializer, node.condition, node.incrementor, node.statement);
  if (ts.isWhileStatement(node)) return loop(f, undefined, node.expression, undefined, node.statement);
  if (ts.isThrowStatement(node)) return fail(f, node);
  refuse(node);
}

function giveBack(f: Function, node: ts.ReturnStatement): void {
  if (node.expression !== undefined) value(f, node.expression, f.types.result(f.name));
  restore(f);
  f.code.op("return");
}

function declare(f: Function, list: ts.VariableDeclarationList): void {
  for (const d of list.declarations) {
    const name = d.name.getText();
    if (d.initializer === undefined) refuse(d);
    if (isArray(d.initializer)) {
      makeArray(f, name, d.initializer);
      continue;
    }
    const type = f.types.typeOfVariable(f.name, declarationOf(f.node, name) as ts.VariableDeclaration);
    value(f, d.initializer, type);
    f.code.set(localOf(f, name, type));
  }
}

function localOf(f: Function, name: string, type: Type): number {
  const local = f.locals.get(name) ?? f.code.local(VALUE[type] as ValueType);
  f.locals.set(name, local);
  return local;
}

/** Free memory is taken from one end and given back when the function returns. */
function makeArray(f: Function, name: string, expr: ts.Expression): void {
  const address = localOf(f, name, "a");
  const length = f.code.local("i32");
  f.lengths.set(name, length);
  const items = ts.isArrayLiteralExpression(expr) ? expr.elements : ts.isCallExpression(expr) ? expr.arguments : undefined;
  if (items !== undefined) f.code.int(items.length);
  else value(f, (expr as ts.NewExpression).arguments?.[0] as ts.Expression, "i");
  f.code.set(length).int(HEAP).memory("i32.load").set(address);
  f.code.int(HEAP).get(address).get(length).int(Math.log2(f.width)).op("i32.shl", "i32.add").memory("i32.store");
  if (items === undefined) f.code.get(address).int(0).get(length).int(Math.log2(f.width)).op("i32.shl").fill();
  items?.forEach((item, i) => {
    f.code.get(address);
    value(f, item, "f");
    storeElement(f, i * f.width);
  });
}

function loop(
  f: Function, start: ts.ForInitializer | undefined, test: ts.Expression | undefined, next: ts.Expression | undefined, body: ts.Statement,
): void {
  if (start !== undefined) {
    if (ts.isVariableDeclarationList(start)) declare(f, start);
    else effect(f, start);
  }
  f.code.block().loop();
  if (test !== undefined) {
    condition(f, test);
    f.code.op("i32.eqz").branchIf(1);
  }
  statementCode(f, body);
  if (next !== undefined) effect(f, next);
  f.code.branch(0).op("end", "end");
}

/** `throw new Error(…)`: the host knows the texts, and is handed the numbers in between. */
function fail(f: Function, node: ts.ThrowStatement): void {
  const [text] = (node.expression as ts.NewExpression).arguments ?? [];
  if (text === undefined || !ts.isTemplateExpression(text)) refuse(node);
  const parts = [text.head.text];
  const numbers: ts.Expression[] = [];
  for (const span of text.templateSpans) {
    const name = span.expression.getText();
    const own = f.node.parameters.find((p) => p.name.getText() === name)?.initializer;
    if (own !== undefined && ts.isStringLiteral(own)) {
      parts[parts.length - 1] += own.text + span.literal.text;
      continue;
    }
    numbers.push(span.expression);
    parts.push(span.literal.text);
  }
  const known = f.messages.findIndex((m) => m.join() === parts.join());
  f.code.int(known < 0 ? f.messages.push(parts) - 1 : known);
  for (const number of [...numbers, ...Array<undefined>(3 - numbers.length).fill(undefined)]) {
    if (number === undefined) f.code.constant("f64", 0);
    else value(f, number, "f");
  }
  f.code.call("fail").op("unreachable");
}

/** An expression whose value nobody asks for. */
function effect(f: Function, expr: ts.Expression): void {
  if (ts.isPostfixUnaryExpression(expr)) {
    return assign(f, expr.operand, expr.operator === ts.SyntaxKind.PlusPlusToken ? "+" : "-", undefined);
  }
  if (ts.isBinaryExpression(expr)) {
    const op = expr.operatorToken.getText();
    if (op === ",") {
      effect(f, expr.left);
      return effect(f, expr.right);
    }
    if (op === "=") return assign(f, expr.left, undefined, expr.right);
    if (op.endsWith("=")) return assign(f, expr.left, op.slice(0, -1), expr.right);
  }
  if (ts.isCallExpression(expr)) {
    if (expr.expression.getText().endsWith(".fill")) return fillArray(f, expr);
    const type = call(f, expr);
    if (type !== "v") f.code.op("drop");
    return;
  }
  refuse(expr);
}

/** `a.fill(0, from, to)`. */
function fillArray(f: Function, expr: ts.CallExpression): void {
  const array = (expr.expression as ts.PropertyAccessExpression).expression.getText();
  const [zero, from, to] = expr.arguments;
  if (zero?.getText() !== "0" || from?.getText() !== "0" || to === undefined) refuse(expr);
  f.code.get(f.locals.get(array) as number).int(0);
  value(f, to, "i");
  f.code.int(Math.log2(f.width)).op("i32.shl").fill();
}

/** `right` undefined stands for 1. */
function assign(f: Function, left: ts.Expression, op: string | undefined, right: ts.Expression | undefined): void {
  const target = ts.isNonNullExpression(left) ? left.expression : left;
  const isElement = ts.isElementAccessExpression(target);
  const type = isElement ? "f" : f.types.typeOf(f.name, target);
  if (isElement) address(f, target);
  if (op === undefined) {
    value(f, right as ts.Expression, type);
  } else {
    value(f, target, type);
    if (right === undefined) number(f, 1, type);
    else value(f, right, type);
    f.code.op(`${type === "i" ? "i32" : "f64"}.${ARITHMETIC[op] ?? refuse(left)}` as Op);
  }
  if (isElement) storeElement(f, 0);
  else f.code.set(f.locals.get(target.getText()) ?? refuse(target));
}

function storeElement(f: Function, offset: number): void {
  if (f.width === 4) f.code.op("f32.demote_f64").memory("f32.store", offset);
  else f.code.memory("f64.store", offset);
}

function address(f: Function, expr: ts.ElementAccessExpression): void {
  f.code.get(f.locals.get(expr.expression.getText()) ?? refuse(expr));
  value(f, expr.argumentExpression, "i");
  f.code.int(Math.log2(f.width)).op("i32.shl", "i32.add");
}

function condition(f: Function, expr: ts.Expression): void {
  value(f, expr, "b");
}

/** The value of an expression on the stack, as a type. */
function value(f: Function, expr: ts.Expression, wanted: Type): void {
  const folded = constantOf(expr);
  if (folded !== undefined && wanted !== "b") return number(f, folded, wanted);
  const found = raw(f, expr, wanted);
  if (found === wanted) return;
  if (found === "i" && wanted === "f") f.code.op("f64.convert_i32_s");
  else if (found === "f" && wanted === "i") f.code.op("i32.trunc_sat_f64_s");
  else if (!((found === "b" && wanted === "i") || (found === "i" && wanted === "b"))) refuse(expr);
}

function number(f: Function, x: number, wanted: Type): void {
  if (wanted === "i") f.code.int(x);
  else f.code.constant("f64", x);
}

/** `2 ** k`, which src/runtime writes of whole numbers alone. */
export function isPowerOfTwo({ left, operatorToken }: ts.BinaryExpression): boolean {
  return operatorToken.getText() === "**" && left.getText() === "2";
}

/** A number that is written, or made of such. */
export function constantOf(expr: ts.Expression): number | undefined {
  if (ts.isParenthesizedExpression(expr)) return constantOf(expr.expression);
  if (ts.isNumericLiteral(expr)) return Number(expr.text);
  if (ts.isPrefixUnaryExpression(expr) && expr.operator === ts.SyntaxKind.MinusToken) {
    const inner = constantOf(expr.operand);
    return inner === undefined ? undefined : -inner;
  }
  if (ts.isBinaryExpression(expr)) {
    const [x, y] = [constantOf(expr.left), constantOf(expr.right)];
    if (x === undefined || y === undefined) return undefined;
    switch (expr.operatorToken.getText()) {
      case "+": return x + y;
      case "-": return x - y;
      case "*": return x * y;
      case "/": return x / y;
      case "**": return x ** y;
      default: return undefined;
    }
  }
  return CONSTANTS[expr.getText()];
}

/** The value as the type that it has, or, of arithmetic, as the one that is wanted. */
function raw(f: Function, expr: ts.Expression, wanted: Type): Type {
  if (ts.isParenthesizedExpression(expr) || ts.isNonNullExpression(expr)) return raw(f, expr.expression, wanted);
  if (expr.kind === ts.SyntaxKind.TrueKeyword || expr.kind === ts.SyntaxKind.FalseKeyword) {
    f.code.int(expr.kind === ts.SyntaxKind.TrueKeyword ? 1 : 0);
    return "b";
  }
  if (ts.isIdentifier(expr)) {
    f.code.get(f.locals.get(expr.text) ?? refuse(expr));
    return f.types.typeOf(f.name, expr);
  }
  if (ts.isElementAccessExpression(expr)) {
    address(f, expr);
    if (f.width === 4) f.code.memory("f32.load").op("f64.promote_f32");
    else f.code.memory("f64.load");
    return "f";
  }
  if (ts.isPropertyAccessExpression(expr) && expr.name.text === "length") {
    f.code.get(f.lengths.get(expr.expression.getText()) ?? refuse(expr));
    return "i";
  }
  if (ts.isPrefixUnaryExpression(expr)) return prefix(f, expr);
  if (ts.isConditionalExpression(expr)) return choice(f, expr);
  if (ts.isBinaryExpression(expr)) return binary(f, expr);
  if (ts.isCallExpression(expr)) return call(f, expr);
  return refuse(expr);
}

function prefix(f: Function, expr: ts.PrefixUnaryExpression): Type {
  if (expr.operator === ts.SyntaxKind.ExclamationToken) {
    condition(f, expr.operand);
    f.code.op("i32.eqz");
    return "b";
  }
  if (expr.operator !== ts.SyntaxKind.MinusToken) refuse(expr);
  const type = f.types.typeOf(f.name, expr.operand);
  if (type === "i") {
    f.code.int(0);
    value(f, expr.operand, "i");
    f.code.op("i32.sub");
    return "i";
  }
  value(f, expr.operand, "f");
  f.code.op("f64.neg");
  return "f";
}

function choice(f: Function, expr: ts.ConditionalExpression): Type {
  const type = f.types.typeOf(f.name, expr);
  condition(f, expr.condition);
  f.code.if(VALUE[type]);
  value(f, expr.whenTrue, type);
  f.code.op("else");
  value(f, expr.whenFalse, type);
  f.code.op("end");
  return type;
}

function binary(f: Function, expr: ts.BinaryExpression): Type {
  const op = expr.operatorToken.getText();
  const [left, right] = [f.types.typeOf(f.name, expr.left), f.types.typeOf(f.name, expr.right)];
  if (op === "&&" || op === "||") {
    condition(f, expr.left);
    f.code.if("i32");
    if (op === "||") f.code.int(1);
    else condition(f, expr.right);
    f.code.op("else");
    if (op === "||") condition(f, expr.right);
    else f.code.int(0);
    f.code.op("end");
    return "b";
  }
  if (op === "|") {
    value(f, expr.left, "i");
    return "i";
  }
  if (op === "??") {
    // beyond the end of an array there is nothing
    const at = (ts.isNonNullExpression(expr.left) ? expr.left.expression : expr.left) as ts.ElementAccessExpression;
    value(f, at.argumentExpression, "i");
    f.code.get(f.lengths.get(at.expression.getText()) ?? refuse(expr)).op("i32.lt_u").if("f64");
    value(f, at, "f");
    f.code.op("else");
    value(f, expr.right, "f");
    f.code.op("end");
    return "f";
  }
  if (op === "=" || op.match(/^[-+*/]=$/) !== null) {
    effect(f, expr);
    f.code.get(f.locals.get(expr.left.getText()) ?? refuse(expr));
    return left;
  }
  const compared = COMPARE[op];
  if (compared !== undefined) return compare(f, expr, compared, left, right);
  if (isPowerOfTwo(expr)) {
    value(f, expr.right, "f");
    f.code.call("powerOfTwo");
    return "f";
  }
  const isWhole = left === "i" && right === "i" && op !== "/" && op !== "**";
  const type: Type = isWhole ? "i" : "f";
  value(f, expr.left, type);
  value(f, expr.right, type);
  if (op === "%") {
    if (isWhole) f.code.op("i32.rem_s");
    else f.code.call("fmod");
  } else if (op === "**") f.code.call("pow");
  else f.code.op(`${isWhole ? "i32" : "f64"}.${ARITHMETIC[op] ?? refuse(expr)}` as Op);
  return type;
}

function compare(f: Function, expr: ts.BinaryExpression, op: string, left: Type, right: Type): Type {
  const type: Type = left === right ? left : "f";
  value(f, expr.left, type);
  value(f, expr.right, type);
  const isFloat = type === "f";
  f.code.op(`${isFloat ? "f64" : "i32"}.${op}${isFloat || op === "eq" || op === "ne" ? "" : "_s"}` as Op);
  return "b";
}

function call(f: Function, expr: ts.CallExpression): Type {
  const name = expr.expression.getText();
  const args = expr.arguments;
  const all = (type: Type): void => args.forEach((arg) => value(f, arg, type));
  const whole = f.types.typeOf(f.name, expr) === "i";
  const instruction = INSTRUCTIONS[name];
  if (whole && (name === "Math.min" || name === "Math.max")) return leastWhole(f, expr, name === "Math.min");
  if (instruction !== undefined) {
    all("f");
    f.code.op(instruction);
    return "f";
  }
  switch (name) {
    case "laneCount": f.code.int(16 / f.width); return "i";
    case "noLanes": f.code.constant(f.width === 8 ? "f64x2" : "f32x4", 0); return "p";
    case "loadLanes": case "spreadElement": case "storeLanes": return memoryOfLanes(f, expr, name);
    case "addLanes": case "multiplyLanes":
      all("p");
      f.code.op(`${f.width === 8 ? "f64x2" : "f32x4"}.${name === "addLanes" ? "add" : "mul"}`);
      return "p";
    case "sumLanes": return sumOfLanes(f, expr);
    case "rarely": condition(f, args[0] as ts.Expression); return "b";
    case "Math.fround": all("f"); f.code.op("f32.demote_f64", "f64.promote_f32"); return "f";
    case "Number.isFinite": all("f"); f.code.op("f64.abs").constant("f64", Infinity).op("f64.lt"); return "b";
    case "Number.isNaN": all("f"); all("f"); f.code.op("f64.ne"); return "b";
    case "twoTo":
      all("f");
      f.code.op("i64.reinterpret_f64").long(52n).op("i64.shl").long(1023n << 52n).op("i64.add", "f64.reinterpret_i64");
      return "f";
    case "exponentOf":
      all("f");
      f.code.op("i64.reinterpret_f64").long(LOW_ROOT).op("i64.sub").long(52n).op("i64.shr_s", "f64.convert_i64_s");
      return "f";
    case "mantissaOf":
      all("f");
      f.code.op("i64.reinterpret_f64");
      all("f");
      f.code.op("i64.reinterpret_f64").long(LOW_ROOT).op("i64.sub").long(-(1n << 52n)).op("i64.and", "i64.sub", "f64.reinterpret_i64");
      return "f";
    case "withoutLow":
      all("f");
      f.code.op("i64.reinterpret_f64").long(-(1n << 32n)).op("i64.and", "f64.reinterpret_i64");
      return "f";
    default: return callOf(f, expr, name.replace("Math.", ""));
  }
}

function memoryOfLanes(f: Function, expr: ts.CallExpression, name: string): Type {
  const [array, at, lanes] = expr.arguments;
  f.code.get(f.locals.get(array?.getText() ?? "") ?? refuse(expr));
  // a number that is added to the place is added to the address by the instruction
  const sum = at !== undefined && ts.isBinaryExpression(at) && at.operatorToken.getText() === "+" ? at : undefined;
  const more = sum === undefined ? undefined : constantOf(sum.right);
  value(f, (more === undefined ? at : sum?.left) as ts.Expression, "i");
  f.code.int(Math.log2(f.width)).op("i32.shl", "i32.add");
  if (lanes !== undefined) value(f, lanes, "p");
  const load = name === "loadLanes" ? "v128.load" : f.width === 8 ? "v128.load64_splat" : "v128.load32_splat";
  f.code.memory(name === "storeLanes" ? "v128.store" : load, (more ?? 0) * f.width);
  return name === "storeLanes" ? "v" : "p";
}

function sumOfLanes(f: Function, expr: ts.CallExpression): Type {
  const lanes = f.code.local("v128");
  value(f, expr.arguments[0] as ts.Expression, "p");
  f.code.set(lanes);
  if (f.width === 8) {
    f.code.get(lanes).lane("f64x2.extract_lane", 0).get(lanes).lane("f64x2.extract_lane", 1).op("f64.add");
  } else {
    // one half to the other, then the rest
    f.code.get(lanes).get(lanes).shuffle([8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7]).get(lanes).op("f32x4.add").set(lanes);
    f.code.get(lanes).lane("f32x4.extract_lane", 0).get(lanes).lane("f32x4.extract_lane", 1).op("f32.add", "f64.promote_f32");
  }
  f.code.release(lanes);
  return "f";
}

/** The bits of sqrt(1/2) without the lower half. */
export const LOW_ROOT = 0x3fe6a09en << 32n;

function leastWhole(f: Function, expr: ts.CallExpression, isLeast: boolean): Type {
  const [x, y] = [f.code.local("i32"), f.code.local("i32")];
  expr.arguments.forEach((arg, i) => {
    value(f, arg, "i");
    f.code.set(i === 0 ? x : y);
  });
  f.code.get(x).get(y).get(x).get(y).op(isLeast ? "i32.lt_s" : "i32.gt_s", "select");
  f.code.release(x);
  f.code.release(y);
  return "i";
}

function callOf(f: Function, expr: ts.CallExpression, name: string): Type {
  if (f.types.node(name) === undefined) refuse(expr);
  const node = f.types.node(name) as ts.FunctionDeclaration;
  if (isDrawnIn(f.types, name)) return drawnIn(f, expr, name, node);
  f.types.parameters(name).forEach((p, i) => {
    const arg = expr.arguments[i];
    if (p.type === "s") return;
    if (arg === undefined) {
      // what is not handed over is an array of its own, a number, or what another argument is
      const own = node.parameters[i]?.initializer;
      if (own === undefined || isArray(own)) return;
      const other = f.types.parameters(name).findIndex((q) => q.name === own.getText());
      value(f, other < 0 ? own : expr.arguments[other] as ts.Expression, p.type);
      return;
    }
    value(f, arg, p.type);
    if (p.type === "a" && f.types.needsLength(name, p.name)) f.code.get(f.lengths.get(arg.getText()) ?? refuse(expr));
  });
  f.code.call(f.width === 4 && f.types.hasArrays(name) ? `${name}:f32` : name);
  return f.types.result(name);
}

/** More steps than these are called. */
const MOST_DRAWN_IN = 120;

/** Whether a function of numbers is a few steps straight ahead that call nothing: engines do not draw it into its callers. */
function isDrawnIn(types: Types, name: string): boolean {
  const statements = types.node(name)?.body?.statements ?? [];
  const isStraight = statements.every((s, i) => (i < statements.length - 1 ? ts.isVariableStatement(s) : ts.isReturnStatement(s)));
  if (!isStraight || types.result(name) !== "f" || types.parameters(name).some(({ type }) => type !== "f")) return false;
  let steps = 0;
  const walk = (node: ts.Node): void => {
    steps += ts.isCallExpression(node) && INSTRUCTIONS[node.expression.getText()] === undefined ? Infinity : 1;
    ts.forEachChild(node, walk);
  };
  statements.forEach(walk);
  return steps <= MOST_DRAWN_IN;
}

function drawnIn(f: Function, expr: ts.CallExpression, name: string, node: ts.FunctionDeclaration): Type {
  const own = node.parameters.map((p, i): [string, number] => {
    const local = f.code.local("f64");
    value(f, expr.arguments[i] ?? refuse(expr), "f");
    f.code.set(local);
    return [p.name.getText(), local];
  });
  const inner: Function = { ...f, name, node, locals: new Map(own) };
  for (const statement of node.body?.statements ?? []) {
    if (ts.isReturnStatement(statement) && statement.expression !== undefined) value(inner, statement.expression, "f");
    else statementCode(inner, statement);
  }
  for (const local of inner.locals.values()) f.code.release(local);
  return "f";
}
