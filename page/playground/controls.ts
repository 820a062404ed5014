// Numbers to play with: a slider for each scalar, a heat map for each array, and a nudge of one variable.
import type { StudiedVariable, StudyPoint } from "../../src/study/index.js";
import { el, panel, replace } from "../dom.js";
import { allNodes, type PageState } from "../state.js";
import { flat, heatMap, isNumber, numberText } from "../values.js";

type Value = Parameters<typeof heatMap>[0];

/** `move` changes the point that was last asked for: its numbers may be still to come. */
export function controlsView(state: PageState, move: (change: (point: StudyPoint) => StudyPoint) => void): HTMLElement {
  const rows = el("div.variables");
  const message = el("p.muted.problem");
  const draw = (): void => {
    const { study, shown } = state;
    const numbers = shown.numbers;
    if (numbers === undefined) return replace(rows, el("p.muted", {}, "No point was found at which the program has a finite value."));
    replace(rows, ...study.variables.flatMap((variable) => partsOf(variable, numbers.point).map((part) => {
      const set = (value: Value): void => { move((point) => moved(point, part, value)); };
      return el("div.variable", { "data-variable": part.label },
        el("span", { class: `mono ${variable.role}` }, part.label),
        isNumber(part.value)
          ? slider(part.label, part.value, set)
          : el("span.array", {}, heatMap(part.value, part.label), shuffle(part.value, set)),
        el("span.slope.gradient.number"));
    })));
    paint();
  };
  const paint = (): void => {
    const { study, shown } = state;
    for (const row of rows.querySelectorAll<HTMLElement>(".variable")) {
      const label = row.dataset.variable ?? "";
      const node = allNodes(study).find((n) => n.name === label);
      const entry = node === undefined ? undefined : shown.numbers?.entries[node.node];
      const slope = row.querySelector(".slope");
      if (slope !== null) slope.textContent = isNumber(entry) ? `d ${numberText(entry)}` : "";
      const input = row.querySelector("input");
      const value = partsOf(
        study.variables.find((v) => label.split(".")[0] === v.name) ?? study.variables[0], shown.numbers?.point ?? {},
      ).find((p) => p.label === label)?.value;
      const output = row.querySelector("output");
      if (output !== null && isNumber(value)) output.textContent = numberText(value);
      if (input !== null && isNumber(value) && document.activeElement !== input) input.value = String(value);
    }
  };
  state.on(["program"], draw);
  state.on(["numbers"], () => {
    message.textContent = "";
    const hasArrays = state.study.variables.some((v) => v.shape.length > 0);
    const { activeElement } = document;
    const at = [...rows.querySelectorAll("input, button")].findIndex((control) => control === activeElement);
    // a slider at hand stays; a button is made anew with its array
    if (!hasArrays || activeElement instanceof HTMLInputElement && at >= 0) return paint();
    draw();
    rows.querySelectorAll<HTMLElement>("input, button")[at]?.focus();
  });
  return panel("numbers", "Numbers", rows, message);
}

interface Part {
  readonly label: string;
  readonly name: string;
  readonly field?: string;
  readonly value: Value;
}

function partsOf(variable: StudiedVariable | undefined, point: StudyPoint): Part[] {
  if (variable === undefined) return [];
  const { name, fields } = variable;
  const value = point[name] as Value | Readonly<Record<string, number>> | undefined;
  if (value === undefined) return [];
  if (fields === undefined) return [{ label: name, name, value: value as Value }];
  return fields.map(
    (field) => ({ label: `${name}.${field}`, name, field, value: (value as Readonly<Record<string, number>>)[field] ?? 0 }),
  );
}

function moved(point: StudyPoint, { name, field }: Part, value: Value): StudyPoint {
  if (field === undefined) return { ...point, [name]: value as never };
  return { ...point, [name]: { ...point[name] as Readonly<Record<string, number>>, [field]: value as number } };
}

function slider(label: string, value: number, set: (value: number) => void): HTMLElement {
  const reach = Math.max(3, 2 * Math.abs(value));
  const output = el("output.number", {}, numberText(value));
  const input = el("input", { type: "range", min: -reach, max: reach, step: reach / 300, value, "aria-label": label, oninput: () => {
    output.textContent = numberText(Number(input.value));
    set(Number(input.value));
  } });
  return el("span.slide", {}, input, output);
}

function shuffle(value: Value, set: (value: Value) => void): HTMLElement {
  const again = (v: Value): Value => (isNumber(v) ? Math.round((4 * Math.random() - 2) * 100) / 100 : v.map(again));
  return el("button.quiet", { type: "button", title: "Other random numbers", onclick: () => { set(again(value)); } }, "Shuffle");
}

export interface Nudge {
  readonly element: HTMLElement;
  /** What the output is after the nudge. */
  readonly hear: (output: number | undefined) => void;
}

/** The meaning of a gradient in one gesture: what it predicts of a small change, and what happens. */
export function nudgeView(state: PageState, ask: (point: StudyPoint) => void): Nudge {
  const choice = el("select", { "aria-label": "Variable to nudge", onchange: () => { nudge(); } });
  const amount = el(
    "input",
    { type: "range", min: -1, max: 1, step: 0.01, value: 0.1, "aria-label": "Nudge", oninput: () => { nudge(); } },
  );
  const result = el("div.nudge-result");
  const parts = (): Part[] => state.study.variables.flatMap((v) => partsOf(v, state.shown.numbers?.point ?? {}));
  const chosen = (): Part | undefined => parts().find((p) => p.label === choice.value);
  const slope = (part: Part): number => {
    const node = allNodes(state.study).find((n) => n.name === part.label);
    const entry = node === undefined ? undefined : state.shown.numbers?.entries[node.node];
    return entry === undefined ? 0 : flat(entry)[0] ?? 0;
  };
  const nudge = (): void => {
    const part = chosen();
    const numbers = state.shown.numbers;
    if (part === undefined || numbers === undefined) return;
    const by = Number(amount.value);
    let isFirst = true;
    const change = (v: Value): Value => {
      if (!isNumber(v)) return v.map(change);
      const value = isFirst ? v + by : v;
      isFirst = false;
      return value;
    };
    ask(moved(numbers.point, part, change(part.value)));
  };
  state.on(["program", "numbers"], () => {
    const before = choice.value;
    const wanted = parts().filter((p) => allNodes(state.study).some((n) => n.name === p.label && n.mirror !== undefined));
    if ([...choice.options].map((o) => o.value).join() !== wanted.map((p) => p.label).join())
      replace(choice, ...wanted.map((p) => el("option", { value: p.label }, isNumber(p.value) ? p.label : `first element of ${p.label}`)));
    if (wanted.some((p) => p.label === before)) choice.value = before;
    nudge();
  });
  const bar = (label: string, change: number, most: number, kind: string): HTMLElement => {
    const fill = el("span", { class: `fill ${kind}` });
    const share = Math.min(50, (50 * Math.abs(change)) / most);
    Object.assign(fill.style, { width: `${share}%`, marginLeft: `${change < 0 ? 50 - share : 50}%` });
    return el("div.bar", {}, el("span.label", {}, label), el("span.track.centred", {}, fill), el("span.number", {}, numberText(change)));
  };
  const hear = (output: number | undefined): void => {
    const part = chosen();
    const before = state.shown.numbers?.output;
    if (part === undefined || before === undefined) return replace(result);
    if (output === undefined || !Number.isFinite(output)) return replace(result, el("p.muted", {}, "There is no value there."));
    const by = Number(amount.value);
    const [predicted, real] = [slope(part) * by, output - before];
    const most = Math.max(Math.abs(predicted), Math.abs(real), 1e-12);
    replace(result, el("p.mono", {}, `${part.label} ${by < 0 ? "−" : "+"} ${numberText(Math.abs(by))}`),
      bar("gradient · nudge", predicted, most, "edges"), bar("real change", real, most, "real"),
      el("p.muted", {}, `They differ by ${numberText(Math.abs(predicted - real))}: the smaller the nudge, the less.`));
  };
  return { element: panel("nudge", "Nudge a variable", el("div.controls", {}, choice, amount), result), hear };
}
