// The command as a whole: help, version, streams, colours, exit status, and texts that can't be read.
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { buildCli, ROOT } from "./staged.js";

const cli = buildCli();
afterAll(cli.remove);

describe("gradc", () => {
  it("prints its help when it is called alone", () => {
    const { status, stdout, stderr } = cli.run([]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^Usage: gradc /);
    expect(cli.run(["--help"])).toEqual({ status, stdout, stderr });
  });

  it.each(["compile", "eval", "derive", "check"])("has help with examples for %s", (command) => {
    const { status, stdout } = cli.run([command, "--help"]);
    expect(status).toBe(0);
    expect(stdout).toContain("Examples:\n  $ gradc ");
    expect(cli.run(["help", command]).stdout).toBe(stdout);
  });

  it.each([
    ["x^2", "  = An expression is given with -e: gradc eval -e 'x^2', or derive, or compile.\n"],
    ["model.grad", "  = Write gradc compile model.grad.\n"],
    ["chek", "(Did you mean check?)"],
  ])("tells what is meant by %s", (word, hint) => {
    expect(cli.run([word])).toMatchObject({ status: 2, stdout: "", stderr: expect.stringContaining(hint) });
  });

  it("prints the version of the package", () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
    expect(cli.run(["--version"])).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
  });

  it("leaves in silence when its reader goes away", () => {
    const program = Array.from({ length: 3000 }, (_, i) => `{"program": "x", "at": {"x": ${i + 1}}}`).join("\n");
    const script = "\"$@\" | head -n 1";
    const { stdout, stderr } = spawnSync(
      "sh",
      ["-c", script, "sh", process.execPath, join(cli.work, "../bin/gradc.js"), "eval", "--interpret", "--batch", "-"],
      { input: program, encoding: "utf8" },
    );
    expect([stdout, stderr]).toEqual(["{\"value\": 1, \"gradient\": {\"x\": 1}}\n", ""]);
  });

  it("calls a defect a defect, without a stack", () => {
    // A broken installation is the one defect that can be made at will.
    writeFileSync(join(cli.work, "break.mjs"), "JSON.stringify = () => { throw new Error(\"no text\"); };\n");
    const args = ["eval", "-e", "x", "--at", "{\"x\": 1}", "--json", "--interpret"];
    const broken = cli.run(args, { env: { NODE_OPTIONS: `--import ${join(cli.work, "break.mjs")}` } });
    expect(broken).toEqual({ status: 3, stdout: "", stderr: "error: This is a defect of gradc, please report it: no text.\n" });
    const debugged = cli.run(args, { env: { NODE_OPTIONS: `--import ${join(cli.work, "break.mjs")}`, GRADC_DEBUG: "1" } });
    expect([debugged.status, debugged.stderr]).toEqual([3, expect.stringMatching(/^ +at /m)]);
  });

  it("gives the same results where prototypes were tampered with", () => {
    writeFileSync(
      join(cli.work, "taint.mjs"),
      "Object.defineProperty(Object.prototype, \"tainted\", { value: 1, enumerable: true, configurable: true, writable: true });\n",
    );
    const args = ["eval", "-e", "constructor * x", "--at", "{\"x\": 2, \"constructor\": 3}", "--json", "--interpret"];
    const clean = cli.run(args);
    expect(clean).toMatchObject({ status: 0, stdout: "{\"value\": 6, \"gradient\": {\"constructor\": 2, \"x\": 3}}\n" });
    expect(cli.run(args, { env: { NODE_OPTIONS: `--import ${join(cli.work, "taint.mjs")}` } })).toEqual(clean);
  });

  it.each([
    ["an empty file", "", "error[empty-program]: The program has no expression."],
    [
      "a byte that is not UTF-8", Buffer.from("y = 1\nx + \xe9", "latin1"),
      "error[not-utf8]: The byte 0xE9 at offset 10 is not valid UTF-8.\n --> odd.grad:2:5\n",
    ],
    ["UTF-16", Buffer.from("\ufeffx^2", "utf16le"), "error[not-utf8]: The file is not UTF-8 but looks like UTF-16.\n"],
    ["UTF-16 without its mark", Buffer.from("x^2", "utf16le"), "error[not-utf8]: The file is not UTF-8 but looks like UTF-16.\n"],
  ])("names what is wrong with %s", (_what, bytes, message) => {
    writeFileSync(join(cli.work, "odd.grad"), bytes);
    const { status, stderr } = cli.run(["compile", "odd.grad"]);
    expect([status, stderr]).toEqual([1, expect.stringContaining(message)]);
  });

  it("refuses a text without an end at the limit", () => {
    const bin = join(cli.work, "../bin/gradc.js");
    const { stderr } = spawnSync("sh", ["-c", "yes x | \"$@\"", "sh", process.execPath, bin, "compile", "-"], { encoding: "utf8" });
    expect(stderr).toMatch(/^error\[source-too-large\]: The program is 64\.\d MiB long; 64 MiB are allowed\.\n/);
  });

  it("refuses a file of 10^9 bytes by its size", () => {
    writeFileSync(join(cli.work, "huge.grad"), "");
    truncateSync(join(cli.work, "huge.grad"), 1e9);
    const { status, stderr } = cli.run(["compile", "huge.grad"]);
    expect([status, stderr]).toEqual(
      [1, expect.stringMatching(/^error\[source-too-large\]: The program is 953\.7 MiB long; 64 MiB are allowed\.\n/)],
    );
  });

  it.skipIf(process.platform === "win32")("refuses what may have no end or never begin", () => {
    execFileSync("mkfifo", [join(cli.work, "pipe.grad")]);
    writeFileSync(join(cli.work, "uses.grad"), "import \"pipe.grad\"\nx^2\n");
    for (const path of ["/dev/zero", "pipe.grad"]) {
      const message = `error: Can't read ${path}: it is not an ordinary file.\n  = Standard input is given as -.\n`;
      expect(cli.run(["compile", path])).toEqual({ status: 2, stdout: "", stderr: message });
      expect(cli.run(["eval", "-e", "x", "--at", path])).toEqual({ status: 2, stdout: "", stderr: message });
      expect(cli.run(["eval", "--batch", path])).toEqual({ status: 2, stdout: "", stderr: message });
    }
    expect(cli.run(["compile", "uses.grad"])).toMatchObject({ status: 1, stderr: expect.stringContaining("error[import-missing]") });
  });

  it("reads a text that begins with a byte order mark", () => {
    expect(cli.run(["eval", "-", "--at", "{\"x\": 2}", "--json", "--interpret"], { input: "\ufeffx^2" }).stdout).toBe(
      "{\"value\": 4, \"gradient\": {\"x\": 4}}\n",
    );
  });
});
