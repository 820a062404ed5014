// The state of a check: the lexer, the brackets and statements that are open, the scopes.
import { advance, expect, passed, refuse, type Lexer } from "./lexer.js";
import { closeScope, newScope, type Scope } from "./scopes.js";
import { passType } from "./types.js";

/** What is open around the place of the check. */
export type FrameKind =
  | "module" | "function" | "functionValue" | "block" | "arrow" | "arrowValue" // statements; the last is an expression
  | "line" | "throw" | "declaration" | "header" | "condition" | "loop" // statements that are not at their end
  | "parameters" | "group" | "call" | "index" | "list" | "object" | "choice" | "template"; // expressions

export interface Frame {
  readonly kind: FrameKind;
  readonly hasScope: boolean;
  /** The part of the header of a loop: its start, its test, its step, or an enumeration. */
  part: "start" | "test" | "step" | "keys";
  /** How the names of a declaration are bound. */
  binding: "const" | "variable";
}

export type State = "statement" | "declarator" | "parameter" | "operand" | "operator" | "key" | "done";

/** What the last operand was: it decides what may follow. */
export type Last = "value" | "data" | "variable" | "element" | "callable" | "text";

export interface Machine {
  readonly lexer: Lexer;
  readonly isTyped: boolean;
  /** Whether the text has types and nothing else. */
  readonly isDeclared: boolean;
  /** Names of the program that may be keys of objects. */
  readonly names: ReadonlySet<string>;
  /** Names of the arrays in the objects that hold memory. */
  readonly held: Set<string>;
  /** Whether the last declaration is that of such an object. */
  isHolder: boolean;
  readonly frames: Frame[];
  readonly scopes: Scope[];
  readonly namedTypes: Set<string>;
  readonly interfaces: Set<string>;
  state: State;
  last: Last;
}

export function push(m: Machine, kind: FrameKind, hasScope = false): Frame {
  const frame: Frame = { kind, hasScope, part: "start", binding: "const" };
  m.frames.push(frame);
  if (hasScope) m.scopes.push(newScope());
  return frame;
}

export function pop(m: Machine): void {
  if (m.frames.pop()?.hasScope === true) closeScope(m.lexer, m.scopes);
}

export function top(m: Machine): Frame {
  return m.frames.at(-1) ?? refuse(m.lexer, "nothing is open");
}

export function scope(m: Machine): Scope {
  return m.scopes.at(-1) ?? refuse(m.lexer, "no scope is open");
}

/** Passes the mark and goes on with what is given. */
export function pass(m: Machine, state: State): void {
  advance(m.lexer);
  m.state = state;
}

/** A type annotation where there is one. */
export function annotation(m: Machine): void {
  if (m.lexer.value !== ":" || m.lexer.kind !== "mark") return;
  if (!m.isTyped) refuse(m.lexer, "a type in JavaScript");
  advance(m.lexer);
  passType(m.lexer, m.namedTypes);
}

/** A statement has ended, and with it each loop whose body it is. */
export function endStatement(m: Machine): void {
  while (top(m).kind === "loop") pop(m);
  m.state = "statement";
}

/** The names of `{ a, b: own }`, one after another; the lexer stands behind the opening mark. */
export function pattern(m: Machine, declared: (name: string) => void): void {
  const l = m.lexer;
  for (;;) {
    let own = "";
    if (passed(l, "[")) {
      keyString(m);
      expect(l, "]");
    } else if (l.kind === "string") keyString(m);
    else {
      own = word(m);
      if (!m.names.has(own) && !m.held.has(own)) refuse(l, `${own} is no name of the program`);
    }
    if (passed(l, ":")) own = word(m);
    declared(own);
    if (passed(l, "}")) return;
    expect(l, ",");
  }
}

/** A key between quotation marks, which has to be a name of the program. */
export function keyString(m: Machine): void {
  const l = m.lexer;
  if (l.kind !== "string" || !m.names.has(l.value.slice(1, -1))) refuse(l, "a key that is no name of the program");
  advance(l);
}

export function word(m: Machine): string {
  const { kind, value } = m.lexer;
  if (kind !== "word") refuse(m.lexer, "a name expected");
  advance(m.lexer);
  return value;
}
