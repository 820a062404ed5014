// The check of generated text: what gradc writes passes, whatever else is refused.
import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { faultOf } from "../support/check/check.js";
import { withoutTypes } from "../../src/emit/typescript/runtime.js";
import { runtimeText } from "../../src/emit/typescript/runtime-text.gen.js";
import { compile, type CompileOptions } from "../../src/index.js";
import { SET_UP_NAMES, unsound } from "../support/sound.js";
import { IS_CAMPAIGN, some } from "../support/effort.js";

const samples = readdirSync("samples").filter((file) => file.endsWith(".grad"));
const others = [{ hessian: true }, { hvp: true }, { jacobian: true }, { valueOnly: true }] as const;

/** A target without options, of every third sample one of the options; in the campaign all. */
function ways(file: string): CompileOptions[] {
  const targets = (["ts", "js", "body"] as const).map((target) => ({ target }));
  const at = Math.floor(samples.indexOf(file) / 2);
  return IS_CAMPAIGN
    ? [...targets, ...others]
    : [targets[1 + at % 2] ?? {}, ...others.filter((_, i) => at % (3 * others.length) === 3 * i)];
}

// the golden test has every sample for `ts`
test.each(some(samples, 2))("%s passes for all targets and options", (file) => {
  const text = readFileSync(`samples/${file}`, "utf8");
  const made = ways(file).filter((options) => {
    const result = compile(text, { file, ...options });
    expect(unsound(result, options.target)).toBeUndefined();
    return result.code !== undefined;
  });
  expect(made.length).toBeGreaterThanOrEqual(IS_CAMPAIGN ? 4 : 1);
});

test("the check asks of a module exactly the names of its program", () => {
  const own = ["q", "a", "b", "target", "x", "y", "upper", "lower", "gap", "energy"];
  const { code = "" } = compile(readFileSync("samples/arm.grad", "utf8"), { file: "arm.grad" });
  expect(faultOf({ code, target: "ts", names: own })).toBeUndefined();
  for (const name of ["q", "a", "gap", "energy"])
    expect(faultOf({ code, target: "ts", names: own.filter((one) => one !== name) })).toContain(name);
});

test("every runtime function passes", () => {
  const all = [...runtimeText].flatMap(([name, text]) => (SET_UP_NAMES.includes(name) ? [] : [text]));
  const names: string[] = [];
  expect(faultOf({ code: all.map((one) => one.text).join("\n\n"), target: "ts", names })).toBeUndefined();
  expect(faultOf({ code: `"use strict";\n${all.map(withoutTypes).join("\n\n")}`, target: "body", names })).toBeUndefined();
});

const SCALAR = compile("param x, y\noutput f = x^2 * sin(y) + erf(x)", { name: "f" }).code ?? "";
const ARRAY = compile("param W[n, h], b[h]\ninput X[m, n]\noutput J = mean(tanh(X * W + b))", { name: "net" }).code ?? "";
const NAMES = ["x", "y", "f", "W", "b", "X", "n", "h", "m", "J"];

/** Statements that do what no generated function may do, put at the start of one. */
const STATEMENTS = [
  "eval(x);", "Function(x);", "new Function(x);", "require(x);", "import(x);", "process.exit(1);", "globalThis.a = 1;", "fetch(x);",
  "console.log(x);", "this.a = 1;", "const a = this;", "x.constructor(y);", "x.constructor;", "const a = x.constructor;", "x.prototype;",
  "x.__proto__;", "x[\"constructor\"];", "x[\"__proto__\"];", "x[\"con\" + \"structor\"];", "x['a'];", "const a = 'b';", "const a = \"b\";",
  "const a = `b`;", "const a = `a${x}`;", "x`a`;", "Math.max`a`;", "const a = /b/;", "const a = /b/g.test(x);",
  "Math.random();", "Math[x];",
  "const a = Math;", "const a = Math.max;", "Math.max = x;", "Math.PI = 3;", "Number(x);", "Number.parseFloat(x);", "Object.keys(x);",
  "Object.defineProperty(x);", "Array.from(x);", "Reflect.get(x);", "new Proxy(x, y);", "new Date();", "new Map();",
  "new x();", "new Uint8Array(8);",
  "new SharedArrayBuffer(8);", "throw x;", "throw new x();", "throw Error(x);", "async () => x;", "await x;", "yield x;", "() => x;",
  "(a) => a;", "delete x;", "typeof x;", "void absent;", "void (x);", "void x.y;", "with (x) {}", "try { x; } catch {}", "switch (x) {}",
  "do { x; } while (x);", "debugger;",
  "label: x;", "var a = 1;", "class A {}", "let Math = 1;", "const undefined = 1;", "const eval = 1;", "const x = y;", "const t = absent;",
  "absent;", "absent();", "x();", "x.valueOf();", "x.fill.call(y);", "x.map(y);", "x?.y;", "x ?? y.z;", "[a, b] = x;", "const { z } = x;",
  "const { x: q, ...rest } = x;", "const a = [...x];", "f(...x);", "const a = { get x() { return 1; } };",
  "const a = { x() { return 1; } };",
  "const a = { __proto__: x };", "const a = { [x]: y };", "const a = { z: 1 };", "const a = { absent };", "const { absent } = x;",
  "const memory = { eval: x };", "const memory = { q: absent };", "const memory = { q: x }; const a = { q: y };",
  "a = 1;", "erf = x;", "x & y;",
  "x << y;", "~x;", "x == y;", "x != y;",
  "0x10;", "010;", "1n;", "1_000;", ".5;", "1e;", "2x;", "\\u0061;", "x\\u0061;", "const \\u{61} = 1;", "x.a\\u0062;", "x$;", "#x;", "@x;",
  "for (;;) {}", "for (const a of x) {}", "for (x in y) {}", "while (x) { eval(y); }", "if (x) import(y);", "if (x) { y.constructor(x); }",
  "x = (0, eval)(y);", "x, y;", "import.meta;", "new.target;", "super.x;", "x as any;", "export const a = 1;", "import a from \"b\";",
  "//# sourceMappingURL=x", "// @ts-nocheck", "//x", "// a\u2028eval(x)", "// a\u202eb", "/* a */", "/** a \u2066 */",
  "/** a", "<!-- x", "x --> y;",
  "\u00a0x;", "\tx;", "\r\n", "\ufeff", "\u0000", "x\u200d;", "}", "{", ")", "(", "]", "return x; }", "} eval(x); {",
];

test.each(STATEMENTS)("refused inside a function: %j", (statement) => {
  const scalar = SCALAR.replace(/(function f\([^\n]*\n)/, `$1  ${statement}\n`);
  const array = ARRAY.replace(/(const \{ W, b, X \} = inputs;\n)/, `$1  const x = n;\n  const y = h;\n  ${statement}\n`);
  expect(scalar).not.toBe(SCALAR);
  expect(array).not.toBe(ARRAY);
  expect(faultOf({ code: scalar, target: "ts", names: NAMES })).toMatch(/^generated line \d+: /);
  expect(faultOf({ code: array, target: "ts", names: NAMES })).toMatch(/^generated line \d+: /);
});

const OUTSIDE = [
  "import \"fs\";", "import fs from \"fs\";", "export * from \"fs\";", "export default 1;", "export { f };",
  "export const a = 1;", "eval(1);",
  "const a = process;", "const a = globalThis;", "await 1;", "async function a() {}", "function* a() {}", "class A {}",
  "function a() {} function a() {}",
  "interface A { x: B; }", "interface A extends B {}", "type A = number;", "declare const a: number;", "enum A {}", "namespace A {}",
  "function a(x = eval) {}", "function a(x: typeof eval) {}", "function a(x: import(\"fs\")) {}", "function a(x, x) {}",
  "function eval() {}",
  "function a() { return a(; }", "function a() { return arguments; }", "function a() { const g = a.b; g(); }", "const g = a(); g(1);",
] as const;

test.each(OUTSIDE)("refused at the top of a module: %j", (line) => {
  for (const code of [SCALAR, ARRAY]) {
    expect(faultOf({ code, target: "ts", names: NAMES })).toBeUndefined();
    expect(faultOf({ code: code + line, target: "ts", names: NAMES })).toMatch(/^generated line \d+: /);
  }
});

test("a name that is misspelt, a bracket too few, a type in JavaScript", () => {
  const tampered = [
    SCALAR.replace("return x * x", "return x * z"), SCALAR.replace("Math.sin", "Math.sine"),
    SCALAR.replaceAll("erf(x)", "erv(x)"), SCALAR.slice(0, -3), ARRAY.slice(0, 900),
  ];
  for (const code of tampered) {
    expect(code).not.toBe(SCALAR);
    expect(faultOf({ code, target: "ts", names: NAMES })).toBeDefined();
  }
  expect(faultOf({ code: SCALAR, target: "js", names: NAMES })).toContain("an interface");
  expect(faultOf({ code: SCALAR, target: "body", names: NAMES })).toContain("strict");
});

test("depth costs no stack, and length no more than its share", () => {
  const deep = `export function f(x) {\n  return ${"(".repeat(200_000)}x${")".repeat(200_000)};\n}\n`;
  expect(faultOf({ code: deep, target: "js", names: NAMES })).toBeUndefined();
  expect(faultOf({ code: deep.replace("));", ");"), target: "js", names: NAMES })).toBeDefined();
});
