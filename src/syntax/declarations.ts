// `param` and `input`: names with their dimensions, and records.
import type { Declared, DimExpr, Name, Statement } from "./ast.js";
import type { Reading } from "./cursor.js";
import { readName } from "./targets.js";
import { isWord, partnerOf, spanBetween, spanOf, T, textAt } from "./tokens.js";

/** No dimension is larger; a whole array of this size has the most elements that there may be. */
const MAX_SIZE = 2 ** 31;

/** `param a[n, 3], b, p{x, y}`; the keyword is at `from`. */
export function readDeclaration(reading: Reading, role: "param" | "input", from: number, to: number): Statement {
  const { tokens, report } = reading;
  const items: Declared[] = [];
  let at = from + 1;
  for (;;) {
    const { name, span } = readName(reading, at, to);
    const [fields, afterFields] = readFields(reading, at + 1, to);
    const [dims, afterDims] = readDims(reading, afterFields, to);
    if (fields !== undefined && dims.length > 0) report.fail(spanBetween(tokens, afterFields, afterDims - 1), "record-form");
    items.push({ name, span, dims, ...(fields === undefined ? {} : { fields }) });
    if (afterDims >= to) return { kind: "declare", role, items, span: spanBetween(tokens, from, to - 1) };
    if (tokens.kinds[afterDims] !== T.comma) afterDeclared(reading, role, afterDims);
    at = afterDims + 1;
  }
}

/** Something other than a comma follows a declared name. */
function afterDeclared(reading: Reading, role: "param" | "input", at: number): never {
  const { tokens, report } = reading;
  const span = spanOf(tokens, at);
  switch (tokens.kinds[at]) {
    case T.assign: return report.fail(span, "declaration-value", role);
    case T.openSquare: return report.fail(span, "dimension-brackets");
    case T.openRound: return report.fail(span, "dimension-round");
    case T.name: return report.fail(span, "declaration-form", role, textAt(tokens, at - 1), textAt(tokens, at));
    default: return report.fail(span, "declaration-form", role);
  }
}

function readFields(reading: Reading, at: number, to: number): readonly [readonly Name[] | undefined, number] {
  const { tokens, report } = reading;
  if (at >= to || tokens.kinds[at] !== T.openCurly) return [undefined, at];
  const close = partnerOf(tokens, at);
  const fields: Name[] = [];
  const seen = new Set<string>();
  if (close === at + 1) report.fail(spanBetween(tokens, at, close), "record-form");
  for (let i = at + 1; i < close; i += 2) {
    if (!isWord(tokens.kinds[i])) report.fail(spanOf(tokens, i), "record-form", subscripted(reading, at, close));
    const field = readName(reading, i, close);
    if (seen.has(field.name)) report.fail(field.span, "duplicate-field", field.name);
    seen.add(field.name);
    fields.push(field);
    if (i + 1 < close && (tokens.kinds[i + 1] !== T.comma || i + 2 === close)) report.fail(spanOf(tokens, i + 1), "record-form");
  }
  return [fields, close + 1];
}

/** In `x_{1}` the name that is meant. */
function subscripted({ tokens }: Reading, open: number, close: number): string | undefined {
  const name = textAt(tokens, open - 1);
  return name.endsWith("_") && close === open + 2 ? name + textAt(tokens, open + 1) : undefined;
}

function readDims(reading: Reading, at: number, to: number): readonly [readonly DimExpr[], number] {
  const { tokens, report } = reading;
  if (at >= to || tokens.kinds[at] !== T.openSquare) return [[], at];
  const close = partnerOf(tokens, at);
  const dims: DimExpr[] = [];
  if (close === at + 1) report.fail(spanBetween(tokens, at, close), "dimension-empty");
  for (let i = at + 1; i < close; i += 2) {
    dims.push(readDim(reading, i, close));
    if (i + 1 >= close) break;
    if (tokens.kinds[i + 1] !== T.comma) report.fail(spanBetween(tokens, i, i + 1), "dimension-form", textAt(tokens, i + 1));
    if (i + 2 === close) report.fail(spanOf(tokens, i + 1), "dimension-form", ",");
  }
  return [dims, close + 1];
}

function readDim(reading: Reading, at: number, close: number): DimExpr {
  const { tokens, report } = reading;
  const kind = tokens.kinds[at];
  const span = spanOf(tokens, at);
  if (kind === T.name) return readName(reading, at, close);
  if (kind === T.minus && tokens.kinds[at + 1] === T.number) {
    return report.fail(spanBetween(tokens, at, at + 1), "dimension-size", `-${textAt(tokens, at + 1)}`);
  }
  if (isWord(kind)) return report.fail(span, "reserved-word", textAt(tokens, at));
  if (kind !== T.number) return report.fail(span, "dimension-form", textAt(tokens, at));
  const size = Number(textAt(tokens, at));
  if (!Number.isInteger(size) || size < 1) return report.fail(span, "dimension-size", textAt(tokens, at));
  if (size > MAX_SIZE) return report.fail(span, "dimension-too-large", textAt(tokens, at));
  return { size, span };
}
