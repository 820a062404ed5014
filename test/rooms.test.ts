// The order of the folders of src: a folder imports only from those above it, and no files import each other in a circle.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { code, fixed } from "../src/emit/code.js";
import { derivativeKinds } from "../src/graph/derivative-kinds.js";
import { opTable } from "../src/ops/index.js";

/** From the top of the way down. What stands in src itself is a room of its own. */
const ROOMS = [
  "diagnostics", "runtime", "shape", "syntax", "graph", "ops", "elaborate", "differentiate", "simplify", "plan", "loop",
  "module", "inspect", "emit",
  "options.ts", "config.ts", "as-written.ts", "analyse.ts", "pipeline.ts", "plain-objects.ts", "request.ts",
  "compile.ts", "derive.ts", "run", "evaluate.ts",
  "explain.ts", "study", "index.ts", "project", "plugin", "editor", "cli",
];

/**
 * Where names of operations are no question: what operations are; rules of rewriting, of sums and products too; formulas as on
 * paper, which are algebra; and the rooms above the graph, whose words are others (of the syntax, kinds of dimensions).
 */
const ALGEBRA =
  /^src\/(?:ops|syntax|diagnostics|runtime|shape|simplify\/(?:rules|structure|sharing)|inspect\/display|graph\/operation\.ts)/;
/** Leaves of the graph and loops, and requests for derivatives. */
const OF_THE_GRAPH = new Set("size constant variable range delta table derivative grad loop".split(" "));
/** Operators that the loop language has as its own. */
const OF_LOOPS = new Set("add sub mul div neg abs ceil floor sqrt max min lt le gt ge eq ne and or not select".split(" "));
/** So many times do other rooms say what only a record should, in texts and as keys of tables; a number that may fall and not rise. */
const MOST_NAMED = 126;

const imports = new Map(sources().map((file) => [file, importsOf(file)]));

test("a folder imports only from folders above it", () => {
  const rank = (file: string): number => ROOMS.indexOf(file.split("/")[1] as string);
  expect([...imports.keys()].filter((file) => rank(file) < 0)).toEqual([]);
  expect(
    [...imports].flatMap(([file, used]) => used.filter((other) => rank(other) > rank(file)).map((other) => `${file} -> ${other}`)),
  ).toEqual([]);
});

test("no files import each other in a circle", () => {
  const reached = new Map([...imports.keys()].map((file) => [file, reachedFrom(file)]));
  const circles = [...reached].flatMap(
    ([file, others]) => (others.has(file) ? [[...others].filter((other) => reached.get(other)?.has(file)).sort().join(" ")] : []),
  );
  expect([...new Set(circles)]).toEqual([]);
});

test("what an operation is like stands in its record: few other files have its name, but to make nodes and to read attributes", () => {
  const names = new Set(
    [...opTable.keys()].filter((name) => !OF_THE_GRAPH.has(name) && !derivativeKinds.some((kind) => kind.name === name)),
  );
  const byFolder = new Map<string, number>();
  for (const file of imports.keys()) {
    if (ALGEBRA.test(file) || file.endsWith(".gen.ts")) continue;
    const text = readFileSync(file, "utf8").replace(/\/\/ .*$|^\s*\/?\*.*$/gm, "");
    const isOfLoops = /^src\/(?:loop|module|emit)\//.test(file);
    // results of a loop have roles of their own, "stack" among them
    const found = [...text.matchAll(/(?<!attrsOf\(|apply\(\s*|role [!=]== |[rR]esult\([^()"]*)"(\w+)"/g)].filter(([, word]) =>
      names.has(word as string) && !(isOfLoops && OF_LOOPS.has(word as string)));
    found.push(...keysOfTables(text).filter(([, word]) => names.has(word as string) && !(isOfLoops && OF_LOOPS.has(word as string))));
    const folder = dirname(file);
    if (found.length > 0) byFolder.set(folder, (byFolder.get(folder) ?? 0) + found.length);
  }
  const sum = [...byFolder.values()].reduce((x, y) => x + y, 0);
  expect(sum, JSON.stringify(Object.fromEntries(byFolder), null, 1)).toBeLessThanOrEqual(MOST_NAMED);
});

const TABLE = /^(?:export )?const [A-Z][A-Z_]*\b[^=]*(?:=> [^=]*)?= (?:new Map\(Object\.entries\()?\{([^]*?)\n?\}[^,]*;$/gm;

/** Plain keys of objects that are constants of a module: of tables, that is. */
function keysOfTables(text: string): RegExpExecArray[] {
  return [...text.matchAll(TABLE)].flatMap(([, body]) => [...(body as string).matchAll(/(?<=^\s*|, )(\w+)(?=: )/gm)]);
}

test("a text becomes code in emit/code.ts alone, and text of gradc's own is given by the two run-times", () => {
  const files = [...imports.keys()].filter((file) => file !== "src/emit/code.ts");
  expect(files.filter((file) => /\bas (?:unknown as )?Code\b/.test(readFileSync(file, "utf8")))).toEqual([]);
  expect(files.filter((file) => /\bownText\(/.test(readFileSync(file, "utf8"))).sort()).toEqual(
    ["src/emit/typescript/runtime.ts", "src/emit/wasm/host.ts"],
  );
  // @ts-expect-error: a text is no code
  expect(code`let x = ${"1; evil()" as string};`).toBe("let x = 1; evil();");
  // @ts-expect-error: fixed text is written out
  fixed("a" as string);
});

test("no line is longer than 140 characters", () => {
  const long = [...imports.keys()].filter((file) => !file.endsWith(".gen.ts")).flatMap((file) =>
    readFileSync(file, "utf8").split("\n").flatMap((line, i) => ([...line].length > 140 ? [`${file}:${i + 1}`] : [])));
  expect(long).toEqual([]);
});

function reachedFrom(file: string): Set<string> {
  const reached = new Set<string>();
  const left = [file];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    for (const other of imports.get(next) ?? []) {
      if (!reached.has(other)) left.push(other);
      reached.add(other);
    }
  }
  return reached;
}

function sources(): string[] {
  return readdirSync("src", { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts")).map((name) => join("src", name));
}

/** Of values and of types: a reader follows both. */
function importsOf(file: string): string[] {
  return [...readFileSync(file, "utf8").matchAll(/(?:from\s+|import\s*\(?\s*)"(\.{1,2}\/[^"]+)\.js"/g)].map(
    (m) => join(dirname(file), `${m[1]}.ts`),
  );
}
