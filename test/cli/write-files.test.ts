// The writer of files: whole files only, all or none, and never over what is not ours.
import {
  chmodSync, existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync,
  utimesSync, writeFileSync,
} from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UseError } from "../../src/diagnostics/faults.js";
import { BANNER } from "../../src/emit/typescript/banner.js";
import { temporaryBeside } from "../../src/project/leftovers.js";
import { writeFiles } from "../../src/project/write-files.js";
import type { WriteRules } from "../../src/project/write-rules.js";

const RULES: WriteRules = { inputs: [], onlyGenerated: true };
let folder = "";
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), "gradc-write-")); });
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

const at = (name: string): string => join(folder, name);
const generated = (text: string): string => `${BANNER}\n${text}\n`;
const put = (name: string, text: string): void => writeFileSync(at(name), text);
const get = (name: string): string => readFileSync(at(name), "utf8");

describe("writeFiles", () => {
  it("writes new files, replaces generated ones and leaves equal ones alone", () => {
    put("old.ts", generated("1"));
    put("same.ts", generated("2"));
    const before = statSync(at("same.ts"));
    const files = [["new.ts", "0"], ["old.ts", "changed"], ["same.ts", "2"]].map(
      ([name, text]) => ({ path: at(String(name)), text: generated(String(text)) }),
    );
    expect(writeFiles(files, RULES).map(({ state }) => state)).toEqual(["written", "written", "unchanged"]);
    expect(files.map(({ path }) => readFileSync(path, "utf8"))).toEqual(files.map(({ text }) => text));
    expect(statSync(at("same.ts"))).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
    expect(readdirSync(folder).sort()).toEqual(["new.ts", "old.ts", "same.ts"]);
  });

  it("removes what killed writers have left, and nothing else", () => {
    const gone = spawnSync(process.execPath, ["-e", ""]).pid;
    const named = (path: string, pid: number): string => path.replace(`-${process.pid}-`, `-${pid}-`);
    const [left, old, foreign] = [named(temporaryBeside(at("m.ts")), gone), at(".gradc-0123456789abcdef.tmp"), at(".gradc-notes.tmp")];
    const living = [temporaryBeside(at("m.ts")), named(temporaryBeside(at("m.ts")), process.ppid)];
    const elsewhere = at(`.gradc-00000000-${gone}-0123456789abcdef.tmp`);
    for (const path of [left, old, foreign, ...living, elsewhere]) writeFileSync(path, "");
    utimesSync(old, 0, 0);
    writeFiles([{ path: at("m.ts"), text: generated("1") }], RULES);
    expect(readdirSync(folder).map(at).sort()).toEqual([foreign, ...living, elsewhere, at("m.ts")].sort());
  });

  it("keeps the mode of a file that it replaces, and gives a new one the usual mode", () => {
    put("old.ts", generated("1"));
    chmodSync(at("old.ts"), 0o640);
    writeFiles([{ path: at("old.ts"), text: generated("2") }, { path: at("new.ts"), text: generated("2") }], RULES);
    put("usual.ts", "");
    expect(statSync(at("old.ts")).mode & 0o777).toBe(0o640);
    expect(statSync(at("new.ts")).mode).toBe(statSync(at("usual.ts")).mode);
  });

  it("replaces the file, and never writes into it: other names of it keep the old text", () => {
    put("old.ts", generated("1"));
    linkSync(at("old.ts"), at("other name"));
    writeFiles([{ path: at("old.ts"), text: generated("2") }], RULES);
    expect([get("old.ts"), get("other name")]).toEqual([generated("2"), generated("1")]);
  });

  it("puts everything back when one of several can't be put in place", () => {
    put("a.ts", generated("1"));
    mkdirSync(at("d"));
    const files = [at("a.ts"), at("b.ts"), at("d/c.ts"), at("missing/d.ts")].map((path) => ({ path, text: generated("2") }));
    expect(() => writeFiles(files, RULES)).toThrow(new UseError(
      `Can't write ${at("missing/d.ts")}: its directory does not exist.`,
      `Make the directory ${at("missing")}, or give it with -d.`,
    ));
    expect([get("a.ts"), existsSync(at("b.ts"))]).toEqual([generated("1"), false]);
    expect([readdirSync(folder).sort(), readdirSync(at("d"))]).toEqual([["a.ts", "d"], []]);
  });

  it("undoes what was in place when a later file turns out to be impossible", () => {
    put("a.ts", generated("1"));
    // The same new path twice, once as a directory's name: staging passes, the last renaming can't.
    const files = [
      { path: at("a.ts"), text: generated("2") }, { path: at("b.ts"), text: generated("2") },
      { path: at("x/c.ts"), text: generated("2") }, { path: at("x"), text: generated("2") },
    ];
    expect(() => writeFiles(files, { ...RULES, makeDirectories: true })).toThrow(UseError);
    expect(get("a.ts")).toBe(generated("1"));
    expect(readdirSync(folder)).toEqual(["a.ts"]);
  });

  it("makes directories only where it may, and removes them after a failure", () => {
    expect(() => writeFiles([{ path: at("p/q/a.ts"), text: generated("1") }], RULES)).toThrow(UseError);
    writeFiles([{ path: at("p/q/a.ts"), text: generated("1") }], { ...RULES, makeDirectories: true });
    expect(get("p/q/a.ts")).toBe(generated("1"));
  });

  it.each([
    ["text without our banner", () => put("f.ts", "// Code generated by someone. DO NOT EDIT.\n"), "it was not generated by gradc"],
    ["an empty file", () => put("f.ts", ""), "it was not generated by gradc"],
    ["a directory", () => mkdirSync(at("f.ts")), "it is a directory"],
    ["a link to a generated file", () => { put("g.ts", generated("1")); symlinkSync("g.ts", at("f.ts")); }, "it is a symbolic link"],
    ["a link to nothing", () => symlinkSync("nothing", at("f.ts")), "it is a symbolic link"],
    ["the source under another name", () => { put("source", generated("1")); linkSync(at("source"), at("f.ts")); }, "it is the source"],
  ])("refuses %s", (_what, prepare, why) => {
    prepare();
    const before = readdirSync(folder);
    expect(() => writeFiles([{ path: at("f.ts"), text: generated("2") }], { ...RULES, inputs: [at("source")] })).toThrow(
      `Won't write ${at("f.ts")}: ${why}.`,
    );
    expect(readdirSync(folder)).toEqual(before);
    expect(existsSync(at("g.ts")) ? get("g.ts") : generated("1")).toBe(generated("1"));
  });

  it("replaces any ordinary file where it may, but still no link", () => {
    put("f.ts", "mine");
    writeFiles([{ path: at("f.ts"), text: generated("2") }], { ...RULES, onlyGenerated: false });
    expect(get("f.ts")).toBe(generated("2"));
    symlinkSync("f.ts", at("g.ts"));
    expect(() => writeFiles([{ path: at("g.ts"), text: generated("3") }], { ...RULES, onlyGenerated: false })).toThrow(UseError);
  });

  it("shows odd file names on one line", () => {
    put("a\nb.ts", "mine");
    expect(() => writeFiles([{ path: at("a\nb.ts"), text: "" }], RULES)).toThrow(/a\\u000ab\.ts/);
  });
});
