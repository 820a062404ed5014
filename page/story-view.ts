// The story of one value: its formula, its shape, its derivative as a sum with one term for each edge that leads out of it.
import { typeset } from "../src/inspect/drawing/typeset.js";
import type { SceneNode, Term } from "../src/inspect/drawing/scene.js";
import { el, panel, replace, svg } from "./dom.js";
import { linesOf, nodeOf, type PageState } from "./state.js";
import { heatMap } from "./values.js";

const KINDS: Readonly<Record<SceneNode["kind"], string>> = {
  param: "param", input: "input", value: "value", output: "output", loop: "loop",
};

export function storyView(state: PageState): HTMLElement {
  const body = el("div.story-body", { "aria-live": "polite" });
  state.on(["program", "focus", "numbers", "code"], () => {
    const { study } = state;
    const node = state.focus === undefined ? undefined : nodeOf(study, state.focus.node);
    if (node === undefined) replace(body, el(
      "p.muted", {},
      "Choose a value in the graph, in the program, or in the code: here stands how it is computed, and how its derivative comes about.",
    ));
    else replace(body, ...story(state, node));
  });
  return panel("story", "One value", body);
}

function story(state: PageState, node: SceneNode): Element[] {
  const { study, shown } = state;
  const { numbers } = shown;
  const value = numbers?.values[node.node];
  const entry = numbers?.entries[node.node];
  const line = study.text.slice(0, node.span[0]).split("\n").length;
  const lines = linesOf(state, node);
  return [
    el(
      "p.headline", {}, el(`span.chip.${node.kind}` as "span", {}, KINDS[node.kind]), el("strong.mono", {}, node.name),
      node.span[1] > node.span[0] && el("span.muted", {}, `line ${line}`),
    ),
    ...(node.formula === "" ? [] : [el(
      node.formula.includes("\n") ? "pre" : "p", { class: "formula mono" },
      node.formula.includes("\n") ? node.formula : `${node.name} = ${typeset(node.formula)}`,
    )]),
    ...(node.shape === "" ? [] : [el("div.shapes", {}, shapeBox(node.shape, node.name))]),
    ...(value === undefined ? [] : [el("div.figure", {}, el("span.label", {}, "value"), heatMap(value, node.name))]),
    ...(node.mirror === undefined
      ? [el("p.muted", {}, "No variable that is differentiated by leads here: there is nothing to send back.")]
      : [
        el("h3", {}, `d${study.of} by ${node.name}`),
        ...sum(state, node.mirror.name, node.mirror.terms),
        ...(entry === undefined ? [] : [el("div.figure", {}, el("span.label", {}, "gradient"), heatMap(entry, node.mirror.name))]),
      ]),
    ...(lines.length === 0 ? [] : [el("p.muted", {}, "Generated lines ", ...lines.slice(0, 12).flatMap((l, i) =>
      [i > 0 ? ", " : "", el("button.link", { type: "button", onclick: () => {
      document.querySelector(`[data-code-line="${l + 1}"]`)?.scrollIntoView({ block: "center", behavior: "smooth" });
    } }, String(l + 1))]), lines.length > 12 ? " …" : "")]),
  ];
}

/** One term for each outgoing edge; each leads to the value that it comes from. */
function sum(state: PageState, name: string, terms: readonly Term[]): Element[] {
  const { study } = state;
  if (terms.length === 0) return [
    el("p.formula.mono.gradient", {}, `${name} = 1`),
    el("p.muted", {}, "The derivative of the output by itself: here the pass backward starts."),
  ];
  const rows = terms.map((term, i) => {
    const step = study.steps.find((s) => s.kind === "visit" && s.visit === term.step);
    const visit = step?.kind === "visit" ? step : undefined;
    const from = visit === undefined ? undefined : nodeOf(study, visit.from);
    const go = (): void => { if (from !== undefined) state.select({ node: from.node, isMirror: true }); };
    return el("li", {},
      el("button.term", { type: "button", onclick: go, title: `to ${from?.name ?? ""}` },
        el("span.plus", {}, i === 0 ? "=" : "+"), el("span.mono.gradient", {}, typeset(term.text))),
      el(
        "span.why", {}, `through ${from?.name ?? "a value"}, by the ${visit?.rule ?? ""}`,
        ...(visit?.local === undefined ? [] : [el("br"), el("span.mono", {}, typeset(visit.local))]),
      ),
      ...productBoxes(study.scenes[0]?.nodes ?? [], term.text));
  });
  return [
    el("p.formula.mono.gradient", {}, name),
    el("ol.terms", {}, ...rows),
    ...(terms.length < 2
      ? []
      : [el("p.muted", {}, `${terms.length} edges lead out of it: a small change goes along each of them, so what comes back is added.`)]),
  ];
}

/** `A' * B`: the sides that meet must be alike, which is why there is a transpose. */
function productBoxes(nodes: readonly SceneNode[], text: string): Element[] {
  const [, left, turnedLeft, right, turnedRight] = /^([A-Za-z_]\w*)('?) \* ([A-Za-z_]\w*)('?)$/.exec(text) ?? [];
  if (left === undefined || right === undefined) return [];
  const shapeOf = (name: string): string[] | undefined => {
    const node = nodes.find((n) => n.name === name || n.mirror?.name === name);
    const sides = node?.shape.slice(1, -1).split(", ");
    return sides?.length === 2 ? sides : undefined;
  };
  const [a, b] = [shapeOf(left), shapeOf(right)];
  if (a === undefined || b === undefined) return [];
  const [first, second] = [turnedLeft === "" ? a : [...a].reverse(), turnedRight === "" ? b : [...b].reverse()];
  const box = (name: string, turned: string | undefined, sides: readonly string[]): Element => shapeBox(
    `[${sides.join(", ")}]`, `${name}${turned === "" ? "" : "ᵀ"}`,
  );
  return [el(
    "div.shapes", {}, box(left, turnedLeft, first), el("span.muted", {}, "·"), box(right, turnedRight, second),
    el("span.muted", {}, "="), shapeBox(`[${first[0]}, ${second[1]}]`, ""),
  )];
}

/** A rectangle with its sides by name. */
function shapeBox(shape: string, name: string): Element {
  const sides = shape.slice(1, -1).split(", ");
  const [rows, columns] = sides.length === 1 ? [sides[0] ?? "", "1"] : [sides.at(-2) ?? "", sides.at(-1) ?? ""];
  const [height, width] = [sideOf(rows), sides.length === 1 ? 14 : sideOf(columns)];
  const [left, top] = [12 + rows.length * 6.4, 4];
  return svg("svg.shape-box", { width: left + width + 10, height: top + height + 18, role: "img", "aria-label": `${name} ${shape}` },
    svg("rect", { x: left, y: top, width, height, rx: 3 }),
    svg("text.side", { x: left - 5, y: top + height / 2 + 4, "text-anchor": "end" }, rows),
    svg("text.side", { x: left + width / 2, y: top + height + 13, "text-anchor": "middle" }, sides.length === 1 ? "" : columns),
    name.length * 7 > width
      ? undefined
      : svg("text.inside", { x: left + width / 2, y: top + height / 2 + 4, "text-anchor": "middle" }, name));
}

/** Lengths differ by name, so that sides that are alike look alike. */
function sideOf(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value)) return 14 + Math.min(50, 12 * Math.log2(1 + value));
  return 30 + [...text].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 29, 7);
}
