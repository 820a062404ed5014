// The way in: a program's text to its statements, and a formula of the compiler's own to an expression.
import { Abandon, CompileError, Report } from "../diagnostics/diagnostic.js";
import type { Source } from "../diagnostics/source.js";
import type { Expr, Statement } from "./ast.js";
import { readExpression } from "./build.js";
import { scanText } from "./lexer.js";
import type { Reading } from "./cursor.js";
import { newShapeReader, type ReadShape } from "./recipe.js";
import { MAX_FAULTS } from "./scan.js";
import { readStatement } from "./statements.js";
import { isOpening, nameAt, partnerOf, spanOf, T, textAt, type Tokens } from "./tokens.js";

const MAX_LENGTH = 64 * 2 ** 20;

const readShape: ReadShape = onFirstUse(newShapeReader);

/** The statements of a program. All faults are reported; a statement that has one is left out. */
export function parseProgram(source: Source, report: Report): Statement[] {
  return parseDamaged(source, report).statements;
}

/** What could be read of a program, and the names that the statements left out were to define. */
export interface Damaged {
  readonly statements: Statement[];
  readonly lostNames: ReadonlySet<string>;
}

/** As `parseProgram`, for a caller who does not want to blame a use of a name on a fault in its definition. */
export function parseDamaged(source: Source, report: Report): Damaged {
  const statements: Statement[] = [];
  const lostNames = new Set<string>();
  if (source.text.length > MAX_LENGTH) {
    report.error(undefined, "source-too-large", source.text.length / 2 ** 20);
    return { statements, lostNames };
  }
  const before = report.diagnostics.length;
  const reading: Reading = { tokens: scanText(source.text, report), report, readShape, refused: new Set() };
  const faults = (): number => report.diagnostics.length - before;
  const count = eachStatement(reading.tokens, (from, to, isBad, isFirst) => {
    const isRead = !isBad && faults() < MAX_FAULTS && addStatement(reading, from, to, isFirst, statements);
    if (!isRead) addLostNames(reading.tokens, from, to, lostNames);
  });
  if (count === 0 && faults() === 0) report.error({ start: 0, end: 0 }, "empty-program");
  return { statements, lostNames };
}

/** A formula of the compiler's own tables, where `?a` is a name too. A fault in it is a defect. */
export function parseFormula(text: string): Expr {
  const report = new Report({ name: "formula", text });
  const tokens = scanText(text, report, true);
  report.check();
  try {
    return readExpression({ tokens, report, readShape, refused: new Set() }, 0, tokens.count - 1);
  } catch (fault) {
    if (fault instanceof Abandon) throw new CompileError(report.diagnostics);
    throw fault;
  }
}

/** Whether the statement was read without a fault. */
function addStatement(reading: Reading, from: number, to: number, isFirst: boolean, statements: Statement[]): boolean {
  try {
    if (!isFirst) checkStart(reading, from);
    for (const statement of readStatement(reading, from, to)) statements.push(statement);
    return true;
  } catch (fault) {
    if (!(fault instanceof Abandon)) throw fault;
    return false;
  }
}

/** The names at the start of a statement: all of a declaration, or up to the sign of a definition; of a loop its states. */
function addLostNames(tokens: Tokens, from: number, to: number, names: Set<string>): void {
  if (textAt(tokens, from) === "for") {
    for (let at = from + 1; at + 1 < to; at++)
      if (tokens.kinds[at] === T.name && STARTS_STATE.has(tokens.kinds[at + 1] as number)) names.add(nameAt(tokens, at));
    return;
  }
  const isDeclaration = tokens.kinds[from] === T.name && /^(?:param|input|output)$/.test(textAt(tokens, from));
  for (let at = from; at < to && (isDeclaration || at < from + 4); at++) {
    if (tokens.kinds[at] === T.assign) break;
    if (tokens.kinds[at] === T.name) names.add(nameAt(tokens, at));
  }
}

/** What follows the name of a state: a name that has a definition of its own keeps it. */
const STARTS_STATE: ReadonlySet<number> = new Set([T.openSquare, T.assign]);

/** A line that starts with a sign is seldom meant as a statement of its own. */
function checkStart({ tokens, report }: Reading, from: number): void {
  const kind = tokens.kinds[from];
  if ((kind !== T.plus && kind !== T.minus) || tokens.kinds[from - 1] !== T.newline) return;
  if (kind === T.plus) report.fail(spanOf(tokens, from), "split-statement", "+");
  if (isIndented(tokens, from)) report.warn(spanOf(tokens, from), "split-minus");
}

/** Whether there is space between the start of the line and the token. */
function isIndented(tokens: Tokens, token: number): boolean {
  const before = tokens.text.charAt(spanOf(tokens, token).start - 1);
  return before === " " || before === "\t";
}

/** Calls back with each statement that is not empty; the number of them. */
function eachStatement(tokens: Tokens, visit: (from: number, to: number, isBad: boolean, isFirst: boolean) => void): number {
  const { kinds, bad } = tokens;
  let count = 0;
  let nextBad = 0;
  let from = 0;
  for (let at = 0; at < tokens.count; at++) {
    const kind = kinds[at] as number;
    if (kind > T.semicolon) {
      if (isOpening(kind)) at = partnerOf(tokens, at);
      continue;
    }
    if (at > from) {
      const isBad = nextBad < bad.length && (bad[nextBad] as number) < at;
      visit(from, at, isBad, count === 0);
      count++;
    }
    while (nextBad < bad.length && (bad[nextBad] as number) < at) nextBad++;
    from = at + 1;
  }
  return count;
}

function onFirstUse(make: () => ReadShape): ReadShape {
  let made: ReadShape | undefined;
  return (shape) => (made ??= make())(shape);
}
