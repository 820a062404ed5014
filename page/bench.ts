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

const THEME = "gradc-theme";

/** Light, dark, or as the system has it; what was chosen is kept where the browser lets pages keep something. */
export function themeButton(): HTMLElement {
  const root = document.documentElement;
  const chosen = kept((storage) => storage.getItem(THEME));
  if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  const isDark = (): boolean => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const button = el("button.quiet", { type: "button", onclick: () => {
    const next = isDark() ? "light" : "dark";
    root.dataset.theme = next;
    kept((storage) => { storage.setItem(THEME, next); });
    name();
  } });
  const name = (): void => {
    button.textContent = isDark() ? "Light" : "Dark";
    button.title = isDark() ? "Light colours" : "Dark colours";
  };
  name();
  return button;
}

/** Undefined where the page may keep nothing, as in some files and private windows. */
function kept<T>(use: (storage: Storage) => T): T | undefined {
  try {
    return use(localStorage);
  } catch {
    return undefined;
  }
}
