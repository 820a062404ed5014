// A look at generated text with a grammar of its own: it holds nothing but arithmetic.
import { key, operand, operator } from "./expressions.js";
import { is, newLexer, refuse, Refusal, advance } from "./lexer.js";
import { push, scope, type Machine } from "./machine.js";
import { declare } from "./scopes.js";
import { declarator, parameter, statement } from "./statements.js";
import { RESULT_NAMES } from "./words.js";

export interface Checked {
  readonly code: string;
  readonly target: "ts" | "js" | "types" | "body";
  /** The names of the program and of the module's functions: the only keys of objects. */
  readonly names: Iterable<string>;
  /** Functions of fixed text that is not here. */
  readonly hosts?: Iterable<string> | undefined;
}

/**
 * What is wrong with the text, or nothing: it is made of the few forms that the emitter writes, with every name declared.
 * Linear in the text, and nothing in it nests by recursion.
 */
export function faultOf({ code, target, names, hosts = [] }: Checked): string | undefined {
  try {
    run(code, target, new Set([...names, ...RESULT_NAMES]), hosts);
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

function run(code: string, target: Checked["target"], names: ReadonlySet<string>, hosts: Iterable<string>): void {
  const m: Machine = {
    lexer: newLexer(code), isTyped: target === "ts" || target === "types", isDeclared: target === "types", names,
    held: new Set(), isHolder: false, frames: [], scopes: [], namedTypes: new Set(), interfaces: new Set(),
    state: "statement", last: "value",
  };
  push(m, "module", true);
  for (const host of hosts) declare(m.lexer, scope(m), host, "function");
  if (target === "body") strictness(m);
  while (m.state !== "done") step(m);
  for (const name of m.namedTypes) if (!m.interfaces.has(name)) refuse(m.lexer, `the type ${name} is not declared`);
}

function strictness(m: Machine): void {
  const l = m.lexer;
  if (l.value !== '"use strict"') refuse(l, "the text is not strict");
  advance(l);
  if (!is(l, ";")) refuse(l, "the text is not strict");
  advance(l);
}

function step(m: Machine): void {
  switch (m.state) {
    case "statement": return statement(m);
    case "declarator": return declarator(m);
    case "parameter": return parameter(m);
    case "operand": return operand(m);
    case "operator": return operator(m);
    case "key": return key(m);
    case "done": return;
  }
}
