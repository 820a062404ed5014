// Sparse Jacobians and Hessians are those told whole, for every target, and what they cost grows with the nonzeros.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compile, evaluate, UseError } from "../../src/index.js";
import { newEvaluator } from "../../src/run/evaluate.js";
import { generatedRunner } from "../../src/run/run-generated.js";
import { readPoint } from "../../src/run/point.js";
import { isTensor } from "../../src/run/values.js";
import { verify } from "../../src/run/verify.js";
import { IS_CAMPAIGN, rounds } from "../support/effort.js";
import { programFromTape } from "../support/random-program.js";
import { TARGETS } from "../support/targets.js";

const broyden = "param x[n]\noutput f = (3 - 2*x[2:n-1]) .* x[2:n-1] - x[1:n-2] - 2*x[3:n] + 1";
const rosenbrock = "param x[n]\noutput f = sum(100*(x[2:n] - x[1:n-1].^2).^2 + (1 - x[1:n-1]).^2)";

interface Rows {
  readonly rowStart: readonly number[];
  readonly columns: readonly number[];
  readonly values: readonly number[];
}

function rowsOf(text: string, point: object, options: object): Rows {
  const kind = "hessian" in options ? "hessian" : "jacobian";
  const { diagnostics, ...found } = evaluate(text, point as never, { ...options, sparse: true });
  if (found[kind] === undefined) throw new Error(diagnostics.map((d) => d.message).join());
  return found[kind] as unknown as Rows;
}

describe("told whole", () => {
  const cases: readonly (readonly [string, { readonly hessian?: true; readonly jacobian?: true }])[] = [
    [broyden, { jacobian: true }], [rosenbrock, { hessian: true }],
    ["param x[n], a\noutput f = sum(a*x.^3) + a^2", { hessian: true }],
    ["param x[n], a\noutput f = concat([sum(x)], a*sin(x))", { jacobian: true }],
    ["param U[m, 2], V[n, 2]\ninput M[m, n]\noutput f = sum((U*V' - M).^2)", { hessian: true }],
    ["param W[2, 3], b[2]\ninput x[k, 3], y[k, 2]\noutput f = sum((tanh(x*W' + b) - y).^2)", { hessian: true }],
    ["param a, b, c\noutput f = exp(a*b) + c^2", { hessian: true }],
    ["param p{x, y}, b\noutput f = [p.x*b, p.y, b^2]", { jacobian: true }],
    ["param p{x, y}, b\noutput f = p*b", { jacobian: true }],
    ["param p{x, y}, v[3]\noutput f = sum(v.^2)*p.x + p.y^2*v[1]", { hessian: true }],
    ["param v[3], p{x, y}\noutput f = v*p.x + p.y", { jacobian: true }],
    ["param x[3]\noutput f = stop_gradient(x)", { jacobian: true }],
    ["param u[n]\ninput h\nfor t = 1:n, s[0] = 1 { s[t] = s[t - 1] + h*sin(s[t - 1]*u[t]) }\noutput J = sum(s.^2)", { hessian: true }],
    ["param x[n]\nfor t = 1:n { z = x[t]; h[t] = z > 0 ? sin(z) : z^2 }\noutput f = h", { jacobian: true }],
    ["param A[n, n]\noutput f = sum(tril(A).^3) + trace(A)^2", { hessian: true }],
    ["param x[4]\noutput f = x[[4, 1, 4]].^2", { jacobian: true }],
    ["param x[n]\noutput f = softmax(x) + cumsum(x)", { jacobian: true }],
    ["param X[n, 3]\noutput f = logsumexp(X, 2)", { jacobian: true }],
  ];
  test.each(cases)("%s", (text, kinds) => {
    const { rows } = verify(text, { ...kinds, sparse: true, points: 3, seed: 5 });
    expect(
      rows.filter(({ against }) => against === "told whole").map(({ error, failed }) => [error < 1e-14, failed]),
    ).toEqual([[true, false]]);
  });

  test.each([["fixed sizes", false], ["named sizes", true]] as const)("of random programs with %s", (_name, named) => {
    fc.assert(fc.property(fc.array(fc.nat({ max: 1 << 20 }), { minLength: 8, maxLength: 26 }), (tape) => {
      const { text, point } = programFromTape(tape, named);
      const [dense, sparse] = [{}, { sparse: true }].map(
        (more) => newEvaluator(text, { hessian: true, wrt: ["u", "w"], ...more }).at(point),
      );
      const table = dense?.hessian;
      if (table === undefined || isTensor(table)) throw new Error("no blocks");
      const block = (a: string, b: string): Float64Array => {
        const row = table.get(a);
        const found = row === undefined || isTensor(row) ? undefined : row.get(b);
        return found !== undefined && isTensor(found) ? found.data : new Float64Array();
      };
      const [m, n] = [(point["u"] as number[]).length, (point["w"] as number[]).length];
      const exact = (i: number, j: number): number => (i < m
        ? (j < m ? block("u", "u")[i * m + j] : block("u", "w")[i * n + j - m])
        : (j < m ? block("w", "u")[(i - m) * m + j] : block("w", "w")[(i - m) * n + j - m])) as number;
      const rows = sparse?.hessian;
      const list = (name: string): Float64Array => {
        const part = rows === undefined || isTensor(rows) ? undefined : rows.get(name);
        return part !== undefined && isTensor(part) ? part.data : new Float64Array();
      };
      const [start, columns, values] = [list("rowStart"), list("columns"), list("values")];
      for (let i = 0; i < m + n; i++) {
        const found = new Map<number, number>();
        for (let k = start[i] as number; k < (start[i + 1] as number); k++) found.set(columns[k] as number, values[k] as number);
        for (let j = 0; j < m + n; j++) {
          const [x, y] = [exact(i, j), found.get(j) ?? 0];
          if (!Number.isFinite(x) || Math.abs(x) > 1e6) continue;
          expect(Math.abs(x - y), `${text}\n${i} ${j}: ${y} is not ${x}`).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(x)));
        }
      }
    }), { numRuns: rounds(300, 8) });
  }, 300_000);
});

describe("what is an element", () => {
  test("where an element is infinite, those beside it are not touched", () => {
    const { values } = rowsOf("param x[3]\noutput f = sqrt(x[1:2]) + x[2:3]", { x: [0, 4, 1] }, { jacobian: true });
    expect(values).toEqual([Infinity, 1, 0.25, 1]);
  });

  test("a Jacobian of named size", () => {
    expect(rowsOf(broyden, { x: [1, 2, 3, 4] }, { jacobian: true })).toEqual({
      rowStart: [0, 3, 6], columns: [0, 1, 2, 1, 2, 3], values: [-1, -5, -2, -1, -9, -2],
    });
  });

  test("a Hessian is symmetric to the bit", () => {
    const text = "param x[n], a\noutput f = sum(exp(a*x[1:n-1]) .* sin(x[2:n]*x[1]))";
    const { rowStart, columns, values } = rowsOf(text, { x: [0.3, -1.2, 0.7, 0.1], a: 0.9 }, { hessian: true });
    const all = new Map<string, number>();
    for (let i = 0; i + 1 < rowStart.length; i++)
      for (let k = rowStart[i] as number; k < (rowStart[i + 1] as number); k++) all.set(`${i} ${columns[k]}`, values[k] as number);
    for (const [key, value] of all) expect(all.get(key.split(" ").reverse().join(" "))).toBe(value);
  });

  test.runIf(IS_CAMPAIGN)("a Hessian that is full, of named sizes at which it would be too large", () => {
    const text = "param X[n, d]\noutput J = sum(sum((X[i, :] - X[j, :]).^2)^2, i = 1:n, j = 1:n)";
    const { rowStart } = rowsOf(text, { X: [[0.1, 0.2], [0.5, 0.3]] }, { hessian: true });
    expect(rowStart).toEqual([0, 4, 8, 12, 16]);
  });

  test("one without derivatives has no elements", () => {
    expect(rowsOf("param x[n]\noutput f = sum(x)", { x: [1, 2] }, { hessian: true })).toEqual(
      { rowStart: [0, 0, 0], columns: [], values: [] },
    );
  });
});

describe.each(TARGETS)("as a module: %s", (target) => {
  type Functions = Record<string, (...args: unknown[]) => unknown>;
  function moduleOf(text: string, options: object): Functions {
    const { code, diagnostics } = compile(text, { ...options, sparse: true, name: "f", target });
    if (code === undefined) throw new Error(diagnostics.map((d) => d.message).join());
    return (new Function(code) as () => Functions)();
  }

  test("the pattern is there before the first call, and a call with storage gives it back", () => {
    const made =
      moduleOf(broyden, { jacobian: true })["createF"]?.({ n: 5 }) as Functions & { jacobianPattern: Pick<Rows, "rowStart" | "columns"> };
    const { rowStart, columns } = made.jacobianPattern;
    expect([...rowStart]).toEqual([0, 3, 6, 9]);
    const out = { rowStart, columns, values: new Float64Array(columns.length) };
    const found = made["jacobian"]?.({ x: Float64Array.of(1, 2, 3, 4, 5) }, out);
    expect(found).toBe(out);
    expect([...out.values]).toEqual([-1, -5, -2, -1, -9, -2, -1, -13, -2]);
    const fresh = made["jacobian"]?.({ x: new Float64Array(5) }) as Rows;
    expect(fresh.rowStart).toBe(rowStart);
    expect([...fresh.values]).toEqual([-1, 3, -2, -1, 3, -2, -1, 3, -2]);
  });

  test("numbers are called as without it", () => {
    const made = moduleOf(
      "param a, b\noutput f = exp(a) + b^2", { hessian: true },
    ) as Functions & { fHessianPattern: Pick<Rows, "rowStart" | "columns"> };
    expect([...made.fHessianPattern.columns]).toEqual([0, 1]);
    const { values } = made["fHessian"]?.(0, 3) as Rows;
    expect([...values]).toEqual([1, 2]);
  });

  test("the one vector of --args flat is its columns", () => {
    const made = moduleOf("param a, x[2]\noutput f = a*x[1] + x[2]^2", { hessian: true, args: "flat" });
    const { rowStart, columns, values } = made["fHessian"]?.(Float64Array.of(2, 3, 4)) as Rows;
    expect([[...rowStart], [...columns], [...values]]).toEqual([[0, 1, 2, 3], [1, 0, 2], [1, 1, 2]]);
  });

  test("whatever the order of --wrt", () => {
    const made = moduleOf("param a, x[2]\noutput f = a*x[1] + x[2]^2", { hessian: true, args: "flat", wrt: ["x", "a"] });
    const { columns } = made["fHessian"]?.(Float64Array.of(2, 3, 4)) as Rows;
    expect([...columns]).toEqual([1, 0, 2]);
  });

  test("over observations each has rows of its own", () => {
    const text = "param a, b\ninput t, y\noutput r = a*exp(-b*t) - y";
    const made = moduleOf(text, { jacobian: true, over: "m", wrt: ["a", "y"] })["createF"]?.({ m: 3 }) as Functions;
    const { rowStart, columns, values } = made["jacobian"]?.({ a: 2, b: 0, t: Float64Array.of(1, 2, 3), y: new Float64Array(3) }) as Rows;
    expect([[...rowStart], [...columns], [...values]]).toEqual([[0, 2, 4, 6], [0, 1, 0, 2, 0, 3], [1, -1, 1, -1, 1, -1]]);
    const second = moduleOf(text, { hessian: true, of: "r", over: "m" })["createF"]?.({ m: 2 }) as Functions;
    const found = second["hessian"]?.({ a: 2, b: 0, t: Float64Array.of(1, 2), y: new Float64Array(2) }) as Rows;
    expect([[...found.rowStart], [...found.columns], [...found.values]]).toEqual([[0, 1, 3], [1, 0, 1], [-3, -3, 10]]);
  });

  test("a long pattern is computed when the module is set up, of fixed sizes too", () => {
    const { code, graph, interface: called } = compile(
      "param x[3000]\noutput f = x[2:end] .* x[1:end-1]", { jacobian: true, sparse: true, name: "f", target },
    );
    if (code === undefined || graph === undefined || called === undefined) throw new Error("no code");
    expect(code.length).toBeLessThan(target === "body" ? 20_000 : 60_000);
    const raw = generatedRunner(graph, code, called)(readPoint(graph, { x: Array.from({ length: 3000 }, (_, i) => i) }));
    expect(raw.jacobian[0]?.[0]?.data.slice(0, 4)).toEqual(Float64Array.of(1, 0, 2, 1));
  });
});

describe("operations", () => {
  test.each([["jacobian", broyden], ["hessian", rosenbrock]] as const)("of a banded %s: as many an element at every size", (kind, text) => {
    const at = (n: number): number => compile(text.replace(/\bn\b/g, String(n)), { [kind]: true, sparse: true }).counts?.[kind] as number;
    const [small, middle, large] = [at(100), at(200), at(400)];
    expect(large - middle).toBe(2 * (middle - small));
    expect(large).toBeLessThan(40 * 400);
  });
});

describe("wrong uses", () => {
  test("without a matrix", () => {
    expect(() => compile("param x\noutput f = x^2", { sparse: true })).toThrow(
      new UseError("The option \"sparse\" needs \"hessian\" or \"jacobian\"."),
    );
  });

});
