// gradc eval, by generated code and by the interpreter.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { newCli, type Run } from "./inside.js";

const cli = newCli();
afterAll(cli.remove);

const LAYER = "param W[n, h], b[h]\ninput X[m, n], unused\nH = tanh(X*W + b)\noutput J = sum(H.^2)\noutput S = sum(H, 2)\n";
const POINT = { W: [[1, 2], [3, 4], [5, 6]], b: [0.1, 0.2], X: [[0.1, 0.2, 0.3]], unused: 3 };
writeFileSync(join(cli.work, "layer.grad"), LAYER);
writeFileSync(join(cli.work, "point.json"), JSON.stringify(POINT));

describe.each([["generated code", []], ["the interpreter", ["--interpret"]]])("eval by %s", (_name, mode) => {
  const evaluate = (args: readonly string[], input = ""): Promise<Run> => cli.run(["eval", ...args, ...mode], { input });
  const json = async (args: readonly string[]): Promise<unknown> => JSON.parse((await evaluate([...args, "--json"])).stdout);

  it("gives the value and the gradient of an expression", async () => {
    const { status, stdout, stderr } = await evaluate(["-e", "x^2*sin(y)", "--wrt", "x,y", "--at", "{\"x\": 1.5, \"y\": 0.3}", "--json"]);
    expect([status, stderr]).toEqual([0, ""]);
    const result = JSON.parse(stdout) as { value: number; gradient: { x: number; y: number } };
    expect(Object.keys(result)).toEqual(["value", "gradient"]);
    expect(result.value).toBeCloseTo(2.25 * Math.sin(0.3), 14);
    expect(result.gradient.x).toBeCloseTo(3 * Math.sin(0.3), 14);
    expect(result.gradient.y).toBeCloseTo(2.25 * Math.cos(0.3), 14);
  });

  it("gives outputs as nested arrays, with sizes taken from the point", async () => {
    const result = await json(["layer.grad", "--wrt", "b", "--at", "point.json", "--hessian"]) as Record<string, Record<string, unknown>>;
    expect(Object.keys(result)).toEqual(["value", "gradient", "outputs", "hessian"]);
    expect(Object.keys(result.outputs ?? {})).toEqual(["J", "S"]);
    expect(result.outputs?.J).toBe(result.value);
    expect(result.outputs?.S).toHaveLength(1);
    expect(result.gradient?.b).toHaveLength(2);
    expect((result.hessian?.b as { b: number[][] }).b.map((row) => row.length)).toEqual([2, 2]);
  });

  it("has only outputs where nothing is scalar", async () => {
    expect(await json(["-e", "param x; output q = x*[1, 2; 3, 4]", "--at", "{\"x\": 2}"])).toEqual({ outputs: { q: [[2, 4], [6, 8]] } });
  });

  it("differentiates the output that is named", async () => {
    expect(await json(["-e", "param x; output a = x^2; output b = x^3", "--of", "b", "--at", "{\"x\": 2}"]))
      .toEqual({ value: 8, gradient: { x: 12 }, outputs: { a: 4, b: 8 } });
  });

  it("takes and gives records, infinities and the negative zero", async () => {
    expect(await json(["-e", "param p{x, y}; output f = p.x^2 * p.y", "--at", "{\"p\": {\"x\": 3, \"y\": 2}}", "--hessian"]))
      .toEqual({ value: 18, gradient: { p: { x: 12, y: 9 } }, hessian: { p: { p: { x: { x: 4, y: 6 }, y: { x: 6, y: 0 } } } } });
    expect(await json(["-e", "1/x", "--at", "{\"x\": \"-Infinity\"}"])).toMatchObject({ value: -0 });
    expect(
      (await evaluate(["-e", "param x; output y = 1/x", "--at", "{\"x\": \"-Infinity\"}", "--json"])).stdout,
    ).toContain("\"value\": -0");
    expect(await json(["-e", "1/x", "--at", "{\"x\": 0}"])).toEqual({ value: "Infinity", gradient: { x: "-Infinity" } });
    expect(await json(["-e", "x + 1", "--at", "{\"x\": \"NaN\"}"])).toEqual({ value: "NaN", gradient: { x: 1 } });
  });

  it("prints for people without --json", async () => {
    const { status, stdout } = await evaluate(["-e", "param A[2, 2]; output s = sum(A.^2)", "--at", "{\"A\": [[1, 2], [3, 4]]}"]);
    expect([status, stdout]).toEqual([0, "value = 30\ngradient\n  A = [2, 4;\n       6, 8]\n"]);
  });

  it.each([
    ["{\"x\": 1}", "The point has no value for \"y\"."],
    ["{\"x\": 1, \"y\": 2, \"z\": 3}", "There is no param or input \"z\"."],
    ["{\"x\": \"one\", \"y\": 2}", "x: a number is expected, not \"one\"."],
    ["{\"x\": [1], \"y\": 2}", "x: a number is expected, not an array."],
    ["[1, 2]", "The point must be an object with a value for each name, such as {\"x\": 1.5}."],
  ])("refuses the point %s", async (at, message) => {
    const { status, stdout, stderr } = await evaluate(["-e", "x*y", "--at", at, "--json"]);
    expect([status, stderr]).toEqual([1, ""]);
    expect(JSON.parse(stdout)).toEqual({ error: { message } });
  });

  it("answers a batch line by line, and goes on after an error", async () => {
    const lines = [
      { program: "x^2", wrt: ["x"], at: { x: 3 } },
      { program: "x^2 +", at: { x: 3 } },
      { program: "x^2", at: { y: 3 } },
      { program: "x^3", at: { x: 2 }, hessian: true },
      { program: "param x; output a = x; output b = 2x", of: "b", at: { x: 5 } },
    ].map((line) => JSON.stringify(line));
    const { status, stdout, stderr } = await evaluate(["--batch", "-"], [...lines, "{oops"].join("\n"));
    expect([status, stderr]).toEqual([0, ""]);
    const answers = stdout.trimEnd().split("\n").map((line) => JSON.parse(line) as { error?: { message: string } });
    expect(answers.slice(0, 5)).toEqual([
      { value: 9, gradient: { x: 6 } },
      { error: { message: "A value was expected after \"+\".", hint: "Write the value, or leave \"+\" out.", line: 1, column: 5 } },
      { error: { message: "There is no param or input \"y\"." } },
      { value: 8, gradient: { x: 12 }, hessian: { x: { x: 12 } } },
      { value: 10, gradient: { x: 2 }, outputs: { a: 5, b: 10 } },
    ]);
    expect(answers[5]?.error?.message).toMatch(/^The line is not JSON/);
  });
});

describe("eval", () => {

  it("prints an error of the program as JSON, with its place", async () => {
    const { status, stdout } = await cli.run(["eval", "-e", "x^2 * sine(y)", "--at", "{}", "--json"]);
    expect([status, JSON.parse(stdout)]).toEqual(
      [1, { error: { message: "There is no function \"sine\".", hint: "Did you mean \"sin\"?", line: 1, column: 7 } }],
    );
  });

  it("says how a point is given where none is", async () => {
    const { status, stderr } = await cli.run(["eval", "-e", "x"]);
    expect(status).toBe(1);
    expect(stderr).toContain("has no value for \"x\".\n  = Values are given as --at x=1.5");
  });

  it("takes directions as it takes points", async () => {
    const { stdout } = await cli.run(["eval", "-e", "x^2", "--at", "x=3", "--hvp", "x=1", "--jvp", "x=2"]);
    expect(stdout).toContain("hvp\n  x = 2\njvp = 12");
  });

  it.each([
    [["eval"], "Give a file, - for standard input, or -e with an expression."],
    [["eval", "a.grad", "-e", "x"], "Give a file or -e with an expression, not both."],
    [["eval", "-e", "x", "--at", "nothing.json"], "Can't read nothing.json: it does not exist.\n  = A point is given as --at x=1.5"],
    [["eval", "-e", "x", "--at", "{\"x\": NaN}"], "Not-a-number and infinities are the strings"],
    [["eval", "-e", "x", "--wrt", "x,,y"], "Give names separated by commas"],
    [["eval", "--batch", "nothing.jsonl"], "Can't read nothing.jsonl: it does not exist."],
    [["eval", "-e", "x", "--at", "{}", "--batch", "-"], "Give --at or --batch, not both."],
  ])("calls %j a wrong use", async (args, message) => {
    const { status, stdout, stderr } = await cli.run(args);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
  });
});
