// Two small graphs side by side: what a rule has found, and what it has made of it.
import { typeset } from "../src/inspect/drawing/typeset.js";
import type { Sketch } from "../src/study/index.js";
import { el, svg } from "./dom.js";

const ROW = 46;
const HEIGHT = 24;
const GAP = 12;
const LETTER = 7;

export function sketchesView([before, after]: readonly [Sketch, Sketch]): HTMLElement {
  return el("div.sketches", { "aria-hidden": "true" }, drawn(before, "old"), el("span.arrow", {}, "→"), drawn(after, "new"));
}

function drawn(sketch: Sketch, kind: string): SVGElement {
  const texts = sketch.map((node) => typeset(node.text));
  const widths = texts.map((text) => Math.max(26, [...text].length * LETTER + 14));
  const rows = rowsOf(sketch);
  const lengths = rows.map((row) => row.reduce((sum, i) => sum + (widths[i] ?? 0) + GAP, -GAP));
  const width = Math.max(...lengths);
  const centres = new Map<number, readonly [number, number]>();
  rows.forEach((row, depth) => {
    let x = (width - (lengths[depth] ?? 0)) / 2;
    for (const i of row) {
      centres.set(i, [x + (widths[i] ?? 0) / 2, depth * ROW + HEIGHT / 2]);
      x += (widths[i] ?? 0) + GAP;
    }
  });
  const at = (i: number): readonly [number, number] => centres.get(i) ?? [0, 0];
  const lines = sketch.flatMap(({ args }, i) => args.map((arg) => svg("line", {
    x1: at(i)[0], y1: at(i)[1] + HEIGHT / 2, x2: at(arg)[0], y2: at(arg)[1] - HEIGHT / 2,
  })));
  const cells = sketch.map(({ isOwn }, i) => svg(isOwn ? `g.own.${kind}` : "g", {},
    svg("rect", { x: at(i)[0] - (widths[i] ?? 0) / 2, y: at(i)[1] - HEIGHT / 2, width: widths[i] ?? 0, height: HEIGHT, rx: 5 }),
    svg("text", { x: at(i)[0], y: at(i)[1] + 4, "text-anchor": "middle" }, texts[i] ?? "")));
  const [w, h] = [width + 4, (rows.length - 1) * ROW + HEIGHT + 4];
  return svg("svg.sketch", { viewBox: `-2 -2 ${w} ${h}`, width: w, height: h }, ...lines, ...cells);
}

/** A node stands below all that use it; in a row below the middle of those. */
function rowsOf(sketch: Sketch): number[][] {
  const depth = sketch.map(() => 0);
  sketch.forEach(({ args }, i) => { for (const arg of args) depth[arg] = Math.max(depth[arg] ?? 0, (depth[i] ?? 0) + 1); });
  const rows = Array.from({ length: Math.max(...depth) + 1 }, (_, d) => sketch.flatMap((_node, i) => (depth[i] === d ? [i] : [])));
  const place = new Map<number, number>();
  return rows.map((row) => {
    const middle = (i: number): number => {
      const users = sketch.flatMap(({ args }, user) => (args.includes(i) ? [(place.get(user) ?? 0) + args.indexOf(i) / 8] : []));
      return users.length === 0 ? 0 : users.reduce((sum, x) => sum + x, 0) / users.length;
    };
    const sorted = [...row].sort((x, y) => middle(x) - middle(y));
    sorted.forEach((i, at) => place.set(i, sorted.length === 1 ? 0.5 : at / (sorted.length - 1)));
    return sorted;
  });
}
