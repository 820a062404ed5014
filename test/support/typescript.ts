// What the compiler of TypeScript says of modules at its strictest.
import ts from "typescript";

const STRICTEST: ts.CompilerOptions = {
  strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, noImplicitReturns: true, noUnusedLocals: true,
  noUnusedParameters: true, noPropertyAccessFromIndexSignature: true, verbatimModuleSyntax: true, isolatedModules: true,
  noEmit: true, skipLibCheck: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, lib: ["lib.es2022.d.ts"], types: [],
};

/** Files of the libraries, which are most of the work: read once for the tests of a process. */
const libraries = new Map<string, ts.SourceFile | undefined>();

/** The faults of texts by the names of their files, all as one program. What they import may be on the disk. */
export function typeFaults(modules: ReadonlyMap<string, string>, more: ts.CompilerOptions = {}): string[] {
  const options = { ...STRICTEST, ...more };
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
