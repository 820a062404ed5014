// Back-propagation step by step, as an ordered list of sentences, with grad_table beside it.
import { typeset } from "../src/inspect/drawing/typeset.js";
import { sumText } from "../src/inspect/drawing/layout.js";
import type { Step } from "../src/study/index.js";
import { el, panel, replace } from "./dom.js";
import { pathsOf, type Path } from "./paths.js";
import { nodeOf, progressAt, type PageState } from "./state.js";
import { sketchesView } from "./sketch-view.js";
import { shortText } from "./values.js";

const PACE = 900;

export function timelineView(state: PageState): HTMLElement {
  const list = el("ol.steps", { "aria-label": "Steps of back-propagation" });
  const table = el("div.table");
  const slider = el(
    "input",
    { type: "range", min: 0, value: 0, "aria-label": "Step", oninput: () => { pause(); move(Number(slider.value)); } },
  );
  const count = el("output.count");
  const play = el("button.primary", { type: "button", onclick: () => { if (timer === undefined) start(); else pause(); } }, "Play");
  const mode = el("select", { "aria-label": "How derivatives are summed", onchange: () => { pause(); at = 0; draw(); } },
    el("option", { value: "edges" }, "each edge once"), el("option", { value: "paths" }, "all paths"));
  let timer: ReturnType<typeof setInterval> | undefined;
  let paths: readonly Path[] | undefined;
  let at = 0;

  const isPaths = (): boolean => mode.value === "paths";
  const last = (): number => (isPaths() ? paths?.length ?? 0 : state.study.steps.length);
  const move = (step: number): void => {
    at = Math.max(0, Math.min(step, last()));
    if (isPaths()) draw();
    else state.goTo(at);
  };
  const pause = (): void => {
    clearInterval(timer);
    timer = undefined;
    play.textContent = "Play";
  };
  const start = (): void => {
    if (at >= last()) move(0);
    play.textContent = "Pause";
    move(at + 1);
    timer = setInterval(() => {
      move(at + 1);
      if (at >= last()) pause();
    }, PACE);
  };
  const draw = (): void => {
    slider.max = String(last());
    slider.value = String(at);
    count.textContent = `${at} of ${last()}`;
    if (isPaths()) drawPaths(list, table, state, paths, at, move);
    else {
      drawSteps(list, state, at, move);
      drawTable(table, state, at);
    }
  };
  state.on(["program"], () => {
    pause();
    paths = pathsOf(state.study);
    at = 0;
    draw();
  });
  state.on(["step", "numbers"], () => {
    if (!isPaths()) at = state.step ?? at;
    draw();
  });
  const step = (by: number) => (): void => { pause(); move(at + by); };
  const reset = (): void => { pause(); at = 0; state.goTo(undefined); draw(); };
  const controls = el("div.controls", {},
    play, el("button", { type: "button", title: "One step back", "aria-label": "One step back", onclick: step(-1) }, "‹"),
    el("button", { type: "button", title: "One step on", "aria-label": "One step on", onclick: step(1) }, "›"),
    slider, count, mode, el("button.quiet", { type: "button", onclick: reset }, "Whole graph"));
  return panel("timeline", "Step by step", controls, el("div.columns", {}, list, table));
}

const HEADS: Readonly<Record<Step["kind"], string>> = {
  forward: "Forward: each value from those before it", seed: "Backward: each edge once", visit: "",
  rule: "Simplified: the value stays the same",
};

function drawSteps(list: HTMLElement, state: PageState, at: number, move: (step: number) => void): void {
  const { steps } = state.study;
  if (list.dataset.of !== state.study.text || list.dataset.mode !== "edges") {
    let before: Step["kind"] | undefined;
    const items = steps.flatMap((step, i) => {
      const head = step.kind !== before && HEADS[step.kind] !== "" ? [el("li.head", { "aria-hidden": true }, HEADS[step.kind])] : [];
      before = step.kind === "visit" ? "seed" : step.kind;
      const item = el(
        "li", { "data-step": i + 1, class: step.kind },
        el("button.step", { type: "button", onclick: () => { move(i + 1); } }, typeset(step.text)),
      );
      return [...head, item];
    });
    replace(list, ...items);
    Object.assign(list.dataset, { of: state.study.text, mode: "edges" });
  }
  mark(list, at);
}

/** The step that is shown is in view; the page itself does not move. */
function mark(list: HTMLElement, at: number): void {
  for (const item of list.children) {
    const step = Number((item as HTMLElement).dataset.step ?? 0);
    item.classList.toggle("done", step > 0 && step < at);
    item.classList.toggle("now", step === at && at > 0);
    if (step !== at || at === 0) continue;
    const top = (item as HTMLElement).offsetTop;
    if (top < list.scrollTop + 24 || top > list.scrollTop + list.clientHeight - 60) list.scrollTop = top - list.clientHeight / 2;
  }
  if (at === 0) list.scrollTop = 0;
}

function drawTable(table: HTMLElement, state: PageState, at: number): void {
  const { study, shown } = state;
  const { entries, current } = progressAt(study, at === 0 ? study.steps.length : at);
  const rows = [...entries].map(([node, { terms, visit }]) => {
    const found = nodeOf(study, node);
    const isNow = at > 0 && ((current?.kind === "visit" && current.to === node) || (current?.kind === "seed" && current.node === node));
    const number = visit === undefined ? (shown.numbers === undefined ? undefined : 1) : shown.numbers?.after[visit];
    return el("tr", { class: isNow ? "now" : "", onclick: () => { state.select({ node, isMirror: true }); } },
      el(
        "th", { scope: "row" }, el("button.link", { type: "button" }, found?.mirror?.name ?? ""),
      ), el("td.mono", {}, typeset(sumText(terms))), el("td.number", {}, shortText(number)));
  });
  const rule = at > 0 && current?.kind === "rule" ? [el(
    "div.rewrite", {}, el("strong", {}, current.rule), el("p.mono", {}, typeset(current.before)),
    el("p.mono.after", {}, typeset(current.after)), sketchesView(current.sketches),
  )] : [];
  replace(table, el("div.scroll", {}, ...rule, el("table.grad-table", {}, el("caption", {}, "grad_table"),
      el(
        "thead", {},
        el("tr", {}, el("th", {}, "entry"), el("th", {}, "sum so far"), el("th.number", {}, shown.numbers === undefined ? "" : "number")),
      ),
      el("tbody", {}, ...rows))),
    counters(state, study.steps.slice(0, at === 0 ? undefined : at).filter((s) => s.kind === "visit").length, undefined));
}

function drawPaths(
  list: HTMLElement, table: HTMLElement, state: PageState, paths: readonly Path[] | undefined, at: number, move: (step: number) => void,
): void {
  if (list.dataset.of !== state.study.text || list.dataset.mode !== "paths") {
    const items = (paths ?? []).map((path, i) =>
      el("li", { "data-step": i + 1 }, el(
        "button.step", { type: "button", onclick: () => { move(i + 1); } },
        `${path.text}, ${path.visits.length} multiplication${path.visits.length === 1 ? "" : "s"}`,
      )));
    replace(list, ...(paths === undefined
      ? [el("li.head", {}, `There are too many paths to go through: ${state.study.naive} multiplications.`)]
      : items));
    Object.assign(list.dataset, { of: state.study.text, mode: "paths" });
  }
  mark(list, at);
  const path = paths?.[at - 1];
  for (const part of document.querySelectorAll(".stage [data-edge]")) {
    const edge = state.picture?.edges[Number(part.getAttribute("data-edge"))];
    const isBack = part.classList.contains("back") || part.querySelector(".local") !== null;
    part.classList.toggle("now", isBack && path !== undefined && edge?.steps.some((s) => path.visits.includes(s)) === true);
  }
  replace(table,
    el(
      "p.muted", {},
      "Without the table every path from the output is multiplied out by itself, and what several paths share is " +
      "computed again for each of them.",
    ),
    counters(state, undefined, path?.total ?? (at === 0 ? undefined : 0)));
}

/** Multiplications of both ways, as bars. */
function counters(state: PageState, edges: number | undefined, naive: number | undefined): HTMLElement {
  const { study } = state;
  const most = Math.max(study.edges, Math.min(Number(study.naive), 1e6));
  const bar = (label: string, done: number, all: string, kind: string): HTMLElement => {
    const share = Math.max(0.5, (100 * Math.min(done, most)) / most);
    const line = el(
      "div.bar", {}, el("span.label", {}, label), el("span.track", {}, el("span", { class: `fill ${kind}` })),
      el("span.number", {}, all),
    );
    (line.querySelector(".fill") as HTMLElement).style.width = `${share}%`;
    return line;
  };
  return el("div.counters", {},
    el("p.label", {}, "multiplications by a local derivative"),
    bar(
      "each edge once", edges ?? study.edges,
      edges === undefined || edges === study.edges ? String(study.edges) : `${edges} of ${study.edges}`, "edges",
    ),
    bar("all paths", naive ?? Number(study.naive), naive === undefined ? study.naive : `${naive} of ${study.naive}`, "naive"));
}
