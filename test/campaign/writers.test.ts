// Files are written whole or not at all: by a process that is killed at a random time, by several at once, and on a disk
// that is full.
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { build } from "esbuild";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { compile } from "../../src/compile.js";
import { UseError } from "../../src/diagnostics/faults.js";
import { writeFiles } from "../../src/project/write-files.js";
import { rounds } from "../support/effort.js";

const KILLS = Number(process.env.GRADC_KILLS ?? rounds(100));
const folder = mkdtempSync(join(tmpdir(), "gradc-writers-"));
const script = "build/writer.mjs";
const contents = [0, 1].map((which) => `build/written-${process.pid}-${which}.txt`);
afterAll(() => { for (const path of [folder, ...contents]) rmSync(path, { recursive: true, force: true }); });

/** Two modules of some ten thousand bytes. */
const texts = [0, 1].map((which) => {
  const terms = Array.from({ length: 40 }, (_, i) => `sin(${i + 1 + which}*x)*exp(y/${i + 1})`);
  return compile(`param x, y\noutput f = ${terms.join(" + ")}`, { name: "f" }).code ?? "";
});

function contentOf(which: number): string {
  return texts[which] as string;
}

function names(count: number): string[] {
  return Array.from({ length: count }, (_, i) => join(folder, `m${i}.gen.ts`));
}

beforeAll(async () => {
  contents.forEach((path, which) => { writeFileSync(path, contentOf(which)); });
  await build({
    entryPoints: ["test/campaign/writers/writer.ts"], outfile: script, bundle: true, packages: "external", format: "esm", platform: "node",
    logLevel: "warning",
  });
}, 60_000);

beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
});

/** A writer that has begun. */
async function started(count: number, first = 0): Promise<ChildProcess> {
  const child = spawn(
    process.execPath, [script, String(first), JSON.stringify(contents), ...names(count)],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  await new Promise((resolve) => child.stdout?.once("data", resolve));
  return child;
}

async function killed(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}

function isWhole(path: string): boolean {
  const text = readFileSync(path, "utf8");
  return text === contentOf(0) || text === contentOf(1);
}

describe("a file that is written", { timeout: 60_000 + 10_000 * KILLS }, () => {
  it(`is the old or the new one after each of ${KILLS} kills`, async () => {
    const paths = names(3);
    let changes = 0;
    for (let i = 0; i < KILLS; i++) {
      for (const path of paths) writeFileSync(path, contentOf(0));
      const child = await started(3, 1);
      await setTimeout(Math.random() * 40);
      await killed(child);
      expect(paths.filter((path) => !isWhole(path))).toEqual([]);
      if (paths.some((path) => readFileSync(path, "utf8") === contentOf(1))) changes++;
    }
    // the kills did not all come before or after the writing
    expect(changes).toBeGreaterThan(0);
  });

  it("leaves nothing that keeps the next writer from its work", async () => {
    const child = await started(3);
    await setTimeout(100);
    await killed(child);
    const files = names(3).map((path) => ({ path, text: contentOf(1) }));
    expect(writeFiles(files, { inputs: [], onlyGenerated: true })).toHaveLength(3);
    expect(files.every(({ path }) => readFileSync(path, "utf8") === contentOf(1))).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(["m0.gen.ts", "m1.gen.ts", "m2.gen.ts"]);
  });

  it("is whole while two processes write it", async () => {
    const [name = ""] = names(1);
    writeFileSync(name, contentOf(0));
    const children = await Promise.all([started(1, 0), started(1, 1)]);
    const faults = children.map((child) => {
      let text = "";
      child.stderr?.on("data", (data) => { text += String(data); });
      return () => text;
    });
    for (let i = 0; i < rounds(2000); i++) {
      expect(isWhole(name)).toBe(true);
      if (i % 20 === 0) await setTimeout(1);
    }
    for (const child of children) await killed(child);
    expect(faults.map((fault) => fault())).toEqual(["", ""]);
  });

  it("stays as it was on a disk that is full", ({ skip }) => {
    const disk = join(folder, "disk");
    mkdirSync(disk);
    const isMounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk]).status === 0;
    if (!isMounted) return skip("no small disk may be made here");
    try {
      const path = join(disk, "m.gen.ts");
      writeFiles([{ path, text: contentOf(0) }], { inputs: [], onlyGenerated: true });
      const filling = Buffer.alloc(1024);
      for (let i = 0; ; i++) {
        try {
          writeFileSync(join(disk, `filling${i}`), filling);
        } catch {
          break;
        }
      }
      expect(() => writeFiles([{ path, text: contentOf(1) }], { inputs: [], onlyGenerated: true })).toThrow(UseError);
      expect(() => writeFiles([{ path, text: contentOf(1) }], { inputs: [], onlyGenerated: true })).toThrow("the disk is full");
      expect(readFileSync(path, "utf8")).toBe(contentOf(0));
      expect(readdirSync(disk).filter((name) => name.startsWith(".gradc-"))).toEqual([]);
    } finally {
      spawnSync("umount", [disk]);
    }
  });
});
