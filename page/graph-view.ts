// The picture of the graph: moved by dragging, sized by the wheel, walked by the arrow keys.
import { el, panel, replace, trusted } from "./dom.js";
import { contributions, edgesInto, edgesOutOf, progressAt, type Focus, type PageState } from "./state.js";
import { shortText } from "./values.js";

interface Camera {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Pictures are not begun with at less than this. */
const LEAST_SCALE = 0.5;

export function graphView(state: PageState): HTMLElement {
  const stage = el(
    "div.stage",
    { tabindex: 0, role: "application", "aria-label": "Graph: arrow keys walk along the edges, plus and minus size it" },
  );
  const fold = el("button.quiet", { type: "button", onclick: () => {
    state.scene = (state.scene + 1) % Math.max(1, state.study.scenes.length);
    state.tell("scene");
  } }, "");
  const fit = el("button.quiet", { type: "button", title: "Fit the whole graph (0)" }, "Fit");
  const size = (text: string, label: string, factor: number): HTMLElement => el(
    "button.quiet", { type: "button", title: label, "aria-label": label, onclick: () => { zoom(factor); } }, text,
  );
  const camera: Camera = { x: 0, y: 0, width: 1, height: 1 };
  let whole: Camera = { ...camera };
  const picture = (): SVGSVGElement | null => stage.querySelector("svg");
  const look = (): void => { picture()?.setAttribute("viewBox", `${camera.x} ${camera.y} ${camera.width} ${camera.height}`); };
  const fitAll = (): void => {
    const most = Math.max(whole.width, stage.clientWidth / 1.25);
    Object.assign(camera, { ...whole, x: whole.x - (most - whole.width) / 2, width: most });
    look();
  };
  /** All of it, or, where that is too small to be read, what is around the value that is chosen. */
  const start = (): void => {
    fitAll();
    const [width, height] = [stage.clientWidth / LEAST_SCALE, stage.clientHeight / LEAST_SCALE];
    if (whole.width <= width && whole.height <= height) return;
    const box = stage.querySelector<SVGGraphicsElement>(".cell.lit")?.getBBox() ?? { x: whole.width / 2, y: 0, width: 0, height };
    const within = (at: number, room: number, all: number): number =>
      (all <= room ? (all - room) / 2 : Math.max(0, Math.min(at, all - room)));
    const [x, y] = [box.x + box.width / 2 - width / 2, box.y + box.height / 2 - height / 2];
    Object.assign(camera, { x: within(x, width, whole.width), y: within(y, height, whole.height), width, height });
    look();
  };
  const zoom = (factor: number, at?: { readonly x: number; readonly y: number }): void => {
    const centre = at ?? { x: camera.x + camera.width / 2, y: camera.y + camera.height / 2 };
    const width = Math.min(Math.max(camera.width * factor, 120), whole.width * 4 + 800);
    const scale = width / camera.width;
    Object.assign(camera, {
      x: centre.x - (centre.x - camera.x) * scale, y: centre.y - (centre.y - camera.y) * scale, width, height: camera.height * scale,
    });
    look();
  };
  fit.addEventListener("click", fitAll);
  state.on(["program", "scene"], () => {
    const { pictures, study } = state.shown;
    const markup = pictures[state.scene];
    // the old picture stays until the new one is drawn
    if (markup === undefined && study.scenes.length > 0) return stage.classList.add("old");
    stage.classList.remove("old");
    replace(
      stage,
      markup === undefined
        ? el("p.muted", {}, "The graph is too large to be drawn, also with its unnamed values folded.")
        : trusted(markup),
    );
    const [, , width = 1, height = 1] = (picture()?.getAttribute("viewBox") ?? "0 0 1 1").split(" ").map(Number);
    whole = { x: 0, y: 0, width, height };
    picture()?.classList.add("picture");
    requestAnimationFrame(start);
    fold.hidden = study.scenes.length < 2;
    fold.textContent = state.scene === 0 ? "Fold" : "Unfold";
    fold.title = state.scene === 0 ? "Only the values with names of the program" : "All values";
  });
  state.on(["program", "scene", "focus", "step", "numbers"], () => { paint(state, stage); });
  state.on(["program", "scene", "numbers"], () => { weigh(state, stage); });
  listen(state, stage, { zoom, fitAll, move: (dx, dy) => {
    const unit = camera.width / Math.max(1, stage.clientWidth);
    camera.x -= dx * unit;
    camera.y -= dy * unit;
    look();
  } });
  const view = panel("graph", "Graph", stage);
  view.querySelector("h2")?.append(
    el("span.tools", {}, fold, size("−", "Smaller (-)", 1.25), size("+", "Larger (+)", 0.8), fit),
  );
  return view;
}

/** What is chosen, what the time line has reached, and the numbers below. */
function paint(state: PageState, stage: HTMLElement): void {
  const scene = state.picture;
  if (scene === undefined || state.shown.pictures[state.scene] === undefined) return;
  const focus = state.focus;
  const progress = state.step === undefined ? undefined : progressAt(state.study, state.step);
  const numbers = state.shown.numbers;
  const current = progress?.current;
  for (const node of scene.nodes) {
    const isFocus = focus?.node === node.node;
    const value = stage.querySelector(`[data-node="${node.id}"]`);
    const mirror = stage.querySelector(`[data-mirror="${node.id}"]`);
    const isLeaf = node.kind === "param" || node.kind === "input";
    const entry = progress?.entries.get(node.node);
    value?.classList.toggle("lit", isFocus && focus?.isMirror === false);
    value?.classList.toggle("related", isFocus && focus?.isMirror === true);
    mirror?.classList.toggle("lit", isFocus && focus?.isMirror === true);
    mirror?.classList.toggle("related", isFocus && focus?.isMirror === false);
    value?.classList.toggle("dim", progress !== undefined && !isLeaf && !progress.values.has(node.node));
    mirror?.classList.toggle("dim", progress !== undefined && entry === undefined);
    value?.classList.toggle("now", current?.kind === "forward" && current.node === node.node);
    mirror?.classList.toggle(
      "now",
      (current?.kind === "visit" && current.to === node.node) || (current?.kind === "seed" && current.node === node.node),
    );
    const isKnown = progress === undefined || isLeaf || progress.values.has(node.node);
    setNumber(value, isKnown ? numbers?.values[node.node] : undefined);
    const shown = progress === undefined ? numbers?.entries[node.node]
      : entry === undefined ? undefined : entry.visit === undefined ? (numbers === undefined ? undefined : 1) : numbers?.after[entry.visit];
    setNumber(mirror, shown);
  }
  const chosen = scene.nodes.find((n) => n.node === focus?.node);
  for (const edge of scene.edges) {
    const isNow = current?.kind === "visit" && edge.steps.includes(current.visit);
    const isDone = progress === undefined || edge.steps.some((s) => s <= lastVisit(state, state.step ?? 0));
    const isNear = chosen !== undefined && (edge.from === chosen.id || edge.to === chosen.id);
    for (const part of stage.querySelectorAll(`[data-edge="${edge.id}"]`)) {
      const isBack = part.classList.contains("back") || part.querySelector(".local") !== null;
      part.classList.toggle("now", isNow && isBack);
      part.classList.toggle("dim", progress !== undefined && isBack && !isDone);
      part.classList.toggle("near", isNear);
    }
  }
}

/** The width of an edge backward tells how much comes along it. */
function weigh(state: PageState, stage: HTMLElement): void {
  const { study, shown: { numbers } } = state;
  const added = numbers === undefined ? [] : contributions(study, numbers);
  const most = Math.max(...added.filter(Number.isFinite), 0);
  for (const { id, steps } of state.picture?.edges ?? []) {
    const size = steps.reduce((sum, step) => sum + (added[step] ?? 0), 0);
    const width = most > 0 && size >= 0 ? 0.8 + 2.8 * Math.sqrt(Math.min(1, size / most)) : 1.3;
    stage.querySelector<SVGPathElement>(`.back[data-edge="${id}"] .arrow`)?.style.setProperty("--weight", `${width.toFixed(2)}px`);
  }
}

/** The width of a letter of the numbers in nodes. */
const LETTER = 6.3;

function setNumber(cell: Element | null, value: Parameters<typeof shortText>[0]): void {
  const line = cell?.querySelector(".number");
  const text = shortText(value, Number(cell?.querySelector("rect")?.getAttribute("width") ?? 0) / LETTER);
  if (line !== null && line !== undefined && line.textContent !== text) line.textContent = text;
}

function lastVisit(state: PageState, done: number): number {
  for (let i = done - 1; i >= 0; i--) {
    const step = state.study.steps[i];
    if (step?.kind === "visit") return step.visit;
  }
  return state.study.steps[done - 1]?.kind === "rule" ? Infinity : -1;
}

interface Moves {
  readonly zoom: (factor: number, at?: { readonly x: number; readonly y: number }) => void;
  readonly fitAll: () => void;
  readonly move: (dx: number, dy: number) => void;
}

function listen(state: PageState, stage: HTMLElement, { zoom, fitAll, move }: Moves): void {
  const focusOf = (target: EventTarget | null): Focus | undefined => {
    const cell = target instanceof Element ? target.closest("[data-node],[data-mirror]") : null;
    const id = cell?.getAttribute("data-node") ?? cell?.getAttribute("data-mirror");
    const node = id === null || id === undefined ? undefined : state.picture?.nodes[Number(id)];
    return node === undefined ? undefined : { node: node.node, isMirror: cell?.hasAttribute("data-mirror") === true };
  };
  let drag: { x: number; y: number; moved: number } | undefined;
  const fingers = new Map<number, DOMPoint>();
  stage.addEventListener("pointerdown", (event) => {
    drag = { x: event.clientX, y: event.clientY, moved: 0 };
    fingers.set(event.pointerId, new DOMPoint(event.clientX, event.clientY));
  });
  stage.addEventListener("pointermove", (event) => {
    if (drag === undefined) return state.hover(focusOf(event.target));
    if (fingers.size === 2) return pinch(event);
    move(event.clientX - drag.x, event.clientY - drag.y);
    const moved = drag.moved + Math.abs(event.clientX - drag.x) + Math.abs(event.clientY - drag.y);
    if (moved > 4) stage.setPointerCapture(event.pointerId);
    drag = { x: event.clientX, y: event.clientY, moved };
  });
  const pinch = (event: PointerEvent): void => {
    const before = apart(fingers);
    fingers.set(event.pointerId, new DOMPoint(event.clientX, event.clientY));
    const [after, middle] = [apart(fingers), middleOf(fingers)];
    if (before > 0 && after > 0) zoom(before / after, inPicture(stage, middle));
    drag = { x: event.clientX, y: event.clientY, moved: Infinity };
  };
  const lift = (event: PointerEvent): void => {
    fingers.delete(event.pointerId);
    drag = undefined;
  };
  stage.addEventListener("pointerup", (event) => {
    if (drag !== undefined && drag.moved <= 4) {
      const focus = focusOf(event.target);
      if (focus !== undefined) state.select(focus);
    }
    lift(event);
  });
  stage.addEventListener("pointercancel", lift);
  stage.addEventListener("pointerleave", () => { state.hover(undefined); });
  stage.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey && !stage.matches(":focus")) return;
    event.preventDefault();
    zoom(Math.exp(event.deltaY * 0.0016), inPicture(stage, new DOMPoint(event.clientX, event.clientY)));
  }, { passive: false });
  stage.addEventListener("keydown", (event) => {
    if (event.key === "+" || event.key === "=") zoom(0.8);
    else if (event.key === "-") zoom(1.25);
    else if (event.key === "0") fitAll();
    else if (event.key === "Escape") state.select(undefined);
    else if (event.key.startsWith("Arrow")) walk(state, event.key);
    else return;
    event.preventDefault();
  });
}

function apart(fingers: ReadonlyMap<number, DOMPoint>): number {
  const [a, b] = [...fingers.values()];
  return a === undefined || b === undefined ? 0 : Math.hypot(a.x - b.x, a.y - b.y);
}

function middleOf(fingers: ReadonlyMap<number, DOMPoint>): DOMPoint {
  const all = [...fingers.values()];
  return new DOMPoint(all.reduce((sum, p) => sum + p.x, 0) / all.length, all.reduce((sum, p) => sum + p.y, 0) / all.length);
}

/** A place on the screen in the picture. */
function inPicture(stage: HTMLElement, at: DOMPoint): DOMPoint | undefined {
  const matrix = stage.querySelector("svg")?.getScreenCTM()?.inverse();
  return matrix === undefined ? undefined : at.matrixTransform(matrix);
}

/** Up to a value that is made of it, down to what it is made of, across to its mirror and back. */
function walk(state: PageState, key: string): void {
  const scene = state.picture;
  if (scene === undefined) return;
  const at = scene.nodes.find((n) => n.node === state.selected?.node) ?? scene.nodes.find((n) => n.kind === "output");
  if (at === undefined) return;
  const isMirror = state.selected?.isMirror ?? false;
  if (key === "ArrowRight" || key === "ArrowLeft")
    return state.select({ node: at.node, isMirror: key === "ArrowRight" && at.mirror !== undefined });
  const ids = key === "ArrowUp" ? edgesOutOf(scene, at.id).map((e) => e.to) : edgesInto(scene, at.id).map((e) => e.from);
  const next = ids.map((id) => scene.nodes[id]).find((n) => n !== undefined && (!isMirror || n.mirror !== undefined));
  if (next !== undefined) state.select({ node: next.node, isMirror: isMirror && next.mirror !== undefined });
}
