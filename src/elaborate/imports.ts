// `import "./lib.grad"`: the functions of another file. Files are read by a callback, so that the
// compiler itself touches none.
import { Abandon, type Report } from "../diagnostics/diagnostic.js";
import { placeOf, type ImportResolver, type Source } from "../diagnostics/source.js";
import { parseProgram } from "../syntax/parse.js";
import type { Statement } from "../syntax/ast.js";
import { defineFunction, type Definitions } from "./functions.js";
import { checkFunctionName } from "./names.js";
import { Scope } from "./scope.js";

export interface Importing extends Definitions {
  readonly source: Source;
  /** The functions of the language. */
  readonly builtins: ReadonlySet<string>;
  readonly imports: ImportResolver | undefined;
  /** The files that are being read, outermost first. */
  readonly importing: readonly string[];
  /** Every file that has been read. */
  readonly imported: Set<string>;
}

/** One statement of an imported file; a fault in it leaves the others standing. */
function take(e: Importing, s: Statement): void {
  try {
    if (s.kind === "import") return importFunctions(e, s);
    if (s.kind !== "function") return e.report.fail(s.span, "import-statement");
    checkFunctionName(e, s.target);
    e.scope.set(s.target.name, { kind: "function", span: s.target.span, fn: defineFunction(e, s) });
  } catch (error) {
    if (!(error instanceof Abandon)) throw error;
    if (s.kind === "function" && e.scope.get(s.target.name) === undefined)
      e.scope.set(s.target.name, { kind: "broken", span: s.target.span });
  }
}

type ImportStatement = Extract<Statement, { kind: "import" }>;

/** Brings the functions of another file into scope; that file's own imports first. */
export function importFunctions(e: Importing, statement: ImportStatement): void {
  if (e.imports === undefined) return e.report.fail(statement.span, "import-here");
  const found = e.imports(statement.path, e.source.name);
  if (found === "missing") return e.report.fail(statement.pathSpan, "import-missing", statement.path);
  if (found === "outside") return e.report.fail(statement.pathSpan, "import-outside", statement.path);
  if (e.importing.includes(found.name)) return e.report.fail(
    statement.pathSpan, "import-cycle", [...e.importing.slice(e.importing.indexOf(found.name)), found.name].join(" → "),
  );
  if (e.imported.has(found.name)) return;
  e.imported.add(found.name);
  readFunctions(e, found, e.report.of(found), statement);
}

function readFunctions(e: Importing, source: Source, report: Report, statement: ImportStatement): void {
  const statements = parseProgram(source, report);
  const scope = new Scope();
  const inner: Importing = {
    ...e, source, report, scope, statements, importing: [...e.importing, source.name],
    definedLater: (name, use) => {
      const later = statements.find((s) => s.kind === "function" && s.target.name === name);
      return later === undefined || later.span.start < use.start ? undefined : placeOf(source, later.span.start).line;
    },
  };
  for (const s of statements) take(inner, s);
  for (const [name, binding] of scope.own()) {
    const known = e.scope.get(name);
    if (known !== undefined) e.report.fail(statement.span, "defined-twice", name, placeOf(e.source, known.span.start).line);
    e.scope.set(name, { ...binding, span: statement.span });
  }
}
