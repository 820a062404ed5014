// The elementary functions of WebAssembly: within their bounds, and the same bits from the text and from the code.
import { describe, expect, test } from "vitest";
import { erf, erfc, erfDerivative, gelu, normalCdf, normalPdf } from "../../src/runtime/erf.js";
import { Code } from "../../src/emit/wasm/code.js";
import { encodeModule } from "../../src/emit/wasm/encode.js";
import { FAIL_SIGNATURE, withNeeds } from "../../src/emit/wasm/runtime.js";
import { runtimeCode } from "../../src/emit/wasm/runtime-code.gen.js";
import * as exponentials from "../../src/runtime/elementary/exponential.js";
import * as saturating from "../../src/runtime/elementary/saturating.js";
import * as powers from "../../src/runtime/elementary/power.js";
import * as angles from "../../src/runtime/elementary/trigonometric.js";
import * as stable from "../../src/runtime/stable.js";
import { randoms } from "../support/random.js";
import { rounds } from "../support/effort.js";

type Function = (...args: number[]) => number;

interface Api {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Record<string, Function> };
  readonly Memory: new (limits: { initial: number }) => { readonly buffer: ArrayBuffer };
}

/** What Node's types know of it is not enough. */
const { Module, Instance, Memory } = (globalThis as unknown as { WebAssembly: Api }).WebAssembly;
let memory: { readonly buffer: ArrayBuffer };
const texts: Readonly<Record<string, Function>> = { ...exponentials, ...saturating, ...powers, ...angles };
const code = compiled();

/** Every function of the runtime in one module, and those of several numbers at once with these in memory from 1024 on. */
function compiled(): Readonly<Record<string, Function>> {
  const names = [...runtimeCode.keys()];
  const pairs = names.filter((name) => /:f(?:64x2|32x4)$/.test(name)).map((name) => {
    const call = new Code([], undefined).int(2048);
    runtimeCode.get(name)?.params.forEach((_, i) => call.int(1024 + 16 * i).memory("v128.load"));
    return [`both ${name}`, call.call(name).memory("v128.store").finish()] as const;
  });
  const functions = [...withNeeds(names), ...pairs];
  const exports = [...names, ...pairs.map(([name]) => name)];
  const bytes = encodeModule({ imports: [["fail", FAIL_SIGNATURE]], globals: [], functions, exports });
  memory = new Memory({ initial: 1 });
  new Int32Array(memory.buffer)[0] = 4096;
  const fail = (): void => { throw new Error("failed"); };
  return new Instance(new Module(bytes), { m: { memory, fail } }).exports;
}

const ENDS = [
  0, -0, 1, -1, NaN, Infinity, -Infinity, 5e-324, -5e-324, 1e-310, -1e-310, 2.2250738585072014e-308, 1.7976931348623157e308,
  -1.7976931348623157e308, 0.5, -0.5, 2, 709.7827128933839, 709.782712893385, -745.13, -745.14, -708.4, 800000, 1e22, 2 ** 52, 2 ** 53,
  0.7071067811865476, 1e-20, Math.PI, Math.PI / 2, -86.2, -86.5, -86.9, -87.2, -87.33, -87.5, -87.9, -88.5, 87.5, 88.4, 88.72, 88.73,
];

/** Ends, and numbers spread over all sizes and over what is usual. */
function points(): number[] {
  const random = randoms(7);
  const spread = Array.from({ length: rounds(3000, 800) }, (_, i) => {
    const sign = random() < 0.5 ? -1 : 1;
    if (i % 4 === 0) return sign * 2 ** (random() * 2046 - 1022) * (1 + random());
    return i % 4 === 1 ? random() * 2 - 1 : i % 4 === 2 ? sign * random() * 40 : sign * random() * 1400;
  });
  return [...ENDS, ...spread];
}

function ulps(x: number, y: number): number {
  if (Object.is(x, y) || (Number.isNaN(x) && Number.isNaN(y))) return 0;
  const bits = new BigInt64Array(Float64Array.of(x, y).buffer);
  const [a, b] = [...bits].map((one) => (one < 0n ? -(one & 0x7fffffffffffffffn) : one)) as [bigint, bigint];
  return Number.isNaN(x) || Number.isNaN(y) ? Infinity : Math.abs(Number(a - b));
}

/** What is said of the items at which something is wrong: so many expectations would take most of the time. */
function faults<T>(items: readonly T[], faultAt: (item: T, i: number) => string | undefined): string[] {
  return items.flatMap((item, i) => faultAt(item, i) ?? []);
}

/** Units in the last place from the function of the host, which is itself up to 1 off (tanh, sinh and cosh 2). */
const BOUNDS: Readonly<Record<string, number>> = {
  exp: 1, expm1: 2, log: 1, log1p: 2, log2: 1, log10: 2, sinh: 3, cosh: 2, tanh: 4, asinh: 2, acosh: 2, atanh: 2, sin: 2, cos: 2, tan: 3,
  asin: 1, acos: 1, atan: 1, cbrt: 1, round: 0, sign: 0,
};

describe("of one number", () => {
  test.each(Object.entries(BOUNDS))("%s: at most %d ulp from the host's, with its ends and signs of zero", (name, bound) => {
    const host = (Math as unknown as Record<string, Function>)[name] as Function;
    expect(faults(points(), (x) => {
      const [found, text] = [code[name]?.(x) as number, texts[name]?.(x) as number];
      if (Object.is(found, text) && ulps(found, host(x)) <= bound) return undefined;
      return `${name}(${x}) is ${found}, as text ${text}, not ${host(x)}`;
    })).toEqual([]);
  });
});

describe("of two numbers", () => {
  const host: Readonly<Record<string, Function>> = { pow: Math.pow, atan2: Math.atan2, fmod: (x, y) => (x as number) % (y as number) };
  test.each([["pow", 1], ["atan2", 1], ["fmod", 0]] as const)("%s: at most %d ulp from the host's", (name, bound) => {
    const some = points().filter((_, i) => i < ENDS.length || i % rounds(97, 40) === 0);
    expect(faults(some.flatMap((x) => some.map((y) => [x, y] as const)), ([x, y]) => {
      const [found, text] = [code[name]?.(x, y) as number, texts[name]?.(x, y) as number];
      if (Object.is(found, text) && ulps(found, host[name]?.(x, y) as number) <= bound) return undefined;
      return `${name}(${x}, ${y}) is ${found}, as text ${text}`;
    })).toEqual([]);
  });
});

describe("of two numbers at once", () => {
  const names = [
    "exp", "expm1", "log", "log1p", "log2", "log10", "sin", "cos", "tan", "tanh", "asinh", "atanh", "atan", "erf", "sigmoid", "softplus",
    "logSigmoid", "sigmoidDerivative", "sech2", "asin", "acos", "sinh", "cosh", "acosh", "cbrt",
  ];
  test.each(names)("%s gives for each the bits that it gives alone", (name) => {
    const data = new Float64Array(memory.buffer);
    const all = points();
    expect(faults(all, (x, i) => {
      const y = all[(i * 7 + 1) % all.length] as number;
      data.set([x, y], 128);
      code[`both ${name}:f64x2`]?.();
      return Object.is(data[256], code[name]?.(x)) && Object.is(data[257], code[name]?.(y)) ? undefined : `${name} of ${x} and ${y}`;
    })).toEqual([]);
  });
});

test.each(["pow", "atan2"])("%s of two pairs at once gives for each the bits that it gives alone", (name) => {
  const data = new Float64Array(memory.buffer);
  const all = points();
  expect(faults(all, (_, i) => {
    const four = [1, 7, 31, 5].map((step) => all[(i * step + step) % all.length] as number) as [number, number, number, number];
    data.set(four, 128);
    code[`both ${name}:f64x2`]?.();
    const [x1, x2, y1, y2] = four;
    return Object.is(data[256], code[name]?.(x1, y1)) && Object.is(data[257], code[name]?.(x2, y2))
      ? undefined
      : `${name} of ${four.join()}`;
  })).toEqual([]);
});

describe("of four floats at once", () => {
  const host: Readonly<Record<string, Function>> = {
    exp: Math.exp, log: Math.log, log1p: Math.log1p, tanh: Math.tanh, sin: Math.sin, cos: Math.cos, expm1: Math.expm1, atan: Math.atan,
    erf, erfc, erfDerivative, gelu, normalCdf, normalPdf, ...stable,
  };

  /** Units in the last place of a float; of what is made of exponentials below the normal floats, 0 will do. */
  function floatUlps(found: number, exact: number): number {
    const expected = Math.fround(exact);
    if (Math.abs(exact) < 2 ** -124) return Math.abs(found - exact) < 2 ** -124 ? 0 : Infinity;
    if (Object.is(found, expected) || (Number.isNaN(found) && Number.isNaN(expected))) return 0;
    return Math.abs(found - exact) / Math.max(2 ** -149, 2 ** (Math.floor(Math.log2(Math.abs(expected))) - 23));
  }

  test.each([
    ["exp", 1], ["log", 1], ["log1p", 1.5], ["tanh", 1.5], ["sigmoid", 2], ["sigmoidDerivative", 2.5], ["softplus", 2],
    ["logSigmoid", 2], ["sech2", 3], ["sin", 2], ["cos", 2], ["erf", 2], ["erfDerivative", 3],
    ["expm1", 1.5], ["atan", 2.5], ["erfc", 4], ["normalCdf", 4], ["gelu", 4], ["normalPdf", 3],
  ] as const)("%s: at most %d units in the last place of a float", (name, bound) => {
    const data = new Float32Array(memory.buffer);
    const all = points();
    expect(all.flatMap((_, i) => {
      const four = [0, 1, 2, 3].map((k) => Math.fround(all[(i + 97 * k) % all.length] as number));
      data.set(four, 256);
      code[`both ${name}:f32x4`]?.();
      return faults(four, (x, k) => {
        const found = data[512 + k] as number;
        return floatUlps(found, host[name]?.(x) as number) <= bound ? undefined : `${name}(${x}) is ${found}`;
      });
    })).toEqual([]);
  });
});
