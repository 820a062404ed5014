// What it costs, what is stored, and whether numbers agree with it.
import { el, panel, replace } from "./dom.js";
import { markOld, type PageState } from "./state.js";
import { numberText } from "./values.js";

export function costView(state: PageState): HTMLElement {
  const body = el("div");
  const view = panel("cost", "Cost and memory", body);
  markOld(state, view, "code");
  state.on(["code"], () => {
    const { counts, memory } = state.shown.coded ?? {};
    if (counts === undefined || memory === undefined) return replace(body);
    const sizes = counts.nominalSize === undefined ? "" : ` where every named size is ${counts.nominalSize}`;
    replace(body,
      el("dl.facts", {},
        ...fact("value", `${counts.value.toLocaleString("en")} operations`),
        ...(counts.valueAndGradient === undefined
          ? []
          : fact("value and gradient", `${counts.valueAndGradient.toLocaleString("en")} operations`)),
        ...(counts.ratio === undefined ? [] : fact("ratio", counts.ratio.toFixed(2)))),
      el("p.muted", {}, `Additions, multiplications and calls of functions in the generated code${sizes}.`),
      ...(memory.length === 0
        ? [el("p.muted", {}, "No arrays are kept between the pass forward and the pass backward.")]
        : [el(
          "table", {}, el("caption", {}, "Arrays that are set up once"),
          el("tbody", {}, ...memory.map((m) => el("tr", {}, el("th", { scope: "row" }, m.name), el("td.mono", {}, m.shape)))),
        )]));
  });
  return view;
}

function fact(name: string, text: string): HTMLElement[] {
  return [el("dt", {}, name), el("dd", {}, text)];
}

export function checkView(state: PageState): HTMLElement {
  const body = el("div");
  const view = panel("check", "Numeric check", body);
  markOld(state, view, "checks");
  state.on(["checks"], () => {
    const { checks } = state.shown;
    view.hidden = checks === undefined;
    if (checks === undefined) return;
    const rows = checks.rows.map((row) => el("tr", { class: row.failed ? "failed" : "" },
      el("th", { scope: "row" }, row.against), el("td.mono", {}, row.wrt), el("td.number", {}, String(row.checked)),
      el(
        "td.number", {}, row.checked === 0 ? "–" : numberText(row.error),
      ), el("td", {}, row.failed ? `differs at ${row.where}` : row.checked === 0 ? "not checked" : "agrees")));
    replace(body,
      el("table", {}, el("thead", {}, el("tr", {}, ...["against", "by", "numbers", "largest error", ""].map(
        (head, i) => el("th", { class: i === 2 || i === 3 ? "number" : "" }, head),
      ))), el("tbody", {}, ...rows)),
      el(
        "p.muted", {},
        `The generated gradient at ${checks.points} random points (seed ${checks.seed}): against differences of ` +
        `values, against forward mode along a random direction, and against the interpreter.`,
      ));
  });
  return view;
}
