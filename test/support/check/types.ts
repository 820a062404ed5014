// Type annotations and interfaces: they vanish when the module is loaded, but nothing else may hide in them.
import { advance, expect, is, passed, refuse, type Lexer } from "./lexer.js";
import { TYPES } from "./words.js";

/** Passes one type; `named` collects the names in it that the module has to declare. */
export function passType(l: Lexer, named: Set<string>): void {
  const open: string[] = [];
  let isWanted = true;
  for (;;) {
    if (isWanted) isWanted = passTypeStart(l, open, named);
    else if (passed(l, "|")) isWanted = true;
    else if (passed(l, "[")) expect(l, "]");
    else {
      const top = open.at(-1);
      if (top === undefined) return;
      isWanted = passTypeEnd(l, open, top);
    }
  }
}

/** Gives whether a type still has to come. */
function passTypeStart(l: Lexer, open: string[], named: Set<string>): boolean {
  if (passed(l, "readonly")) return true;
  if (is(l, "{") || is(l, "(")) {
    open.push(l.value);
    advance(l);
    return passMember(l, open);
  }
  if (l.kind !== "word") refuse(l, "a type expected");
  if (!TYPES.has(l.value)) named.add(l.value);
  advance(l);
  if (!passed(l, "<")) return false;
  open.push("<");
  return true;
}

/** Behind a type inside brackets. */
function passTypeEnd(l: Lexer, open: string[], top: string): boolean {
  if (top === "<") {
    if (passed(l, ",")) return true;
    expect(l, ">");
    open.pop();
    return false;
  }
  if (top === "{" ? passed(l, ";") : passed(l, ",")) return passMember(l, open);
  return passMember(l, open, true);
}

/** A key and its mark, or the end of the brackets. Gives whether a type has to come. */
function passMember(l: Lexer, open: string[], mustEnd = false): boolean {
  if (open.at(-1) === "{" && passed(l, "}")) {
    open.pop();
    return false;
  }
  if (open.at(-1) === "(" && passed(l, ")")) {
    open.pop();
    if (!passed(l, ":")) expect(l, "=>");
    return true;
  }
  if (mustEnd) refuse(l, "a type without an end");
  passKey(l);
  passed(l, "?");
  if (passed(l, "(")) {
    open.push("(");
    return passMember(l, open);
  }
  expect(l, ":");
  return true;
}

function passKey(l: Lexer): void {
  // a name of the program may be the word itself
  if (passed(l, "readonly") && (is(l, ":") || is(l, "?"))) return;
  if (passed(l, "[")) {
    // any key, of an object that has none
    if (passed(l, "name")) {
      expect(l, ":");
      expect(l, "string");
    } else if (l.kind !== "string") refuse(l, "a computed key");
    else advance(l);
    expect(l, "]");
    return;
  }
  if (l.kind !== "word" && l.kind !== "string") refuse(l, "a key expected");
  advance(l);
}
