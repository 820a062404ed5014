// Patterns of paths: *, **, ?, and {a,b}. Folders of packages and hidden ones are never entered.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { refused, shownPath, UseError } from "../diagnostics/faults.js";

const MAX_ENTRIES = 1_000_000;
const MAX_ALTERNATIVES = 64;

/** Whether a pattern is more than a path. */
export function isPattern(text: string): boolean {
  return /[*?{]/.test(text);
}

/** The files below a folder that fit a pattern, as paths from the folder, in order. */
export function filesOf(root: string, pattern: string): string[] {
  const matches = matcherOf(pattern);
  const first = pattern.split("/").findIndex(isPattern);
  const fixed = pattern.split("/").slice(0, first < 0 ? -1 : first).join("/");
  const found: string[] = [];
  const left = [fixed];
  let seen = 0;
  for (let folder = left.pop(); folder !== undefined; folder = left.pop()) {
    for (const entry of entriesOf(root, folder)) {
      if (++seen > MAX_ENTRIES) {
        throw new UseError(`The pattern ${shownPath(pattern)} looks at more than ${MAX_ENTRIES} files.`, "Begin it with a folder.");
      }
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (entry.name !== "node_modules" && !entry.name.startsWith(".")) left.push(path);
      } else if (matches(path)) found.push(path);
    }
  }
  return found.sort();
}

function entriesOf(root: string, folder: string): { readonly name: string; readonly isDirectory: () => boolean }[] {
  const shown = root === "/" ? `/${folder}` : folder === "" ? "." : folder;
  return refused(`Can't read ${shownPath(shown)}`, () => readdirSync(join(root, folder), { withFileTypes: true }));
}

/** A test of paths that are written with slashes. */
export function matcherOf(pattern: string): (path: string) => boolean {
  const tests = alternatives(pattern.replace(/^\.\//, "")).map((one) => new RegExp(`^${one.split("/").map(part).join("")}$`, "u"));
  return (path) => tests.some((test) => test.test(`/${path}`));
}

/** A part of a path with its slash. */
function part(text: string): string {
  if (text === "**") return "(?:/[^/]+)*";
  return `/${text.replace(/[\\^$.|+()[\]{}/]/g, "\\$&").replace(/\*+/g, "[^/]*").replace(/\?/g, "[^/]")}`;
}

/** `a{b,c}` to `ab` and `ac`. */
function alternatives(pattern: string): string[] {
  let all = [pattern];
  for (;;) {
    const next = all.flatMap((one) => {
      const found = /^(.*?)\{([^{}]*)\}(.*)$/s.exec(one);
      return found === null ? [one] : String(found[2]).split(",").map((word) => `${found[1]}${word}${found[3]}`);
    });
    if (next.length === all.length && next.every((one, i) => one === all[i])) return all;
    if (next.length > MAX_ALTERNATIVES) {
      throw new UseError(`The pattern ${shownPath(pattern)} has more than ${MAX_ALTERNATIVES} alternatives.`);
    }
    all = next;
  }
}
