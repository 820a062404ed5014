// What the compilers of TypeScript say of modules at their strictest.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type Typescript from "typescript";
import { IS_CAMPAIGN } from "./effort.js";

const STRICTEST = {
  strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, noImplicitReturns: true, noUnusedLocals: true,
  noUnusedParameters: true, noPropertyAccessFromIndexSignature: true, verbatimModuleSyntax: true, isolatedModules: true,
  noEmit: true, skipLibCheck: true, types: [],
};

const require = createRequire(import.meta.url);
const TYPESCRIPT_7 = resolve("node_modules/typescript-native/bin/tsc");

/** TypeScript 6. As a module it would be read three times over for the names that it exports. */
export function typescript(): typeof Typescript {
  return require("typescript") as typeof Typescript;
}

/** The faults of texts by the names of their files, all as one program: those that TypeScript 7 finds, in the campaign 6, too. */
export function typeFaults(modules: ReadonlyMap<string, string>): string[] {
  return [...faultsBy7(modules), ...(IS_CAMPAIGN ? faultsBy6(modules) : [])];
}

function faultsBy7(modules: ReadonlyMap<string, string>): string[] {
  const folder = mkdtempSync(join(tmpdir(), "gradc-types-"));
  try {
    const files = [...modules].map(([name, text]) => {
      const file = join(folder, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      return file;
    });
    const compilerOptions = { ...STRICTEST, target: "es2022", module: "esnext", lib: ["es2022"] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
    const { status, stdout, stderr } = spawnSync(process.execPath, [TYPESCRIPT_7, "-p", folder, "--pretty", "false"], { encoding: "utf8" });
    return status === 0 ? [] : [stdout, stderr, `status ${status}`].filter((text) => text !== "");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Files of the libraries, which are most of the work: read once for the tests of a process. */
const libraries = new Map<string, Typescript.SourceFile | undefined>();

/** Those that TypeScript 6 finds. What the texts import may be on the disk. */
export function faultsBy6(modules: ReadonlyMap<string, string>, more: Typescript.CompilerOptions = {}): string[] {
  const ts = typescript();
  const target = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, lib: ["lib.es2022.d.ts"] };
  const options = { ...STRICTEST, ...target, ...more };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.getSourceFile = (name, version, ...rest) => {
    const text = modules.get(name);
    if (text !== undefined) return ts.createSourceFile(name, text, version);
    if (!/[\\/]typescript[\\/]lib[\\/]/.test(name)) return getSourceFile(name, version, ...rest);
    if (!libraries.has(name)) libraries.set(name, getSourceFile(name, version, ...rest));
    return libraries.get(name);
  };
  host.fileExists = (name) => modules.has(name) || fileExists(name);
  const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram([...modules.keys()], options, host));
  return diagnostics.map((d) => `${d.file?.fileName ?? ""}: ${ts.flattenDiagnosticMessageText(d.messageText, "\n")}`);
}
