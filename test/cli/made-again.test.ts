// What a generated file says of itself: the options it was made with, and that nobody has changed it. And that no text of a
// user reaches a terminal with its control characters.
import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { newCli } from "./inside.js";

const cli = newCli();
afterAll(cli.remove);
const at = (name: string): string => join(cli.work, name);
const read = (name: string): string => readFileSync(at(name), "utf8");
const write = (name: string, text: string): void => writeFileSync(at(name), text);

beforeEach(() => {
  rmSync(cli.work, { recursive: true, force: true });
  mkdirSync(cli.work);
  write("option.grad", "x^2 * sin(y)\n");
  write("peak.grad", "exp(-x^2)\n");
});

describe("options", () => {
  it("stand in the file, and hold when it is made again", async () => {
    expect((await cli.run(["compile", "option.grad", "--hessian", "--wrt", "y", "--name", "price"])).status).toBe(0);
    expect(read("option.gen.ts").split("\n").slice(1, 3)).toEqual(
      ["// source: work/option.grad", "// options: --wrt y --hessian --name price"],
    );
    expect(await cli.run(["compile", "--check", "option.grad"])).toMatchObject({ status: 0 });
    write("option.grad", "x^3 * sin(y)\n");
    expect((await cli.run(["compile", "option.grad"])).stdout).toMatch(
      /^wrote option\.gen\.ts \(again with --wrt y --hessian --name price\): .*hessian \d+ operation/,
    );
    expect(read("option.gen.ts")).toContain("export function priceHessian");
  });

  it("are left where others are given, or the defaults are asked for", async () => {
    await cli.run(["compile", "option.grad", "--hessian"]);
    await cli.run(["compile", "option.grad", "--hvp"]);
    expect(read("option.gen.ts").split("\n")[2]).toBe("// options: --hvp");
    await cli.run(["compile", "option.grad", "--defaults"]);
    expect(read("option.gen.ts")).not.toContain("// options:");
  });

  it("do not have to say how functions are called: a file keeps that, unless it is asked for another way", async () => {
    const head = (): string => /export function peak\(([^)]*)\)/.exec(read("peak.gen.ts"))?.[1] ?? "";
    write("peak.grad", "param x, y\noutput f = x*y\n");
    await cli.run(["compile", "peak.grad"]);
    expect([read("peak.gen.ts").split("\n")[2], head()]).toEqual(["// arguments: positional", "x: number, y: number"]);
    write("peak.grad", "param x, y, w[3]\noutput f = x*y*sum(w)\n");
    expect((await cli.run(["compile", "peak.grad", "--hessian"])).stdout).not.toContain("again with");
    expect(head()).toBe("x: number, y: number, w: Float64Array");
    expect((await cli.run(["compile", "peak.grad", "--check"])).status).toBe(0);
    await cli.run(["compile", "peak.grad", "--args", "flat"]);
    await cli.run(["compile", "peak.grad"]);
    expect(head()).toBe("theta: Float64Array");
    await cli.run(["compile", "peak.grad", "--defaults"]);
    expect(head()).toBe("inputs: PeakInputs");
    expect(await cli.run(["compile", "peak.grad", "--args", "list"])).toMatchObject({ status: 2 });
  });

  it("are part of the command that mends, one for those that share them", async () => {
    await cli.run(["compile", "option.grad", "--hessian"]);
    await cli.run(["compile", "peak.grad"]);
    for (const name of ["option", "peak"]) write(`${name}.grad`, "x^4\n");
    const { status, stdout, stderr } = await cli.run(["compile", "option.grad", "peak.grad", "--check"]);
    expect([status, stdout]).toEqual([1, "stale    option.gen.ts\nstale    peak.gen.ts\n"]);
    expect(stderr).toBe("Run: gradc compile option.grad --hessian\nRun: gradc compile peak.grad\n");
  });

  it("are not taken from a line that gradc can't have written", async () => {
    await cli.run(["compile", "option.grad", "--hessian"]);
    const text = read("option.gen.ts");
    for (const line of ["--hessian --evil", "--math turbo", "--wrt", "--hessian --value-only"]) {
      write("option.gen.ts", text.replace("--hessian", line));
      expect((await cli.run(["compile", "option.grad", "--force"])).stdout).toMatch(/^wrote option\.gen\.ts: /);
      expect(read("option.gen.ts")).not.toContain("// options:");
    }
  });
});

describe("a file that was changed by hand", () => {
  it("is named, and not replaced unless that is forced", async () => {
    await cli.run(["compile", "peak.grad"]);
    const edited = read("peak.gen.ts").replace("Math.exp", "2 * Math.exp");
    write("peak.gen.ts", edited);
    expect(await cli.run(["compile", "peak.grad", "--check"])).toEqual(
      { status: 1, stdout: "edited   peak.gen.ts\n", stderr: "Run: gradc compile peak.grad --force\n" },
    );
    expect(await cli.run(["compile", "peak.grad"])).toEqual({
      status: 2, stdout: "",
      stderr: "error: Won't write peak.gen.ts: it was changed by hand since gradc wrote it.\n  = Change the program " +
        "instead, or use --force to replace it.\n",
    });
    expect(read("peak.gen.ts")).toBe(edited);
    expect((await cli.run(["compile", "peak.grad", "--force"])).status).toBe(0);
    expect((await cli.run(["compile", "peak.grad", "--check"])).status).toBe(0);
  });

  it("is none where only the ends of its lines are others", async () => {
    await cli.run(["compile", "peak.grad"]);
    write("peak.gen.ts", read("peak.gen.ts").replaceAll("\n", "\r\n"));
    write("peak.grad", "x\n");
    expect((await cli.run(["compile", "peak.grad"])).status).toBe(0);
  });

  it("is one that is larger than any module", async () => {
    write("peak.gen.ts", "");
    truncateSync(at("peak.gen.ts"), 3 * 2 ** 30);
    expect(await cli.run(["compile", "peak.grad"])).toMatchObject(
      { status: 2, stderr: expect.stringContaining("peak.gen.ts: it is too large for a file that gradc wrote.") },
    );
    expect(await cli.run(["compile", "peak.grad", "--check"])).toMatchObject({ status: 2 });
  });
});

describe("derive -o", () => {
  it("goes by the ending", async () => {
    for (const [file, part] of [
      ["q.svg", "<svg"], ["q.tex", "\\begin{aligned}"], ["q.dot", "digraph"], ["q.json", "\"nodes\""],
      ["q.grad", "output dx"], ["q.mml", "<mtable"], ["q.ts", "out.dx = "], ["q.mmd", "flowchart TB"],
    ] as const) {
      expect([file, (await cli.run(["derive", "peak.grad", "-o", file])).status]).toEqual([file, 0]);
      expect(read(file)).toContain(part);
      expect((await cli.run(["derive", "peak.grad", "-o", file])).stderr).toBe(`unchanged ${file}\n`);
      write("peak.grad", `${read("peak.grad")}# more\n`);
      expect([file, (await cli.run(["derive", "peak.grad", "-o", file, "--wrt", "x"])).status]).toEqual([file, 0]);
    }
    expect(JSON.parse(read("q.json"))).toHaveProperty("nodes");
    expect(await cli.run(["derive", "peak.grad", "-o", "q.png"])).toMatchObject(
      { status: 2, stderr: expect.stringContaining("The ending of q.png names no form.") },
    );
    expect(await cli.run(["derive", "peak.grad", "-o", "q.svg", "--as", "latex"])).toMatchObject(
      { status: 2, stderr: expect.stringContaining("does not fit --as latex") },
    );
  });

  it("replaces nothing that gradc did not write", async () => {
    write("hand.ts", "export const mine = 1;\n");
    write("other.grad", "x\n");
    for (const [file, form] of [["hand.ts", "ts"], ["other.grad", "text"]] as const) {
      expect(await cli.run(["derive", "peak.grad", "-o", file, "--as", form])).toMatchObject(
        { status: 2, stderr: expect.stringContaining(`Won't write ${file}: it was not generated by gradc.`) },
      );
    }
    expect(read("hand.ts")).toBe("export const mine = 1;\n");
    expect((await cli.run(["derive", "peak.grad", "-o", "hand.ts", "--as", "ts", "--force"])).status).toBe(0);
  });
});

describe("control characters never reach a terminal", () => {
  const escape = "\u001b]0;owned\u0007\u009b31m";
  it.each([
    ["a path in the program", ["compile", "evil.grad"]],
    ["a key of the point", ["eval", "-e", "x", "--at", JSON.stringify({ x: 1, [escape]: 2 })]],
    ["a value of the point", ["eval", "-e", "x", "--at", JSON.stringify({ x: escape })]],
    ["a point that is no JSON", ["eval", "-e", "x", "--at", `{"x": ${escape}}`]],
    ["a variable", ["eval", "-e", "x", "--wrt", escape, "--at", "x=1"]],
    ["an output", ["derive", "-e", "x", "--of", escape]],
    ["an unknown option", ["compile", "-e", "x", `--${escape}`]],
    ["a choice", ["compile", "-e", "x", "--math", escape]],
    ["an unknown command", [escape]],
    ["a file that is not there", ["compile", `${escape}.grad`]],
    ["a file to check", ["compile", `a${escape.replace("/", "")}.grad`, "--check"]],
    ["an answer in JSON", ["eval", "-e", "x", "--wrt", escape, "--at", "x=1", "--json"]],
    ["a report in JSON", ["compile", "evil.grad", "--json"]],
    ["a batch", ["eval", "--batch", "lines.jsonl"]],
  ])("from %s", async (_what, args) => {
    write("evil.grad", `import "${escape}.grad"\nx^2\n`);
    write(`a${escape}.grad`, "x^2\n");
    write(
      "lines.jsonl",
      `${JSON.stringify({ program: "x", at: { x: 1, [escape]: 1 } })}\n${JSON.stringify({ program: "x", wrt: [escape], of: escape })}\n`,
    );
    const { status, stdout, stderr } = await cli.run(args);
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
    expect(stdout + stderr).toContain("u001b");
    expect(status).not.toBe(3);
  });
});
