// The three ways of calling give the same numbers: each argument at its place, all in one object, and one vector for
// everything that is differentiated by.
import { describe, expect, test } from "vitest";
import { compile, type CompileOptions } from "../../src/index.js";
import { some } from "../support/effort.js";
import { randoms } from "../support/random.js";

type Call = (...args: unknown[]) => unknown;
type Functions = Readonly<Record<string, Call>>;
type Values = Readonly<Record<string, unknown>>;

const ALL: CompileOptions = { hessian: true, jacobian: true, hvp: true, jvp: true, vjp: true, laplacian: true };
const ROLES = ["value", "grad", "valueAndGrad", "hessian", "jacobian", "hvp", "jvp", "vjp", "laplacian"] as const;

interface Loaded {
  readonly at: (role: string) => Call | undefined;
  readonly called: NonNullable<ReturnType<typeof compile>["interface"]>;
  readonly functions: Functions;
}

function load(text: string, options: CompileOptions, sizes: Values): Loaded {
  const { code, interface: called, diagnostics } = compile(text, { ...options, name: "f", target: "body" });
  if (code === undefined || called === undefined) throw new Error(diagnostics.map((d) => d.message).join("\n"));
  const exported = (new Function(code) as () => Functions)();
  const functions = called.factory === undefined ? exported : exported[called.factory]?.(sizes) as Functions;
  const names = new Map(called.functions.map(({ role, name }) => [role as string, name]));
  return { called, functions, at: (role) => functions[names.get(role) ?? ""] };
}

/** Every number of a result, in order. */
function numbersOf(value: unknown): number[] {
  if (typeof value === "number") return [value];
  if (value instanceof Float64Array) return [...value];
  return Object.values(value as object).flatMap(numbersOf);
}

/** Values of variables, drawn from a fixed seed. */
function drawn({ called }: Loaded, sizes: Values): Values {
  const next = randoms(7);
  const value = (): number => 0.2 + next();
  return Object.fromEntries(called.inputs.map(({ name, shape, fields }) => {
    if (fields !== undefined) return [name, Object.fromEntries(fields.map((field) => [field, value()]))];
    if (shape.length === 0) return [name, value()];
    const size = shape.reduce<number>((p, d) => p * (typeof d === "number" ? d : sizes[d.key] as number), 1);
    return [name, Float64Array.from({ length: size }, value)];
  }));
}

/** Tangents or a cotangent: the values of variables again, or a weight for each element of the output. */
function seedsOf({ called }: Loaded, role: string, values: Values, sizes: Values): Values | undefined {
  const own = called.seeds.filter((seed) => seed.kind === role);
  if (own.length === 0) return undefined;
  return Object.fromEntries(own.map(({ name, shape, fields }) => {
    if (role !== "vjp") return [name, values[name]];
    if (fields !== undefined) return [name, Object.fromEntries(fields.map((field, i) => [field, 0.5 + i]))];
    const size = shape.reduce<number>((p, d) => p * (typeof d === "number" ? d : sizes[d.key] as number), 1);
    return [name, shape.length === 0 ? 0.5 : Float64Array.from({ length: size }, (_, i) => 0.5 + i)];
  }));
}

const programs: readonly (readonly [string, string, Values])[] = [
  ["numbers", "param x, y\noutput f = x^2*sin(y) + x*y", {}],
  ["numbers of which one is given", "param v, w\ninput x\noutput f = exp(v*x)*w", {}],
  ["records", "param p{a, b}, q\ninput r{a, b}\noutput f = (p.a*r.a + p.b*r.b)^2*q", {}],
  ["a record as output", "param p{a, b}, q\noutput f = p*q^2", {}],
  ["arrays of fixed sizes", "param W[2, 3], b[2]\ninput X[3]\noutput f = sum(tanh(W*X + b).^2) + b[1]*W[2, 3]", {}],
  ["one array alone", "param x[4]\noutput f = sum(x.^3) + x[1]*x[2]", {}],
  ["a vector as output", "param W[2, 3], s\ninput X[3]\noutput f = sin(W*X)*s", {}],
  ["named sizes", "param w[n], b, p{u, v}\ninput X[m, n], y[m]\noutput f = mean((X*w + b*p.u - y).^2)*p.v", { n: 3, m: 4 }],
  ["what routines read", "param A[3, 3], b[3], s\noutput f = dot(solve(A, b), b)*s + logdet(A)", {}],
  [
    "a loop",
    "param W[2, 2], b[2], h0[2]\ninput x[5]\nfor t = 1:5, h[0] = h0 { h[t] = tanh(W*h[t - 1] + b*x[t]) }\noutput f = sum(h.^2)",
    {},
  ],
  ["several outputs", "param a, b[2]\noutput f = a*sum(b)\noutput g = b.*b\noutput h = a^2", {}],
  ["a param that is not used", "param a, b[2], c\noutput f = sum(b.^2)*c", {}],
];

describe.each(programs)("%s", (_what, text, sizes) => {
  const loaded = (args: "object" | "positional" | "flat"): Loaded => load(text, { ...ALL, args }, sizes);
  const object = loaded("object");
  // beside the object one of the others, by turns; in the campaign both
  const tried = new Set(some(["positional", "flat"] as const, 2, programs.findIndex((one) => one[1] === text)));
  const [placed, flat] = (["positional", "flat"] as const).map((args) => (tried.has(args) ? loaded(args) : undefined));
  const values = drawn(object, sizes);
  const results = (loaded: Loaded, args: readonly unknown[], seed: (own: Values) => unknown): (readonly [string, number[]])[] =>
    ROLES.flatMap((role) => {
      const call = loaded.at(role);
      const own = seedsOf(object, role, values, sizes);
      return call === undefined ? [] : [[role, numbersOf(call(...args, ...(own === undefined ? [] : [seed(own)])))] as const];
    });
  const expected = results(object, [values], (own) => own);

  test.runIf(placed !== undefined)("by position", () => {
    if (placed === undefined) return;
    expect(expected.length).toBeGreaterThan(1);
    expect(results(placed, Object.values(values), (own) => own)).toEqual(expected);
  });

  test.runIf(flat !== undefined)("in one vector", () => {
    if (flat === undefined) return;
    const [pack, unpack, names] = ["pack", "unpack", "names"].map(
      (one, i) => flat.functions[one] ?? flat.functions[flat.called.vector[i] ?? ""],
    );
    const x = pack?.(values) as Float64Array;
    expect(pack?.(unpack?.(x))).toEqual(x);
    expect(names?.()).toHaveLength(x.length);
    const others = object.called.inputs.filter(({ name }) => !(name in (unpack?.(x) as object)));
    const data = others.length === 0 ? [] : [values];
    const found = results(flat, [x, ...data], (own) => Float64Array.from(numbersOf(own)));
    const isMatrix = ([role]: readonly [string, unknown]): boolean => role === "hessian" || role === "jacobian";
    expect(found.filter((one) => !isMatrix(one))).toEqual(expected.filter((one) => !isMatrix(one)));
    expect(found).toHaveLength(expected.length);
    // the columns of a matrix are what it makes of unit vectors
    for (const [matrix, times] of [["hessian", "hvp"], ["jacobian", "jvp"]] as const) {
      const whole = found.find(([role]) => role === matrix)?.[1] ?? [];
      for (let k = 0; k < x.length && whole.length > 0; k++) {
        const unit = Float64Array.from(x, (_, i) => (i === k ? 1 : 0));
        const column = numbersOf(flat.at(times)?.(x, ...data, unit));
        column.forEach((number, i) => expect(whole[i * x.length + k]).toBeCloseTo(number, 10));
        expect(whole).toHaveLength(column.length * x.length);
      }
    }
  });

  test("storage that is handed in is filled, whatever it held", () => {
    const packed = (flat?.functions.pack ?? flat?.functions.fPack)?.(values);
    const ways = [
      [object, [values]], [placed, Object.values(values)],
      [flat, [packed, ...(text.includes("input") ? [values] : [])]],
    ] as const;
    for (const [loaded, x] of ways) {
      if (loaded === undefined) continue;
      for (const role of ["value", "grad", "valueAndGrad", "hessian", "jacobian"]) {
        const fresh = loaded.at(role)?.(...x);
        if (fresh === undefined || typeof fresh === "number") continue;
        const used = structuredClone(fresh);
        spoil(used);
        expect(loaded.at(role)?.(...x, used)).toBe(used);
        expect(numbersOf(used)).toEqual(numbersOf(fresh));
      }
    }
  });
});

function spoil(value: unknown): void {
  if (value instanceof Float64Array) value.fill(NaN);
  else for (const [key, part] of Object.entries(value as Record<string, unknown>)) {
    if (typeof part === "number") (value as Record<string, unknown>)[key] = NaN;
    else spoil(part);
  }
}
