// The command as a whole: help, version, streams, colours, exit status, and texts that can't be read.
import { execFileSync } from "node:child_process";
import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { newCli } from "./inside.js";
import { ROOT } from "./staged.js";

const cli = newCli();
afterAll(cli.remove);

describe("gradc", () => {
  it("prints its help when it is called alone", async () => {
    const { status, stdout, stderr } = await cli.run([]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^Usage: gradc /);
    expect(await cli.run(["--help"])).toEqual({ status, stdout, stderr });
  });

  it.each(["compile", "eval", "derive", "check"])("has help with examples for %s", async (command) => {
    const { status, stdout } = await cli.run([command, "--help"]);
    expect(status).toBe(0);
    expect(stdout).toContain("Examples:\n  $ gradc ");
    expect((await cli.run(["help", command])).stdout).toBe(stdout);
  });

  it.each([
    ["x^2", "  = An expression is given with -e: gradc eval -e 'x^2', or derive, or compile.\n"],
    ["model.grad", "  = Write gradc compile model.grad.\n"],
    ["chek", "(Did you mean check?)"],
  ])("tells what is meant by %s", async (word, hint) => {
    expect(await cli.run([word])).toMatchObject({ status: 2, stdout: "", stderr: expect.stringContaining(hint) });
  });

  it("prints the version of the package", async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
    expect(await cli.run(["--version"])).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
  });

  it.each([
    ["an empty file", "", "error[empty-program]: The program has no expression."],
    [
      "a byte that is not UTF-8", Buffer.from("y = 1\nx + \xe9", "latin1"),
      "error[not-utf8]: The byte 0xE9 at offset 10 is not valid UTF-8.\n --> odd.grad:2:5\n",
    ],
    ["UTF-16", Buffer.from("\ufeffx^2", "utf16le"), "error[not-utf8]: The file is not UTF-8 but looks like UTF-16.\n"],
    ["UTF-16 without its mark", Buffer.from("x^2", "utf16le"), "error[not-utf8]: The file is not UTF-8 but looks like UTF-16.\n"],
  ])("names what is wrong with %s", async (_what, bytes, message) => {
    writeFileSync(join(cli.work, "odd.grad"), bytes);
    const { status, stderr } = await cli.run(["compile", "odd.grad"]);
    expect([status, stderr]).toEqual([1, expect.stringContaining(message)]);
  });

  it("refuses a file of 10^9 bytes by its size", async () => {
    writeFileSync(join(cli.work, "huge.grad"), "");
    truncateSync(join(cli.work, "huge.grad"), 1e9);
    const { status, stderr } = await cli.run(["compile", "huge.grad"]);
    expect([status, stderr]).toEqual(
      [1, expect.stringMatching(/^error\[source-too-large\]: The program is 953\.7 MiB long; 64 MiB are allowed\.\n/)],
    );
  });

  it.skipIf(process.platform === "win32")("refuses what may have no end or never begin", async () => {
    execFileSync("mkfifo", [join(cli.work, "pipe.grad")]);
    writeFileSync(join(cli.work, "uses.grad"), "import \"pipe.grad\"\nx^2\n");
    for (const path of ["/dev/zero", "pipe.grad"]) {
      const message = `error: Can't read ${path}: it is not an ordinary file.\n  = Standard input is given as -.\n`;
      expect(await cli.run(["compile", path])).toEqual({ status: 2, stdout: "", stderr: message });
      expect(await cli.run(["eval", "-e", "x", "--at", path])).toEqual({ status: 2, stdout: "", stderr: message });
      expect(await cli.run(["eval", "--batch", path])).toEqual({ status: 2, stdout: "", stderr: message });
    }
    expect(await cli.run(["compile", "uses.grad"])).toMatchObject({ status: 1, stderr: expect.stringContaining("error[import-missing]") });
  });

  it("reads a text that begins with a byte order mark", async () => {
    expect((await cli.run(["eval", "-", "--at", "{\"x\": 2}", "--json", "--interpret"], { input: "\ufeffx^2" })).stdout).toBe(
      "{\"value\": 4, \"gradient\": {\"x\": 4}}\n",
    );
  });
});
