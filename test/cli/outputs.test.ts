// What is differentiated where a program leaves it open: vectors, no params, functions alone, libraries, one output of several.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { compile, evaluate } from "../../src/index.js";
import { newCli } from "./inside.js";

const cli = newCli();
afterAll(cli.remove);
const write = (name: string, text: string): void => writeFileSync(join(cli.work, name), text);

beforeEach(() => {
  rmSync(cli.work, { recursive: true, force: true });
  mkdirSync(cli.work);
});

const warnings = (text: string, options = {}): string[] => compile(text, options).diagnostics.map((d) => d.message);

describe("no gradient is said", () => {
  it("of a vector, with the ways on", () => {
    expect(compile("param x[3]; output f = x.^2").diagnostics).toMatchObject([{
      severity: "warning", code: "no-gradient", message: "No gradient: \"f\" has the shape [3].",
      hint: expect.stringContaining("--jacobian"), span: { start: 12 },
    }]);
    expect(warnings("param x[3]; output f = x.^2", { jacobian: true })).toEqual([]);
    expect(warnings("param x[3]; output f = x.^2", { valueOnly: true })).toEqual([]);
    expect(warnings("param x[3]; output f = x.^2; output g = sum(f)")).toEqual([]);
    expect(warnings("param w[2]; J = sum(w.^4); output H = hessian(J, w)")).toEqual([]);
    expect(warnings("param p{a, b}; output q = p")).toEqual(["No gradient: \"q\" has the shape {a, b}."]);
  });

  it("of a program without params", () => {
    expect(warnings("input x; output f = x^2")).toEqual(["No gradient: the program has no param."]);
    expect(warnings("f(x) = x^2; f(3)")).toEqual(["No gradient: the program has no param."]);
    expect(warnings("input x; output f = x^2", { wrt: ["x"] })).toEqual([]);
  });

  it("by the commands", async () => {
    for (const command of [["derive"], ["compile"], ["eval", "--at", "x=[1,2,3]"]]) {
      const { status, stderr } = await cli.run([...command, "-e", "param x[3]; output f = x.^2"]);
      expect([status, stderr]).toEqual([0, expect.stringContaining("warning[no-gradient]: No gradient: \"f\" has the shape [3].")]);
    }
    const { status, stdout, stderr } = await cli.run(["derive", "-e", "param x[3]; output f = x.^2", "--jacobian"]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout.split("\n").length).toBeGreaterThan(3);
  });
});

describe("functions", () => {
  it("alone are differentiated by their arguments", () => {
    expect(evaluate("f(x) = x^2", { x: 3 })).toEqual({ value: 9, gradient: { x: 6 }, diagnostics: [] });
    expect(evaluate("area(w, h) = w*h*k", { w: 2, h: 3, k: 4 })).toMatchObject({ value: 24, gradient: { w: 12, h: 8, k: 6 } });
    expect(compile("f(x) = g").diagnostics.map((d) => d.severity)).not.toContain("error");
  });

  it("of a library are named", () => {
    expect(compile("f(x) = x^2\ng(x) = x^3").diagnostics).toMatchObject(
      [{ severity: "error", code: "only-functions", message: "The program holds functions only: \"f\", \"g\"." }],
    );
  });

  it("in a file beside programs are skipped", async () => {
    write("package.json", "{}\n");
    write("two.grad", "f(x) = x^2\ng(x) = x^3\n");
    write("one.grad", "sq(x) = x^2\n");
    write("alone.grad", "third(x) = x^3\n");
    write("m.grad", "import \"one.grad\"\nimport \"two.grad\"\nparam x\noutput y = sq(x) + g(x)\n");
    const args = ["compile", "alone.grad", "m.grad", "one.grad", "two.grad"];
    const { status, stdout, stderr } = await cli.run(args);
    expect([status, stderr.split("\n").filter((line) => !/^2 files: written; /.test(line)).sort()]).toEqual(
      [0, ["", "skipped one.grad: a library, it holds functions only", "skipped two.grad: a library, it holds functions only"]],
    );
    expect(stdout).toMatch(/^wrote alone\.gen\.ts: .*\nwrote m\.gen\.ts: .*\n$/);
    expect(readdirSync(cli.work).filter((name) => name.endsWith(".gen.ts"))).toEqual(["alone.gen.ts", "m.gen.ts"]);
    expect((await cli.run([...args, "--check"])).status).toBe(0);
    expect(JSON.parse((await cli.run([...args, "--json"])).stdout)).toMatchObject(
      { libraries: ["two.grad", "one.grad"], files: [{ state: "unchanged" }, { state: "unchanged" }] },
    );
    expect(await cli.run(["compile", "two.grad"])).toMatchObject({ status: 1, stderr: expect.stringContaining("error[only-functions]") });
  });
});

describe("of several outputs", () => {
  const fit = "param p[2]\ninput x[n], y[n]\nr = p[1]*exp(p[2]*x) - y\noutput loss = sum(r.^2)\noutput r";

  it("the Jacobian of residuals stands beside the gradient of their squares", () => {
    for (const options of [{ jacobian: true }, { jacobian: true, of: "r" }]) {
      const { code, exports, diagnostics } = compile(fit, { ...options, name: "fit", target: "js" });
      expect([exports, diagnostics]).toEqual([["createFit"], []]);
      const made = functionsOf(code as string).createFit?.({ n: 2 }) as Record<string, (inputs: object) => Record<string, unknown>>;
      const inputs = { p: Float64Array.of(2, 0), x: Float64Array.of(1, 3), y: Float64Array.of(1, 1) };
      expect(Array.from(made.jacobian?.(inputs).p as Float64Array)).toEqual([1, 2, 1, 6]);
      expect(Array.from(made.grad?.(inputs).p as Float64Array)).toEqual([4, 16]);
    }
    expect(compile(fit, { jacobian: true, of: "loss" }).counts).toHaveProperty("jacobian");
  });

  it("one is computed alone, from what it needs", () => {
    const program = "param w[d], decay\ninput X[n, d], label[n]\nprob = sigmoid(X*w)\noutput loss = " +
      "-mean(label.*log(prob) + (1 - label).*log(1 - prob)) + decay*sum(w.^2)\noutput prob";
    const { code, diagnostics } = compile(program, { valueOnly: true, of: "prob", name: "lr", target: "js" });
    expect(diagnostics).toEqual([]);
    expect(code).not.toContain("label");
    const { value } = functionsOf(code as string).createLr?.({ d: 1, n: 2 }) as { value: (inputs: object) => Float64Array };
    expect(Array.from(value({ w: Float64Array.of(0), X: Float64Array.of(1, 2) }))).toEqual([0.5, 0.5]);
    expect(compile("param a[k], b[m]\noutput s = sum(a)\noutput t = sum(b)/m", { valueOnly: true, of: "t" }).code).not.toMatch(/\bk\b/);
    expect(compile("param a[k], b\noutput s = sum(a)\noutput t = b*k", { valueOnly: true, of: "t" }).code).toMatch(/\bk\b/);
  });
});

function functionsOf(code: string): Record<string, (sizes: object) => unknown> {
  const body = code.replaceAll(/^export function (\w+)/gm, "exports.$1 = $1; function $1");
  return new Function(`const exports = {};\n${body}\nreturn exports;`)() as Record<string, (sizes: object) => unknown>;
}

it("files hold what is said of them", async () => {
  write("m.grad", "x^2\n");
  expect((await cli.run(["compile", "m.grad", "--jacobian"])).stdout).toMatch(/jacobian \d+ operation/);
  expect(readFileSync(join(cli.work, "m.gen.ts"), "utf8")).toContain("// options: --jacobian\n");
});
