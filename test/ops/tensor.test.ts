// Every function on arrays: generated code against the interpreter in value, gradient and Hessian,
// for fixed and for named sizes; gradients against differences; forward against reverse mode.
import { expect, describe, test } from "vitest";
import { languageFunctions } from "../../src/ops/index.js";
import { difference } from "../support/agreement.js";
import { some } from "../support/effort.js";
import { firstDifference, fromCode, fromGraph, isClose, spread } from "./compare.js";
import { SIZES, tensorCases, type TensorCase } from "./tensor-programs.js";

interface Declared {
  readonly name: string;
  readonly dims: readonly string[];
}

function declared(text: string | undefined): Declared[] {
  return [...(text ?? "").matchAll(/(\w+)(?:\[([^\]]*)\])?/g)].map(
    ([, name, dims]) => ({ name: String(name), dims: dims?.split(/,\s*/) ?? [] }),
  );
}

/** `param …`, `input …, with names of sizes or numbers. */
function head(c: TensorCase, named: boolean): string {
  const text = [`param ${c.params}`, ...(c.inputs === undefined ? [] : [`input ${c.inputs}`]), `result = ${c.text}`].join("\n");
  const sizes = { ...SIZES, ...c.sizes };
  return named ? text : text.replace(/\b[mnk]\b/g, (name) => String(sizes[name]));
}

function sizeOf(c: TensorCase, dim: string): number {
  return { ...SIZES, ...c.sizes }[dim] ?? Number(dim);
}

function filled(sizes: readonly number[], take: () => number): unknown {
  const [size, ...rest] = sizes;
  return size === undefined ? take() : Array.from({ length: size }, () => filled(rest, take));
}

function pointOf(c: TensorCase): Record<string, unknown> {
  const numbers = spread(60, [-1.6, 1.9], 1);
  const take = (): number => numbers.shift() as number;
  return Object.fromEntries([...declared(c.params), ...declared(c.inputs)].map(({ name, dims }) =>
    [name, c.at?.[name] ?? filled(dims.map((d) => sizeOf(c, d)), take)]));
}

type Cases = readonly TensorCase[];

/** Any shape to a number, with other weights for each element. */
const LOSS = "flat = flatten(result + zeros(1))\noutput J = sum(flat .* sin(cumsum(ones(1) + 0*flat)))";

// a third of the programs, each in one of four ways; in the campaign all in all of them
const [ofNamed, ofFixed, ofModes, ofDifferences] = [0, 3, 6, 9].map((from) => some(tensorCases, 12, from)) as [Cases, Cases, Cases, Cases];
const chosen = [ofNamed, ofFixed, ofModes, ofDifferences].flat();
/** One for each function that none of those calls. */
const missed = [...languageFunctions.keys()].flatMap((name) => {
  const calls = (c: TensorCase): boolean => new RegExp(`\\b${name}\\(`).test(c.text);
  return chosen.some(calls) ? [] : tensorCases.filter(calls).slice(0, 1);
});

describe.each([["fixed sizes", false], ["named sizes", true]] as const)("%s", (_name, named) => {
  test.each(named ? [...new Set([...ofNamed, ...missed])] : ofFixed)("$params: $text", (c) => {
    const text = `${head(c, named)}\n${LOSS}\noutput result`;
    const options = { hessian: true };
    const point = pointOf(c);
    const [run, plain] = [fromCode(text, options), fromGraph(text, options)];
    const found = run(point);
    expect(difference(plain(point), found, 1e-11)).toBeUndefined();
    for (const { name } of declared(c.params)) for (const { name: other } of declared(c.params)) {
      const [there, back] = [found.get(`d2/d${name},${other}`) ?? [], found.get(`d2/d${other},${name}`) ?? []];
      const rows = found.get(`d/d${name}`)?.length ?? 0;
      const cols = found.get(`d/d${other}`)?.length ?? 0;
      const turned = there.map((_, i) => back[(i % cols) * rows + Math.floor(i / cols)] as number);
      expect(firstDifference(there, turned, 1e-10, 1), `symmetry in ${name}, ${other}`).toBeUndefined();
    }
  });
});

test.each(ofModes)("forward and reverse mode of $text", (c) => {
  for (const { name, dims } of declared(c.params)) {
    const direction = `along = cos(3*${name}) + 0.2`;
    const text = `${head(c, true)}\n${direction}\nback = sin(result + 2)\noutput forward = sum(back .* jvp(result, ${name}, along))\n`
      + `output reverse = sum(along .* vjp(result, ${name}, back))`;
    const twice =
      `held = stop_gradient(along)\n${LOSS.replace("output J", "J")}\noutput forward2 = jvp(jvp(J, ${name}, held), ${name}, held)\n`
      + `output reverse2 = sum(held .* grad(sum(held .* grad(J, ${name})), ${name}))\noutput mixed2 = sum(held .* jvp(grad(J, ${name}), ${name}, held))`;
    const found = fromCode(`${text}\n${twice}`, { valueOnly: true })(pointOf(c));
    const number = (output: string): number => found.get(output)?.[0] ?? NaN;
    for (const [one, other] of [["forward", "reverse"], ["forward2", "reverse2"], ["mixed2", "reverse2"]] as const) {
      expect(
        isClose(number(one), number(other), 1e-11, 1),
        `by ${name}[${dims.join(", ")}]: ${one} ${number(one)}, ${other} ${number(other)}`,
      ).toBe(true);
    }
  }
});

test.each(ofDifferences.filter((c) => !c.text.includes("stop_gradient")))("differences of $text", (c) => {
  const text = `${head(c, true)}\n${LOSS}`;
  const run = fromCode(text, { hessian: true });
  const point = pointOf(c);
  const found = run(point);
  const h = 5e-4;
  for (const { name } of declared(c.params)) {
    const moves = (found.get(`d/d${name}`) ?? []).map(
      (_, i) => STEPS.map((step) => run({ ...point, [name]: moved(point[name], i, step * h) })),
    );
    const slopes = (of: string, at: number): number[] => moves.map((results) => slope(results.map((r) => r.get(of)?.[at] ?? NaN), h));
    // max and prod at exact zeros are smooth here; ties have a test of their own
    expect(firstDifference(found.get(`d/d${name}`), slopes("J", 0), 1e-8, 1), `d/d${name}`).toBeUndefined();
    for (const { name: other } of declared(c.params)) {
      const rows = found.get(`d/d${other}`)?.length ?? 0;
      const bends = Array.from({ length: rows }, (_, row) => slopes(`d/d${other}`, row)).flat();
      expect(firstDifference(found.get(`d2/d${other},${name}`), bends, 1e-7, 1), `d2/d${other},${name}`).toBeUndefined();
    }
  }
});

const STEPS = [-3, -2, -1, 1, 2, 3];

/** The derivative from the values at those steps. */
function slope([a, b, c, d, e, f]: readonly number[], h: number): number {
  return (45 * (Number(d) - Number(c)) - 9 * (Number(e) - Number(b)) + Number(f) - Number(a)) / (60 * h);
}

/** The nested array with the element at a flat place moved. */
function moved(value: unknown, index: number, by: number): unknown {
  let at = 0;
  const copy = (part: unknown): unknown => (Array.isArray(part) ? part.map(copy) : (part as number) + (at++ === index ? by : 0));
  return copy(value);
}

test("every function on arrays has a program", () => {
  const text = tensorCases.map((c) => c.text).join("\n");
  expect([...languageFunctions.keys()].filter((name) => !new RegExp(`\\b${name}\\(`).test(text))).toEqual([]);
});
