// gradc derive: forms, files, and faults.
import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { newCli } from "./inside.js";

const cli = newCli();
afterAll(cli.remove);
const at = (name: string): string => join(cli.work, name);

describe("derive", () => {
  it("prints formulas that can be compiled again", async () => {
    const { status, stdout, stderr } = await cli.run(["derive", "-e", "x^2 * sin(y)"]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("output dx = ");
    const again = await cli.run(["eval", "-", "--at", "{\"x\": 3, \"y\": 0}", "--json"], { input: stdout });
    expect(JSON.parse(again.stdout)).toMatchObject({ outputs: { f: 0, dx: 0, dy: 9 } });
  });

  it.each([
    ["latex", "\\begin{aligned}"], ["dot", "digraph"], ["svg", "<svg"], ["json", "\"nodes\""], ["mathml", "<math "],
    ["ts", "out.dx = "], ["mermaid", "flowchart TB"],
  ])("prints %s", async (form, part) => {
    const { status, stdout, stderr } = await cli.run(["derive", "-e", "x^2 * sin(y)", "--as", form]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toContain(part);
    expect(stdout.endsWith("\n")).toBe(true);
  });

  it("differentiates by what is asked", async () => {
    const { stdout } = await cli.run(["derive", "-e", "x^2 * y", "--wrt", "y"]);
    expect(stdout).toMatch(/\bdy\b/);
    expect(stdout).not.toMatch(/\bdx\b/);
  });

  it("writes a file, never its source and never through a link", async () => {
    writeFileSync(at("m.grad"), "x^2\n");
    symlinkSync("target.tex", at("link.tex"));
    expect(await cli.run(["derive", "m.grad", "--as", "latex", "-o", "m.tex"])).toEqual({ status: 0, stdout: "", stderr: "wrote m.tex\n" });
    expect(readFileSync(at("m.tex"), "utf8")).toContain("\\begin{aligned}");
    expect(await cli.run(["derive", "m.grad", "-o", "m.grad"])).toMatchObject(
      { status: 2, stderr: "error: Won't write m.grad: it is the source.\n" },
    );
    expect((await cli.run(["derive", "m.grad", "-o", "link.tex"])).status).toBe(2);
    expect(existsSync(at("target.tex"))).toBe(false);
  });

  it("reports what is wrong", async () => {
    expect(await cli.run(["derive", "-e", "sine(x)"])).toMatchObject(
      { status: 1, stdout: "", stderr: expect.stringContaining("error[unknown-function]") },
    );
    expect(await cli.run(["derive", "-e", "x", "--as", "word"])).toMatchObject(
      { status: 2, stderr: expect.stringContaining("Allowed choices are text, latex, mathml, ts, dot, mermaid, svg, json.") },
    );
    expect(await cli.run(["derive", "-e", "x", "--wrt", "z"])).toMatchObject(
      { status: 1, stderr: expect.stringContaining("There is no param or input \"z\"") },
    );
  });
});
