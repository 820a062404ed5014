// `--math fast` by WebAssembly: elementary functions and their derivatives within 3 units in the last place, from a module as it is used.
import { expect, test } from "vitest";
import { compile, type MathLevel } from "../../src/index.js";
import { readReference, ulpError } from "../accuracy/ulp.js";

interface Module {
  readonly value: (inputs: object) => Float64Array;
  readonly grad: (inputs: object) => { readonly x: Float64Array };
}

function moduleOf(text: string, n: number, math: MathLevel): Module {
  const { code = "" } = compile(text, { name: "f", target: "wasm-body", math });
  return (new Function(code) as () => { createF: (sizes: object) => Module })().createF({ n });
}

const functions = [
  ["exp", "exp(x)", "exp"], ["sigmoid", "sigmoid(x)", "sigmoidDerivative"], ["softplus", "log(1 + exp(x))", "sigmoid"],
  ["tanh", "tanh(x)", "sech2"],
] as const;

test.each(functions)("%s, and its derivative", (name, formula, derivative) => {
  for (const [reference, form] of [[name, `output y = ${formula}`], [derivative, `output J = sum(${formula})`]] as const) {
    const { args: [points = []], value, rest } = readReference(reference);
    const x = Float64Array.from(points);
    const module = moduleOf(`param x[n]\n${form}`, x.length, "fast");
    const found = form.startsWith("output y") ? module.value({ x }) : module.grad({ x }).x;
    value.forEach((exact, i) => {
      const at = `${reference}(${x[i]})`;
      // where the exponential that it is made of is no normal double, 0 will do: that of sech2 is a quarter of it
      if (Math.abs(exact) < 6.3e-308) expect(Math.abs(exact - (found[i] as number)), at).toBeLessThan(6.3e-308);
      else expect(ulpError(found[i] as number, exact, rest[i] ?? 0), at).toBeLessThanOrEqual(3);
    });
  }
});

test("one element and several have the same bits", () => {
  const x = Float64Array.of(-3.25, -0.1, 0, 0.7, 12, -800, NaN, Infinity, 40);
  for (const [, formula] of functions) {
    const all = moduleOf(`param x[n]\noutput y = ${formula}`, x.length, "fast").value({ x });
    const single = moduleOf(`param x[n]\noutput y = ${formula}`, 1, "fast");
    expect([...x].map((one) => single.value({ x: Float64Array.of(one) })[0])).toEqual([...all]);
  }
});

test("fewer operations than at safe", () => {
  const text = "param x[n]\noutput J = sum(tanh(x) + sigmoid(x.^2) + exp(x))";
  const size = (math: MathLevel): number => compile(text, { name: "f", target: "wasm-body", math }).code?.length ?? 0;
  const [fast, safe] = [size("fast"), size("safe")];
  expect(fast).toBeLessThan(safe - 200);
});
