// What was compiled before is taken again while all of it is the same, and threads give what one after the other gives.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { compileJobs, oneByOne, type Compiled, type Job } from "../../src/project/build.js";
import { openCache } from "../../src/project/cache.js";
import { inWorkers } from "../../src/project/workers.js";

const folder = mkdtempSync(join(tmpdir(), "gradc-cache-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  writeFileSync(at("package.json"), "{}");
  writeFileSync(at("area.grad"), "area(x) = x^2\n");
  writeFileSync(at("wave.grad"), "import \"area.grad\"\nparam x, y\noutput f = area(x) * sin(y)\n");
  writeFileSync(at("flat.grad"), "param x\noutput y = floor(x)\n");
  writeFileSync(at("wrong.grad"), "param x\noutput y = sine(x)\n");
});

const jobs: readonly Job[] = ["wave", "flat", "wrong"].map((name) => ({ input: at(`${name}.grad`), options: { target: "ts" } }));

/** Compiles with the cache; which programs were compiled in truth, and what came of all. */
async function run(all = jobs, build = "1"): Promise<Compiled & { readonly compiled: readonly string[] }> {
  const compiled: string[] = [];
  const result = await compileJobs(all, {
    cache: openCache(at("cache"), build),
    compileAll: (left, took) => {
      compiled.push(...left.map(({ input = "" }) => input.slice(folder.length + 1)));
      return oneByOne(left, took);
    },
  });
  return { ...result, compiled };
}

describe("the cache", () => {
  it("gives what compiling gave, warnings too, and keeps no wrong program", async () => {
    const first = await run();
    const second = await run();
    expect(first.compiled).toEqual(["wave.grad", "flat.grad", "wrong.grad"]);
    expect(second.compiled).toEqual(["wrong.grad"]);
    expect(second.done).toEqual(first.done);
    expect(second.diagnostics).toEqual(first.diagnostics);
    expect(second.diagnostics.map(({ severity, source }) => `${severity} ${source.name}`)).toEqual(
      [`warning ${first.diagnostics[0]?.source.name}`, expect.stringMatching(/^error .*wrong\.grad$/)],
    );
  });

  it("compiles again what has changed: the program, what it imports, an option, gradc", async () => {
    const good = jobs.slice(0, 2);
    await run(good);
    writeFileSync(at("flat.grad"), "param x\noutput y = floor(x) + x\n");
    expect((await run(good)).compiled).toEqual(["flat.grad"]);
    writeFileSync(at("area.grad"), "area(x) = x^3\n");
    const { compiled, done } = await run(good);
    expect([compiled, done[0]?.code]).toEqual([["wave.grad"], expect.stringContaining("x * (x * x) * Math.sin(y)")]);
    expect((await run(good.map((job) => ({ ...job, options: { target: "ts", hessian: true } })))).compiled).toHaveLength(2);
    expect((await run(good, "2")).compiled).toHaveLength(2);
    expect((await run(good, "2")).compiled).toEqual([]);
  });

  it("knows a program again whose file keeps how functions take their arguments", async () => {
    const [wave] = jobs as readonly [Job];
    const first = await run([wave]);
    expect(first.done[0]?.code).toContain("// arguments: positional\n");
    const again = await run([{ ...wave, kept: "positional" }]);
    expect([again.compiled, again.done[0]?.code]).toEqual([[], first.done[0]?.code]);
    const other = await run([{ ...wave, kept: "object" }]);
    expect([other.compiled, other.done[0]?.code]).toEqual([["wave.grad"], expect.stringContaining("// arguments: object\n")]);
    expect((await run([{ ...wave, kept: "object" }])).compiled).toEqual([]);
    expect((await run([wave])).compiled).toEqual(["wave.grad"]);
  });

  it("takes nothing that is torn or that somebody has changed", async () => {
    const [wave] = jobs as readonly [Job];
    await run([wave]);
    const [file = ""] = readdirSync(at("cache"));
    const text = readFileSync(at(`cache/${file}`), "utf8");
    for (const bad of ["", text.slice(0, 200), "null", text.replace("Math.sin", "Math.cos")]) {
      writeFileSync(at(`cache/${file}`), bad);
      expect((await run([wave])).compiled).toEqual(["wave.grad"]);
    }
    expect((await run([wave])).compiled).toEqual([]);
    rmSync(at("cache"), { recursive: true });
    writeFileSync(at("cache"), "no folder");
    expect((await run([wave])).done).toHaveLength(1);
  });
});

it("threads give the same as one after the other", async () => {
  for (let i = 0; i < 24; i++) writeFileSync(at(`m${i}.grad`), `import "area.grad"\nparam x\noutput y = area(sin(${i + 1}*x))\n`);
  const many: Job[] = [...jobs, ...Array.from({ length: 24 }, (_, i): Job => ({ input: at(`m${i}.grad`), options: { target: "js" } }))];
  const seen: number[] = [];
  const script = pathToFileURL(join(import.meta.dirname, "../../dist/worker.cjs"));
  const threaded = await compileJobs(many, { compileAll: inWorkers(script), progress: (done) => seen.push(done) });
  expect(threaded).toEqual(await compileJobs(many));
  expect(seen.at(-1)).toBe(many.length);
});
