// What all parts of a page share: the program that is shown, what is chosen, where the time line stands.
import type { Scene, SceneEdge, SceneNode } from "../src/inspect/drawing/scene.js";
import type { Checks, Coded, Numbers, Plot, Shown, Step, Study } from "../src/study/index.js";

import { flat } from "./values.js";

/** A value, or its mirror, by the node of the graph. */
export interface Focus {
  readonly node: number;
  readonly isMirror: boolean;
}

/** What comes after the program itself, where it is made while one looks. */
export type Later = "code" | "plot" | "checks";
export type Topic = "program" | "numbers" | "scene" | "focus" | "step" | Later;

const LATER: readonly Later[] = ["code", "plot", "checks"];

export class PageState {
  shown: Shown;
  /** Which picture. */
  scene = 0;
  selected: Focus | undefined;
  hovered: Focus | undefined;
  /** How many steps are done; undefined as long as the time line rests. */
  step: number | undefined;
  private readonly awaited = new Set<Later>();
  private readonly listeners = new Map<Topic, (() => void)[]>();

  constructor(shown: Shown) {
    this.shown = shown;
  }

  get study(): Study {
    return this.shown.study;
  }

  get picture(): Scene | undefined {
    return this.study.scenes[this.scene];
  }

  get focus(): Focus | undefined {
    return this.hovered ?? this.selected;
  }

  on(topics: readonly Topic[], listener: () => void): void {
    for (const topic of topics) this.listeners.set(topic, [...this.listeners.get(topic) ?? [], listener]);
    listener();
  }

  tell(topic: Topic): void {
    for (const listener of this.listeners.get(topic) ?? []) listener();
  }

  /** Another program; what was chosen stays where its name is still there. What comes later stays as it was until then. */
  show(shown: Shown, later: readonly Later[] = []): void {
    const name = this.selected === undefined ? undefined : nodeOf(this.study, this.selected.node)?.name;
    this.shown = shown;
    this.scene = Math.min(this.scene, Math.max(0, shown.study.scenes.length - 1));
    this.step = undefined;
    this.hovered = undefined;
    const again = allNodes(shown.study).find((n) => n.name === name);
    this.selected = again === undefined ? firstFocus(shown.study) : { node: again.node, isMirror: this.selected?.isMirror ?? false };
    this.awaited.clear();
    for (const topic of later) this.awaited.add(topic);
    this.tell("program");
    for (const topic of LATER) if (!this.awaited.has(topic)) this.tell(topic);
  }

  /** Whether what is shown of it is still that of the program before. */
  isAwaited(topic: Later): boolean {
    return this.awaited.has(topic);
  }

  setNumbers(numbers: Numbers | undefined): void {
    const { numbers: _, ...others } = this.shown;
    this.shown = { ...others, ...(numbers === undefined ? {} : { numbers }) };
    this.tell("numbers");
  }

  /** Those of the program that is shown, once they are drawn. */
  setPictures(pictures: readonly string[]): void {
    this.shown = { ...this.shown, pictures };
    this.tell("scene");
  }

  setPlot(plot: Plot | undefined): void {
    const { plot: _, ...others } = this.shown;
    this.shown = { ...others, ...(plot === undefined ? {} : { plot }) };
    this.awaited.delete("plot");
    this.tell("plot");
  }

  setChecks(checks: Checks | undefined): void {
    const { checks: _, ...others } = this.shown;
    this.shown = { ...others, ...(checks === undefined ? {} : { checks }) };
    this.awaited.delete("checks");
    this.tell("checks");
  }

  setCode(coded: Coded | undefined): void {
    const { coded: _, ...others } = this.shown;
    this.shown = { ...others, ...(coded === undefined ? {} : { coded }) };
    this.awaited.delete("code");
    this.tell("code");
  }

  select(focus: Focus | undefined): void {
    this.selected = focus;
    this.tell("focus");
  }

  hover(focus: Focus | undefined): void {
    if (focus?.node === this.hovered?.node && focus?.isMirror === this.hovered?.isMirror) return;
    this.hovered = focus;
    this.tell("focus");
  }

  goTo(step: number | undefined): void {
    this.step = step === undefined ? undefined : Math.max(0, Math.min(step, this.study.steps.length));
    this.tell("step");
  }
}

/** A value at a branch, whose derivative is a sum; or the output. */
function firstFocus(study: Study): Focus | undefined {
  const nodes = allNodes(study);
  const node = nodes.find((n) => (n.mirror?.terms.length ?? 0) > 1) ?? nodes.find((n) => n.name === study.of);
  return node === undefined ? undefined : { node: node.node, isMirror: true };
}

/** The values of the largest scene. */
export function allNodes(study: Study): readonly SceneNode[] {
  return study.scenes[0]?.nodes ?? [];
}

export function nodeOf(study: Study, node: number): SceneNode | undefined {
  return allNodes(study).find((n) => n.node === node);
}

export function edgesInto(scene: Scene, id: number): readonly SceneEdge[] {
  return scene.edges.filter((e) => e.to === id);
}

export function edgesOutOf(scene: Scene, id: number): readonly SceneEdge[] {
  return scene.edges.filter((e) => e.from === id);
}

/** The value that a place of the program belongs to: the one with the least text around it. */
export function nodeAt(study: Study, from: number, to = from): SceneNode | undefined {
  const around = allNodes(study).filter(({ span: [start, end] }) => end > start && start <= from && to <= end);
  return around.reduce<SceneNode | undefined>(
    (best, n) => (best === undefined || n.span[1] - n.span[0] < best.span[1] - best.span[0] ? n : best), undefined,
  );
}

/** How much each edge backward adds to its entry: the largest element. */
export function contributions({ steps }: Study, { after }: Numbers): number[] {
  const entries = new Map<number, readonly number[]>();
  return steps.flatMap((step) => {
    if (step.kind !== "visit") return [];
    const [now, before] = [flat(after[step.visit] ?? 0), entries.get(step.to)];
    entries.set(step.to, now);
    return now.reduce((most, x, i) => Math.max(most, Math.abs(x - (before?.[i] ?? 0))), 0);
  });
}

/** Greys a panel out as long as it shows what belongs to the program before. */
export function markOld(state: PageState, view: HTMLElement, topic: Later): void {
  state.on(["program", topic], () => { view.classList.toggle("old", state.isAwaited(topic)); });
}

/** The lines of generated code that compute a value: those of the same place, or else of the nearest around it. */
export function linesOf(state: PageState, { span: [start, end] }: SceneNode): number[] {
  const lines = state.isAwaited("code") ? [] : state.shown.coded?.lines ?? [];
  const among = (test: (s: number, e: number) => boolean): number[] =>
    lines.flatMap(({ span }, i) => (span !== undefined && test(span[0], span[1]) ? [i] : []));
  const same = among((s, e) => s === start && e === end);
  if (same.length > 0 || end <= start) return same;
  const around = among((s, e) => s <= start && end <= e);
  const least = Math.min(...around.map((i) => width(lines[i]?.span)));
  return around.filter((i) => width(lines[i]?.span) === least);
}

function width(span: readonly [number, number] | undefined): number {
  return span === undefined ? Infinity : span[1] - span[0];
}

/** What is known after so many steps: values of the forward pass, entries with what they hold. */
export interface Progress {
  readonly values: ReadonlySet<number>;
  readonly entries: ReadonlyMap<number, { readonly terms: readonly string[]; readonly visit: number | undefined }>;
  readonly current: Step | undefined;
}

export function progressAt(study: Study, done: number): Progress {
  const values = new Set<number>();
  const entries = new Map<number, { terms: string[]; visit: number | undefined }>();
  for (const step of study.steps.slice(0, done)) {
    if (step.kind === "forward") values.add(step.node);
    if (step.kind === "seed") entries.set(step.node, { terms: ["1"], visit: undefined });
    if (step.kind === "visit") entries.set(step.to, { terms: [...entries.get(step.to)?.terms ?? [], step.adds], visit: step.visit });
  }
  return { values, entries, current: study.steps[done - 1] };
}
