// The playground: the page of a report that follows what is typed.
import { PICTURE_STYLE, variables } from "../../src/inspect/drawing/picture.js";
import type { Colour, Shown, StudyPoint } from "../../src/study/index.js";
import { bench, themeButton } from "../bench.js";
import { el, panel, replace } from "../dom.js";
import { nodeAt, nodeOf, PageState } from "../state.js";
import { controlsView, nudgeView, type Nudge } from "./controls.js";
import { copyMenu } from "./copy.js";
import { newEditor } from "./editor.js";
import { Link } from "./link.js";
import type { Fault, Reply } from "./protocol.js";
import { samples } from "./samples.js";
import { fromHash, toHash } from "./share.js";
import { trainView, type TrainView } from "./train-view.js";

const CHECK = 900;

let state: PageState | undefined;
let nudge: Nudge | undefined;
let train: TrainView | undefined;
let point: StudyPoint | undefined;
let timers: ReturnType<typeof setTimeout>[] = [];

const faultList = el("ul.faults", { "aria-live": "polite" });
const stage = el("div.waiting", {}, el("p.muted", {}, "The compiler is being loaded …"));
const link = new Link(hear, (message) => { replace(stage, el("p.bad", {}, `The compiler has failed: ${message}`)); });

const first = await fromHash(location.hash);
point = first === undefined ? samples[0]?.point : undefined;
const editor = newEditor(first ?? samples[0]?.text ?? "", typed, pointed);
const copy = copyMenu({
  code: () => state?.shown.coded?.lines.map((l) => l.text).join("\n") ?? "",
  ask: (form) => { link.ask("copy", { form, scene: state?.scene ?? 0 }); },
});
const menu = el("select", { "aria-label": "Samples", onchange: () => {
  const sample = samples[Number(menu.value)];
  if (sample === undefined) return;
  point = sample.point;
  editor.setText(sample.text);
} }, el("option", { value: "" }, "Samples …"), ...samples.map((s, i) => el("option", { value: i }, s.name)));
const program = panel("program editor", "Program", editor.element, faultList);
const share = el("button.quiet", { type: "button", title: "Copy a link that carries the program", onclick: () => {
  void toHash(editor.text()).then((hash) => {
    history.replaceState(null, "", hash);
    void navigator.clipboard.writeText(location.href).then(
      () => { said(share, "Link copied"); }, () => { said(share, "Link is in the address"); },
    );
  });
} }, "Share");

document.head.appendChild(el("style", {}, `${variables()}${PICTURE_STYLE}`));
replace(document.body,
  el(
    "header.top", {}, el("span.brand", {}, "gradc"), el("h1", {}, "playground"), menu, el("span.space"), copy.element,
    share, themeButton(),
  ),
  el("div.bench.first", {}, program, stage));
menu.value = first === undefined ? "0" : "";
study();

function said(button: HTMLElement, text: string): void {
  const before = button.textContent ?? "";
  button.textContent = text;
  setTimeout(() => { button.textContent = before; }, 1600);
}

function typed(text: string): void {
  for (const timer of timers) clearTimeout(timer);
  study();
  timers = [
    setTimeout(() => { void toHash(text).then((hash) => { history.replaceState(null, "", hash); }); }, 400),
  ];
  if (samples[Number(menu.value)]?.text !== text) menu.value = "";
}

function study(): void {
  link.ask("study", { text: editor.text(), point });
}

function pointed(at: number | undefined, isClick: boolean): void {
  if (state === undefined || state.study.text !== editor.text()) return;
  const node = at === undefined ? undefined : nodeAt(state.study, at);
  const focus = node === undefined ? undefined : { node: node.node, isMirror: false };
  if (!isClick) state.hover(focus);
  else if (focus !== undefined) state.select(focus);
}

function move(change: (point: StudyPoint) => StudyPoint): void {
  point = change(point ?? {});
  link.ask("numbers", { point });
}

function hear(reply: Reply): void {
  switch (reply.kind) {
    case "study": return heardStudy(reply);
    case "pictures": return state?.setPictures(reply.pictures);
    case "numbers": {
      const problem = document.querySelector(".problem");
      if (reply.numbers !== undefined) state?.setNumbers(reply.numbers);
      else if (problem !== null) problem.textContent = reply.message ?? "";
      return;
    }
    case "plot": return state?.setPlot(reply.plot);
    case "nudge": return nudge?.hear(reply.output);
    case "code": return state?.setCode(reply.coded);
    case "check": return state?.setChecks(reply.checks);
    case "copy": return copy.hear(reply.text);
    case "train": case "train-fault": train?.hear(reply);
  }
}

function heardStudy({ shown, faults, tokens }: Extract<Reply, { kind: "study" }>): void {
  const text = editor.text();
  editor.setFaults(faults);
  editor.setRoles(new Map(tokens.map(([from, to, colour]) => [text.slice(from, to), colour] as readonly [string, Colour])));
  replace(faultList, ...faults.slice(0, 8).map(faultItem));
  document.querySelector(".bench")?.classList.toggle("stale", shown === undefined);
  if (shown === undefined) return;
  point = shown.numbers?.point;
  show(shown);
  timers.push(setTimeout(() => { link.ask("check", {}); }, CHECK));
}

function faultItem({ line, column, message, hint, severity }: Fault): HTMLElement {
  return el(
    `li.${severity}` as "li", {}, el("span.place.mono", {}, `${line}:${column}`), el("span", {}, message),
    hint !== undefined && el("span.muted", {}, hint),
  );
}

function show(shown: Shown): void {
  const later = ["code", "plot", "checks"] as const;
  if (state !== undefined) return state.show(shown, later);
  state = new PageState(shown);
  const own = state;
  nudge = nudgeView(own, (at) => { link.ask("nudge", { point: at }); });
  train = trainView(own, (rate) => { link.ask("train", { rate }); }, () => { link.ask("stop", {}); });
  const isTyping = editor.hasFocus();
  const page = bench(own, program, controlsView(own, move), nudge.element);
  page.querySelector(".side")?.prepend(train.element);
  document.querySelector(".bench")?.replaceWith(page);
  // what was moved in the page has lost the focus, while somebody types already
  if (isTyping) editor.focus();
  own.on(["focus"], () => {
    const node = own.focus === undefined ? undefined : nodeOf(own.study, own.focus.node);
    editor.light(node?.span[0] ?? 0, node?.span[1] ?? 0, own.focus?.isMirror === true);
  });
  own.show(shown, later);
}
