// Numbers for people: short texts, and arrays as small heat maps.
import type { Value } from "../src/inspect/explain.js";
import { el, svg } from "./dom.js";

/** At most four significant digits. */
export function numberText(x: number): string {
  if (!Number.isFinite(x)) return String(x);
  if (x === 0) return "0";
  const size = Math.abs(x);
  if (size >= 1e5 || size < 1e-4) return x.toExponential(2).replace("e+", "e").replace("-", "−");
  return String(Number(x.toPrecision(4))).replace("-", "−");
}

export function isNumber(value: Value | undefined): value is number {
  return typeof value === "number";
}

/** Numbers that JSON lacks are texts in a page. */
export function revived(value: unknown): unknown {
  if (typeof value === "string") return /^(NaN|-?Infinity)$/.test(value) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(revived);
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, revived(v)])) : value;
}

/** A number, the elements of a short vector where they fit into so many letters, or the largest element of an array. */
export function shortText(value: Value | undefined, most = Infinity): string {
  if (value === undefined) return "";
  if (isNumber(value)) return numberText(value);
  const all = flat(value);
  const listed = all.length <= 3 && value.every(isNumber) ? `[${all.map(numberText).join(", ")}]` : undefined;
  return listed !== undefined && listed.length <= most ? listed : `|max| ${numberText(Math.max(...all.map(Math.abs)))}`;
}

export function flat(value: Value): number[] {
  return isNumber(value) ? [value] : value.flatMap(flat);
}

const MOST_ROWS = 12;
const MOST_COLUMNS = 16;
const SIDE = 15;

/** Rows and columns of the last two dimensions, blue below 0 and orange above it. */
export function heatMap(value: Value, label: string): Element {
  if (isNumber(value)) return el("span.number", {}, numberText(value));
  const rows = rowsOf(value);
  const [height, width] = [Math.min(rows.length, MOST_ROWS), Math.min(rows[0]?.length ?? 0, MOST_COLUMNS)];
  const most = Math.max(1e-300, ...rows.flat().map((x) => (Number.isFinite(x) ? Math.abs(x) : 0)));
  const cells = rows.slice(0, height).flatMap((row, i) => row.slice(0, width).map((x, j) => {
    const share = Number.isFinite(x) ? Math.abs(x) / most : 1;
    return svg(x < 0 ? "rect.low" : "rect.high", {
      x: j * SIDE, y: i * SIDE, width: SIDE - 1, height: SIDE - 1, rx: 2,
      "fill-opacity": (0.08 + 0.92 * share).toFixed(3),
    },
      svg("title", {}, `${label}[${i + 1}, ${j + 1}] = ${numberText(x)}`));
  }));
  const isCut = rows.length > height || (rows[0]?.length ?? 0) > width;
  return el("span.heat", {}, svg("svg", {
    width: width * SIDE, height: height * SIDE, viewBox: `0 0 ${width * SIDE} ${height * SIDE}`, role: "img",
    "aria-label": `${label}: ${shortText(value)}`,
  }, ...cells), isCut && el("span.muted", {}, ` of ${rows.length} × ${rows[0]?.length ?? 0}`));
}

/** A vector is a row; of more dimensions the leading ones are one below the other. */
export function rowsOf(value: Value): number[][] {
  if (isNumber(value)) return [[value]];
  if (value.every(isNumber)) return [[...value] as number[]];
  return value.flatMap((part) => (isNumber(part) ? [[part]] : part.every(isNumber) ? [[...part] as number[]] : rowsOf(part)));
}
