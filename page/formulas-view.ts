// Value and derivatives as formulas, in MathML where the page has it.
import { typeset } from "../src/inspect/drawing/typeset.js";
import type { FormulaLine, Study } from "../src/study/index.js";
import { el, panel, replace, trusted } from "./dom.js";
import { allNodes, type Focus, type PageState } from "./state.js";

export function formulasView(state: PageState): HTMLElement {
  const list = el("div.formulas");
  state.on(["program"], () => {
    replace(list, ...state.study.formulas.map((f) => {
      const focus = focusOf(state.study, f);
      return el("button", { type: "button", class: "formula-line", "data-kind": f.kind, "data-formula": f.name,
        onclick: () => {
          state.select(focus);
        }, onpointerenter: () => { state.hover(focus); }, onpointerleave: () => { state.hover(undefined); } },
      ...written(f));
    }));
  });
  state.on(["program", "focus"], () => {
    for (const line of list.children) {
      const formula = state.study.formulas.find((f) => f.name === line.getAttribute("data-formula"));
      const focus = formula === undefined ? undefined : focusOf(state.study, formula);
      line.classList.toggle("lit", focus !== undefined && state.focus?.node === focus.node && state.focus.isMirror === focus.isMirror);
    }
  });
  return panel("formula-panel", "Value and derivatives", list);
}

/** Formulas too long for a line go on below it where the browser breaks MathML; elsewhere they are scrolled. */
function written({ math, conditions }: FormulaLine): Node[] {
  const lines = math.map((one) => el("span.equation", {}, trusted(one)));
  return conditions.length === 0 ? lines : [...lines, el("span.muted", {}, `for ${conditions.map(typeset).join(", ")}`)];
}

function focusOf(study: Study, { name, kind }: FormulaLine): Focus | undefined {
  const wanted = kind === "derivative" ? name.replace(/^d/, "") : name;
  const node = allNodes(study).find((n) => n.name === wanted) ?? allNodes(study).find((n) => n.mirror?.name === name);
  return node === undefined ? undefined : { node: node.node, isMirror: kind === "derivative" || node.name !== name };
}
