// The parts of a page in their places; the report and the playground share it.
import { codeView } from "./code-view.js";
import { el } from "./dom.js";
import { checkView, costView } from "./facts-view.js";
import { formulasView } from "./formulas-view.js";
import { graphView } from "./graph-view.js";
import { plotView } from "./plot-view.js";
import type { PageState } from "./state.js";
import { storyView } from "./story-view.js";
import { timelineView } from "./timeline-view.js";

/** `program` is its text or an editor; `more` stands below its formulas. */
export function bench(state: PageState, program: HTMLElement, ...more: readonly HTMLElement[]): HTMLElement {
  const side = el("div.area.side", {}, plotView(state), checkView(state), costView(state));
  return el("main.bench", {},
    el("div.desk", {}, el("div.area.left", {}, program, formulasView(state), ...more), graphView(state), storyView(state)),
    timelineView(state), el("div.area.below", {}, codeView(state), side));
}

/** Light, dark, or as the system has it. */
export function themeButton(): HTMLElement {
  const root = document.documentElement;
  const isDark = (): boolean => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const button = el("button.quiet", { type: "button", onclick: () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    name();
  } });
  const name = (): void => { button.textContent = isDark() ? "Light" : "Dark"; };
  name();
  return button;
}
