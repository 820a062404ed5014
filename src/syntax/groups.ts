// The content of brackets: each item becomes a piece of its own, for which a name stands in the shape.
import { emit, type Cursor, type Todo } from "./cursor.js";
import { bindFault, emptyFault } from "./faults.js";
import { isOpening, partnerOf, spanBetween, spanOf, T } from "./tokens.js";

export type Group = "bracket" | "call" | "index";

/** Emits `( … )`, the arguments of a call or the items of an index. */
export function emitGroup(c: Cursor, group: Group): void {
  const { kinds } = c.tokens;
  const open = c.at;
  const close = partnerOf(c.tokens, open);
  emit(c);
  if (c.at === close) {
    if (group !== "call") emptyFault(c, open, group);
    return emit(c);
  }
  while (c.at < close) {
    const inside = { isInIndex: c.isInIndex || group === "index", range: group === "index" ? "open" : "closed", isItem: false } as const;
    if (group === "call" && isBind(c, close)) emitBind(c, open, close, inside);
    else emitItem(c, close, inside);
    if (c.at === close) break;
    if (kinds[c.at] === T.semicolon) c.report.fail(spanOf(c.tokens, c.at), "semicolon-misplaced");
    if (group === "bracket") c.report.fail(spanOf(c.tokens, c.at), "comma-misplaced");
    emit(c);
    if (c.at === close) emptyFault(c, c.at - 1, group);
  }
  emit(c);
}

type Place = Pick<Todo, "isInIndex" | "range" | "isItem">;

/** Whether `name = value` stands here. */
function isBind(c: Cursor, close: number): boolean {
  const { kinds } = c.tokens;
  return c.at + 1 < close && kinds[c.at] === T.name && kinds[c.at + 1] === T.assign;
}

function emitBind(c: Cursor, open: number, close: number, inside: Place): void {
  const bound = c.at;
  const to = itemEnd(c, close);
  bindFault(c, open, to);
  c.slots.push(~c.todo.length);
  c.todo.push({ ...inside, from: bound + 2, to, bound });
  c.shape += "x";
  c.at = to;
}

/** Emits one item up to the next separator, and leaves its tokens to be read later. */
function emitItem(c: Cursor, close: number, inside: Place): void {
  const from = c.at;
  const to = itemEnd(c, close);
  if (to === from) emptyFault(c, from, "item");
  if (to === from + 1 && isLeaf(c.tokens.kinds[from])) return emit(c);
  c.slots.push(~c.todo.length);
  c.todo.push({ ...inside, from, to });
  c.shape += "x";
  c.at = to;
}

/** A single number or name needs no piece of its own. */
function isLeaf(kind: number | undefined): boolean {
  return kind === T.number || kind === T.name;
}

function itemEnd(c: Cursor, close: number): number {
  const { kinds } = c.tokens;
  let at = c.at;
  while (at < close) {
    const kind = kinds[at];
    if (kind === T.comma || kind === T.semicolon) break;
    at = isOpening(kind) ? partnerOf(c.tokens, at) + 1 : at + 1;
  }
  return at;
}

/** Emits `[a, b]` or `[a, b; c, d]`. A separator at the end of a row or of the rows is left out. */
export function emitArray(c: Cursor): void {
  const { kinds } = c.tokens;
  const open = c.at;
  const close = partnerOf(c.tokens, open);
  emit(c);
  if (c.at === close) emptyFault(c, open, "array");
  let columns = 0;
  for (let row = 1; c.at < close; row++) {
    const first = c.at;
    const length = emitRow(c, close);
    if (row === 1) columns = length;
    if (length !== columns) c.report.fail(spanBetween(c.tokens, first, c.at - 1), "ragged-rows", row, length, columns);
    if (kinds[c.at] !== T.semicolon) break;
    if (c.at + 1 === close) c.at++;
    else emit(c);
  }
  emit(c);
}

function emitRow(c: Cursor, close: number): number {
  const { kinds } = c.tokens;
  const inside = { isInIndex: c.isInIndex, range: "none", isItem: true } as const;
  for (let length = 1; ; length++) {
    emitItem(c, close, inside);
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
