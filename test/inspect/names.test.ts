// Names in printed programs and code: the user's stay, ours make way, and what is printed is read back as the same.
import { describe, expect, test } from "vitest";
import { compile } from "../../src/index.js";
import { toText } from "../../src/inspect/index.js";
import { newEvaluator, resultText } from "../../src/run/evaluate.js";
import { programOf } from "./helpers.js";

describe("a name of the user", () => {
  test("stays where a derivative would have it", () => {
    const text = "param x[3], q\ndx = x[1] - x[2]\noutput y = sqrt(dx^2 + x[3]^2)*q + dx";
    const printed = toText(programOf(text));
    expect(printed).toContain("\ndx = x[1] - x[2]\n");
    expect(printed).toContain("\ndx_2 = ");
    const { code } = compile(text, { name: "f" });
    expect(code).toContain("const dx = x[0]! - x[1]!;");
    expect(code).toContain("const grad_x = grad.x;");
  });

  test.each([
    ["param e, x\noutput y = e*2.718281828459045 + x", { e: 3, x: 2 }],
    ["param pi, x\noutput y = pi*3.141592653589793 + x*gamma(x)", { pi: 3, x: 2 }],
    ["param x\nE = x^2\ngamma = E*e\noutput y = gamma*gamma(x) + E", { x: 2 }],
    ["param A[size]\nphi = sum(A)/size\noutput y = phi^2 + size(A, 1)", { A: [1, 2, 6] }],
    ["param U[2, 3], keep\noutput y = sum(softmax(keep*U) .* U)", { U: [[1, 2, 4], [3, 1, 2]], keep: 2 }],
    ["param pi\nfor t = 1:3, y[0] = 1 { y[t] = y[t - 1]*pi + 3.141592653589793 }\noutput z = y[3]", { pi: 2 }],
    [
      "param map[2], A[2, 2, 2]\noutput y = sum(A[i, j, k]*A[k, i, j]*map[i], i = 1:2, j = 1:2, k = 1:2)",
      { map: [1, 2], A: [[[1, 2], [3, 4]], [[5, 6], [7, 8]]] },
    ],
  ])("that hides one of the language is printed as it is: %s", (text, at) => {
    const printed = toText(programOf(text)).replace(/^output [^=\n]*, d.*\n/m, "output y\n").replace(/^output d/gm, "d");
    const result = (program: string): string => resultText(newEvaluator(program, {}).at(at));
    expect(result(printed)).toBe(result(text));
  });
});
