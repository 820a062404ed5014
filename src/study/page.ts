// One page with everything in itself: its script, its style and its data. It asks nothing of a network.
import { escaped } from "../inspect/drawing/picture.js";
import type { Shown } from "./shown.js";

export interface PageParts {
  readonly title: string;
  readonly shown: readonly Shown[];
  readonly script: string;
  readonly style: string;
  /** The base64 digest of a text by SHA-256: nothing but the page's own script and style may run. */
  readonly digest: (text: string) => string;
}

export function pageOf({ title, shown, script, style, digest }: PageParts): string {
  const inline = script.replace(/<\/(script)/gi, "<\\/$1").replace(/<!--/g, "<\\!--");
  const policy = `default-src 'none'; script-src 'sha256-${digest(inline)}'; style-src 'sha256-${digest(style)}'; img-src data:; ` +
    "base-uri 'none'; form-action 'none'";
  return [
    "<!doctype html>", `<html lang="en">`, "<head>", `<meta charset="utf-8">`,
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    `<meta name="viewport" content="width=device-width, initial-scale=1">`, `<title>${escaped(title)}</title>`,
    `<style>${style}</style>`, "</head>", "<body>",
    `<noscript>${shown.map(withoutScript).join("")}</noscript>`,
    `<script type="application/json" id="data">${dataText(shown)}</script>`, `<script>${inline}</script>`, "</body>", "</html>", "",
  ].join("\n");
}

/** JSON that ends no element; numbers that JSON lacks are texts. */
export function dataText(data: unknown): string {
  const json = JSON.stringify(
    data, (_key, value: unknown) => (typeof value === "number" && !Number.isFinite(value) ? String(value) : value),
  );
  return json.replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** What stands in the page where no script runs. */
function withoutScript({ study }: Shown): string {
  const steps = study.steps.map((step) => `<li>${escaped(step.text)}</li>`).join("");
  const formulas = study.formulas.map((f) => `<p><code>${escaped(f.text)}</code></p>`).join("");
  return `<h1>${escaped(study.name)}</h1><pre>${escaped(study.text)}</pre>${formulas}<ol>${steps}</ol>`;
}
