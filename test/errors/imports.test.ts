// What can be wrong with an import, on real files: where the report points, in which file, what it says and proposes.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { compile, placeOf } from "../../src/index.js";
import { fileImports } from "../../src/project/imports.js";

const folder = mkdtempSync(join(tmpdir(), "gradc-imports-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const files: Readonly<Record<string, string | Uint8Array>> = {
  "package.json": "{}",
  "lib.grad": "sq(t) = t^2\n",
  "lib2.grad": "sq(t) = t^3\n",
  "values.grad": "sq(t) = t^2\na = 3\n",
  "broken.grad": "g(t) = t +* 2\nsq(t) = t^2\n",
  "a.grad": "import \"b.grad\"\nsq(t) = t",
  "b.grad": "import \"a.grad\"\ng(t) = t",
  "back.grad": "import \"main.grad\"\nsq(t) = t",
  "main.grad": "",
  "function.grad": "sin(t) = t\nsq(t) = t",
  "constant.grad": "pi(t) = t\nsq(t) = t",
  "parameter.grad": "sq(max) = max",
  "twice.grad": "sq(t) = t\nsq(t) = t^2",
  "latin.grad": Buffer.from("sq(t) = \xe9", "latin1"),
  "wide.grad": Buffer.from("sq(t) = t", "utf16le"),
  "deep.grad": "import \"none.grad\"\nsq(t) = t",
  "unknown.grad": "sq(t) = t + q",
  "misspelt.grad": "sq(t) = sine(t)",
  "shapes.grad": "sq(t) = t + [1, 2, 3]",
  "recursive.grad": "sq(t) = sq(t)",
  "empty.grad": "# nothing\n",
  "good.grad": "import \"lib.grad\"\nquad(t) = sq(sq(t))\n",
};
for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
mkdirSync(join(folder, "folder.grad"));
mkdirSync(join(folder, "sub"));
writeFileSync(join(folder, "sub/up.grad"), "import \"../lib.grad\"\nthird(t) = t*sq(t)\n");
symlinkSync("/dev/null", join(folder, "link.grad"));
symlinkSync("loop2.grad", join(folder, "loop1.grad"));
symlinkSync("loop1.grad", join(folder, "loop2.grad"));

/** Every report as "file:line:column code", and the first hint. */
function reports(text: string): { readonly found: readonly string[]; readonly message: string; readonly hint: string | undefined } {
  const main = join(folder, "main.grad");
  const { diagnostics } = compile(text, { file: "main.grad", imports: fileImports(main, "main.grad") });
  const found = diagnostics.map((d) => {
    const place = d.span === undefined ? undefined : placeOf(d.source, d.span.start);
    const name = d.source.name === "main.grad" ? d.source.name : relative(folder, join(process.cwd(), d.source.name));
    return `${name}${place === undefined ? "" : `:${place.line}:${place.column}`} ${d.code}`;
  });
  return { found, message: diagnostics[0]?.message ?? "", hint: diagnostics[0]?.hint };
}

const PATH = "A path starts at the folder of the file that imports.";
const NAME = "Choose another name.";
const ONCE = "A name stands for one thing; choose another name.";
const use = (path: string): string => `import "${path}"\nparam x\noutput y = sq(x)`;

describe("an import", () => {
  test.each([
    [
      "of no file", use("none.grad"), ["main.grad:1:8 import-missing", "main.grad:3:12 unknown-function"],
      /^The file "none\.grad" can't be read/, PATH,
    ],
    [
      "of a directory", use("folder.grad"), ["main.grad:1:8 import-missing", "main.grad:3:12 unknown-function"],
      /"folder\.grad" can't be read/, PATH,
    ],
    [
      "of links that lead in a circle", use("loop1.grad"),
      ["main.grad:1:8 import-missing", "main.grad:3:12 unknown-function"], /"loop1\.grad" can't be read/, PATH,
    ],
    [
      "of a file outside the project", use("../lib.grad"),
      ["main.grad:1:8 import-outside", "main.grad:3:12 unknown-function"], /leaves the project/,
      "The project is the nearest folder with a package.json or a repository.",
    ],
    [
      "of a path from the root", use("/etc/passwd"),
      ["main.grad:1:8 import-outside", "main.grad:3:12 unknown-function"], /leaves the project/,
      "The project is the nearest folder with a package.json or a repository.",
    ],
    [
      "of a link that leaves the project", use("link.grad"),
      ["main.grad:1:8 import-outside", "main.grad:3:12 unknown-function"], /leaves the project/,
      "The project is the nearest folder with a package.json or a repository.",
    ],
    [
      "of itself", use("main.grad"), ["main.grad:1:8 import-cycle", "main.grad:3:12 unknown-function"],
      /main\.grad → main\.grad/, undefined,
    ],
    ["of a file that imports it", use("back.grad"), ["back.grad:1:8 import-cycle"], /main\.grad → .*back\.grad → main\.grad/, undefined],
    ["of two files in a cycle", use("a.grad"), ["b.grad:1:8 import-cycle"], /a\.grad → .*b\.grad → .*a\.grad/, undefined],
    [
      "of a file with a wrong line, whose other functions are known", use("broken.grad"),
      ["broken.grad:1:11 value-expected"], /between "\+" and "\*"/, "Write the value, or leave one of the two out.",
    ],
    [
      "of a file with a value, whose functions are known", use("values.grad"), ["values.grad:2:1 import-statement"],
      /functions only/, undefined,
    ],
    ["of a file that imports no file", use("deep.grad"), ["deep.grad:1:8 import-missing"], /"none\.grad"/, PATH],
    ["of a file that is not UTF-8", use("latin.grad"), ["latin.grad:1:9 not-utf8"], /byte 0xE9 at offset 8/, "Save the file as UTF-8."],
    ["of a file in UTF-16", use("wide.grad"), ["wide.grad not-utf8"], /UTF-16/, "Save the file as UTF-8."],
    [
      "of an empty file", use("empty.grad"), ["empty.grad:1:1 empty-program", "main.grad:3:12 unknown-function"],
      /no expression/, "Write a formula, such as x^2 * sin(y).",
    ],
    ["of a function with a built-in name", use("function.grad"), ["function.grad:1:1 name-of-function"], /"sin" is a function/, NAME],
    ["of a function twice in one file", use("twice.grad"), ["twice.grad:2:1 defined-twice"], /already defined on line 1/, ONCE],
    [
      "of a name that is defined above", "sq(t) = t\nimport \"lib.grad\"\nparam x\noutput y = sq(x)",
      ["main.grad:2:1 defined-twice"], /"sq" is already defined on line 1/, ONCE,
    ],
    [
      "of a name that is defined below", "import \"lib.grad\"\nsq(t) = t\nparam x\noutput y = sq(x)",
      ["main.grad:2:1 defined-twice"], /"sq" is already defined on line 1/, ONCE,
    ],
    [
      "of one name from two files", "import \"lib.grad\"\nimport \"lib2.grad\"\nparam x\noutput y = sq(x)",
      ["main.grad:2:1 defined-twice"], /"sq" is already defined on line 1/, ONCE,
    ],
    ["of a function that uses an unknown name", use("unknown.grad"), ["unknown.grad:1:13 unknown-name"], /"q" is not defined/,
      "Declare it, param q or input q, or define it above, q = ….",
    ],
    [
      "of a function that calls an unknown one", use("misspelt.grad"), ["misspelt.grad:1:9 unknown-function"], /"sine"/,
      "Did you mean \"sin\"?",
    ],
    [
      "of a function that does not fit its use", "import \"shapes.grad\"\nparam x[2]\noutput y = sum(sq(x))",
      ["shapes.grad:1:9 shapes-differ"], /\[2\] and \[3\]/, undefined,
    ],
    [
      "of a function that calls itself", use("recursive.grad"), ["recursive.grad:1:9 recursion"], /sq → sq/,
      "Write the steps out, or use a sum or a product over an array.",
    ],
    [
      "without anything else", "import \"lib.grad\"", ["main.grad:1:1 empty-program"], /no expression/,
      "Write a formula, such as x^2 * sin(y).",
    ],
  ])("%s", (_what, text, places, message, hint) => {
    const answer = reports(text);
    expect(answer.found).toEqual(places);
    expect(answer.message).toMatch(message);
    expect(answer.hint).toBe(hint);
  });

  test.each([
    ["of the same file twice", "import \"lib.grad\"\nimport \"lib.grad\"\nparam x\noutput y = sq(x)"],
    ["of a file whose imports are used", "import \"good.grad\"\nparam x\noutput y = sq(x) + quad(x)"],
    ["of a function with a constant's name", "import \"constant.grad\"\nparam x\noutput y = pi(x)"],
    ["of a parameter with a built-in name", "import \"parameter.grad\"\nparam x\noutput y = sq(x)"],
    ["from a folder below that imports from above", "import \"sub/up.grad\"\nparam x\noutput y = third(x)"],
  ])("%s is no fault", (_what, text) => {
    expect(reports(text).found).toEqual([]);
  });

  test("in an expression, which is no file", () => {
    const { code, diagnostics: [d] } = compile("import \"lib.grad\"\nx");
    expect([code, d?.code, d?.message]).toEqual([undefined, "import-here", "Imports work in files only, not in an expression."]);
  });
});
