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
