// What `compile` says of a program that WebAssembly would serve better, and of which it does not.
import { expect, test } from "vitest";
import { compile, type CompileOptions } from "../src/index.js";

function adviceOn(text: string, options: CompileOptions = {}): string | undefined {
  const { code, advice } = compile(text, { name: "f", ...options });
  expect(code).toBeDefined();
  return advice;
}

/** A program of so many operations, none of which is like another. */
function long(count: number): string {
  const lines = Array.from({ length: count }, (_, i) => `v${i + 2} = v${i + 1} * x + v${i}/${i + 2}`);
  return `param x, y\nv0 = x\nv1 = y\n${lines.join("\n")}\noutput J = v${count + 1}`;
}

test("products of matrices are faster in WebAssembly: those of named sizes may be, those of small ones are not", () => {
  expect(adviceOn("param A[n, n]\ninput B[n, n]\noutput J = sum((A * B).^2)")).toMatch(/^Matrix products .* --target wasm$/);
  expect(adviceOn("param A[40, 30]\ninput B[30, 20]\noutput J = sum((A * B).^2)")).toMatch(/^Matrix products /);
  expect(adviceOn("param A[3, 3]\ninput B[3, 3]\noutput J = sum((A * B).^2)")).toBeUndefined();
  expect(adviceOn("param x[n]\noutput J = sum(x.^2)")).toBeUndefined();
});

test("long programs start faster there", () => {
  expect(adviceOn(long(600))).toMatch(/^A program of this length .* --target wasm$/);
  expect(adviceOn(long(20))).toBeUndefined();
});

test("who has taken the advice gets none", () => {
  expect(adviceOn("param A[n, n]\ninput B[n, n]\noutput J = sum((A * B).^2)", { target: "wasm" })).toBeUndefined();
  expect(adviceOn(long(600), { target: "wasm-js" })).toBeUndefined();
});
