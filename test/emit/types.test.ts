// The types of a program that is imported as it is: those of the module, and nothing that runs.
import { expect, it } from "vitest";
import { faultOf } from "../support/check/check.js";
import { compile, type CompileOptions } from "../../src/index.js";
import { mappedLines } from "../support/mapped.js";
import { typeFaults, typescript } from "../support/typescript.js";

const PROGRAMS: readonly (readonly [string, CompileOptions])[] = [
  ["param x, y\noutput f = x^2 * sin(y)", { hessian: true }],
  ["param x, y\noutput f = x^2 * sin(y)", { args: "flat", hvp: true }],
  ["param w[n], b\ninput X[m, n], y[m]\noutput J = mse(X * w + b, y)", { hvp: true }],
  ["param p{x, y}, q[3]\noutput r = p.x * q\noutput s = p.y", { jacobian: true }],
];

it.each(PROGRAMS)("%s with %j: the same types as the module has", (text, options) => {
  for (const [language, whole] of [["types", "ts"], ["wasm-types", "wasm"]] as const) {
    const types = compile(text, { ...options, name: "model", target: language }).code ?? "";
    const module = compile(text, { ...options, name: "model", target: whole }).code ?? "";
    expect(types).not.toMatch(/Math\.|return |const |WebAssembly\./);
    expect(declared(types)).toBe(
      declared(declarationsOf(module)).replace(/declare const WebAssembly: .*?\}; declare function atob.*?; /, ""),
    );
  }
});

/** What TypeScript itself declares of a module. */
function declarationsOf(module: string): string {
  const ts = typescript();
  const compilerOptions = { declaration: true, isolatedDeclarations: true, target: ts.ScriptTarget.ES2022 };
  return ts.transpileDeclaration(module, { compilerOptions, fileName: "model.ts" }).outputText;
}

/** Statements alone, without comments and line breaks. */
function declared(text: string): string {
  return text.replace(/;\s*\}/g, "}").replace(/\/\*\*[\s\S]*?\*\/|\/\/.*/g, "").replace(/\s+/g, " ").replace(/([(:{]) | ([)}])/g, "$1$2")
    .replace(/, ?\)/g, ")")
    .trim();
}

it("leads from each name to the program", () => {
  const text = "# a line\nparam w[n], b\ninput X[m, n], y[m]\noutput J = mse(X * w + b, y)\n";
  const all = mappedLines(text, { target: "types", name: "model" });
  const from = (part: string): string | undefined => all.find(({ line }) => line.includes(part))?.from;
  expect(from("function createModel(")).toBe("output J = mse(X * w + b, y)");
  expect(from("readonly w:")).toBe("w[n], b");
  expect(from("readonly y:")).toBe("y[m]");
});

it("the check lets nothing but types into such a file", () => {
  const { code = "" } = compile("x^2", { target: "types", name: "f" });
  const fault = (text: string): string | undefined => faultOf(
    { code: text, target: "types", names: ["f", "fGrad", "fValueAndGrad", "x", "value", "grad"] },
  );
  expect(fault(code)).toBeUndefined();
  for (const more of [
    "const x = 1;", "export function g(x: number): number { return x; }",
    "export declare function g(x: number): Other;", "f(1);",
  ])
    expect(fault(`${code}${more}\n`)).toBeDefined();
  expect(faultOf({ code, target: "ts", names: ["f", "fGrad", "x"] })).toBeDefined();
});

it("knows elements to be there that a loop stores again, and the types of what is made of them", () => {
  const steps = "[max(s[t - 1][1], s[t - 1][2]), s[t - 1][1] > x[t] ? s[t - 1][2] : a]";
  const text = `param a, b, x[n]\nfor t = 1:n, s[0] = [a, b] { s[t] = ${steps} }\noutput J = s[end, 1] + s[end, 2]`;
  const { code = "" } = compile(text, { name: "model" });
  expect(code).toMatch(/const \w+: number = \w+\[1\];/);
  expect(code).toMatch(/const \w+: boolean \| number = .* && .*;/);
  expect(typeFaults(new Map([["model.ts", code]]))).toEqual([]);
  expect(faultOf({ code, target: "ts", names: ["a", "b", "x", "n", "model"] })).toBeUndefined();
});

it("of modules in floats, with flat arguments and of sparse matrices are strict", () => {
  const forms: readonly (readonly [string, CompileOptions])[] = [
    ["floats", { precision: "f32", hessian: true }], ["floats of WebAssembly", { precision: "f32", target: "wasm", hvp: true }],
    ["flat", { args: "flat", hessian: true, hvp: true }], ["sparse", { sparse: true, hessian: true }],
  ];
  const programs = {
    logistic: "param w[n], c\ninput X[m, n], y[m]\noutput J = sum(softplus(-y .* (X*w + c))) + sum(w.^2)",
    states: "param a\ninput x[n]\nfor t = 1:n, h[0] = 0 { h[t] = a*h[t - 1] + x[t] }\noutput J = sum(h.^2)",
  };
  const modules = Object.entries(programs).flatMap(([name, text]) => forms.map(([form, options]): [string, string] => {
    const { code, diagnostics } = compile(text, { ...options, name });
    if (code === undefined) throw new Error(diagnostics[0]?.message);
    return [`${name} ${form}.ts`, code];
  }));
  expect(typeFaults(new Map(modules))).toEqual([]);
});
