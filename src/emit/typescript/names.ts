// Identifiers of generated code: the user's names where they are free, and never a word of the
// target language or a global that the code uses.
import { code, isWord, quoted, word, type Code } from "../code.js";

const RESERVED: ReadonlySet<string> = new Set([
  "arguments", "await", "break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete", "do", "else",
  "enum", "eval", "export", "extends", "false", "finally", "for", "function", "if", "implements", "import", "in", "instanceof",
  "interface", "let", "new", "null", "package", "private", "protected", "public", "return", "static", "super", "switch", "this",
  "throw", "true", "try", "typeof", "undefined", "var", "void", "while", "with", "yield", "async", "of", "as", "type",
  "Math", "Float64Array", "Float32Array", "Number", "String", "RangeError", "Error", "TypeError", "NaN", "Infinity", "Object",
  "Array", "Function", "Record", "__proto__", "WebAssembly", "atob", "Int32Array", "Uint8Array", "ReturnType", "Promise",
]);

/** Whether generated code can't declare the word. */
export function isReserved(word: string): boolean {
  return RESERVED.has(word);
}

/** Hands out each identifier once; inner scopes give theirs back when they end. */
export class Names {
  private readonly taken: Set<string>;
  private readonly outer: Names | undefined;
  /** By hint, the number to try first: those below it are taken, and stay so. */
  private readonly nexts = new Map<string, number>();

  constructor(taken: Iterable<string> = RESERVED, outer?: Names) {
    this.taken = new Set(taken);
    this.outer = outer;
  }

  inner(): Names {
    return new Names([], this);
  }

  has(name: string): boolean {
    return this.taken.has(name) || (this.outer?.has(name) ?? false);
  }

  /** The hint as an identifier, with a number behind it if it is taken. */
  unique(hint: string): Code {
    const base = identifier(hint);
    let name = base;
    if (this.has(base)) {
      const stem = /\d$/.test(base) ? `${base}_` : base;
      let n = this.next(base);
      for (name = `${stem}${n}`; this.has(name); name = `${stem}${n}`) n++;
      this.nexts.set(base, n + 1);
    }
    this.taken.add(name);
    return word(name);
  }

  private next(base: string): number {
    return this.nexts.get(base) ?? this.outer?.next(base) ?? 2;
  }
}

function identifier(hint: string): string {
  const word = hint.replace(/[^\p{L}\p{N}_]/gu, "_");
  return /^\p{N}/u.test(word) || word === "" ? `_${word}` : word;
}

/** The key of an object: bare where that is an ordinary identifier. */
export function propertyKey(name: string): Code {
  if (name === "__proto__") return code`["__proto__"]`;
  return isWord(name) ? word(name) : quoted(name);
}

export function member(object: Code, name: string): Code {
  return isWord(name) ? code`${object}.${word(name)}` : code`${object}[${quoted(name)}]`;
}
