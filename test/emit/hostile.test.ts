// Hostile names, comments, paths and numbers: a diagnostic or a sound module, never anything else.
import { expect, test } from "vitest";
import { compile, type CompileOptions, type CompileResult } from "../../src/index.js";
import { randoms } from "../support/random.js";
import { unsound } from "../support/sound.js";
import { rounds } from "../support/effort.js";

const WORDS = [
  "constructor", "prototype", "__proto__", "hasOwnProperty", "toString", "valueOf", "eval", "Function", "Math",
  "Float64Array", "Array", "Object",
  "String", "Number", "Error", "RangeError", "Record", "undefined", "NaN", "Infinity", "arguments", "await", "async",
  "yield", "class", "delete",
  "enum", "export", "import", "interface", "let", "new", "null", "package", "private", "static", "super", "this",
  "throw", "try", "typeof", "var",
  "void", "while", "with", "globalThis", "process", "require", "module", "window", "name", "length", "fill", "subarray",
  "forEach", "inputs", "out",
  "v", "grad", "value", "valueAndGrad", "computeGradient", "hypot2", "checkLength", "createMultiply", "multiply",
  "number", "of", "as", "type", "t1",
] as const;
const PIECES = [
  "*/", "/*", "//", "\"", "'", "`", "${x}", "${", "\\", "\\u0061", "\\x41", "\n", "\r\n", "\u2028", "\u2029", "\u202e",
  "\u2066", "\u200b", "\ufeff",
  "\u0000", "\u0007", "../", "..\\", "</script>", "<!--", "-->", "#!", "@ts-nocheck", "# sourceMappingURL=x",
  ";eval(1);", "){", "}", "]", "а", "ｘ", "é",
  "σ", "𝒳", "\ud800", "%s", "$&", "$1", " ", "\t", "constructor", "__proto__",
] as const;
const NUMBERS = [
  "1e400", "-1e400", "1e-400", "0x10", "0b1", "0o7", "010", "-0", "0.0", "1.", ".5", "1..2", "1_000", "1n", "1e", "1e+",
  "1e5", "1e21", "1e-7", "5e-324",
  "1.7976931348623157e308", "123456789012345678901234567890", "0.1", `${"9".repeat(350)}`, `${"9".repeat(500)}`,
  `0.${"0".repeat(300)}1`, "Infinity", "NaN", "١",
] as const;

/** A small generator of its own: the same cases on every run. */
function newRandom(seed: number): (below: number) => number {
  const random = randoms(seed);
  return (below) => Math.floor(random() * below);
}

function pick<T>(random: (below: number) => number, from: readonly T[]): T {
  return from[random(from.length)] as T;
}

/** Any exception fails the test here, and any text that is no arithmetic. */
function outcome(text: string, options: CompileOptions = {}): CompileResult {
  try {
    const result = compile(text, options);
    const isRefused = result.diagnostics.some((d) => d.severity === "error");
    expect(unsound(result, options.target)).toBeUndefined();
    expect(result.code === undefined, JSON.stringify([text.slice(0, 300), options])).toBe(isRefused);
    return result;
  } catch (error) {
    throw new Error(`${JSON.stringify([text.slice(0, 300), options])}: ${String(error)}`, { cause: error });
  }
}

type Loaded = Readonly<Record<string, (...args: unknown[]) => unknown>>;

function load({ code = "" }: CompileResult): Loaded {
  return (new Function(code) as () => Loaded)();
}

const PROGRAMS = rounds(30, 1);

test("names, in programs of 2,000", () => {
  const random = newRandom(1);
  let count = 0;
  for (let round = 0; round < PROGRAMS; round++) {
    const names = new Set<string>();
    for (let i = 0; names.size < 2000; i++)
      names.add(`${pick(random, WORDS)}${["", "_", "2", "Part1", "_x"][random(5)] ?? ""}${i < 60 ? "" : String(random(999))}`);
    // words that the language keeps for itself are found one by one, in the test below
    const all = [...names].filter((name) => /\d{2}/.test(name) || isName(name));
    const lines = all.map((name, i) => `${name} = ${i === 0 ? "q" : all[i - 1] ?? ""} + 1`);
    const result = outcome(`param q\n${lines.join("\n")}\noutput last = ${all.at(-1) ?? "q"} * 2`, { target: "body", name: "f" });
    expect(result.diagnostics.filter((d) => d.severity === "error")).toEqual([]);
    if (round % 10 === 0) expect(load(result).f?.(3)).toBe((3 + all.length) * 2);
    count += names.size;
  }
  expect(count).toBe(PROGRAMS * 2000);
});

const known = new Map<string, boolean>();

/** Whether the language takes the name for a value. */
function isName(name: string): boolean {
  const found = known.get(name) ?? outcome(`param q\n${name} = q\noutput last_of_all = ${name}`).code !== undefined;
  known.set(name, found);
  return found;
}

test("comments and names with hostile pieces", () => {
  const random = newRandom(2);
  for (let i = 0; i < rounds(125, 8); i++) {
    const comments = Array.from({ length: 100 }, () => `# ${pick(random, PIECES)}${pick(random, WORDS)}${pick(random, PIECES)}`);
    outcome(`param x\n${comments.join("\n")}\noutput f = x`);
    const names = Array.from({ length: 100 }, () => `${pick(random, WORDS)}${pick(random, PIECES)}${pick(random, PIECES)} = x`);
    outcome(`param x\n${names.join("\n")}\noutput f = x`);
  }
});

test("names of functions and paths", () => {
  const random = newRandom(3);
  const text = "param x\noutput y = x * 3";
  for (let i = 0; i < rounds(3000, 150); i++) {
    const result = outcome(
      text,
      { name: `${pick(random, PIECES)}${pick(random, WORDS)}${pick(random, PIECES)}`, target: "body", valueOnly: true },
    );
    const [name = ""] = result.exports ?? [];
    if (i % 20 === 0) expect(load(result)[name]?.(2)).toBe(6);
  }
  for (let i = 0; i < rounds(2000, 100); i++) {
    const { code = "" } = outcome(
      text,
      { file: `${pick(random, PIECES)}${pick(random, WORDS)}/${pick(random, PIECES)}${pick(random, PIECES)}.grad`, valueOnly: true },
    );
    expect(code.split("\n")[1]).toMatch(/^\/\/ source: [\p{L}\p{N} ._/<>?-]*$/u);
  }
});

test("numbers", () => {
  const random = newRandom(4);
  for (let i = 0; i < rounds(200, 12); i++) {
    const numbers = Array.from({ length: 50 }, () => `${pick(random, NUMBERS)}${["", "", "", "e3", ".5"][random(5)] ?? ""}`);
    outcome(`param x\noutput f = x + ${numbers.join(" + x * ")}`);
    const good = numbers.filter((n) => isNumber(n));
    const result = outcome(`param x\noutput f = x${good.map((n) => ` + x * ${n}`).join("")}`, { target: "body" });
    if (i % 10 === 0) expect(load(result).f?.(0)).toBe(0);
  }
});

const numbersKnown = new Map<string, boolean>();

function isNumber(text: string): boolean {
  const found = numbersKnown.get(text) ?? outcome(`param x\noutput f = x * ${text}`).code !== undefined;
  numbersKnown.set(text, found);
  return found;
}

test("a program may have the name of the function that its gradient functions share", () => {
  const { code } = compile("param x[2]\noutput f = sum(x .^ 2)", { name: "computeGradient", target: "ts" });
  expect(code).toContain("export function computeGradient(");
  expect(code).toContain("export function computeGradientGrad(");
});
