// Expressions of the loop language as text, with the parentheses that JavaScript needs and no others.
import { isCondition, type Buffer, type InfixOp, type Local, type Num } from "../loop/ir.js";
import { quotientOf, termsOf, type Dim } from "../shape/dim.js";
import type { Shape } from "../shape/shape.js";

/** How the names of the text are found. */
export interface Naming {
  readonly local: (local: Local) => string;
  readonly buffer: (buffer: Buffer) => string;
  readonly size: (name: string) => string;
  /** Notes that a runtime function is needed, and gives its name. */
  readonly runtime: (fn: string) => string;
  /** TypeScript wants a mark on reads of arrays; JavaScript does not know it. */
  readonly isTyped: boolean;
}

const PRECEDENCE: Readonly<Record<InfixOp, number>> = {
  "||": 3, "&&": 4, "===": 8, "!==": 8, "<": 9, "<=": 9, ">": 9, ">=": 9, "+": 11, "-": 11, "*": 12, "/": 12,
};
const CHOICE = 2;
const PREFIX = 14;
const ATOM = 18;

interface Text {
  readonly text: string;
  readonly precedence: number;
}

/** The text of a number; a condition becomes 1 or 0. */
export function numberText(n: Naming, num: Num): string {
  return isCondition(num) ? `${wrapped(textOf(n, num), CHOICE + 1)} ? 1 : 0` : textOf(n, num).text;
}

/** The text of a condition, true or false. */
export function conditionText(n: Naming, num: Num): string {
  return textOf(n, num).text;
}

export function literal(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

export function dimText(n: Naming, dim: Dim): string {
  return dimParts(n, dim).text;
}

function textOf(n: Naming, num: Num): Text {
  switch (num.kind) {
    case "number": return { text: literal(num.value), precedence: num.value < 0 || Object.is(num.value, -0) ? PREFIX : ATOM };
    case "local": return { text: n.local(num.local), precedence: ATOM };
    case "dim": return dimParts(n, num.dim);
    case "load": return { text: `${n.buffer(num.buffer)}[${numberText(n, num.at)}]${n.isTyped ? "!" : ""}`, precedence: ATOM };
    case "call": return { text: `${num.library === "math" ? `Math.${num.fn}` : n.runtime(num.fn)}(${num.args.map((a) => numberText(n, a)).join(", ")})`, precedence: ATOM };
    case "prefix": return { text: `${num.op}${wrapped(operand(n, num.arg, num.op === "!"), PREFIX + 1)}`, precedence: PREFIX };
    case "infix": return infixText(n, num);
    case "select": {
      const test = wrapped(operand(n, num.test, true), CHOICE + 1);
      return { text: `${test} ? ${wrapped(operand(n, num.then, false), CHOICE)} : ${wrapped(operand(n, num.else, false), CHOICE)}`, precedence: CHOICE };
    }
  }
}

function infixText(n: Naming, num: Extract<Num, { kind: "infix" }>): Text {
  const own = PRECEDENCE[num.op];
  const isLogic = num.op === "&&" || num.op === "||";
  const left = wrapped(operand(n, num.left, isLogic), isLogic ? own + 1 : own);
  const right = wrapped(operand(n, num.right, isLogic), own + 1);
  return { text: `${left} ${num.op} ${right}`, precedence: own };
}

/** A part; a condition where a number is wanted becomes 1 or 0. */
function operand(n: Naming, num: Num, mayBeCondition: boolean): Text {
  if (mayBeCondition || !isCondition(num)) return textOf(n, num);
  return { text: `${wrapped(textOf(n, num), CHOICE + 1)} ? 1 : 0`, precedence: CHOICE };
}

function wrapped(t: Text, least: number): string {
  return t.precedence < least ? `(${t.text})` : t.text;
}

/** The number of elements of a shape, as a product in the order of its dimensions. */
export function sizeText(n: Naming, shape: Shape): string {
  const factor = shape.filter((d) => typeof d === "number").reduce<number>((p, d) => p * (d as number), 1);
  const named = shape.filter((d) => typeof d !== "number").map((d) => wrapped(dimParts(n, d), PRECEDENCE["*"]));
  return [...(factor === 1 && named.length > 0 ? [] : [String(factor)]), ...named].join(" * ");
}

function sizeName(n: Naming, dim: Dim, name: string): string {
  const quotient = quotientOf(dim, name);
  return quotient === undefined ? n.size(name) : `Math.floor(${wrapped(dimParts(n, quotient.dim), PRECEDENCE["/"])} / ${quotient.by})`;
}

function dimParts(n: Naming, dim: Dim): Text {
  if (typeof dim === "number") return { text: String(dim), precedence: dim < 0 ? PREFIX : ATOM };
  const terms = termsOf(dim).map((t) => ({ sign: t.factor < 0 ? "-" : "+", text: [...(Math.abs(t.factor) === 1 && t.names.length > 0 ? [] : [String(Math.abs(t.factor))]), ...t.names.map((name) => sizeName(n, dim, name))] }));
  const text = terms.map((t, i) => `${i === 0 ? (t.sign === "-" ? "-" : "") : ` ${t.sign} `}${t.text.join(" * ")}`).join("");
  const [first] = terms;
  if (terms.length > 1) return { text, precedence: PRECEDENCE["+"] };
  return { text, precedence: first?.sign === "-" ? PREFIX : (first?.text.length ?? 0) > 1 ? PRECEDENCE["*"] : ATOM };
}
