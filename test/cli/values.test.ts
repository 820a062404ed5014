// Values and lines at the border: JSON text, points that do not fit, bytes that are not UTF-8.
import { describe, expect, it } from "vitest";
import { compile } from "../../src/index.js";
import type { Interface } from "../../src/module/interface.js";
import { analyse } from "../../src/analyse.js";
import { PointError } from "../../src/diagnostics/faults.js";
import { linesOf } from "../../src/project/lines.js";
import { readPoint } from "../../src/run/point.js";
import { generatedRunner } from "../../src/run/run-generated.js";
import { invalidUtf8At } from "../../src/project/utf8.js";
import { valueText } from "../../src/run/values.js";
import { NO_DERIVATIVES } from "../../src/graph/program.js";
import { tensor } from "../../src/graph/tensor.js";

const programOf = (text: string, request = {}): ReturnType<typeof analyse> => analyse({ name: "<expr>", text }, request);
const point = (text: string, at: unknown): ReturnType<typeof readPoint> => readPoint(programOf(text), at);

describe("readPoint", () => {
  it("gives flat arrays and the sizes", () => {
    const { values, sizes } = point("param A[m, n], c; f = sum(A)*c", { A: [[1, 2, 3], [4, 5, "Infinity"]], c: -0 });
    expect(values.get("A")).toEqual({ shape: [2, 3], data: Float64Array.of(1, 2, 3, 4, 5, Infinity) });
    expect(values.get("c")?.data[0]).toBe(-0);
    expect([...sizes]).toEqual([["m", 2], ["n", 3]]);
  });

  it.each([
    [{ A: [[1, 2], [3]], v: [1, 2] }, "A: the arrays are ragged: row 2 has 1 item, but 2 are expected."],
    [{ A: [[1, 2], 3], v: [1, 2] }, "A: nested arrays of shape [m, n] are expected, not a number in place of an array."],
    [{ A: 3, v: [1, 2] }, "A: nested arrays of shape [m, n] are expected, not a number."],
    [{ A: [[[1], 2]], v: [1, 2] }, "A: the shape [m, n] is expected, but the arrays are nested deeper."],
    [{ A: [[1, 2]], v: [1, null] }, "v[2]: a number is expected, not null."],
    [{ A: [[1, 2]], v: [1, 1e400] }, "v[2]: a number is expected, not a number too large for a double."],
    [{ A: [[1, 2]], v: [1, 2, 3] }, "v: the shape [n] is expected, but [3] is given: dimension 1 must be 2, as n is 2 in A."],
    [{ A: [], v: [] }, "A: an array needs at least one item."],
    [{ A: [[1, 2]], v: [1, 2], n: 2 }, "\"n\" is a size: it is taken from the arrays and can't be given."],
    [{ a: [[1, 2]], v: [1, 2] }, "There is no param or input \"a\". Did you mean \"A\"?"],
    [{}, "The point has no value for \"A\" and \"v\"."],
    [null, "The point must be an object with a value for each name, such as {\"x\": 1.5}."],
  ])("refuses %j", (at, message) => {
    expect(() => point("param A[m, n], v[n]; f = sum(A*v)", at)).toThrow(new PointError(message));
  });

  it.each([
    [{ p: 3 }, "p: an object with x and y is expected, not a number."],
    [{ p: { x: 1 } }, "p: the part \"y\" has no value."],
    [{ p: { x: 1, y: 2, z: 3 } }, "p: there is no part \"z\"."],
    [{ p: { x: 1, y: [2] } }, "p.y: a number is expected, not an array."],
  ])("refuses the record %j", (at, message) => {
    expect(() => point("param p{x, y}; f = p.x*p.y", at)).toThrow(new PointError(message));
  });

  it("compares fixed sizes", () => {
    expect(() => point("param v[3]; f = sum(v)", { v: [1, 2] })).toThrow(
      new PointError("v: the shape [3] is expected, but [2] is given: dimension 1 must be 3."),
    );
  });

  it("takes nesting of any depth without recursion", () => {
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    expect(() => point("param v[3]; f = sum(v)", { v: deep })).toThrow(PointError);
  });
});

function calledAs(text: string): Interface {
  return compile(text, { name: "f" }).interface as Interface;
}

describe("generatedRunner", () => {
  it("calls by position, by one object, or sets up by sizes", () => {
    const scalars = generatedRunner(programOf("param x, p{u, v}; f = x*p.u*p.v"), `
      const f = (x, p) => x * p.u * p.v;
      return { f, fGrad: (x, p) => ({ x: p.u * p.v, p: { u: x * p.v, v: x * p.u } }) };`, calledAs("param x, p{u, v}; f = x*p.u*p.v"));
    const at = point("param x, p{u, v}; f = x*p.u*p.v", { x: 2, p: { u: 3, v: 5 } });
    expect(scalars(at)).toEqual(
      { ...NO_DERIVATIVES, outputs: [[tensor([], [30])]], gradient: [[tensor([], [15])], [tensor([], [10]), tensor([], [6])]] },
    );

    const sized = "param v[n]; output s = sum(v.^2); output t = 2*v";
    const sizes = generatedRunner(programOf(sized), `
      return { createF: ({ n }) => ({
        value: ({ v }) => ({ s: v.reduce((a, x) => a + x * x, 0), t: v.map((x) => 2 * x) }),
        grad: ({ v }) => ({ v: v.map((x) => 2 * x) }),
      }) };`, calledAs(sized));
    const vector = tensor([2], [6, 8]);
    expect(sizes(point(sized, { v: [3, 4] }))).toEqual(
      { ...NO_DERIVATIVES, outputs: [[tensor([], [25])], [vector]], gradient: [[vector]] },
    );
  });

  it("takes what the code throws as a fault of the point, and what is missing as a defect", () => {
    const program = programOf("param x; f = x");
    const at = point("param x; f = x", { x: 1 });
    expect(
      () => generatedRunner(program, "return { f: () => { throw new RangeError('x is too small'); } };", calledAs("param x; f = x"))(at),
    ).toThrow(new PointError("x is too small"));
    expect(() => generatedRunner(program, "return {};", calledAs("param x; f = x"))(at)).toThrow(TypeError);
  });
});

describe("valueText", () => {
  it("nests arrays and keeps every double", () => {
    expect(valueText(tensor([2, 1, 2], [1, -0, NaN, -Infinity]))).toBe("[[[1, -0]], [[\"NaN\", \"-Infinity\"]]]");
    expect(valueText(new Map([["__proto__", tensor([], [1e21])]]))).toBe("{\"__proto__\": 1e+21}");
  });
});

describe("linesOf", () => {
  it("joins chunks, keeps characters whole, and takes a last line without its end", async () => {
    const bytes = Buffer.from("one\ntwö\u2028\n\nlast");
    const chunks = async function* (): AsyncGenerator<Uint8Array> { for (const byte of bytes) yield Uint8Array.of(byte); };
    const lines: string[] = [];
    for await (const some of linesOf(chunks())) lines.push(...some);
    expect(lines).toEqual(["one", "twö\u2028", "", "last"]);
  });
});

describe("invalidUtf8At", () => {
  it.each([
    [[0x61, 0xc3, 0xa9], undefined], [[0x61, 0xff], 1], [[0xc3], 0], [[0x61, 0xe2, 0x82], 1], [[0xc0, 0x80], 0],
    [[0xed, 0xa0, 0x80], 0], [[0xf4, 0x90, 0x80, 0x80], 0], [[0xf0, 0x9f, 0x98, 0x80], undefined], [[0xe0, 0x80, 0x80], 0],
  ])("finds the first bad byte of %j", (bytes, at) => {
    expect(invalidUtf8At(Uint8Array.from(bytes))).toBe(at);
  });
});
