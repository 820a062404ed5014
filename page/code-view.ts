// The generated module in colours, each line linked to the value that it computes.
import { el, panel, replace } from "./dom.js";
import { linesOf, markOld, nodeAt, nodeOf, type PageState } from "./state.js";

const WORDS = "export|function|return|const|let|for|if|else|throw|new|interface|readonly|typeof|while|true|false|undefined|as|void";
const TYPES = "number|Float64Array|Int32Array|boolean|string|Math|RangeError|TypeError";
/** One group for each of KINDS. */
const TOKENS = new RegExp(
  String.raw`(//.*|/\*.*|^\s*\*.*)|("(?:[^"\\]|\\.)*")|\b(${WORDS})\b|\b(${TYPES})\b|(\b\d[\d.]*(?:e[+-]?\d+)?\b)`, "g",
);
const KINDS = ["comment", "string", "word", "type", "number"] as const;

export function codeView(state: PageState): HTMLElement {
  const code = el("pre.code", { tabindex: 0, "aria-label": "Generated TypeScript" });
  const copy = el(
    "button.quiet",
    {
      type: "button",
      onclick: () => { void navigator.clipboard.writeText((state.shown.coded?.lines ?? []).map((l) => l.text).join("\n")); },
    },
    "Copy",
  );
  const view = panel("generated", "Generated TypeScript", code);
  state.on(["code"], () => {
    replace(code, ...(state.shown.coded?.lines ?? []).map(
      (line, i) => el("span", { class: line.span === undefined ? "line" : "line linked", "data-code-line": i + 1 }, ...coloured(line.text)),
    ));
  });
  markOld(state, view, "code");
  state.on(["code", "focus"], () => {
    const node = state.focus === undefined ? undefined : nodeOf(state.study, state.focus.node);
    const lit = new Set(node === undefined ? [] : linesOf(state, node));
    [...code.children].forEach((line, i) => { line.classList.toggle("lit", lit.has(i)); });
  });
  const nodeOfLine = (event: Event): number | undefined => {
    const line = event.target instanceof Element ? event.target.closest("[data-code-line]") : null;
    const span = state.shown.coded?.lines[Number(line?.getAttribute("data-code-line")) - 1]?.span;
    return span === undefined ? undefined : nodeAt(state.study, ...span)?.node;
  };
  code.addEventListener("pointerover", (event) => {
    const node = nodeOfLine(event);
    state.hover(node === undefined ? undefined : { node, isMirror: false });
  });
  code.addEventListener("pointerleave", () => { state.hover(undefined); });
  code.addEventListener("click", (event) => {
    const node = nodeOfLine(event);
    if (node !== undefined) state.select({ node, isMirror: false });
  });
  view.querySelector("h2")?.append(el("span.tools", {}, copy));
  return view;
}

/** One line; what is no token stays as it is. */
function coloured(text: string): (HTMLElement | string)[] {
  const parts: (HTMLElement | string)[] = [];
  let at = 0;
  for (const match of text.matchAll(TOKENS)) {
    const kind = KINDS[match.slice(1).findIndex((group) => group !== undefined)] ?? "plain";
    parts.push(text.slice(at, match.index), el("span", { class: kind }, match[0]));
    at = match.index + match[0].length;
  }
  return [...parts, text.slice(at)];
}
