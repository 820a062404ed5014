// What can be wrong with a user's program, as values; and the one exception that carries them.
import type { Source, Span } from "./source.js";
import { messages, type Code, type Message } from "./messages.js";
import { suggest } from "./suggest.js";

/** One fault of a program. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  /** A word for the kind of fault. */
  readonly code: Code;
  /** One sentence. */
  readonly message: string;
  /** The likely mend. */
  readonly hint?: string;
  /** The text that the place is in: the program, or a file that it imports. */
  readonly source: Source;
  /** Absent where the fault has no place in the text, as for a missing value of a point. */
  readonly span?: Span;
}

/** Thrown once, at the border of the compiler, with every error of the program. */
export class CompileError extends Error {
  readonly diagnostics: readonly Diagnostic[];
  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((d) => d.message).join("\n"));
    this.name = "CompileError";
    this.diagnostics = diagnostics;
  }
}

/** Abandons the statement at hand; the fault is already in the report. */
export class Abandon extends Error {}

type Parameters<C extends Code> = (typeof messages)[C] extends (...args: infer A) => Message ? A : never;

/** More errors than anybody reads; after them a pass may leave the rest of the program alone. */
export const MAX_ERRORS = 1000;
/** Comparisons of words for hints: some tenths of a second. */
const MAX_COMPARED = 1_000_000;

/** What the reports on the texts of one program share. */
interface Collected {
  readonly diagnostics: Diagnostic[];
  /** Place and sentence of each. */
  readonly known: Set<string>;
  errors: number;
  compared: number;
}

/** Collects the diagnostics of one program. */
export class Report {
  readonly source: Source;
  private readonly all: Collected;

  constructor(source: Source, all: Collected = { diagnostics: [], known: new Set(), errors: 0, compared: 0 }) {
    this.source = source;
    this.all = all;
  }

  /** A report on another text that belongs to the same program. */
  of(source: Source): Report {
    return new Report(source, this.all);
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.all.diagnostics;
  }

  /** The nearest known word for a hint; none once very many words were compared. */
  nearest(word: string, known: () => readonly string[]): string | undefined {
    if (this.all.compared >= MAX_COMPARED) return undefined;
    const candidates = known();
    this.all.compared += candidates.length;
    return suggest(word, candidates);
  }

  error<C extends Code>(span: Span | undefined, code: C, ...args: Parameters<C>): void {
    this.add("error", span, code, args);
  }

  warn<C extends Code>(span: Span | undefined, code: C, ...args: Parameters<C>): void {
    this.add("warning", span, code, args);
  }

  /** Reports an error and abandons the statement at hand. */
  fail<C extends Code>(span: Span | undefined, code: C, ...args: Parameters<C>): never {
    this.error(span, code, ...args);
    throw new Abandon();
  }

  get hasErrors(): boolean {
    return this.all.errors > 0;
  }

  get isFull(): boolean {
    return this.all.errors >= MAX_ERRORS;
  }

  /** Throws a CompileError if anything is wrong. */
  check(): void {
    if (!this.hasErrors) return;
    const errors = this.diagnostics.filter((d) => d.severity === "error");
    errors.sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
    throw new CompileError(errors);
  }

  private add<C extends Code>(severity: "error" | "warning", span: Span | undefined, code: C, args: Parameters<C>): void {
    const template = messages[code] as (...args: unknown[]) => Message;
    const { message, hint } = template(...args);
    const { diagnostics, known } = this.all;
    const key = `${span?.start ?? ""} ${message}`;
    if (known.has(key)) return;
    known.add(key);
    if (severity === "error") this.all.errors++;
    diagnostics.push({
      severity, code, message, source: this.source,
      ...(hint === undefined ? {} : { hint }),
      ...(span === undefined ? {} : { span }),
    });
  }
}

/** A condition that only a defect of gradc itself can break. */
export function invariant(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(`defect of gradc: ${what}`);
}
