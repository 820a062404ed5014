// Elements in one line each. Text is always text: nothing here reads HTML but `trusted`.
type Child = Node | string | undefined | false;
type Props = Readonly<Record<string, string | number | boolean | undefined | ((event: never) => void)>>;

const SVG = "http://www.w3.org/2000/svg";

/** `el("button.quiet", { type: "button", onclick }, "Play")` */
export function el<K extends keyof HTMLElementTagNameMap>(
  name: K | `${K}.${string}`, props: Props = {}, ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const [tag, ...classes] = name.split(".");
  return filled(document.createElement(tag as K), classes, props, children);
}

export function svg(name: string, props: Props = {}, ...children: readonly Child[]): SVGElement {
  const [tag = "g", ...classes] = name.split(".");
  return filled(document.createElementNS(SVG, tag) as SVGElement, classes, props, children);
}

function filled<T extends Element>(element: T, classes: readonly string[], props: Props, children: readonly Child[]): T {
  if (classes.length > 0) element.setAttribute("class", classes.join(" "));
  for (const [key, value] of Object.entries(props)) {
    if (typeof value === "function") element.addEventListener(key.replace(/^on/, ""), value as unknown as EventListener);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== undefined && value !== false) element.setAttribute(key, String(value));
  }
  append(element, ...children);
  return element;
}

export function append(parent: Node, ...children: readonly Child[]): void {
  for (const child of children)
    if (child !== undefined && child !== false) parent.appendChild(typeof child === "string" ? document.createTextNode(child) : child);
}

export function replace(parent: Element, ...children: readonly Child[]): void {
  parent.replaceChildren();
  append(parent, ...children);
}

/** A picture or a formula that gradc's own escaped writers made. */
export function trusted(markup: string): DocumentFragment {
  const template = document.createElement("template");
  template.innerHTML = markup;
  return template.content;
}

/** A panel with its heading. */
export function panel(name: string, title: string, ...children: readonly Child[]): HTMLElement {
  return el("section", { class: `panel ${name}`, "aria-label": title }, el("h2", {}, title), ...children);
}
