// Expressions of the loop language as text, with the parentheses that JavaScript needs and no others.
import type { CompareOp, LogicOp, NumOp } from "../../graph/operation.js";
import type { PatternPart } from "../../module/tree.js";
import type { Buffer, Cond, Expr, Index, Local, Num } from "../../loop/ir.js";
import type { ElementType } from "../../shape/element.js";
import { isCondition, isIndex } from "../../loop/map.js";
import { derivedOf, termsOf, type Dim } from "../../shape/dim.js";
import type { Shape } from "../../shape/shape.js";
import { code, inRow, NOTHING, numeral, word, type Code } from "../code.js";

/** How the names of the text are found. */
export interface Naming {
  readonly local: (local: Local) => Code;
  readonly buffer: (buffer: Buffer) => Code;
  readonly size: (name: string) => Code;
  readonly pattern: (part: PatternPart) => Code;
  /** Notes that a runtime function is needed, and gives its name. */
  readonly runtime: (fn: string) => Code;
  /** TypeScript wants a mark on reads of arrays; JavaScript does not know it. */
  readonly isTyped: boolean;
  /** Elements that TypeScript knows to be there: those at a fixed place that were stored before. */
  readonly there?: ReadonlySet<string>;
  /** Of arrays. */
  readonly element: ElementType;
}

/**
 * How the operators of the loop language are spelled, and how tightly they bind; what is not here is a function of Math
 * by its own name.
 */
const INFIX: ReadonlyMap<NumOp | CompareOp | LogicOp, readonly [Code, number]> = new Map([
  ["or", [code`||`, 3]], ["and", [code`&&`, 4]], ["eq", [code`===`, 8]], ["ne", [code`!==`, 8]], ["lt", [code`<`, 9]],
  ["le", [code`<=`, 9]],
  ["gt", [code`>`, 9]], ["ge", [code`>=`, 9]],
  ["add", [code`+`, 11]], ["sub", [code`-`, 11]], ["mul", [code`*`, 12]], ["div", [code`/`, 12]],
]);
const CHOICE = 2;
const SUM = 11;
const PRODUCT = 12;
const POWER = 13;
const PREFIX = 14;
const ATOM = 18;

interface Text {
  readonly text: Code;
  readonly precedence: number;
}

/** The text of an expression of any type. */
export function exprText(n: Naming, expr: Expr): Code {
  return (isIndex(expr) ? indexParts(n, expr) : isCondition(expr) ? conditionParts(n, expr) : numberParts(n, expr)).text;
}

/** The symbol of an operation that is written between its arguments. */
export function infixOf(op: NumOp): Code | undefined {
  return INFIX.get(op)?.[0];
}

export function dimText(n: Naming, dim: Dim): Code {
  return dimParts(n, dim).text;
}

/** An element that is read, with the mark that `noUncheckedIndexedAccess` asks for. */
export function elementText(n: Naming, { buffer, at }: Pick<Extract<Num, { kind: "load" }>, "buffer" | "at">): Code {
  const element = code`${n.buffer(buffer)}[${exprText(n, at)}]`;
  return n.isTyped && n.there?.has(element) !== true ? code`${element}!` : element;
}

function numberParts(n: Naming, num: Num): Text {
  switch (num.kind) {
    case "number": return literalParts(num.value);
    case "local": return atom(n.local(num.local));
    case "load": return atom(elementText(n, num));
    case "call": return writtenOut(n, num) ?? callParts(n, n.runtime(num.fn), num.args);
    case "apply": return applyParts(n, num.op, num.args);
    case "fromIndex": return indexParts(n, num.index);
    case "fromCondition": return { text: code`${wrapped(conditionParts(n, num.test), CHOICE + 1)} ? 1 : 0`, precedence: CHOICE };
    case "select": {
      const [test, then, other] = [conditionParts(n, num.test), numberParts(n, num.then), numberParts(n, num.else)];
      return { text: code`${wrapped(test, CHOICE + 1)} ? ${wrapped(then, CHOICE)} : ${wrapped(other, CHOICE)}`, precedence: CHOICE };
    }
  }
}

function applyParts(n: Naming, op: NumOp, args: readonly Num[]): Text {
  const [x, y] = args;
  if (x === undefined) throw new Error(`defect of gradc: ${op} of nothing`);
  if (op === "neg") return { text: code`-${wrapped(numberParts(n, x), PREFIX + 1)}`, precedence: PREFIX };
  return y !== undefined && INFIX.has(op)
    ? infixParts(op, numberParts(n, x), numberParts(n, y))
    : callParts(n, code`Math.${word(op)}`, args);
}

/**
 * The exponential that a function shares with its derivative is written where it is called: V8 takes no more than so much
 * text of other functions into one.
 */
function writtenOut(n: Naming, { fn, args: [arg] }: Extract<Num, { readonly kind: "call" }>): Text | undefined {
  return fn === "expMinus" && arg !== undefined ? atom(code`Math.exp(-Math.abs(${exprText(n, arg)}))`) : undefined;
}

function callParts(n: Naming, fn: Code, args: readonly Num[]): Text {
  return atom(code`${fn}(${inRow(args.map((a) => exprText(n, a)), ", ")})`);
}

function conditionParts(n: Naming, cond: Cond): Text {
  switch (cond.kind) {
    case "condition": return atom(n.local(cond.local));
    case "compare": return infixParts(cond.op, comparedParts(n, cond.left), comparedParts(n, cond.right));
    case "logic": return infixParts(cond.op, conditionParts(n, cond.left), conditionParts(n, cond.right), true);
    case "not": return { text: code`!${wrapped(conditionParts(n, cond.arg), PREFIX + 1)}`, precedence: PREFIX };
    case "truth": return numberParts(n, cond.arg);
  }
}

/** Floats are compared as such: a number that was stored in an array is equal to what it was before. */
function comparedParts(n: Naming, num: Num): Text {
  if (n.element === "f64" || num.kind === "load" || num.kind === "fromIndex") return numberParts(n, num);
  if (num.kind === "number") return literalParts(Math.fround(num.value));
  return callParts(n, code`Math.fround`, [num]);
}

function indexParts(n: Naming, index: Index): Text {
  switch (index.kind) {
    case "int": return literalParts(index.value);
    case "counter": return atom(n.local(index.local));
    case "size": return dimParts(n, index.dim);
    case "extent": return sizeParts(n, index.shape);
    case "sum": return sumParts(n, index);
    case "product": return infixParts("mul", indexParts(n, index.left), indexParts(n, index.right));
    case "least": case "greatest": return atom(
      code`Math.${index.kind === "least" ? code`min` : code`max`}(${exprText(n, index.left)}, ${exprText(n, index.right)})`,
    );
    case "whole": return numberParts(n, index.value);
  }
}

/** A negative number is taken away. */
function sumParts(n: Naming, { left, right }: { readonly left: Index; readonly right: Index }): Text {
  if (right.kind === "int" && right.value < 0) return infixParts("sub", indexParts(n, left), literalParts(-right.value));
  if (right.kind === "product" && right.right.kind === "int" && right.right.value === -1)
    return infixParts("sub", indexParts(n, left), indexParts(n, right.left));
  return infixParts("add", indexParts(n, left), indexParts(n, right));
}

/** `isTight`: mixed logic is written with parentheses on the left too. */
function infixParts(op: NumOp | CompareOp | LogicOp, left: Text, right: Text, isTight = false): Text {
  const [symbol, own] = INFIX.get(op) ?? [NOTHING, ATOM];
  return { text: code`${wrapped(left, isTight ? own + 1 : own)} ${symbol} ${wrapped(right, own + 1)}`, precedence: own };
}

function atom(text: Code): Text {
  return { text, precedence: ATOM };
}

function literalParts(value: number): Text {
  return { text: numeral(value), precedence: value < 0 || Object.is(value, -0) ? PREFIX : ATOM };
}

function wrapped(t: Text, least: number): Code {
  return t.precedence < least ? code`(${t.text})` : t.text;
}

/** The number of elements of a shape, as a product in the order of its dimensions. */
export function sizeText(n: Naming, shape: Shape): Code {
  return sizeParts(n, shape).text;
}

function sizeParts(n: Naming, shape: Shape): Text {
  let factor = 1;
  const others = shape.flatMap((dim): Text[] => {
    const [term, ...more] = typeof dim === "number" ? [{ factor: dim, names: [] }] : termsOf(dim);
    if (term === undefined || more.length > 0 || term.factor < 0) return [dimParts(n, dim)];
    factor *= term.factor;
    return term.names.map((name) => atom(sizeName(n, dim, name)));
  });
  return productParts([...(factor === 1 && others.length > 0 ? [] : [literalParts(factor)]), ...others]);
}

/** Three equal factors in a row, or more, are a power. */
function productParts(factors: readonly Text[]): Text {
  const runs: { readonly factor: Text; readonly count: number }[] = [];
  for (const factor of factors) {
    const last = runs.at(-1);
    if (last?.factor.text === factor.text) runs[runs.length - 1] = { factor, count: last.count + 1 };
    else runs.push({ factor, count: 1 });
  }
  const written = runs.flatMap(({ factor, count }): Text[] => (
    count < 3 ? Array<Text>(count).fill(factor) : [{ text: code`${wrapped(factor, ATOM)} ** ${count}`, precedence: POWER }]));
  const [only, ...more] = written;
  if (only !== undefined && more.length === 0) return only;
  return { text: inRow(written.map((factor) => wrapped(factor, PRODUCT)), " * "), precedence: PRODUCT };
}

function sizeName(n: Naming, dim: Dim, name: string): Code {
  const derived = derivedOf(dim, name);
  if (derived === undefined) return n.size(name);
  const part = (of: Dim): Code => wrapped(dimParts(n, of), PRODUCT);
  switch (derived.kind) {
    case "counted": return n.size(name);
    case "floor": return code`Math.floor(${part(derived.dim)} / ${derived.by})`;
    case "at most": return code`Math.min(${dimText(n, derived.dim)}, ${derived.most})`;
    case "segment": {
      const [steps, row] = [part(derived.dim), part(derived.row)];
      const few = code`Math.min(Math.ceil(Math.sqrt(${steps})), Math.floor(${derived.most} / (2 * ${row})))`;
      return code`Math.max(1, ${row} * ${steps} <= ${derived.most} ? ${steps} : ${few})`;
    }
    case "places": {
      const [segments, state] = [part(derived.dim), part(derived.state)];
      const many = code`Math.max(Math.floor(${derived.most} / (2 * ${state})), Math.ceil(Math.log2(${segments})) + 2)`;
      return code`Math.max(1, Math.min(${segments}, ${many}))`;
    }
    case "segments": return code`Math.ceil(${part(derived.dim)} / ${wrapped(dimParts(n, derived.length), PRODUCT + 1)})`;
  }
}

/** A minus before a power wants brackets around it. */
function negative({ text, precedence }: Text): Text {
  return precedence === POWER
    ? { text: code`-(${text})`, precedence: PREFIX }
    : { text: code`-${text}`, precedence: Math.min(precedence, PREFIX) };
}

function dimParts(n: Naming, dim: Dim): Text {
  if (typeof dim === "number") return { text: numeral(dim), precedence: dim < 0 ? PREFIX : ATOM };
  const terms = termsOf(dim).map((t) => ({ isTaken: t.factor < 0, size: productParts([
    ...(Math.abs(t.factor) === 1 && t.names.length > 0 ? [] : [literalParts(Math.abs(t.factor))]),
    ...t.names.map((name) => atom(sizeName(n, dim, name))),
  ]) }));
  const [first, ...more] = terms;
  if (first === undefined) return literalParts(0);
  const start = first.isTaken ? negative(first.size) : first.size;
  const rest = more.map((t) => code`${t.isTaken ? code` - ` : code` + `}${t.size.text}`);
  return more.length === 0 ? start : { text: code`${start.text}${inRow(rest, "")}`, precedence: SUM };
}
