// Each bad input as a file that is compiled over an older module: the exit status, the report as JSON, and that
// the old module is as it was; or, where the input is none, the right numbers.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { BANNER } from "../../src/emit/typescript/banner.js";
import { compile, placeOf } from "../../src/index.js";
import { newEvaluator } from "../../src/run/evaluate.js";
import { newCli } from "../cli/inside.js";
import { rounds } from "../support/effort.js";
import { badInputs, type Accepted, type BadInput, type Refused } from "./bad-inputs.js";

const cli = newCli();
afterAll(cli.remove);
const folder = cli.work;
const source = join(folder, "model.grad");
const output = join(folder, "model.gen.ts");
const OLD = `${BANNER}\n// an older module\n`;

interface Answer {
  readonly status: number;
  readonly diagnostics: readonly {
    readonly severity: string; readonly code: string; readonly message: string; readonly hint?: string;
    readonly line?: number; readonly column?: number;
  }[];
}

/** Compiles the input as the command line does. */
async function answerTo(input: string | Uint8Array): Promise<Answer> {
  writeFileSync(source, input);
  writeFileSync(output, OLD);
  const { status, stdout } = await cli.run(["compile", source, "--json"]);
  return { status: status ?? -1, diagnostics: (JSON.parse(stdout) as Answer).diagnostics };
}

function label({ row, input }: BadInput): string {
  const text = typeof input === "string" ? input : Buffer.from(input).toString("latin1");
  return `${row}: ${JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)}`;
}

const refused = badInputs.filter((c): c is Refused => c.kind === "refused");
const accepted = badInputs.filter((c): c is Accepted => c.kind === "accepted");

describe("refused", () => {
  test.each(refused.map((c) => [label(c), c] as const))("%s", async (_label, c) => {
    const { status, diagnostics } = await answerTo(c.input);
    const [first] = diagnostics;
    expect({ status, code: first?.code, at: `${first?.line ?? 1}:${first?.column ?? 1}` }).toEqual({ status: 1, code: c.code, at: c.at });
    expect(first?.message).toMatch(c.message);
    if (c.hint === undefined) expect(first?.hint).toBeUndefined();
    else expect(first?.hint).toMatch(c.hint);
    expect(readFileSync(output, "utf8")).toBe(OLD);
    expect(readdirSync(folder).sort()).toEqual(["model.gen.ts", "model.grad"]);
  });
});

describe("accepted", () => {
  test.each(accepted.map((c) => [label(c), c] as const))("%s", async (_label, c) => {
    const { status, diagnostics } = await answerTo(c.input);
    expect(status).toBe(0);
    expect(diagnostics.map((d) => `${d.code} ${d.line}:${d.column}`)).toEqual(c.warnings);
    expect(readFileSync(output, "utf8")).not.toBe(OLD);
    if (c.gives === undefined) return;
    const { code = "" } = compile(c.input, { target: "body", name: "f" });
    const { f, fGrad } =
      (new Function(code) as () => { f: (...at: readonly number[]) => number; fGrad: (...at: readonly number[]) => object })();
    const [at, value, gradient] = c.gives;
    expect([f(...at), Object.values(fGrad(...at))]).toEqual([value, gradient]);
  });
});

test("33: half of a character, which only a caller of the library can give", () => {
  const { code, diagnostics: [d] } = compile("y + x\ud800");
  expect([code, d?.code, d?.hint, d === undefined ? undefined : placeOf(d.source, d.span?.start ?? -1)]).toEqual(
    [undefined, "lone-surrogate", "Delete it.", { line: 1, column: 6 }],
  );
});

test("73: one dimension's name with two sizes is a fault of the point that names both", () => {
  const evaluator = newEvaluator("param A[2, n], b[n]\noutput y = sum(A*b)", { interpret: true });
  expect(() => evaluator.at({ A: [[1, 2, 3], [4, 5, 6]], b: [1, 2] })).toThrow(
    "b: the shape [n] is expected, but [2] is given: dimension 1 must be 3, as n is 3 in A.",
  );
});

test.each([
  [
    "class numbers", "param U[2, 3]\ninput y[2]\noutput L = cross_entropy(U, y)\noutput g = grad(L, y)",
    { U: [[1, 2, 3], [3, 2, 1]], y: [0, 2] },
  ],
  ["indices", "param v[3]\ninput y[2]\noutput L = sum(v[y])\noutput g = grad(L, y)", { v: [1, 2, 3], y: [1, 3] }],
])("77 and 78: the derivative by %s is zero, as that of rounding is", (_what, text, at) => {
  expect(newEvaluator(text, {}).at(at).outputs?.get("g")).toMatchObject({ data: Float64Array.of(0, 0) });
});

test("87: a sum of very many terms works", () => {
  expect(compile(Array.from({ length: rounds(100_000) }, (_, i) => `x${i % 100}`).join("+"), { valueOnly: true }).code).toBeDefined();
});

test("every row from 1 to 88 is here", () => {
  const rows = new Set([...badInputs.map((c) => c.row), 33, 73, 77, 78, 87]);
  expect(Array.from({ length: 88 }, (_, i) => i + 1).filter((row) => !rows.has(row))).toEqual([]);
});
