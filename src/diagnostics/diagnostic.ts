// What can be wrong with a user's program, as values; and the one exception that carries them.
import type { Source, Span } from "./source.js";
import { messages, type Code, type Message } from "./messages.js";

export interface Diagnostic {
  readonly severity: "error" | "warning";
  readonly code: Code;
  readonly message: string;
  readonly hint?: string;
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

/** Collects the diagnostics of one program. */
export class Report {
  readonly diagnostics: Diagnostic[];
  readonly source: Source;

  constructor(source: Source, diagnostics: Diagnostic[] = []) {
    this.source = source;
    this.diagnostics = diagnostics;
  }

  /** A report on another text that belongs to the same program. */
  of(source: Source): Report {
    return new Report(source, this.diagnostics);
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
    return this.diagnostics.some((d) => d.severity === "error");
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
    const known = this.diagnostics.some((d) => d.message === message && d.span?.start === span?.start);
    if (known) return;
    this.diagnostics.push({
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
