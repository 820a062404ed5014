// Copies of what the page shows, in the forms that others read.
import { el } from "../dom.js";
import type { Form } from "./protocol.js";

export interface CopyMenu {
  readonly element: HTMLElement;
  readonly hear: (text: string) => void;
}

const CHOICES = ["TypeScript", "LaTeX", "JSON", "SVG", "PNG"] as const;
const FORMS = { LaTeX: "latex", JSON: "json", SVG: "svg", PNG: "svg" } as const;

export function copyMenu({ code, ask }: { readonly code: () => string; readonly ask: (form: Form) => void }): CopyMenu {
  let wanted: (typeof CHOICES)[number] | undefined;
  const head = el("option", { value: "" }, "Copy as …");
  const done = (isCopied: boolean): void => {
    head.textContent = isCopied ? "Copied" : "Saved";
    setTimeout(() => { head.textContent = "Copy as …"; }, 1600);
  };
  const put = (text: string, ending: string): void => {
    navigator.clipboard.writeText(text).then(() => { done(true); }, () => { save(new Blob([text]), ending); done(false); });
  };
  const element = el("select", { "aria-label": "Copy as", onchange: () => {
    wanted = CHOICES.find((choice) => choice === element.value);
    element.value = "";
    if (wanted === "TypeScript") put(code(), "ts");
    else if (wanted !== undefined) ask(FORMS[wanted]);
  } }, head, ...CHOICES.map((choice) => el("option", { value: choice }, choice)));
  return { element, hear: (text) => {
    if (wanted === "PNG") void toPng(text).then((picture) => { save(picture, "png"); done(false); });
    else put(text, wanted === "LaTeX" ? "tex" : wanted === "JSON" ? "json" : "svg");
  } };
}

function save(content: Blob, ending: string): void {
  const url = URL.createObjectURL(content);
  el("a", { href: url, download: `gradc.${ending}` }).click();
  setTimeout(() => { URL.revokeObjectURL(url); }, 1000);
}

/** The picture at twice its size, for screens with small pixels. */
async function toPng(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;base64,${btoa(String.fromCharCode(...new TextEncoder().encode(svg)))}`;
  await image.decode();
  const canvas = el("canvas", { width: 2 * image.width, height: 2 * image.height });
  const context = canvas.getContext("2d");
  context?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => { if (blob === null) reject(new Error("no picture")); else resolve(blob); }, "image/png");
  });
}
