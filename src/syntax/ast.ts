// What the parser makes of a program: statements of expressions, every part with its span.
import type { Span } from "../diagnostics/source.js";

export type UnaryOp = "-" | "+" | "not" | "'" | "!";
export type CompareOp = "<" | "<=" | ">" | ">=" | "==" | "!=";
export type BinaryOp = "+" | "-" | "*" | "/" | "^" | ".*" | "./" | ".^" | "mod" | "and" | "or" | CompareOp;

export type Expr =
  | { readonly kind: "number"; readonly value: number; readonly span: Span }
  | { readonly kind: "name"; readonly name: string; readonly span: Span }
  | { readonly kind: "unary"; readonly op: UnaryOp; readonly arg: Expr; readonly span: Span }
  | { readonly kind: "binary"; readonly op: BinaryOp; readonly left: Expr; readonly right: Expr; readonly span: Span }
  /** `a < b < c`: every neighbouring pair holds. `rest` has one more element than `ops`. */
  | { readonly kind: "chain"; readonly ops: readonly CompareOp[]; readonly args: readonly Expr[]; readonly span: Span }
  | { readonly kind: "conditional"; readonly test: Expr; readonly then: Expr; readonly else: Expr; readonly span: Span }
  | { readonly kind: "call"; readonly name: string; readonly nameSpan: Span; readonly args: readonly Expr[]; readonly span: Span }
  | { readonly kind: "index"; readonly object: Expr; readonly items: readonly Expr[]; readonly span: Span }
  /** `name = value` among the arguments of a call: the name is new, and known in the other arguments alone. */
  | { readonly kind: "bind"; readonly target: Name; readonly value: Expr; readonly span: Span }
  /** `a:b` and `a:step:b`. Only an item of an index may lack an end, which then is the whole way. */
  | {
    readonly kind: "range"; readonly start?: Expr; readonly step?: Expr; readonly end?: Expr;
    /** Made for the steps of a loop, of which there may be none: what its index runs over. */
    readonly steps?: string; readonly span: Span;
  }
  /** `end` in an index: the size of the dimension at hand. */
  | { readonly kind: "end"; readonly span: Span }
  /** `[a, b]`; `[1, 2; 3, 4]` is an array of arrays. */
  | { readonly kind: "array"; readonly items: readonly Expr[]; readonly span: Span }
  | { readonly kind: "field"; readonly object: Expr; readonly field: string; readonly span: Span };

export interface Name {
  readonly name: string;
  readonly span: Span;
}

/** A dimension as written: a whole number from 1 up, or a name. */
export type DimExpr = { readonly size: number; readonly span: Span } | { readonly name: string; readonly span: Span };

export interface Declared extends Name {
  readonly dims: readonly DimExpr[];
  /** The parts of a record, `p{x, y}`. */
  readonly fields?: readonly Name[];
}

export type Statement =
  | { readonly kind: "declare"; readonly role: "param" | "input"; readonly items: readonly Declared[]; readonly span: Span }
  | { readonly kind: "assign"; readonly target: Name; readonly value: Expr; readonly isOutput: boolean; readonly span: Span }
  /** `locals` come before the value in a body of several statements: definitions and loops. */
  | {
    readonly kind: "function"; readonly target: Name; readonly params: readonly Name[];
    readonly locals: readonly LocalStatement[]; readonly body: Expr; readonly span: Span;
  }
  | ForStatement
  | { readonly kind: "output"; readonly target: Name; readonly span: Span }
  | { readonly kind: "expression"; readonly value: Expr; readonly span: Span }
  | { readonly kind: "import"; readonly path: string; readonly pathSpan: Span; readonly span: Span };

/** `h[0] = h0` in the head of a loop, and `h[t] = …` in its block. */
export interface Element {
  readonly kind: "element";
  readonly target: Name;
  readonly at: Expr;
  readonly value: Expr;
  readonly span: Span;
}

/** `for t = 1:T, h[0] = h0 { … }`: the block's statements, once for each step. */
export interface ForStatement {
  readonly kind: "for";
  readonly index: Name;
  /** As written; it need not be a range. */
  readonly range: Expr;
  readonly states: readonly Element[];
  readonly body: readonly StepStatement[];
  readonly span: Span;
}

export type Assign = Extract<Statement, { kind: "assign" }>;

/** What may stand in the body of a function before its value. */
export type LocalStatement = Assign | ForStatement;

/** What may stand in the block of a loop. */
export type StepStatement = Assign | Element | ForStatement;

export function isAssign(s: { readonly kind: string }): s is Assign {
  return s.kind === "assign";
}

const NO_PARTS: readonly Expr[] = Object.freeze([]);

/** The direct parts of an expression, in source order. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "number": case "name": case "end": return NO_PARTS;
    case "unary": return [expr.arg];
    case "binary": return [expr.left, expr.right];
    case "chain": case "call": return expr.args;
    case "conditional": return [expr.test, expr.then, expr.else];
    case "index": return [expr.object, ...expr.items];
    case "range": return [expr.start, expr.step, expr.end].filter((e) => e !== undefined);
    case "array": return expr.items;
    case "field": return [expr.object];
    case "bind": return [expr.value];
  }
}

/** The expression with other direct parts, given in the order of `childrenOf`. */
export function withChildren(expr: Expr, parts: readonly Expr[]): Expr {
  const [first, second, third] = parts as readonly [Expr, Expr, Expr];
  switch (expr.kind) {
    case "number": case "name": case "end": return expr;
    case "unary": return { ...expr, arg: first };
    case "binary": return { ...expr, left: first, right: second };
    case "chain": case "call": return { ...expr, args: parts };
    case "conditional": return { ...expr, test: first, then: second, else: third };
    case "index": return { ...expr, object: first, items: parts.slice(1) };
    case "range": {
      const left = [...parts];
      return {
        kind: "range", span: expr.span, ...(expr.steps === undefined ? {} : { steps: expr.steps }),
        ...(expr.start === undefined ? {} : { start: left.shift() as Expr }),
        ...(expr.step === undefined ? {} : { step: left.shift() as Expr }),
        ...(expr.end === undefined ? {} : { end: left.shift() as Expr }),
      };
    }
    case "array": return { ...expr, items: parts };
    case "field": return { ...expr, object: first };
    case "bind": return { ...expr, value: first };
  }
}

/** Every part of an expression, parts before wholes; no recursion, so that depth has no limit. */
export function postorder(root: Expr, partsOf: (expr: Expr) => readonly Expr[] = childrenOf): Expr[] {
  const order: Expr[] = [];
  const stack: Expr[] = [root];
  while (stack.length > 0) {
    const expr = stack.pop() as Expr;
    order.push(expr);
    for (const child of partsOf(expr)) stack.push(child);
  }
  return order.reverse();
}
