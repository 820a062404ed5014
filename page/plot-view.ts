// What lies around the point: f and f' over one variable, or the contours over two with the gradient as arrows.
import type { Contours, Curve } from "../src/study/index.js";
import { contourPaths, gradientAt, levelsOf } from "./contours.js";
import { el, panel, replace, svg } from "./dom.js";
import { markOld, type PageState } from "./state.js";
import { numberText } from "./values.js";

const WIDTH = 560;
const HEIGHT = 360;
const EDGE = { left: 52, right: 14, top: 14, bottom: 34 };

interface Scale {
  readonly x: (v: number) => number;
  readonly y: (v: number) => number;
  readonly backX: (p: number) => number;
  readonly backY: (p: number) => number;
}

export function plotView(state: PageState): HTMLElement {
  const body = el("div.plot");
  const view = panel("around", "Around the point", body);
  markOld(state, view, "plot");
  state.on(["plot"], () => {
    const { plot } = state.shown;
    view.hidden = plot === undefined;
    if (plot?.kind === "curve") drawCurve(body, state, plot);
    else if (plot?.kind === "contours") drawContours(body, state, plot);
  });
  return view;
}

function scaleOf([x0, x1]: readonly [number, number], [y0, y1]: readonly [number, number]): Scale {
  const [w, h] = [WIDTH - EDGE.left - EDGE.right, HEIGHT - EDGE.top - EDGE.bottom];
  return {
    x: (v) => EDGE.left + ((v - x0) / (x1 - x0)) * w, y: (v) => EDGE.top + h - ((v - y0) / (y1 - y0)) * h,
    backX: (p) => x0 + ((p - EDGE.left) / w) * (x1 - x0), backY: (p) => y0 + ((EDGE.top + h - p) / h) * (y1 - y0),
  };
}

function frame(
  scale: Scale, xs: readonly [number, number], ys: readonly [number, number], label: string,
  ...children: readonly Element[]
): SVGElement {
  const ticks = [
    ...ticksOf(xs).flatMap((t) => [
      svg("line.grid", { x1: scale.x(t), x2: scale.x(t), y1: EDGE.top, y2: HEIGHT - EDGE.bottom }),
      svg("text.tick", { x: scale.x(t), y: HEIGHT - 14, "text-anchor": "middle" }, numberText(t)),
    ]),
    ...ticksOf(ys).flatMap((t) => [
      svg("line.grid", { y1: scale.y(t), y2: scale.y(t), x1: EDGE.left, x2: WIDTH - EDGE.right }),
      svg("text.tick", { x: EDGE.left - 8, y: scale.y(t) + 4, "text-anchor": "end" }, numberText(t)),
    ]),
  ];
  return svg("svg.chart", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label }, ...ticks, ...children);
}

/** About six round numbers. */
export function ticksOf([from, to]: readonly [number, number]): number[] {
  const rough = (to - from) / 6;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * unit).find((s) => s >= rough) ?? unit;
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: Math.floor((to - first) / step) + 1 }, (_, i) => Number((first + i * step).toPrecision(10)));
}

function drawCurve(body: HTMLElement, state: PageState, { name, x, f, df }: Curve): void {
  const known = [...f, ...df].filter((v): v is number => v !== null).sort((a, b) => a - b);
  // poles do not flatten the rest
  const [low, high] = [known[Math.floor(known.length * 0.02)] ?? -1, known[Math.floor(known.length * 0.98)] ?? 1];
  const pad = 0.12 * Math.max(1e-9, high - low);
  const xs = [x[0] ?? -1, x.at(-1) ?? 1] as const;
  const ys = [Math.min(low - pad, 0), Math.max(high + pad, 0)] as const;
  const scale = scaleOf(xs, ys);
  const line = (values: readonly (number | null)[], kind: string): Element => svg(
    "path", { class: `curve ${kind}`, d: pathOf(x, values, scale, ys) },
  );
  const tangent = svg("line.tangent");
  const [dot, slopeDot] = [svg("circle.dot", { r: 5 }), svg("circle.dot.slope", { r: 4 })];
  const note = el("p.readout.mono");
  const start = state.shown.numbers?.point[name];
  const show = (i: number): void => {
    const [at, value, slope] = [x[i] ?? 0, f[i], df[i]];
    note.textContent = value === null || value === undefined || slope === null || slope === undefined
      ? `${name} = ${numberText(at)}: no value here`
      : `${name} = ${numberText(at)}   ${state.study.of} = ${numberText(value)}   slope = ${numberText(slope)}`;
    if (typeof value !== "number" || typeof slope !== "number") return;
    const reach = (xs[1] - xs[0]) / 8;
    set(
      tangent,
      { x1: scale.x(at - reach), x2: scale.x(at + reach), y1: scale.y(value - slope * reach), y2: scale.y(value + slope * reach) },
    );
    set(dot, { cx: scale.x(at), cy: scale.y(value) });
    set(slopeDot, { cx: scale.x(at), cy: scale.y(slope) });
  };
  const nearest = (v: number): number => x.reduce((best, xi, i) => (Math.abs(xi - v) < Math.abs((x[best] ?? 0) - v) ? i : best), 0);
  const clip = svg(
    "clipPath", { id: "chart-clip" },
    svg("rect", { x: EDGE.left, y: EDGE.top, width: WIDTH - EDGE.left - EDGE.right, height: HEIGHT - EDGE.top - EDGE.bottom }),
  );
  const chart = frame(scale, xs, ys, `${state.study.of} and its derivative over ${name}`, clip,
    svg("g", { "clip-path": "url(#chart-clip)" }, line(df, "slope"), line(f, "value"), tangent), dot, slopeDot);
  chart.addEventListener("pointermove", (event) => { show(nearest(scale.backX(placeIn(chart, event).x))); });
  show(nearest(typeof start === "number" ? start : (xs[0] + xs[1]) / 2));
  replace(body, chart, el("p.keys", {}, el("span.key.value", {}, state.study.of), el("span.key.slope", {}, `derivative by ${name}`)), note);
}

function pathOf(x: readonly number[], values: readonly (number | null)[], scale: Scale, [low, high]: readonly [number, number]): string {
  let isOpen = false;
  return x.map((xi, i) => {
    const v = values[i];
    const isIn = typeof v === "number" && v > low - 10 * (high - low) && v < high + 10 * (high - low);
    const command = isIn ? `${isOpen ? "L" : "M"}${scale.x(xi).toFixed(1)} ${scale.y(v).toFixed(1)}` : "";
    isOpen = isIn;
    return command;
  }).join("");
}

function set(element: Element, values: Readonly<Record<string, number>>): void {
  for (const [key, value] of Object.entries(values)) element.setAttribute(key, value.toFixed(1));
}

function placeIn(chart: SVGElement, event: { readonly clientX: number; readonly clientY: number }): DOMPoint {
  const matrix = (chart as SVGSVGElement).getScreenCTM()?.inverse();
  return new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix);
}

const ARROWS = 4;
const ARROW = 16;

function drawContours(body: HTMLElement, state: PageState, plot: Contours): void {
  const { names: [u, v], x, y } = plot;
  const [xs, ys] = [[x[0] ?? -1, x.at(-1) ?? 1] as const, [y[0] ?? -1, y.at(-1) ?? 1] as const];
  const scale = scaleOf(xs, ys);
  const levels = levelsOf(plot.f, 12);
  const lines = contourPaths(plot, levels, scale.x, scale.y).map(
    (d, i) => svg("path.contour", { d, "stroke-opacity": (0.25 + (0.75 * i) / levels.length).toFixed(2) }),
  );
  const arrows = y.flatMap((b, j) => x.flatMap((a, i) => {
    const [dx, dy] = [plot.dx[j * x.length + i], plot.dy[j * x.length + i]];
    if (i % ARROWS !== 2 || j % ARROWS !== 2 || typeof dx !== "number" || typeof dy !== "number") return [];
    const size = Math.hypot(dx, dy);
    if (size === 0) return [];
    const length = ARROW * Math.min(1, 0.45 + size / 12);
    return [svg("line.arrow-mark", {
      x1: scale.x(a), y1: scale.y(b), x2: scale.x(a) + (dx / size) * length, y2: scale.y(b) - (dy / size) * length,
      "marker-end": "url(#arrow-tip)",
    })];
  }));
  const [trail, marble] = [svg("polyline.trail", { points: "" }), svg("circle.dot", { r: 6 })];
  const note = el("p.readout.mono");
  const rate = el("input", { type: "range", min: -3, max: 0, step: 0.1, value: -1.2, "aria-label": "Learning rate" });
  const here = (): readonly [number, number] => [Number(state.shown.numbers?.point[u] ?? 0), Number(state.shown.numbers?.point[v] ?? 0)];
  let timer: ReturnType<typeof setInterval> | undefined;
  let at = here();
  const show = (): void => {
    set(marble, { cx: scale.x(at[0]), cy: scale.y(at[1]) });
    const g = gradientAt(plot, at[0], at[1]);
    const slope = g === undefined ? "outside" : `gradient (${numberText(g[0])}, ${numberText(g[1])})`;
    note.textContent = `${u} = ${numberText(at[0])}   ${v} = ${numberText(at[1])}   ${slope}`;
  };
  const roll = (from: readonly [number, number]): void => {
    clearInterval(timer);
    at = from;
    let steps = 0;
    const points: string[] = [];
    const step = (): void => {
      points.push(`${scale.x(at[0]).toFixed(1)},${scale.y(at[1]).toFixed(1)}`);
      trail.setAttribute("points", points.join(" "));
      show();
      const g = gradientAt(plot, at[0], at[1]);
      if (g === undefined || steps++ > 120 || Math.hypot(...g) < 1e-4) return clearInterval(timer);
      const size = 10 ** Number(rate.value);
      at = [at[0] - size * g[0], at[1] - size * g[1]];
    };
    step();
    timer = setInterval(step, 60);
  };
  const chart = frame(scale, xs, ys, `Contours of ${state.study.of} over ${u} and ${v}`,
    svg("defs", {}, svg(
      "marker",
      { id: "arrow-tip", viewBox: "0 0 6 6", refX: 5, refY: 3, markerWidth: 5, markerHeight: 5, orient: "auto" },
      svg("path.arrow-tip", { d: "M0 0.5L6 3L0 5.5Z" }),
    )),
    ...lines, ...arrows, trail, marble,
    svg(
      "text.axis", { x: WIDTH - EDGE.right, y: HEIGHT - EDGE.bottom - 6, "text-anchor": "end" }, u,
    ), svg("text.axis", { x: EDGE.left + 6, y: EDGE.top + 12 }, v));
  chart.addEventListener("click", (event) => {
    const p = placeIn(chart, event);
    roll([scale.backX(p.x), scale.backY(p.y)]);
  });
  show();
  const go = el("button", { type: "button", onclick: () => { roll(here()); } }, "Roll downhill");
  replace(body, chart, el("div.controls", {}, go, el("label.rate", {}, "step size ", rate)), note,
    el(
      "p.muted", {},
      "The gradient points uphill, across the contours. Click anywhere to let a marble go: it follows the gradient downhill.",
    ));
}
