// Generated files, types of imports and an application that uses them, in a project with the strict settings of TypeScript
// and the rules of typescript-eslint that know types.
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { compile, type CompileOptions } from "../../src/index.js";
import { filesOf } from "../../src/project/glob.js";
import { deliver, compileJobs } from "../../src/project/build.js";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "gradc-lint-")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Every program is compiled plainly, and in some of these ways in turn. */
const WAYS: readonly (readonly [string, CompileOptions])[] = [
  ["second", { hessian: true, laplacian: true }], ["flat", { args: "flat" }], ["products", { hvp: true, jvp: true, vjp: true }],
  ["wasm", { target: "wasm" }], ["value", { valueOnly: true }], ["object", { args: "object" }],
];

const APP = `import { createMlp, type MlpInputs } from "./mlp-plain.js";
import { createNet, type NetInputs } from "./net.grad";

const mlp = createMlp({ n: 2, h: 3, k: 2, m: 4 });
export const slope = (inputs: Readonly<MlpInputs>): Float64Array => mlp.valueAndGrad(inputs).grad.W2;
export const net = (inputs: Readonly<NetInputs>): number => createNet({ n: 2, m: 3 }).value(inputs);
`;

const STRICT = {
  strict: true, exactOptionalPropertyTypes: true, noPropertyAccessFromIndexSignature: true, noImplicitOverride: true,
  noImplicitReturns: true, noFallthroughCasesInSwitch: true, noUnusedLocals: true, noUnusedParameters: true, verbatimModuleSyntax: true,
  isolatedDeclarations: true, declaration: true, erasableSyntaxOnly: true, noEmit: true, target: "es2022", lib: ["es2022"],
  module: "nodenext", allowArbitraryExtensions: true, types: [],
};

const lintWith = (rules: object): string => `import tseslint from "typescript-eslint";
export default tseslint.config(...tseslint.configs.recommendedTypeChecked, {
  linterOptions: { noInlineConfig: true },
  languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
  rules: ${JSON.stringify(rules)},
});
`;

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

beforeAll(async () => {
  for (const name of ["src", "node_modules"]) mkdirSync(join(folder, name));
  for (const name of ["eslint", "typescript-eslint", "typescript"])
    symlinkSync(resolve("node_modules", name), join(folder, "node_modules", name));
  write("package.json", "{\"private\": true, \"type\": \"module\"}");
  write("src/net.grad", "# a line\nparam w[n], b\ninput X[m, n], y[m]\noutput J = mse(X * w + b, y)\n");
  const job = { input: join(folder, "src/net.grad"), output: join(folder, "src/net.d.grad.ts"), options: { target: "types" } } as const;
  deliver((await compileJobs([job])).done, {});
  write("src/app.ts", APP);
  filesOf("samples", "*.grad").forEach((file, i) => {
    const name = file.replace(".grad", "");
    // the second derivatives of the largest take minutes
    const ways = name === "hand" ? [] : WAYS.filter((_, k) => (k - i) % 3 === 0);
    for (const [way, options] of [["plain", {}] as const, ...ways]) {
      const { code } = compile(readFileSync(`samples/${file}`, "utf8"), { file, name, ...options });
      // not every program has every derivative
      if (code !== undefined) write(`src/${name}-${way}.ts`, code);
    }
  });
}, 600_000);

// that an element is there must be asserted with noUncheckedIndexedAccess, and must not be without it
it.each([
  [true, {}], [false, { "@typescript-eslint/no-unnecessary-type-assertion": "off" }],
] as const)("pass with noUncheckedIndexedAccess: %s", (noUncheckedIndexedAccess, rules) => {
  write("tsconfig.json", JSON.stringify({ compilerOptions: { ...STRICT, noUncheckedIndexedAccess }, include: ["src"] }));
  write("eslint.config.js", lintWith(rules));
  const run = (script: string, ...args: readonly string[]): string =>
    spawnSync(process.execPath, [resolve("node_modules", script), ...args], { cwd: folder, encoding: "utf8" }).stdout;
  expect(run("typescript/bin/tsc", "-p", ".")).toBe("");
  expect(run("eslint/bin/eslint.js", "src", "--max-warnings", "0")).toBe("");
});
