// The page of a report: it has everything in itself, and asks nothing of a network.
import { bench, themeButton } from "./bench.js";
import { append, el } from "./dom.js";
import { revived } from "./values.js";
import { sourceView } from "./source-view.js";
import type { Numbers, Shown } from "../src/study/index.js";
import { PageState } from "./state.js";

const data = (JSON.parse(document.getElementById("data")?.textContent ?? "[]") as readonly Shown[])
  .map((one): Shown => (one.numbers === undefined ? one : { ...one, numbers: revived(one.numbers) as Numbers }));
const [first] = data;
if (first !== undefined) {
  const state = new PageState(first);
  const title = el("h1");
  state.on(["program"], () => { title.textContent = state.study.name; });
  const programs = data.length < 2 ? undefined : el("nav.programs", { "aria-label": "Programs" }, ...data.map((one, i) =>
    el("button.quiet", { type: "button", "aria-pressed": i === 0, onclick: (event: MouseEvent) => {
      for (const other of document.querySelectorAll(".programs button"))
        other.setAttribute("aria-pressed", String(other === event.currentTarget));
      state.show(one);
    } }, one.study.name)));
  const header = el("header.top", {},
    el("span.brand", {}, "gradc"), programs ?? title, el("span.space"), themeButton());
  document.body.replaceChildren();
  append(document.body, header, bench(state, sourceView(state)));
  state.show(first);
}
