// Places for a scene: cells with their lines, laid out by Graphviz as pairs, a value and its mirror side by side.
import type { Scene, SceneNode } from "./scene.js";
import { FONT, shortened, SMALL, typeset, widthOf } from "./typeset.js";

/** A line of a cell: its parts one after the other. */
export interface Line {
  readonly parts: readonly { readonly text: string; readonly kind: "name" | "formula" | "shape" | "code" }[];
}

/** What stands in one box. */
export interface Cell {
  readonly lines: readonly Line[];
  readonly width: number;
  readonly height: number;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedNode {
  readonly node: SceneNode;
  readonly cell: Cell;
  readonly box: Box;
  readonly mirror?: { readonly cell: Cell; readonly box: Box };
}

export interface PlacedEdge {
  readonly id: number;
  /** Paths of SVG that end where the arrow points. */
  readonly forward: string;
  readonly back?: string;
  readonly label?: { readonly text: string; readonly x: number; readonly y: number };
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

export interface LayoutOptions {
  /** Room for a number below each value and each entry. */
  readonly hasNumbers?: boolean;
}

const MOST = 30;
const PAD = 12;
const LINE = 16;
const GAP = 26;
const MOST_LINES = 14;
const MARGIN = 12;

export function cellOf(node: SceneNode, { hasNumbers = false }: LayoutOptions = {}): Cell {
  const shape = shapeLine(node);
  if (node.formula.includes("\n")) return sized([...codeLines(node.formula), ...shape], hasNumbers);
  const formula = node.formula === "" ? "" : ` = ${typeset(node.formula)}`;
  const room = Math.max(8, MOST - node.name.length);
  const line: Line = { parts: [{ text: shortened(node.name, MOST), kind: "name" }, { text: shortened(formula, room), kind: "formula" }] };
  return sized([line, ...shape], hasNumbers);
}

export function mirrorOf(node: SceneNode, { hasNumbers = false }: LayoutOptions = {}): Cell {
  const { name, terms } = node.mirror as NonNullable<SceneNode["mirror"]>;
  const sum = terms.length === 0 ? "1" : sumText(terms.map((t) => t.text));
  const formula = shortened(` = ${typeset(sum)}`, Math.max(8, MOST - name.length));
  const line: Line = { parts: [{ text: shortened(name, MOST), kind: "name" }, { text: formula, kind: "formula" }] };
  return sized([line, ...shapeLine(node)], hasNumbers);
}

function shapeLine({ shape }: SceneNode): readonly Line[] {
  return shape === "" ? [] : [{ parts: [{ text: shape, kind: "shape" }] }];
}

/** `a + b - c`, with one term per edge. */
export function sumText(terms: readonly string[]): string {
  return terms.reduce((sum, t) => (t.startsWith("-") ? `${sum} - ${t.slice(1)}` : `${sum} + ${t}`));
}

/** The lines of a loop, without the space that all begin with. */
function codeLines(text: string): Line[] {
  const lines = text.replace(/\t/g, "  ").split("\n").map((line) => line.trimEnd());
  const rest = lines.slice(1).filter((line) => line !== "");
  const indent = Math.min(...rest.map((line) => line.length - line.trimStart().length));
  const all = [lines[0] as string, ...rest.map((line) => line.slice(Number.isFinite(indent) ? indent : 0))];
  const shown = all.length <= MOST_LINES ? all : [...all.slice(0, MOST_LINES - 1), "…"];
  return shown.map((line) => ({ parts: [{ text: shortened(line, 2 * MOST), kind: "code" }] }));
}

function sized(lines: readonly Line[], hasNumbers: boolean): Cell {
  const widths = lines.map(({ parts }) => parts.reduce((sum, p) => sum + widthOf(p.text, p.kind === "shape" ? SMALL : FONT), 0));
  const count = lines.length + (hasNumbers ? 1 : 0);
  return {
    lines, width: Math.ceil(Math.max(34, hasNumbers ? 64 : 0, ...widths) + 2 * PAD), height: Math.ceil(count * LINE + 10),
  };
}

/** The scene in the DOT language, with boxes of the sizes that the cells have. */
export function layoutText(scene: Scene, options: LayoutOptions = {}): string {
  const pairs = scene.nodes.map((node) => {
    const cell = cellOf(node, options);
    const mirror = node.mirror === undefined ? undefined : mirrorOf(node, options);
    const height = Math.max(cell.height, mirror?.height ?? 0);
    const cells = [
      td("f", cell.width, height), ...(mirror === undefined ? [] : [td("", GAP, height), td("d", mirror.width, height)]),
    ];
    return `  n${node.id} [label=<${table(cells.join(""))}>];`;
  });
  const hasMirror = (id: number): boolean => scene.nodes[id]?.mirror !== undefined;
  const edges = scene.edges.flatMap(({ id, from, to, steps, label }) => {
    const text = label === undefined ? "" : `, label=<${table(td("", widthOf(typeset(label), SMALL) + 10, 15))}>`;
    const back = steps.length > 0 && hasMirror(from) && hasMirror(to);
    return [
      `  n${from}:f:n -> n${to}:f:s [id="f${id}"];`, ...(back ? [`  n${from}:d:n -> n${to}:d:s [dir=back, id="b${id}"${text}];`] : []),
    ];
  });
  return [
    "digraph gradc {", '  graph [rankdir=BT, nodesep=0.3, ranksep=0.38];', "  node [shape=plain];", "  edge [arrowsize=0.6];",
    ...pairs, ...edges, "}", "",
  ].join("\n");
}

function table(cells: string): string {
  return `<table border="0" cellborder="0" cellspacing="0" cellpadding="0"><tr>${cells}</tr></table>`;
}

function td(port: string, width: number, height: number): string {
  return `<td${port === "" ? "" : ` port="${port}"`} fixedsize="true" width="${Math.ceil(width)}" height="${height}"></td>`;
}

interface Placed {
  readonly bb: string;
  readonly objects?: readonly { readonly name: string; readonly pos: string }[];
  readonly edges?: readonly { readonly id: string; readonly pos: string; readonly lp?: string }[];
}

/** The places that Graphviz gave, as JSON. */
export function placedScene(scene: Scene, json: string, options: LayoutOptions = {}): Layout {
  const { bb, objects = [], edges = [] } = JSON.parse(json) as Placed;
  const [, , right, top] = bb.split(",").map(Number) as [number, number, number, number];
  const point = (text: string): [number, number] => {
    const [x, y] = text.split(",").map(Number) as [number, number];
    return [x + MARGIN, top - y + MARGIN];
  };
  const centres = new Map(objects.map((o) => [o.name, point(o.pos)]));
  const drawn = new Map(edges.map((e) => [e.id, e]));
  return {
    width: Math.ceil(right + 2 * MARGIN), height: Math.ceil(top + 2 * MARGIN),
    nodes: scene.nodes.map((node) => placedPair(node, centres.get(`n${node.id}`) ?? [0, 0], options)),
    edges: scene.edges.map(({ id, label }) => {
      const back = drawn.get(`b${id}`);
      const at = back?.lp === undefined ? undefined : point(back.lp);
      return {
        id, forward: pathOf(drawn.get(`f${id}`)?.pos ?? "", point),
        ...(back === undefined ? {} : { back: pathOf(back.pos, point) }),
        ...(at === undefined || label === undefined ? {} : { label: { text: typeset(label), x: at[0], y: at[1] } }),
      };
    }),
  };
}

function placedPair(node: SceneNode, [x, y]: readonly [number, number], options: LayoutOptions): PlacedNode {
  const cell = cellOf(node, options);
  const mirror = node.mirror === undefined ? undefined : mirrorOf(node, options);
  const height = Math.max(cell.height, mirror?.height ?? 0);
  const width = cell.width + (mirror === undefined ? 0 : GAP + mirror.width);
  const box = { x: x - width / 2, y: y - height / 2, width: cell.width, height };
  return {
    node, cell, box,
    ...(mirror === undefined ? {} : { mirror: { cell: mirror, box: { ...box, x: box.x + cell.width + GAP, width: mirror.width } } }),
  };
}

/** `e,x,y p0 p1 …` or `s,x,y p0 p1 …` as a curve that ends at the tip of the arrow. */
function pathOf(pos: string, point: (text: string) => [number, number]): string {
  const words = pos.split(" ").filter((w) => w !== "");
  const tips = words.filter((w) => /^[es],/.test(w));
  const points = words.filter((w) => !/^[es],/.test(w)).map(point);
  const isBack = tips.some((w) => w.startsWith("s"));
  const run = isBack ? [...points].reverse() : points;
  const [first, ...rest] = run.map(([x, y]) => `${round(x)} ${round(y)}`);
  if (first === undefined) return "";
  const tip = tips[0] === undefined ? "" : ` L${point(tips[0].slice(2)).map(round).join(" ")}`;
  return `M${first} C${rest.join(" ")}${tip}`;
}

function round(x: number): number {
  return Math.round(x * 10) / 10;
}
