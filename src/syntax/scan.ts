// The state of the lexer and what its parts share. It exists only while one text is scanned.
import type { Report } from "../diagnostics/diagnostic.js";
import { T, type Kind, type Tokens } from "./tokens.js";

/** More faults than anybody reads; the rest of the text is left alone. */
export const MAX_FAULTS = 1000;

/** What the lexer asks of a report. */
export type ScanReport = Pick<Report, "diagnostics" | "error" | "warn">;

export interface Scan {
  readonly text: string;
  readonly report: ScanReport;
  /** Whether `?a` is a name, as in the compiler's own tables. */
  readonly hasPatternNames: boolean;
  at: number;
  count: number;
  kinds: Uint8Array;
  starts: Int32Array;
  ends: Int32Array;
  partners: Int32Array;
  /** Numbers of the brackets that are open. */
  readonly open: number[];
  /** Those of them that hold statements, in which a line ends a statement. */
  readonly blocks: number[];
  /** The first token of the statement at hand. */
  statement: number;
  readonly bad: number[];
  hasUnicode: boolean;
  isTooDeep: boolean;
}

export function newScan(text: string, report: ScanReport, hasPatternNames: boolean): Scan {
  const room = Math.min(text.length + 2, 1 << 15);
  return {
    text, report, hasPatternNames, at: 0, count: 0,
    kinds: new Uint8Array(room), starts: new Int32Array(room), ends: new Int32Array(room), partners: new Int32Array(room),
    open: [], blocks: [], statement: 0, bad: [], hasUnicode: false, isTooDeep: false,
  };
}

export function tokensOf(scan: Scan): Tokens {
  const { text, count, kinds, starts, ends, partners, bad, hasUnicode } = scan;
  return { text, count, kinds, starts, ends, partners, bad, hasUnicode };
}

/** Adds a token from `start` to `end` and goes on after it. */
export function push(scan: Scan, kind: Kind, start: number, end: number): void {
  const n = scan.count;
  if (n === scan.kinds.length) grow(scan);
  scan.kinds[n] = kind;
  scan.starts[n] = start;
  scan.ends[n] = end;
  scan.count = n + 1;
  scan.at = end;
}

/** Adds a token that is refused; the caller has reported why. */
export function pushBad(scan: Scan, start: number, end: number): void {
  scan.bad.push(scan.count);
  push(scan, T.bad, start, end);
}

/** Ends a statement with a newline or a semicolon. */
export function pushEnd(scan: Scan, kind: typeof T.newline | typeof T.semicolon, start: number): void {
  push(scan, kind, start, start + 1);
  scan.statement = scan.count;
}

/** Whether statements stand here: no bracket is open but blocks. */
export function isAmongStatements(scan: Scan): boolean {
  return scan.open.length === 0 || scan.open.at(-1) === scan.blocks.at(-1);
}

export function previousKind(scan: Scan): number {
  return scan.count === 0 ? T.newline : (scan.kinds[scan.count - 1] as number);
}

function grow(scan: Scan): void {
  const room = scan.kinds.length * 2;
  const kinds = new Uint8Array(room);
  kinds.set(scan.kinds);
  scan.kinds = kinds;
  scan.starts = wider(scan.starts, room);
  scan.ends = wider(scan.ends, room);
  scan.partners = wider(scan.partners, room);
}

function wider(old: Int32Array, room: number): Int32Array {
  const wide = new Int32Array(room);
  wide.set(old);
  return wide;
}
