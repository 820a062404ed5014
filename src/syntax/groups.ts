// The content of brackets: each item becomes a piece of its own, for which a name stands in the shape.
import { emit, type Cursor, type Place } from "./cursor.js";
import { emptyFault } from "./faults.js";
import { spanBetween, spanOf, T } from "./tokens.js";

export type Group = "bracket" | "call" | "index";

/** Emits `( … )`, the arguments of a call or the items of an index. */
export function emitGroup(c: Cursor, group: Group): void {
  const { kinds } = c.tokens;
  const open = c.at;
  const close = c.tokens.partners[open] as number;
  const place = placeInside(c.place, group === "index");
  emit(c);
  if (c.at === close) {
    if (group !== "call") emptyFault(c, open, group);
    return emit(c);
  }
  while (c.at < close) {
    emitItem(c, close, place);
    if (c.at === close) break;
    if (kinds[c.at] === T.semicolon) c.report.fail(spanOf(c.tokens, c.at), "semicolon-misplaced");
    if (group === "bracket") c.report.fail(spanOf(c.tokens, c.at), "comma-misplaced");
    emit(c);
    if (c.at === close) emptyFault(c, c.at - 1, group);
  }
  emit(c);
}

function placeInside(outer: Place, isIndex: boolean): Place {
  if (isIndex) return "indexItem";
  return outer === "plain" ? "plain" : "inIndex";
}

/** Emits one item up to the next separator, and leaves its tokens to be read later. */
function emitItem(c: Cursor, close: number, place: Place, isItem = false): void {
  const from = c.at;
  const to = itemEnd(c, close);
  if (to === from) emptyFault(c, from, "item");
  if (to === from + 1 && isLeaf(c.tokens.kinds[from])) return emit(c);
  c.slots.push(~c.todo.length);
  c.todo.push({ from, to, place, isItem });
  c.shape += "x";
  c.at = to;
}

/** A single number or name needs no piece of its own. */
function isLeaf(kind: number | undefined): boolean {
  return kind === T.number || kind === T.name;
}

function itemEnd(c: Cursor, close: number): number {
  const { kinds, partners } = c.tokens;
  let at = c.at;
  while (at < close) {
    const kind = kinds[at];
    if (kind === T.comma || kind === T.semicolon) break;
    at = kind === T.openRound || kind === T.openSquare || kind === T.openCurly ? (partners[at] as number) + 1 : at + 1;
  }
  return at;
}

/** Emits `[a, b]` or `[a, b; c, d]`. A separator at the end of a row or of the rows is left out. */
export function emitArray(c: Cursor): void {
  const { kinds } = c.tokens;
  const open = c.at;
  const close = c.tokens.partners[open] as number;
  const place = placeInside(c.place, false);
  emit(c);
  if (c.at === close) emptyFault(c, open, "array");
  let columns = 0;
  for (let row = 1; c.at < close; row++) {
    const first = c.at;
    const length = emitRow(c, close, place);
    if (row === 1) columns = length;
    if (length !== columns) c.report.fail(spanBetween(c.tokens, first, c.at - 1), "ragged-rows", row, length, columns);
    if (kinds[c.at] !== T.semicolon) break;
    if (c.at + 1 === close) c.at++;
    else emit(c);
  }
  emit(c);
}

function emitRow(c: Cursor, close: number, place: Place): number {
  const { kinds } = c.tokens;
  for (let length = 1; ; length++) {
    emitItem(c, close, place, true);
    if (kinds[c.at] !== T.comma) return length;
    const isLast = c.at + 1 === close || kinds[c.at + 1] === T.semicolon;
    if (!isLast) {
      emit(c);
      continue;
    }
    c.at++;
    return length;
  }
}
