// Expressions of generated text: operands and operators in turn, with every open bracket on a stack.
import { advance, expect, is, passed, refuse, templateChunk } from "./lexer.js";
import { keyString, pass, pop, push, scope, top, word, type Frame, type Machine, type Last } from "./machine.js";
import { bindingOf, declare } from "./scopes.js";
import { body, endDeclarator, endParameters, functionValue, headerMark } from "./statements.js";
import { isReserved } from "../../../src/emit/typescript/names.js";
import { endStatement } from "./machine.js";
import { passType } from "./types.js";
import { ARRAYS, ASSIGNMENT, BINARY, CONSTANTS, ERRORS, MATH_CONSTANTS, MEMBERS, MESSAGES, METHODS, PROPERTIES } from "./words.js";

const ARROW = /\(([A-Za-z_][A-Za-z_0-9]*(?:, [A-Za-z_][A-Za-z_0-9]*)*)\) =>/y;

export function operand(m: Machine): void {
  const l = m.lexer;
  if (l.kind === "number") return found(m, "value");
  if (l.kind === "string") return text(m);
  if (l.kind === "word") return wordOperand(m);
  switch (l.value) {
    case "-":
    case "!": return advance(l);
    case "(": return arrow(m) ? undefined : open(m, "group", "operand");
    case "[": return open(m, "list", "operand");
    case "]": return top(m).kind === "list" ? closeIf(m, "list", "operator", "]") : refuse(l, "an empty bracket");
    case "{": return open(m, "object", "key");
    case ")": return top(m).kind === "call" ? close(m, "call") : refuse(l, "an empty bracket");
    case "`":
      push(m, "template");
      return chunk(m);
    default: refuse(l, `an operand expected, found ${JSON.stringify(l.value)}`);
  }
}

function found(m: Machine, last: Last): void {
  advance(m.lexer);
  m.last = last;
  m.state = "operator";
}

function open(m: Machine, kind: Frame["kind"], state: Machine["state"]): void {
  push(m, kind);
  pass(m, state);
}

/** Texts are arguments of checks, alone or in a list, or the one key of an element; no expression is made of them. */
function text(m: Machine): void {
  const l = m.lexer;
  const { kind } = top(m);
  const isListed = kind === "list" && m.frames.at(-2)?.kind === "call";
  if (kind === "index") keyString(m);
  else if (kind === "call" || kind === "parameters" || isListed) advance(l);
  else refuse(l, "a text in an expression");
  m.last = "text";
  m.state = "operator";
  if (is(l, kind === "index" || isListed ? "]" : ")") || (kind !== "index" && is(l, ","))) return;
  refuse(l, "a text in an expression");
}

/** `(a, b) =>`, as runtime functions hand it to forEach and reduceRight. */
function arrow(m: Machine): boolean {
  const l = m.lexer;
  ARROW.lastIndex = l.start;
  const names = top(m).kind === "call" ? ARROW.exec(l.text)?.[1] : undefined;
  if (names === undefined) return false;
  l.at = ARROW.lastIndex;
  advance(l);
  const isBlock = passed(l, "{");
  push(m, isBlock ? "arrow" : "arrowValue", true);
  for (const name of names.split(", ")) declare(l, scope(m), name, "parameter");
  m.state = isBlock ? "statement" : "operand";
  return true;
}

function wordOperand(m: Machine): void {
  const l = m.lexer;
  const { value } = l;
  const members = MEMBERS.get(value);
  if (value === "new") return made(m);
  if (value === "function") return functionValue(m);
  if (CONSTANTS.has(value)) return found(m, "value");
  advance(l);
  m.state = "operator";
  if (members !== undefined) {
    expect(l, ".");
    const name = word(m);
    if (!members.has(name)) refuse(l, `${value}.${name} is not used by any program`);
    m.last = value === "Math" && MATH_CONSTANTS.has(name) ? "value" : "callable";
  } else if (value === "String") m.last = "callable";
  else {
    const binding = bindingOf(m.scopes, value);
    m.last = binding === "function" ? (is(l, "(") ? "callable" : "value") : binding === "const" ? "data" : "variable";
  }
  if (m.last === "callable" && !is(l, "(")) refuse(l, `${value} stands alone`);
}

/** `new Float64Array(n)` and `new Array<number>(n)`; errors only where they are thrown. */
function made(m: Machine): void {
  const l = m.lexer;
  advance(l);
  const name = word(m);
  if (name === "Array") {
    if (m.isTyped) {
      expect(l, "<");
      expect(l, "number");
      expect(l, ">");
    }
  } else if (!ARRAYS.has(name) && !(ERRORS.has(name) && top(m).kind === "throw")) refuse(l, `a new ${name}`);
  if (!is(l, "(")) refuse(l, "something new without arguments");
  m.last = "callable";
  m.state = "operator";
}

export function operator(m: Machine): void {
  const l = m.lexer;
  const { value } = l;
  if (l.kind === "word") return wordOperator(m);
  if (l.kind !== "mark") refuse(l, `an operator expected, found ${JSON.stringify(value)}`);
  if (BINARY.has(value)) return pass(m, "operand");
  if (ASSIGNMENT.has(value)) {
    if (m.last !== "variable" && m.last !== "element") refuse(l, "something that can't be assigned to");
    return pass(m, "operand");
  }
  switch (value) {
    case "++":
    case "--": return counted(m);
    case "!": return m.isTyped && m.last === "element" ? advance(l) : refuse(l, "a mark for types");
    case "?": return open(m, "choice", "operand");
    case ":": return closeIf(m, "choice", "operand");
    case ".": return property(m);
    case "[": return m.last === "data" || m.last === "variable" || m.last === "element"
      ? open(m, "index", "operand")
      : refuse(l, "an element of something else");
    case "(": return m.last === "callable" ? open(m, "call", "operand") : refuse(l, "a call of something that is no function");
    default: mark(m);
  }
}

/** `i++`, as the step of a loop or a statement. */
function counted(m: Machine): void {
  const l = m.lexer;
  if (m.last !== "variable") refuse(l, "something that can't be counted");
  found(m, "value");
  if (!is(l, ")") && !is(l, ";") && !is(l, ",")) refuse(l, "counting inside an expression");
}

function wordOperator(m: Machine): void {
  const l = m.lexer;
  if (passed(l, "instanceof")) expect(l, is(l, "Float32Array") ? "Float32Array" : "Float64Array");
  else if (m.isTyped && passed(l, "as")) passType(l, m.namedTypes);
  else refuse(l, `an operator expected, found ${l.value}`);
  m.last = "value";
}

function property(m: Machine): void {
  const l = m.lexer;
  advance(l);
  const name = word(m);
  if (is(l, "(")) {
    if (!METHODS.has(name) || m.last === "text") refuse(l, `a call of ${name}`);
    m.last = "callable";
  } else if (m.names.has(name) || m.held.has(name)) m.last = "element";
  else if (PROPERTIES.has(name)) m.last = "value";
  else refuse(l, `${name} is no name of the program`);
}

/** A mark that ends an expression; what it means depends on what is open. */
function mark(m: Machine): void {
  const l = m.lexer;
  const { kind } = top(m);
  switch (kind) {
    case "arrowValue": return pop(m);
    case "line":
    case "throw":
      expect(l, ";");
      pop(m);
      return endStatement(m);
    case "declaration": return endDeclarator(m);
    case "header": return headerMark(m);
    case "condition":
      expect(l, ")");
      pop(m);
      return body(m);
    case "parameters": return is(l, ")") ? endParameters(m) : is(l, ",") ? pass(m, "parameter") : refuse(l, "strange parameters");
    case "group": return closeIf(m, "group", "operator", ")");
    case "call": return is(l, ",") ? pass(m, "operand") : close(m, "call");
    case "index": return closeIf(m, "index", "operator", "]");
    case "list": return is(l, ",") ? pass(m, "operand") : closeIf(m, "list", "operator", "]");
    case "object": return is(l, ",") ? pass(m, "key") : closeIf(m, "object", "operator", "}");
    case "template":
      // the next chunk follows the bracket at once
      if (!is(l, "}")) refuse(l, "a text that goes on strangely");
      return chunk(m);
    default: refuse(l, `${JSON.stringify(l.value)} where it can't stand`);
  }
}

function close(m: Machine, kind: "call"): void {
  closeIf(m, kind, "operator", ")");
}

function closeIf(m: Machine, kind: Frame["kind"], state: "operator" | "operand", value = ":"): void {
  if (top(m).kind !== kind || !is(m.lexer, value)) refuse(m.lexer, `${JSON.stringify(m.lexer.value)} where it can't stand`);
  pop(m);
  m.last = kind === "index" ? "element" : "value";
  pass(m, state);
}

/** A fixed piece of a message, then an expression or the end. */
function chunk(m: Machine): void {
  const l = m.lexer;
  const { text: piece, isLast } = templateChunk(l);
  if (!MESSAGES.has(piece)) refuse(l, "a message that no function has");
  if (isLast) {
    pop(m);
    m.last = "text";
    return pass(m, "operator");
  }
  pass(m, "operand");
}

/** A key of an object: a name of the program, alone where the value has the same name. In those that hold memory any name. */
export function key(m: Machine): void {
  const l = m.lexer;
  if (is(l, "}")) return closeIf(m, "object", "operator", "}");
  if (passed(l, "[")) {
    keyString(m);
    expect(l, "]");
    expect(l, ":");
    m.state = "operand";
    return;
  }
  if (l.kind === "string") {
    keyString(m);
    expect(l, ":");
    m.state = "operand";
    return;
  }
  const name = word(m);
  if (m.isHolder && !isReserved(name)) m.held.add(name);
  else if (!m.names.has(name)) refuse(l, `${name} is no name of the program`);
  if (name === "__proto__") refuse(l, "the prototype of an object");
  if (passed(l, ":")) m.state = "operand";
  else {
    bindingOf(m.scopes, name);
    m.last = "value";
    m.state = "operator";
  }
}
