// A laid out scene as SVG. Every text of the program goes through `escaped`.
import type { Box, Cell, Layout, Line } from "./layout.js";
import { FONT, SMALL } from "./typeset.js";

export interface PictureOptions {
  /** A picture by itself brings its colours; a part of a page has those of the page. */
  readonly isAlone?: boolean;
  /** An empty line in each cell, which a page fills with the number. */
  readonly hasNumbers?: boolean;
  readonly title: string;
}

/** Colours by name: light, dark. The page of a report uses the same. */
export const COLOURS: Readonly<Record<string, readonly [string, string]>> = {
  paper: ["#ffffff", "#14171f"], ground: ["#f3f5f9", "#0d0f15"], rule: ["#e2e6ee", "#262b38"], accent: ["#3f5fd6", "#8ea6ff"],
  low: ["#2f6fd0", "#5b9cff"], high: ["#d9700b", "#f0993f"], good: ["#15803d", "#5fce85"], bad: ["#b42318", "#ff8a7a"],
  ink: ["#1b2030", "#e6e9f2"], muted: ["#6b7385", "#959db2"],
  line: ["#aab2c5", "#4a5267"], value: ["#f4f6fa", "#1e2330"], "value-line": ["#c3cad9", "#465069"],
  param: ["#e3ecff", "#1c2c52"], "param-line": ["#3f6fe0", "#6d97f5"], input: ["#e0f4ef", "#12352f"],
  "input-line": ["#14917a", "#3fbfa6"], output: ["#e7e4fb", "#2c2754"], "output-line": ["#6a5acd", "#9d90f2"],
  gradient: ["#fffaf3", "#221b14"], "gradient-line": ["#d9700b", "#f0993f"], "gradient-ink": ["#a34c00", "#ffbd78"],
};

const STYLE = `
text{font:${FONT}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:var(--ink)}
.name{font-weight:600}.shape,.key{font-size:${SMALL}px;fill:var(--muted)}
.cell rect{fill:var(--value);stroke:var(--value-line)}
.param rect{fill:var(--param);stroke:var(--param-line)}.input rect{fill:var(--input);stroke:var(--input-line)}
.output rect{fill:var(--output);stroke:var(--output-line)}
.mirror rect{fill:var(--gradient);stroke:var(--gradient-line)}.mirror .name{fill:var(--gradient-ink)}
.arrow{fill:none;stroke:var(--line);stroke-width:1.3}.back .arrow,.back.arrow{stroke:var(--gradient-line)}
.tip{fill:var(--line)}.tip-back{fill:var(--gradient-line)}
.local{font-size:${SMALL}px;fill:var(--gradient-ink)}.halo{fill:var(--paper);opacity:.9}`;

export function pictureOf(layout: Layout, { isAlone = false, hasNumbers = false, title }: PictureOptions): string {
  const legend = isAlone ? legendOf(layout) : { text: "", width: 0, height: 0 };
  const [width, height] = [Math.max(layout.width, legend.width), layout.height + legend.height];
  const cells = layout.nodes.map(({ node, cell, box, mirror }) =>
    cellText(cell, box, { class: `cell ${node.kind}`, data: `data-node="${node.id}"`, hasNumbers }) + (mirror === undefined
      ? ""
      : cellText(mirror.cell, mirror.box, { class: "cell mirror", data: `data-mirror="${node.id}"`, hasNumbers })));
  const arrows = layout.edges.map((e) =>
    `<g data-edge="${e.id}"><path class="arrow" d="${e.forward}" marker-end="url(#tip)"/></g>` + (e.back === undefined ? "" : (
      `<g class="back" data-edge="${e.id}"><path class="arrow" d="${e.back}" marker-end="url(#tip-back)"/></g>`)));
  const labels = layout.edges.map(({ id, label }) => (label === undefined ? "" : labelText(id, label)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" ` +
    `${isAlone ? `width="${width}" height="${height}" ` : ""}role="img" aria-label="${escaped(title)}">`,
    ...(isAlone ? [`<style>${variables()}${STYLE}</style>`, `<rect width="100%" height="100%" fill="var(--paper)"/>`] : []),
    `<defs>${tip("tip")}${tip("tip-back")}</defs>`,
    `<g class="arrows">${arrows.join("\n")}</g>`, `<g class="cells">${cells.join("\n")}</g>`, `<g class="labels">${labels.join("\n")}</g>`,
    legend.text, "</svg>", "",
  ].join("\n");
}

/** The rules of a picture within a page that has the colours. */
export const PICTURE_STYLE = `.picture{${STYLE}}`;

/** The colours as variables: by the system's choice, or by that of the page. */
export function variables(): string {
  const all = (i: 0 | 1): string => Object.entries(COLOURS).map(([name, pair]) => `--${name}:${pair[i]}`).join(";");
  return `:root{${all(0)}}@media(prefers-color-scheme:dark){:root:not([data-theme=light]){${all(1)}}}:root[data-theme=dark]{${all(1)}}`;
}

/** Text that stands in XML: nothing of it is a tag, an entity or the end of an attribute, or a character that XML lacks. */
export function escaped(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g, "\ufffd")
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd")
    .replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;").replace(/'/g, "&#39;");
}

function tip(id: string): string {
  const size = 'markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse"';
  return `<marker id="${id}" class="${id}" viewBox="0 0 8 8" refX="7" refY="4" ${size} orient="auto">` +
    `<path class="${id}" d="M0 0.8L8 4L0 7.2Z"/></marker>`;
}

interface CellStyle {
  readonly class: string;
  readonly data: string;
  readonly hasNumbers: boolean;
}

function cellText(cell: Cell, { x, y, width, height }: Box, { class: kind, data, hasNumbers }: CellStyle): string {
  const isCode = cell.lines.some((line) => line.parts.some((p) => p.kind === "code"));
  const start = y + (height - cell.height) / 2 + 18;
  const lines = cell.lines.map((line, i) => lineText(line, isCode ? x + 12 : x + width / 2, start + i * 16, isCode));
  const last = start + cell.lines.length * 16;
  const number = hasNumbers ? `<text class="number" x="${n(x + width / 2)}" y="${n(last)}" text-anchor="middle"></text>` : "";
  const rect = `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="7"/>`;
  return `<g class="${kind}" ${data}>${rect}${lines.join("")}${number}</g>`;
}

function lineText({ parts }: Line, x: number, y: number, isLeft: boolean): string {
  const spans = parts.filter((p) => p.text !== "").map((p) => `<tspan class="${p.kind}">${escaped(p.text)}</tspan>`).join("");
  return `<text x="${n(x)}" y="${n(y)}"${isLeft ? "" : ' text-anchor="middle"'} xml:space="preserve">${spans}</text>`;
}

function labelText(id: number, { text, x, y }: { readonly text: string; readonly x: number; readonly y: number }): string {
  const width = [...text].length * 6.4 + 6;
  return `<g data-edge="${id}"><rect class="halo" x="${n(x - width / 2)}" y="${n(y - 8)}" width="${n(width)}" height="16" rx="4"/>` +
    `<text class="local" x="${n(x)}" y="${n(y + 3.5)}" text-anchor="middle">${escaped(text)}</text></g>`;
}

const KEYS: readonly (readonly [string, string])[] = [
  ["param", "param"], ["input", "input"], ["value", "value"], ["output", "output"], ["mirror", "derivative by the value beside it"],
];

/** What the colours mean, of those that occur. */
function legendOf(layout: Layout): { readonly text: string; readonly width: number; readonly height: number } {
  const kinds = new Set<string>(layout.nodes.flatMap((p) => [p.node.kind, ...(p.mirror === undefined ? [] : ["mirror"])]));
  let x = 14;
  const keys = KEYS.filter(([kind]) => kinds.has(kind)).map(([kind, text]) => {
    const at = x;
    x += 34 + text.length * 6.5;
    return `<g class="cell ${kind}"><rect x="${at}" y="${layout.height + 6}" width="14" height="11" rx="3"/>` +
      `<text class="key" x="${at + 20}" y="${layout.height + 15.5}">${text}</text></g>`;
  });
  return { text: `<g>${keys.join("")}</g>`, width: Math.ceil(x), height: 28 };
}

function n(x: number): number {
  return Math.round(x * 10) / 10;
}
