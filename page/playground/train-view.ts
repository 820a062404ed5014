// The network trained live on the digits: its loss, step by step.
import { el, panel, replace, svg } from "../dom.js";
import type { PageState } from "../state.js";
import { numberText } from "../values.js";
import type { Reply } from "./protocol.js";
import { fitsDigits } from "./train.js";

const [WIDTH, HEIGHT, LEFT, BOTTOM] = [560, 240, 44, 26];

export interface TrainView {
  readonly element: HTMLElement;
  readonly hear: (reply: Extract<Reply, { kind: "train" | "train-fault" }>) => void;
}

export function trainView(state: PageState, start: (rate: number) => void, stop: () => void): TrainView {
  const rate = el("input", { type: "range", min: -2, max: 0, step: 0.05, value: -0.5, "aria-label": "Learning rate" });
  const shownRate = el("output.number");
  const chart = el("div");
  const note = el("p.readout.mono");
  let losses: number[] = [];
  let heldOut: (readonly [number, number])[] = [];
  let isRunning = false;
  const button = el("button.primary", { type: "button", onclick: () => {
    if (isRunning) stop();
    else {
      losses = [];
      heldOut = [];
      start(10 ** Number(rate.value));
    }
    isRunning = !isRunning;
    button.textContent = isRunning ? "Stop" : "Train";
  } }, "Train");
  const name = (): void => { shownRate.textContent = numberText(10 ** Number(rate.value)); };
  rate.addEventListener("input", name);
  name();
  const element = panel("train", "Train on handwritten digits",
    el("div.controls", {}, button, el("label.rate", {}, "learning rate ", rate, shownRate)), chart, note,
    el(
      "p.muted", {},
      "1,437 digits of 8 × 8 pixels, 24 hidden units, 400 steps of plain descent on batches of 48, with the gradient " +
      "that gradc generates. The second line is the loss of digits that it does not learn from.",
    ));
  state.on(["program"], () => {
    element.hidden = !fitsDigits(state.study.variables);
    isRunning = false;
    button.textContent = "Train";
  });
  return { element, hear: (reply) => {
    if (reply.kind === "train-fault") {
      note.textContent = reply.message;
      isRunning = false;
      button.textContent = "Train";
      return;
    }
    losses.push(reply.loss);
    if (reply.heldOut !== undefined) heldOut.push([reply.step, reply.heldOut]);
    if (reply.isDone) {
      isRunning = false;
      button.textContent = "Train";
    }
    if (reply.step % 4 !== 0 && !reply.isDone) return;
    note.textContent = `step ${reply.step}   loss ${numberText(reply.loss)}   held out ${numberText(heldOut.at(-1)?.[1] ?? NaN)}`;
    replace(chart, curve(losses, heldOut));
  } };
}

function curve(losses: readonly number[], heldOut: readonly (readonly [number, number])[]): SVGElement {
  const most = Math.max(...losses.filter(Number.isFinite), 1e-9);
  const x = (step: number): number => LEFT + (step / 400) * (WIDTH - LEFT - 10);
  const y = (loss: number): number => 10 + (1 - Math.min(loss, most) / most) * (HEIGHT - BOTTOM - 10);
  const line = (points: readonly (readonly [number, number])[], kind: string): SVGElement =>
    svg("polyline", { class: `curve ${kind}`, points: points.map(([s, l]) => `${x(s).toFixed(1)},${y(l).toFixed(1)}`).join(" ") });
  const ticks = [0, 0.5, 1].flatMap((share) => [
    svg("line.grid", { x1: LEFT, x2: WIDTH - 10, y1: y(share * most), y2: y(share * most) }),
    svg("text.tick", { x: LEFT - 6, y: y(share * most) + 4, "text-anchor": "end" }, numberText(share * most)),
  ]);
  const steps = [0, 100, 200, 300, 400].map((s) => svg("text.tick", { x: x(s), y: HEIGHT - 8, "text-anchor": "middle" }, String(s)));
  return svg("svg.chart", {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img",
    "aria-label": `Loss after ${losses.length - 1} steps: ${numberText(losses.at(-1) ?? NaN)}`,
  },
    ...ticks, ...steps, line(losses.map((l, i) => [i, l] as const), "value"), line(heldOut, "slope"));
}
