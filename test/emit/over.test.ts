// Functions over many observations are those of one observation, in a loop: rows of outputs and of Jacobians, sums of the rest.
import { describe, expect, test } from "vitest";
import { compile, type CompileOptions } from "../../src/index.js";

type Call = (...args: unknown[]) => unknown;
type Functions = Readonly<Record<string, Call>>;
type Point = Readonly<Record<string, number | Readonly<Record<string, number>>>>;

const ALL: CompileOptions = { hessian: true, jacobian: true, hvp: true, laplacian: true, args: "object", name: "f" };
const COUNT = 300;

function load(text: string, options: CompileOptions): Functions {
  const { code, diagnostics } = compile(text, { ...options, target: "body" });
  if (code === undefined) throw new Error(diagnostics.map((d) => d.message).join("\n"));
  return (new Function(code) as () => Functions)();
}

function numbersOf(value: unknown): number[] {
  if (typeof value === "number") return [value];
  return value instanceof Float64Array ? [...value] : Object.values(value as object).flatMap(numbersOf);
}

/** The observations one by one: those of numbers, and those of records. */
function observation(i: number): Point {
  return { t: 0.1 + i / 100, q: { u: 1 + Math.sin(i), v: 2 + Math.cos(i) } };
}

const rows = {
  t: Float64Array.from({ length: COUNT }, (_, i) => observation(i).t as number),
  q: Float64Array.from({ length: 2 * COUNT }, (_, k) => numbersOf(observation(Math.floor(k / 2)).q)[k % 2] as number),
};
const params = { height: 1.5, centre: 0.7, w: { a: 1.2, b: 0.3 } };
const vector = Float64Array.from(numbersOf(params));

const programs = [
  ["one output", "output y = height*exp(-((t - centre)/w.a)^2) + w.b*q.u*q.v"],
  ["several outputs", "output y = height*t - q.u*w.a\noutput r = q*centre\noutput z = w.b*y"],
  ["a choice, and a param that is not used", "output y = t > centre ? height*log(q.u + 1) : w.a*t^2"],
] as const;

describe.each(programs)("%s", (_what, text) => {
  const source = `param height, centre, w{a, b}\ninput t, q{u, v}\n${text}`;
  const one = load(source, ALL);
  const many = (one.createF ?? load(source, { ...ALL, over: "m" }).createF)?.({ m: COUNT }) as Functions;
  const each = (name: string, ...more: unknown[]): number[][] =>
    Array.from({ length: COUNT }, (_, i) => numbersOf(one[name]?.({ ...params, ...observation(i) }, ...more)));
  const sums = (all: readonly number[][]): number[] => (all[0] ?? []).map((_, k) => all.reduce((sum, row) => sum + (row[k] as number), 0));
  const close = (found: unknown, expected: readonly number[]): void => {
    const numbers = numbersOf(found);
    expect(numbers).toHaveLength(expected.length);
    numbers.forEach((v, i) => expect(Math.abs(v - (expected[i] as number))).toBeLessThan(1e-11 * (1 + Math.abs(expected[i] as number))));
  };

  test("outputs have a row for each observation", () => {
    const found = many.value?.({ ...params, ...rows });
    const byOutput = found instanceof Float64Array ? [found] : Object.values(found as Record<string, Float64Array>);
    const transposed = each("f").flatMap((row) => row);
    const widths = byOutput.map((array) => array.length / COUNT);
    const put = Array.from({ length: COUNT }, (_, i) =>
      byOutput.flatMap((array, k) => [...array.subarray(i * (widths[k] as number), (i + 1) * (widths[k] as number))])).flat();
    expect(put).toEqual(transposed);
  });

  test("gradients and second derivatives are sums", () => {
    close(many.grad?.({ ...params, ...rows }), sums(each("fGrad")));
    close(many.valueAndGrad?.({ ...params, ...rows }), sums(each("fValueAndGrad")));
    close(many.hessian?.({ ...params, ...rows }), sums(each("fHessian")));
    close(many.laplacian?.({ ...params, ...rows }), sums(each("fLaplacian")));
    close(many.hvp?.({ ...params, ...rows }, params), sums(each("fHvp", params)));
  });

  test("in one vector, a row of the Jacobian is an observation's gradient", () => {
    const flat = load(source, { jacobian: true, hessian: true, args: "flat", name: "f", over: "m" }).createF?.({ m: COUNT }) as Functions;
    const alone = load(source, { jacobian: true, args: "flat", name: "f" });
    const found = Array.from({ length: COUNT }, (_, i) => numbersOf(alone.fJacobian?.(vector, observation(i)))).flat();
    const out = new Float64Array(found.length);
    expect(flat.jacobian?.(vector, rows, out)).toBe(out);
    expect([...out]).toEqual(found);
    close(flat.grad?.(vector, rows), sums(each("fGrad")));
    expect(flat.hessian?.(vector, rows)).toHaveLength(vector.length ** 2);
  });
});

test("derivatives by an input have a row for each observation too", () => {
  const source = "param a\ninput t, q{u, v}\noutput y = a*t^2*q.u + q.v";
  const many = load(source, { name: "f", over: "m", wrt: ["a", "t", "q"], args: "positional" }).createF?.({ m: COUNT }) as Functions;
  const { a, t, q } = many.grad?.(2, rows.t, rows.q) as Record<string, Float64Array>;
  expect(a).toBeCloseTo(rows.t.reduce((sum, s, i) => sum + s * s * (rows.q[2 * i] as number), 0), 9);
  expect(t?.[7]).toBeCloseTo(4 * (rows.t[7] as number) * (rows.q[14] as number), 12);
  expect([q?.[14], q?.[15]]).toEqual([2 * (rows.t[7] as number) ** 2, 1]);
});

test("without a gradient a list of residuals is said to be one", () => {
  const { diagnostics } = compile("param a\ninput t\noutput r = [a*t, a - t]", { over: "m" });
  expect(diagnostics.map(({ message }) => message)).toEqual(["No gradient: \"r\" has the shape [2]."]);
});

test("what is no program of one observation, and names that are taken, are refused", () => {
  const refused = (text: string, over: string, options: CompileOptions = {}) => () => compile(text, { ...options, over });
  expect(refused("param w[3]\ninput t\noutput y = sum(w)*t", "m")).toThrow("this one has arrays");
  expect(refused("param w\noutput y = w^2", "m")).toThrow("with inputs, and this one has none");
  expect(refused("param w\ninput t\noutput y = w*t", "t")).toThrow("which the program uses");
  expect(refused("param w\ninput t\noutput y = w*t", "m n")).toThrow("the name of a size");
  expect(refused("param w\ninput t\noutput y = w*t", "m", { args: "flat", wrt: ["t"] })).toThrow("no place in the vector");
});

describe("sparse matrices", () => {
  type Rows = Readonly<Record<"rowStart" | "columns" | "values", ArrayLike<number>>>;
  const source = "param a\ninput t\nparam w{u, v}\ninput q{u, v}\n";
  const at = { a: 0.7, w: { u: 1.2, v: -0.4 } };
  const count = 4;
  const given = { ...at, t: rows.t.slice(0, count), q: rows.q.slice(0, 2 * count) };
  /** Where the variables of one observation stand among those of all, by their columns: a, t, w, q. */
  const columnsOf = (i: number): number[] => [0, 1 + i, 1 + count, 2 + count, 3 + count + 2 * i, 4 + count + 2 * i];
  const width = 3 + 3 * count;

  function dense({ rowStart, columns, values }: Rows): number[][] {
    return Array.from({ length: rowStart.length - 1 }, (_, row) => {
      const whole = new Array<number>(width).fill(0);
      for (let k = rowStart[row] as number; k < (rowStart[row + 1] as number); k++) {
        if (k > (rowStart[row] as number)) expect(columns[k]).toBeGreaterThan(columns[k - 1] as number);
        whole[columns[k] as number] = values[k] as number;
      }
      return whole;
    });
  }

  function expectClose(found: readonly (readonly number[])[], expected: readonly (readonly number[])[]): void {
    expect(found.map((row) => row.length)).toEqual(expected.map((row) => row.length));
    found.forEach((row, i) => row.forEach((v, j) => expect(v, `${i} ${j}`).toBeCloseTo(expected[i]?.[j] as number, 11)));
  }

  const options: CompileOptions = { args: "object", name: "f", wrt: ["q", "w", "t", "a"] };

  test.each([
    ["everything with everything", "output y = exp(a*t + w.u*q.u)*q.v + w.v"],
    ["what does not depend on some", "output y = a*t^2 + w.u*q.v + sin(t*q.u)"],
    ["nothing of the second order in an input", "output y = a^2*w.v + t"],
  ])("a Hessian by params and inputs: %s", (_what, text) => {
    const one = load(source + text, { ...options, wrt: ["a", "t", "w", "q"], hessian: true });
    const made = load(source + text, { ...options, hessian: true, sparse: true, over: "m" }).createF?.({ m: count }) as Functions;
    const expected = Array.from({ length: width }, () => new Array<number>(width).fill(0));
    for (let i = 0; i < count; i++) {
      const numbers = numbersOf(one.fHessian?.({ ...at, ...observation(i) }));
      const blocks = blockwise(numbers);
      columnsOf(i).forEach((row, r) => columnsOf(i).forEach((column, c) => {
        (expected[row] as number[])[column] = (expected[row]?.[column] as number) + (blocks[r]?.[c] as number);
      }));
    }
    expectClose(dense(made.hessian?.(given) as Rows), expected);
    const out = { ...(made as unknown as { hessianPattern: object }).hessianPattern } as Rows;
    const storage = { ...out, values: new Float64Array(out.columns.length) };
    expect(made.hessian?.(given, storage)).toBe(storage);
    expectClose(dense(storage), expected);
  });

  /** Blocks by a, t, w, q as one matrix: those of these by each other, or rows of so many. */
  function blockwise(numbers: readonly number[], heights: readonly number[] = [1, 1, 2, 2]): number[][] {
    let at = 0;
    return heights.flatMap((height) => {
      const found = Array.from({ length: height }, (): number[] => []);
      for (const across of [1, 1, 2, 2])
        for (let r = 0; r < height; r++) for (let c = 0; c < across; c++) found[r]?.push(numbers[at++] as number);
      return found;
    });
  }

  test("a Jacobian of residuals by params and inputs", () => {
    const text = "output r = a*t*q - w*q.u";
    const one = load(source + text, { ...options, wrt: ["a", "t", "w", "q"], jacobian: true });
    const made = load(source + text, { ...options, jacobian: true, sparse: true, over: "m" }).createF?.({ m: count }) as Functions;
    const expected = Array.from({ length: count }, (_, i) => {
      return blockwise(numbersOf(one.fJacobian?.({ ...at, ...observation(i) })), [2]).map((row) => {
        const whole = new Array<number>(width).fill(0);
        columnsOf(i).forEach((column, c) => { whole[column] = row[c] as number; });
        return whole;
      });
    }).flat();
    expectClose(dense(made.jacobian?.(given) as Rows), expected);
  });

  test("a list of residuals has a row for each observation", () => {
    const text = "output r = [a*t - q.u*w.u, q.v^2*w.v, t]";
    const one = load(source + text, { ...options, wrt: ["a", "t", "w", "q"], jacobian: true });
    for (const sparse of [true, false]) {
      const made = load(
        source + text, { ...options, wrt: ["a", "w"], jacobian: true, sparse, over: "m" },
      ).createF?.({ m: count }) as Functions;
      const residuals = Array.from({ length: count }, (_, i) => numbersOf(one.f?.({ ...at, ...observation(i) }))).flat();
      expect(made.value?.(given)).toEqual(Float64Array.from(residuals));
      const found = made.jacobian?.(given) as Readonly<Record<string, Float64Array>>;
      const blocks = Array.from({ length: count }, (_, i) => one.fJacobian?.({ ...at, ...observation(i) }) as Record<string, never>);
      if (sparse) {
        const { rowStart, columns, values } = found as unknown as Rows;
        expect([...rowStart as Int32Array]).toEqual(
          [0, ...Array.from({ length: count }, (_, i) => [3 * i + 2, 3 * i + 3, 3 * i + 3]).flat()],
        );
        expect([...columns as Int32Array].slice(0, 3)).toEqual([0, 1, 2]);
        expect([...values as Float64Array].slice(0, 3)).toEqual([rows.t[0], -(rows.q[0] as number), (rows.q[1] as number) ** 2]);
      } else {
        expect([...found.a as Float64Array]).toEqual(blocks.flatMap((block) => numbersOf(block.a)));
      }
    }
  });
});
