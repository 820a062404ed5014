// Every word that means something to generated code or its surroundings, in every role that a user's name can have:
// the program compiles or is refused with a reason, and what it generates is right.
import { describe, expect, test } from "vitest";
import { compile, type CompileOptions } from "../../src/index.js";
import { unsound } from "../support/sound.js";
import { typeFaults } from "../support/typescript.js";
import { nameWords } from "./name-words.js";
import { IS_CAMPAIGN, rounds, some } from "../support/effort.js";

type Loaded = Readonly<Record<string, (...args: unknown[]) => unknown>>;
type Run = (fns: Loaded, exports: readonly string[], word: string) => unknown;

interface Role {
  readonly what: string;
  readonly text: (word: string) => string;
  readonly options: (word: string) => CompileOptions;
  /** What comes out, and what it must be; keys that are the word are W in what it must be. */
  readonly run: Run;
  readonly expected: unknown;
}

const array = Float64Array.of.bind(Float64Array);
const first = (fns: Loaded, exports: readonly string[], ending = ""): ((...args: unknown[]) => unknown) => {
  const name = exports.find((e) => e === `${exports[0] ?? ""}${ending}`);
  return fns[name ?? ""] ?? (() => `no function ${ending} among ${exports.join()}`);
};

const roles: readonly Role[] = [
  {
    what: "a scalar, a field, a parameter and the module",
    text: (w) => `param ${w}, zz{${w}, b_}\nhh(${w}) = ${w}*3\noutput first_of_all = ${w}^2*zz.${w} + hh(${w})*zz.b_`,
    options: (w) => ({ name: w, hessian: true }),
    run: (fns, exports) => [
      first(fns, exports)(2, record("W", 3)), first(fns, exports, "Grad")(2, record("W", 3)),
      pick(first(fns, exports, "Hessian")(2, record("W", 3)), "W", "W"),
    ],
    expected: [42, { W: 27, zz: { W: 4, b_: 6 } }, 6],
  },
  {
    what: "an array of a fixed size, and the file",
    text: (w) => `param ${w}[2, 2], zz[2]\noutput yy = sum((${w}*zz).^2)`,
    options: (w) => ({ file: `${w}.grad` }),
    run: (fns, exports) => [
      first(fns, exports)(args({ W: array(1, 2, 3, 4), zz: array(1, 1) })),
      first(fns, exports, "Grad")(args({ W: array(1, 2, 3, 4), zz: array(1, 1) })),
    ],
    expected: [58, { W: array(6, 6, 14, 14), zz: array(48, 68) }],
  },
  {
    what: "a size, and the factory",
    text: (w) => `param aa[${w}], bb[${w}]\noutput yy = sum(aa.*bb)*${w}`,
    options: (w) => ({ name: w }),
    run: (fns, exports) => {
      const { value, grad } = fns[exports[0] as string]?.(record("W", 3)) as Loaded;
      const at = { aa: array(1, 2, 3), bb: array(4, 5, 6) };
      return [value?.(at), grad?.(at)];
    },
    expected: [96, { aa: array(12, 15, 18), bb: array(3, 6, 9) }],
  },
  {
    what: "a scalar output",
    text: (w) => `param xx, yy\noutput ${w} = xx*yy\noutput other_one = xx + yy`,
    options: () => ({ name: "module_name" }),
    run: (fns) => [fns.module_name?.(2, 3), fns.module_nameGrad?.(2, 3), fns.module_nameValueAndGrad?.(2, 3)],
    expected: [{ W: 6, other_one: 5 }, { xx: 3, yy: 2 }, { value: 6, grad: { xx: 3, yy: 2 } }],
  },
  {
    what: "an output that is an array",
    text: (w) => `param xx[2]\noutput ${w} = xx .* xx .* xx\noutput other_one = sum(${w})`,
    options: () => ({ name: "module_name" }),
    run: (fns) => [fns.module_name?.({ xx: array(1, 2) }), fns.module_nameGrad?.({ xx: array(1, 2) })],
    expected: [{ W: array(1, 8), other_one: 9 }, { xx: array(3, 12) }],
  },
  {
    what: "an array of loops within loops",
    text: (w) => `param ${w}[mm, nn]\ninput yy[mm, nn]\noutput ff = cross_entropy(${w}, yy)`,
    options: () => ({ name: "module_name" }),
    run: (fns, exports) => {
      const { value, grad } = fns[exports[0] as string]?.({ mm: 1, nn: 2 }) as Loaded;
      const at = args({ W: array(5, 5), yy: array(2, 0) });
      return [value?.(at), grad?.(at)];
    },
    expected: [2 * Math.log(2), { W: array(-1, 1) }],
  },
  {
    what: "a named value and a record",
    text: (w) => `param ${w}_{a, b}, xx[2]\n${w} = [${w}_.a, ${w}_.b] .* xx\noutput yy = sum(${w} .* ${w}) + ${w}_.a`,
    options: () => ({ name: "module_name" }),
    run: (fns) => { const at = args({ W_: { a: 2, b: 3 }, xx: array(1, 2) }); return [fns.module_name?.(at), fns.module_nameGrad?.(at)]; },
    expected: [42, { W_: { a: 5, b: 24 }, xx: array(8, 36) }],
  },
  {
    what: "a function",
    text: (w) => `param xx, yy[2]\n${w}(zz) = zz*zz\noutput ff = ${w}(xx) + sum(${w}(yy[1]))`,
    options: () => ({ name: "module_name" }),
    run: (fns) => { const at = { xx: 3, yy: array(2, 5) }; return [fns.module_name?.(at), fns.module_nameGrad?.(at)]; },
    expected: [13, { xx: 6, yy: array(4, 0) }],
  },
];

/** Set while one word is tested: W in a key stands for it. */
let current = "";

function named(key: string): string {
  return key.replace(/^W/, () => current);
}

/** An object whose keys are its own whatever they are called. */
function args(from: Readonly<Record<string, unknown>>): object {
  const made: object = {};
  for (const [key, value] of Object.entries(from))
    Object.defineProperty(made, named(key), { value, enumerable: true, writable: true, configurable: true });
  return made;
}

function record(key: string, value: number): object {
  return args({ [key]: value, b_: 5 });
}

function pick(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce((at, key) => (at as Record<string, unknown>)[named(key)], value);
}

/** The value with the word's keys called W, in the order that it has; arrays as they are. */
function shown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== "object" || value === null || value instanceof Float64Array) return value;
  return Object.entries(value).map(([key, part]) => [key, shown(part)]);
}

function expectedOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(expectedOf);
  if (typeof value !== "object" || value === null || value instanceof Float64Array) return value;
  return Object.entries(value).map(([key, part]) => [named(key), expectedOf(part)]);
}

const REASONS = new Set(
  ["name-of-function", "reserved-word", "word-not-a-value", "foreign-word", "foreign-statement", "end-misplaced", "name-expected"],
);

/** Words that mean something in types, or that our own types and arguments have. */
const TYPED = (
  "Float64Array float64Array Record record Array array Error error number string any never unknown type interface " +
  "object symbol declare namespace module infer "
  + "inputs out v grad value sizes direction hessian readonly as constructor __proto__ prototype arguments eval " +
    "checkLength checkApart createMultiply multiply F"
).split(" ");

describe("each word", () => {
  const words = nameWords();
  const tried = some(words, 48);

  test("there are many", () => {
    expect(words.length).toBeGreaterThan(600);
  });

  test.each(roles.map((role) => [role.what, role] as const))("as %s", (_what, role) => {
    const faults: string[] = [];
    let compiled = 0;
    for (const word of tried) {
      current = word;
      const fault = faultOf(role, word);
      if (fault === "refused") continue;
      compiled++;
      if (fault !== undefined) faults.push(`${word}: ${fault}`);
    }
    expect(faults).toEqual([]);
    expect(compiled).toBeGreaterThan(tried.length * 0.8);
  });

  function faultOf(role: Role, word: string): string | undefined {
    const text = role.text(word);
    try {
      const result = compile(text, { ...role.options(word), target: "body" });
      if (result.code === undefined) {
        const [d] = result.diagnostics;
        return d !== undefined && REASONS.has(d.code) && /["(]/.test(d.message) ? "refused" : `refused with ${d?.code}: ${d?.message}`;
      }
      const fault = unsound(result, "body");
      if (fault !== undefined) return fault;
      const fns = (new Function(result.code) as () => Loaded)();
      const [found, wanted] = [shown(role.run(fns, result.exports ?? [], word)), expectedOf(role.expected)];
      if (JSON.stringify(found, plain) !== JSON.stringify(wanted, plain))
        return `gives ${JSON.stringify(found, plain)}, not ${JSON.stringify(wanted, plain)}`;
      return undefined;
    } catch (error) {
      return String(error);
    }
  }

  test("those that types, arguments and results are called by give modules that TypeScript accepts", () => {
    const modules = new Map<string, string>(TYPED.flatMap((word, k) => roles.flatMap((role, i) => {
      if (!IS_CAMPAIGN && (i + k) % 5 !== 0) return [];
      const { code } = compile(role.text(word), role.options(word));
      return code === undefined ? [] : [[`/modules/${TYPED.indexOf(word)}-${word}-${i}.ts`, code] as const];
    })));
    // two records whose types would have one name, or that of another type
    for (const [i, text] of [
      "param p{a, b}, P{c}, x[2]\noutput y = p.a*P.c + sum(x)",
      "param inputs{a}, grad{b}, x[2]\noutput y = inputs.a*grad.b*sum(x)",
      "param array{a}, x[n]\noutput y = array.a*sum(x)",
    ].entries()) {
      modules.set(`/modules/records-${i}.ts`, compile(text, { name: "float64", hvp: true }).code ?? "");
    }
    expect(modules.size).toBeGreaterThan(rounds(150, 36));
    expect(typeFaults(modules)).toEqual([]);
  });
});

function plain(_key: string, value: unknown): unknown {
  return value instanceof Float64Array ? [...value] : value;
}
