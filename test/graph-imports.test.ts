// `import "./lib.grad"`: functions of other files, and what can be wrong with them.
import { describe, expect, test } from "vitest";
import { compile, type ImportResolver } from "../src/index.js";

const files: Readonly<Record<string, string>> = {
  "./lib.grad": "sq(t) = t^2\nslope(t) = derivative(sq(t), t)",
  "./outer.grad": 'import "./lib.grad"\nquad(t) = sq(sq(t))',
  "./values.grad": "a = 3",
  "./broken.grad": "g(t) = t +",
  "./shapes.grad": "g(t) = t + [1, 2, 3]",
  "./loop.grad": 'import "./main.grad"\ng(t) = t',
};
const imports: ImportResolver = (path) => {
  if (path.startsWith("../")) return "outside";
  const text = files[path];
  return path === "./main.grad" ? { name: "main.grad", text: "" } : text === undefined ? "missing" : { name: path.slice(2), text };
};

function codes(text: string): string[] {
  return compile(text, { file: "main.grad", imports }).diagnostics.map((d) => `${d.source.name}: ${d.code}`);
}

describe("imports", () => {
  test("bring functions, also those that the file itself imports", () => {
    const { counts, diagnostics } = compile('import "./outer.grad"\nparam x\noutput y = quad(x)', { imports });
    expect(diagnostics).toEqual([]);
    expect(counts?.value).toBe(2);
  });
  test("a derivative by a parameter works through them", () => {
    expect(codes('import "./lib.grad"\nparam x\noutput y = slope(x)')).toEqual([]);
  });
  test.each([
    ['import "./none.grad"\nparam x\noutput y = x', ["main.grad: import-missing"]],
    ['import "../up.grad"\nparam x\noutput y = x', ["main.grad: import-outside"]],
    ['import "./loop.grad"\nparam x\noutput y = x', ["loop.grad: import-cycle"]],
    ['import "./values.grad"\nparam x\noutput y = x', ["values.grad: import-statement"]],
    ['sq(t) = t\nimport "./lib.grad"\nparam x\noutput y = sq(x)', ["main.grad: defined-twice"]],
    ['import "./broken.grad"\nparam x\noutput y = x', ["broken.grad: operand-missing"]],
    ['import "./shapes.grad"\nparam x[2]\noutput y = g(x)', ["shapes.grad: shapes-differ"]],
  ])("%s", (text, expected) => {
    const found = codes(text);
    expect(found.slice(0, 1).map((c) => c.split(":")[0])).toEqual(expected.map((c) => c.split(":")[0]));
    if (!expected[0]?.includes("operand")) expect(found).toEqual(expected);
  });
  test("are an error in an expression", () => {
    expect(compile('import "./lib.grad"\nsq(x)').diagnostics[0]?.code).toBe("import-here");
  });
});
