// Functions of one module for several sizes.
import { expect, test } from "vitest";
import { compile } from "../../src/index.js";

test("all instances of a factory share the kernels for products", () => {
  const { code = "" } = compile(
    "param W[m, n], b[m]\ninput x[n]\noutput f = sum((W*W').^3) + sum((W*x + b).^3)", { name: "f", target: "js" },
  );
  for (const kernel of ["multiply", "multiplyVector"]) {
    const made = [...code.matchAll(new RegExp(`^ *const ${kernel} = `, "gm"))].map(([line]) => line);
    expect(made).toEqual([`const ${kernel} = `]);
  }
});

test("a matrix of one row or column is a vector, and one of both is a sum", () => {
  const text = "param W[n, h]\ninput X[1, n], Y[h, 1]\noutput f = sum((X*W).^2) + sum((W*Y).^2) + sum(X*W*Y)";
  const { code = "" } = compile(text, { name: "f", target: "body" });
  expect(code).not.toMatch(/ multiply\(/);
  expect(code).toContain("multiplyVector(h, n, W, 0, 1, h, X, 0, 1,");
  expect(code).toContain("multiplyVector(n, h, W, 0, h, 1, Y, 0, 1,");
  const { createF } = (new Function(code) as () => { createF: (sizes: object) => { valueAndGrad: (inputs: object) => unknown } })();
  const inputs = { W: Float64Array.of(1, 2, 3, 4, 5, 6), X: Float64Array.of(1, -1), Y: Float64Array.of(1, 0, 2) };
  // X W = (-3, -3, -3), W Y = (7, 16), X W Y = -9
  expect(createF({ n: 2, h: 3 }).valueAndGrad(inputs)).toEqual({
    value: 27 + 305 - 9, grad: { W: Float64Array.of(-6 + 14 + 1, -6, -6 + 28 + 2, 6 + 32 - 1, 6, 6 + 64 - 2) },
  });
});
