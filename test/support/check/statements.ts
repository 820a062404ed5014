// Statements and declarations of generated text.
import { advance, expect, is, passed, refuse } from "./lexer.js";
import { annotation, endStatement, pattern, pass, pop, push, scope, top, word, type Machine } from "./machine.js";
import { bindingOf, declare } from "./scopes.js";
import { passType } from "./types.js";

const BLOCKS: ReadonlySet<string> = new Set(["module", "function", "functionValue", "block", "arrow"]);
/** Factories of the runtime give functions: constants made by them may be called. */
/** Objects that hold memory. */
const HOLDERS: ReadonlySet<string> = new Set(["memory", "shared"]);

const MADE_FUNCTION = /=\s*create[A-Z]\w*\(/y;

export function statement(m: Machine): void {
  const l = m.lexer;
  if (l.kind === "end") {
    if (m.frames.length !== 1) refuse(l, "the text ends too early");
    pop(m);
    m.state = "done";
  } else if (is(l, "}")) closeBlock(m);
  else if (l.kind === "word") wordStatement(m);
  else refuse(l, `no statement begins with ${JSON.stringify(l.value)}`);
}

function closeBlock(m: Machine): void {
  const { kind } = top(m);
  if (kind === "module" || !BLOCKS.has(kind)) refuse(m.lexer, "a bracket that closes nothing");
  pop(m);
  advance(m.lexer);
  if (kind === "arrow" || kind === "functionValue") {
    m.state = "operator";
    m.last = "value";
  } else endStatement(m);
}

function wordStatement(m: Machine): void {
  const l = m.lexer;
  if (m.isDeclared && l.value !== "export") refuse(l, "a statement among types");
  switch (l.value) {
    case "export":
      if (top(m).kind !== "module") refuse(l, "an export inside a function");
      advance(l);
      if (m.isDeclared && is(l, "declare")) return declaredFunction(m);
      if (is(l, "function") && !m.isDeclared) return functionHead(m);
      if (is(l, "const") && !m.isDeclared) {
        // the pattern of a sparse matrix, and nothing else
        if (!/^const \w+Pattern\b/.test(l.text.slice(l.start, l.start + 400))) refuse(l, "an export of something else");
        return wordStatement(m);
      }
      return is(l, "interface") ? interfaceLines(m) : refuse(l, "an export of something else");
    case "interface": return interfaceLines(m);
    case "function": return functionHead(m);
    case "const":
    case "let": return declaration(m, "declaration");
    case "for": return loopHead(m);
    case "if":
    case "while":
      advance(l);
      expect(l, "(");
      push(m, "condition");
      m.state = "operand";
      return;
    case "else":
      advance(l);
      return body(m);
    case "continue":
      advance(l);
      expect(l, ";");
      return endStatement(m);
    case "return": return returned(m);
    case "void":
      // an argument that nothing reads
      advance(l);
      if (bindingOf(m.scopes, word(m)) !== "parameter") refuse(l, "something else than an argument is left unread");
      expect(l, ";");
      return endStatement(m);
    case "throw": return thrown(m);
    default:
      push(m, "line");
      m.state = "operand";
  }
}

function returned(m: Machine): void {
  advance(m.lexer);
  if (passed(m.lexer, ";")) return endStatement(m);
  push(m, "line");
  m.state = "operand";
}

function thrown(m: Machine): void {
  advance(m.lexer);
  push(m, "throw");
  if (!is(m.lexer, "new")) refuse(m.lexer, "something else than a new error is thrown");
  m.state = "operand";
}

/** A block or a single statement. */
export function body(m: Machine): void {
  if (passed(m.lexer, "{")) push(m, "block", true);
  m.state = "statement";
}

function interfaceLines(m: Machine): void {
  const l = m.lexer;
  if (!m.isTyped || top(m).kind !== "module") refuse(l, "an interface");
  advance(l);
  const name = word(m);
  if (m.interfaces.has(name)) refuse(l, `${name} is declared twice`);
  m.interfaces.add(name);
  if (!is(l, "{")) refuse(l, "an interface without members");
  passType(l, m.namedTypes);
  m.state = "statement";
}

/** A function's type stands behind its name. */
function declaredFunction(m: Machine): void {
  const l = m.lexer;
  advance(l);
  expect(l, "function");
  declare(l, scope(m), word(m), "function");
  if (!is(l, "(")) refuse(l, "a function without parameters");
  passType(l, m.namedTypes);
  expect(l, ";");
  m.state = "statement";
}

function functionHead(m: Machine): void {
  advance(m.lexer);
  declare(m.lexer, scope(m), word(m), "function");
  parameters(m, "function");
}

/** A function that is a value: its name is known inside it only. */
export function functionValue(m: Machine): void {
  advance(m.lexer);
  const name = word(m);
  parameters(m, "functionValue");
  declare(m.lexer, scope(m), name, "function");
}

function parameters(m: Machine, kind: "function" | "functionValue"): void {
  expect(m.lexer, "(");
  push(m, kind, true);
  push(m, "parameters");
  m.state = "parameter";
}

export function parameter(m: Machine): void {
  const l = m.lexer;
  if (is(l, ")")) return endParameters(m);
  const declared = (name: string): void => declare(l, scope(m), name, "parameter");
  if (passed(l, "{")) pattern(m, declared);
  else declared(word(m));
  annotation(m);
  if (passed(l, "=")) m.state = "operand";
  else if (!passed(l, ",") && !is(l, ")")) refuse(l, "the parameters go on strangely");
}

/** The lexer stands at the closing mark. */
export function endParameters(m: Machine): void {
  advance(m.lexer);
  pop(m);
  annotation(m);
  expect(m.lexer, "{");
  m.state = "statement";
}

function declaration(m: Machine, kind: "declaration" | "header"): void {
  const frame = push(m, kind, kind === "header");
  frame.binding = m.lexer.value === "const" ? "const" : "variable";
  pass(m, "declarator");
}

export function declarator(m: Machine): void {
  const l = m.lexer;
  const { binding, kind } = top(m);
  if (passed(l, "{")) {
    pattern(m, (name) => declare(l, scope(m), name, binding));
    annotation(m);
    if (!is(l, "=")) refuse(l, "a pattern without a value");
  } else {
    const name = word(m);
    m.isHolder = HOLDERS.has(name);
    annotation(m);
    MADE_FUNCTION.lastIndex = l.start;
    declare(l, scope(m), name, binding === "const" && MADE_FUNCTION.test(l.text) ? "function" : binding);
    if (kind === "header" && passed(l, "in")) {
      top(m).part = "keys";
      m.state = "operand";
      return;
    }
  }
  if (is(l, "=")) return pass(m, "operand");
  if (binding === "const" || kind === "header") refuse(l, "a constant without a value");
  endDeclarator(m);
}

/** At the mark behind a declared name and its value. */
export function endDeclarator(m: Machine): void {
  if (is(m.lexer, ",")) return pass(m, "declarator");
  expect(m.lexer, ";");
  pop(m);
  endStatement(m);
}

function loopHead(m: Machine): void {
  advance(m.lexer);
  expect(m.lexer, "(");
  if (is(m.lexer, ";")) {
    push(m, "header", true).part = "test";
    return pass(m, "operand");
  }
  if (!is(m.lexer, "let") && !is(m.lexer, "const")) refuse(m.lexer, "a loop without a variable of its own");
  declaration(m, "header");
}

/** At a mark that ends an expression in the header of a loop. */
export function headerMark(m: Machine): void {
  const frame = top(m);
  if (frame.part === "start" && is(m.lexer, ",")) return pass(m, "declarator");
  if (is(m.lexer, ",") && frame.part === "step") return pass(m, "operand");
  if (frame.part === "start" || frame.part === "test") {
    if (!is(m.lexer, ";")) refuse(m.lexer, "the header of a loop goes on strangely");
    frame.part = frame.part === "start" ? "test" : "step";
    return pass(m, "operand");
  }
  expect(m.lexer, ")");
  // the scope of the header lasts until its body ends
  m.frames.pop();
  m.frames.push({ ...frame, kind: "loop" });
  body(m);
}
