// --source-map: a module names its map, which leads to the program from the folder that it is in.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { compileJobs, deliver, type Delivered, type Job } from "../../src/project/build.js";

const folder = mkdtempSync(join(tmpdir(), "gradc-maps-"));
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  mkdirSync(at("src/lib"), { recursive: true });
  writeFileSync(at("package.json"), "{}");
  writeFileSync(at("src/lib/area.grad"), "area(x) = exp(x)^2\n");
  writeFileSync(at("src/wave.grad"), "import \"lib/area.grad\"\nparam x, y\noutput f = area(x) * sin(y)\n");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const job: Job = { input: at("src/wave.grad"), output: at("out/wave.gen.js"), options: { target: "js", sourceMap: true } };
const states = async (check: boolean): Promise<Delivered["state"][]> =>
  deliver((await compileJobs([job])).done, { check, makeDirectories: true }).map(({ state }) => state);

it("writes the map beside the module and keeps both", async () => {
  expect(await states(true)).toEqual(["missing"]);
  expect(await states(false)).toEqual(["written"]);
  expect(await states(false)).toEqual(["unchanged"]);
  expect(readFileSync(at("out/wave.gen.js"), "utf8")).toMatch(/\n\/\/# sourceMappingURL=wave\.gen\.js\.map\n$/);
  const map = JSON.parse(
    readFileSync(at("out/wave.gen.js.map"), "utf8"),
  ) as { version: number; sources: string[]; sourcesContent: string[] };
  expect(map).toMatchObject({ version: 3, sources: ["../src/wave.grad", "../src/lib/area.grad"] });
  expect(map.sourcesContent[1]).toBe("area(x) = exp(x)^2\n");
});

it("notices a map that is missing or another, and a module that was changed by hand", async () => {
  writeFileSync(at("out/wave.gen.js.map"), "{}");
  expect(await states(true)).toEqual(["stale"]);
  rmSync(at("out/wave.gen.js.map"));
  expect(await states(true)).toEqual(["missing"]);
  expect(await states(false)).toEqual(["written"]);
  expect(await states(true)).toEqual(["fresh"]);
  const code = readFileSync(at("out/wave.gen.js"), "utf8");
  writeFileSync(at("out/wave.gen.js"), code.replace("return", "return 2 *"));
  expect(await states(true)).toEqual(["edited"]);
});
