// The program's text in colours. A place that is pointed at lights up its value everywhere.
import type { Coloured } from "../src/study/index.js";
import { el, panel, replace } from "./dom.js";
import { nodeAt, nodeOf, type PageState } from "./state.js";

export function sourceView(state: PageState): HTMLElement {
  const code = el("pre.source", { tabindex: 0, "aria-label": "Program" });
  let pieces: { readonly element: HTMLElement; readonly from: number; readonly to: number }[] = [];
  state.on(["program"], () => {
    const { text, tokens } = state.study;
    pieces = piecesOf(text, tokens).map(
      ([from, to, colour]) => ({ from, to, element: el("span", { class: colour }, text.slice(from, to)) }),
    );
    replace(code, ...numbered(pieces.map((p) => p.element)));
  });
  state.on(["program", "focus"], () => {
    const focus = state.focus === undefined ? undefined : nodeOf(state.study, state.focus.node);
    const [start, end] = focus?.span ?? [0, 0];
    for (const { element, from, to } of pieces) {
      element.classList.toggle("lit", from >= start && to <= end && element.textContent !== "\n");
      element.classList.toggle("mirrored", state.focus?.isMirror === true);
    }
  });
  const focusAt = (event: Event): ReturnType<typeof nodeAt> => {
    const piece = pieces.find((p) => p.element === event.target);
    return piece === undefined ? undefined : nodeAt(state.study, piece.from, piece.to);
  };
  code.addEventListener("pointerover", (event) => {
    const node = focusAt(event);
    state.hover(node === undefined ? undefined : { node: node.node, isMirror: false });
  });
  code.addEventListener("pointerleave", () => { state.hover(undefined); });
  code.addEventListener("click", (event) => {
    const node = focusAt(event);
    if (node !== undefined) state.select({ node: node.node, isMirror: false });
  });
  return panel("program", "Program", code);
}

/** The coloured tokens and the text between them, without gaps; line ends by themselves. */
function piecesOf(text: string, tokens: readonly Coloured[]): [number, number, string][] {
  const pieces: [number, number, string][] = [];
  const plain = (from: number, to: number): void => {
    for (const part of text.slice(from, to).matchAll(/\n|[^\n]+/g))
      pieces.push([from + part.index, from + part.index + part[0].length, "plain"]);
  };
  let at = 0;
  for (const [from, to, colour] of tokens) {
    plain(at, from);
    pieces.push([from, to, colour]);
    at = to;
  }
  plain(at, text.length);
  return pieces;
}

/** Lines with their numbers before them. */
function numbered(pieces: readonly HTMLElement[]): HTMLElement[] {
  const lines: HTMLElement[][] = [[]];
  for (const piece of pieces) {
    if (piece.textContent === "\n") lines.push([]);
    else lines.at(-1)?.push(piece);
  }
  while (lines.length > 1 && lines.at(-1)?.length === 0) lines.pop();
  return lines.map((line, i) => el("span.line", { "data-line": i + 1 }, ...line));
}
