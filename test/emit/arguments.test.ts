// What generated functions say of arguments and storage that don't fit.
import { describe, expect, test } from "vitest";
import { compile } from "../../src/index.js";
import { TARGET } from "../support/targets.js";

type Call = (...args: unknown[]) => unknown;
type Functions = Readonly<Record<string, Call>>;

function functionsOf(text: string, options = {}): Functions {
  const { code, diagnostics } = compile(text, { name: "f", target: TARGET, ...options });
  if (code === undefined) throw new Error(diagnostics.map((d) => d.message).join("\n"));
  return (new Function(code) as () => Functions)();
}

function call(functions: Functions, name: string, ...args: unknown[]): unknown {
  return (functions[name] as Call)(...args);
}

describe("storage", () => {
  const F = Float64Array;

  test("that is the argument of the same name is refused", () => {
    const inputs = { w: F.of(1, 2, 3), q: F.of(4, 5, 6) };
    const fixed = functionsOf("param w[3], q[3]\noutput J = sum(w .* q)");
    expect(() => call(fixed, "fGrad", inputs, inputs)).toThrow("w: the storage of the result shares memory with w");
    expect(() => call(fixed, "fValueAndGrad", inputs, { value: 0, grad: inputs })).toThrow("shares memory with w");
    const made = call(functionsOf("param w[n], q[n]\noutput J = sum(w .* q)"), "createF", { n: 3 }) as Functions;
    expect(() => call(made, "grad", inputs, inputs)).toThrow("shares memory with w");
    expect(call(fixed, "fGrad", inputs, { w: new F(3), q: new F(3) })).toEqual({ w: inputs.q, q: inputs.w });
  });

  test("is compared with the arguments again when one of them is another", () => {
    const { f: _, fGrad } = functionsOf("param w[3], q[3]\noutput J = sum(w .* q)") as { f: Call; fGrad: Call };
    const [w, q, out] = [F.of(1, 2, 3), F.of(4, 5, 6), { w: new F(3), q: new F(3) }];
    for (let k = 0; k < 2; k++) expect(fGrad({ w, q }, out)).toEqual({ w: q, q: w });
    for (let k = 0; k < 2; k++) expect(() => fGrad({ w, q: out.w }, out)).toThrow("shares memory with q");
    for (let k = 0; k < 2; k++) expect(() => fGrad({ w, q }, { w: out.w, q: out.w })).toThrow("shares memory with another result");
    expect(() => fGrad({ w, q }, { ...out, q: new F(2) })).toThrow("q: expected a Float64Array of 3 elements, found one of 2");
    expect(fGrad({ w, q }, out)).toEqual({ w: q, q: w });
  });

  test("that is the direction of a product is refused, as one that is an argument", () => {
    const program = functionsOf("param w[3]; input A[3, 3]; output J = dot(w, A*w)^2", { hvp: true });
    const [inputs, v] = [{ w: F.of(1, 2, 3), A: F.of(1, 0, 0, 0, 2, 0, 0, 0, 3) }, { w: F.of(1, 0, 0) }];
    expect(() => call(program, "fHvp", inputs, v, { w: v.w })).toThrow("w: the storage of the result shares memory with w");
    expect(() => call(program, "fHvp", inputs, v, { w: inputs.A.subarray(2, 5) })).toThrow("shares memory with A");
    expect(call(program, "fHvp", inputs, v, { w: new F(3) })).toEqual(call(program, "fHvp", inputs, v));
  });

  test("that serves two results is refused, in one row of a Hessian or in two", () => {
    const inputs = { x: F.of(1, 2), y: F.of(1, 2, 3), A: F.of(1, 2, 3, 4, 5, 6) };
    const program = functionsOf("param x[2], y[3]; input A[2, 3]; output J = dot(x, A*y)^2", { hessian: true });
    const out = () => ({ x: { x: new F(4), y: new F(6) }, y: { x: new F(6), y: new F(9) } });
    const [expected, across, within] = [call(program, "fHessian", inputs), out(), out()];
    expect(call(program, "fHessian", inputs, out())).toEqual(expected);
    across.y.x = across.x.y;
    expect(() => call(program, "fHessian", inputs, across)).toThrow("x.y: the storage of the result shares memory with another result");
    within.x.x = within.x.y.subarray(1, 5);
    expect(() => call(program, "fHessian", inputs, within)).toThrow("shares memory with another result");
  });
});

describe("arguments", () => {
  const program = functionsOf("param w[2], b, p{u, v}\noutput J = sum(w)*b*p.u*p.v");
  const good = { w: Float64Array.of(1, 2), b: 3, p: { u: 1, v: 2 } };

  test("a number that is missing, or none, is refused as a missing array is", () => {
    expect(call(program, "f", good)).toBe(18);
    expect(call(program, "f", { ...good, b: NaN })).toBeNaN();
    expect(() => call(program, "f", { ...good, b: undefined })).toThrow("b: expected a number, found undefined");
    expect(() => call(program, "f", { ...good, b: "1" })).toThrow("b: expected a number, found 1");
    expect(() => call(program, "f", { ...good, p: { u: 1 } })).toThrow("p.v: expected a number, found undefined");
    expect(() => call(program, "f", { ...good, w: undefined })).toThrow("w: expected a Float64Array of 2 elements, found undefined");
  });

  test("another list is refused with the mend", () => {
    for (const w of [[1, 2], Float32Array.of(1, 2)]) {
      expect(() => call(program, "f", { ...good, w })).toThrow(
        "w: expected a Float64Array of 2 elements, found another list of 2: wrap it in Float64Array.from",
      );
    }
    expect(() => call(program, "f", { ...good, w: Float64Array.of(1) })).toThrow("found one of 1");
    expect(() => call(program, "f", { ...good, w: null })).toThrow("found null");
  });

  test("a factory without sizes says which is missing", () => {
    const made = functionsOf("param w[rows]\noutput J = sum(w)");
    expect(() => call(made, "createF")).toThrow("rows: expected a whole number from 1 up, found undefined");
  });
});

test("a table that only a result reads has its place", () => {
  expect(call(functionsOf("input A[4]; sum(A.^2) + sum(A[[2]])"), "f", { A: Float64Array.of(1, 2, 3, 4) })).toBe(32);
  expect(call(functionsOf("input A[4]; sum(A) * sin(sum(A[[2]]))"), "f", { A: Float64Array.of(1, 2, 3, 4) })).toBe(10 * Math.sin(2));
});

test("only what a size may be too small for is checked", () => {
  const requirements = (text: string): readonly string[] =>
    (compile(text, { name: "f" }).code ?? "").match(/\bif \(.* is outside its range/g) ?? [];
  expect(requirements("param x[n]\noutput J = sum(x[1:n]) + x[1]^2")).toEqual([]);
  expect(requirements("param x[n]\noutput J = sum(x[1:n]) + x[2]^2")).toEqual([expect.stringContaining("if (n < 2)")]);
});
