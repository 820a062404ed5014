// Calls that wait for one another in loops of their own: what they compute, and which loops stay as they are.
import fc from "fast-check";
import { expect, test } from "vitest";
import { compile } from "../../src/compile.js";
import { distributeLoops } from "../../src/loop/distribute.js";
import { runBody, type Machine } from "../../src/loop/interpret.js";
import {
  apply, counter, extent, load, loopOver, number, store, use, type Buffer, type Local, type Num, type Stmt,
} from "../../src/loop/ir.js";
import { allStatements } from "../../src/loop/map.js";
import { verifyBody } from "../../src/loop/verify.js";

const loopsIn = (body: readonly Stmt[]): number => allStatements(body).filter(({ kind }) => kind === "for").length;
const local = (id: number, type: Local["type"] = "number"): Local => ({ id, hint: `t${id}`, type });
const SUM = local(900);

/** A loop whose steps call functions of numbers and elements, store them, and add some up; an element is read at its own place. */
const bodies = fc.record({
  length: fc.constantFrom(3, 5, 200),
  steps: fc.array(fc.record({
    kind: fc.constantFrom("call", "call", "call", "nested", "plain", "choice", "store", "store", "add", "sum"),
    from: fc.nat(7), other: fc.nat(7), array: fc.nat(2),
  }), { minLength: 4, maxLength: 14 }),
});

function bodyFrom({ length, steps }: { length: number; steps: readonly { kind: string; from: number; other: number; array: number }[] }): {
  readonly body: readonly Stmt[]; readonly arrays: readonly Buffer[];
} {
  const arrays = [0, 1, 2].map((i): Buffer => ({ id: 100 + i, hint: `a${i}`, type: "f64", kind: "output", shape: [length] }));
  const at = counter(local(500, "index"));
  const values: Num[] = arrays.map((array) => load(array, at));
  let isSummed = false;
  const inner = steps.map(({ kind, from, other, array }, i): Stmt => {
    const [x, y] = [values[from % values.length] as Num, values[other % values.length] as Num];
    const made = (value: Num): Stmt => {
      values.push(use(local(i)));
      return { kind: "let", local: local(i), value, mutable: false };
    };
    switch (kind) {
      case "call": return made(apply("sin", apply("add", x, y)));
      case "nested": return made(apply("mul", apply("cos", apply("exp", apply("neg", apply("abs", x)))), y));
      case "choice": return made({
        kind: "select", test: { kind: "compare", op: "lt", left: x, right: y }, then: apply("tanh", apply("sin", x)), else: y,
      });
      case "store": case "add": return store(arrays[array] as Buffer, at, x, kind === "add");
      case "sum":
        if (isSummed) break;
        isSummed = true;
        return { kind: "assign", local: SUM, value: apply("add", use(SUM), x) };
    }
    return made(apply("mul", number(0.5), apply("sub", x, y)));
  });
  const body: Stmt[] = [
    { kind: "let", local: SUM, value: number(0), mutable: true }, loopOver(local(500, "index"), [length], inner),
    store(arrays[0] as Buffer, extent([1]), use(SUM)),
  ];
  return { body, arrays };
}

test("the loops compute what the one loop computes", () => {
  let cut = 0;
  fc.assert(fc.property(bodies, (given) => {
    const { body, arrays } = bodyFrom(given);
    let next = 1000;
    const made: Buffer[] = [];
    const several = distributeLoops(body, (hint, type = "number") => ({ id: next++, hint, type }), (like, shape) => {
      made.push({ ...like, id: next++, kind: "scratch", shape });
      return made.at(-1) as Buffer;
    }, { depth: 2, steps: 1 });
    verifyBody(several, []);
    if (loopsIn(several) > loopsIn(body)) cut++;
    const run = (statements: readonly Stmt[]): number[][] => {
      const memory = new Map([...arrays, ...made].map(({ id, shape }) =>
        [id, Float64Array.from({ length: shape[0] as number }, (_, i) => Math.sin(id + 7 * i))]));
      const machine: Machine = { locals: new Map(), memory, sizes: new Map(), runtime: new Map() };
      runBody(machine, statements);
      return arrays.map(({ id }) => [...memory.get(id) ?? []]);
    };
    expect(run(several)).toEqual(run(body));
  }), { numRuns: 300 });
  expect(cut).toBeGreaterThan(100);
});

test("loops over floats stay one, unless they compute in floats", () => {
  const [x, y] = [100, 101].map((id): Buffer => ({ id, hint: `a${id}`, type: "f32", kind: "output", shape: [200] })) as [Buffer, Buffer];
  const at = counter(local(500, "index"));
  const body = [loopOver(local(500, "index"), [200], [store(y, at, apply("exp", apply("sin", apply("tanh", load(x, at)))))])];
  let next = 1000;
  const loops = (floats: boolean): number => loopsIn(distributeLoops(
    body, (hint, type = "number") => ({ id: next++, hint, type }),
    (like, shape) => ({ ...like, id: next++, kind: "scratch", shape }), { floats },
  ));
  expect([loops(false), loops(true)]).toEqual([1, 4]);
});

/** The text of the function that gives value and gradient. */
const gradientOf = (text: string): string => {
  const code = compile(text, { name: "f" }).code ?? "";
  return code.slice(code.indexOf("function computeGradient"));
};

test("three calls in a row are three loops over strips; a value that an array holds is read from there", () => {
  const code = gradientOf("param x[n]\noutput J = sum(exp(-sin(tanh(x))))");
  expect(code.match(/for \(let i\d* = start, end/g)?.length).toBe(3);
  expect(code).toContain("- start]");
});

test("calls that do not wait for one another stay in one loop", () => {
  const code = gradientOf("param x[n]\ninput y[n]\noutput J = sum(exp(x) .* sin(y) + tanh(y))");
  expect(code.match(/for \(let i\d* = start, end/g)?.length).toBe(1);
});

test("a step that needs the one before it stays in its loop", () => {
  const text = "param w\ninput y[n]\nfor t = 1:n, x[0] = w {\n  x[t] = tanh(sin(exp(-x[t - 1]^2)) + y[t])\n}\noutput J = sum(x)";
  const { code = "" } = compile(text, { name: "f" });
  expect(code).not.toContain("- start]");
});
