// The graph as a flowchart in the Mermaid language, which pages of documentation draw.
import type { Program } from "../graph/program.js";
import { drawingOf, edgesOf, kindOf, labelOf, REST, type DotOptions, type Kind } from "./dot.js";

/** How each kind of node stands: brackets for its shape, and its colours. */
const FORMS: Readonly<Record<Kind, readonly [open: string, close: string, style: string]>> = {
  param: ["([", "])", "fill:#dbeafe,stroke:#2563eb,color:#0f172a"],
  input: ["([", "])", "fill:#e0f2f1,stroke:#0f766e,color:#0f172a"],
  value: ["[", "]", "fill:#f8fafc,stroke:#94a3b8,color:#0f172a"],
  derivative: ["[", "]", "fill:#fff7ed,stroke:#fb923c,color:#0f172a"],
  output: ["[[", "]]", "fill:#dcfce7,stroke:#15803d,color:#0f172a"],
  gradient: ["[[", "]]", "fill:#fed7aa,stroke:#c2410c,color:#0f172a"],
  number: ["[", "]", "fill:#ffffff,stroke:#64748b,color:#0f172a"],
};

/** The program's graph, results and everything they need. The same program gives the same text. */
export function toMermaid(program: Program, options: DotOptions = {}): string {
  const drawing = drawingOf(program, options.maxNodes ?? 300);
  const kinds = new Set(drawing.shown.map((id) => kindOf(drawing, id)));
  const nodes = drawing.shown.map((id) => {
    const kind = kindOf(drawing, id);
    const [open, close] = FORMS[kind];
    return `  n${id}${open}"${escaped(labelOf(drawing, id))}"${close}:::${kind}`;
  });
  const rest = drawing.hidden === 0 ? [] : [`  ${REST}["… ${drawing.hidden} more nodes"]:::number`];
  if (rest.length > 0) kinds.add("number");
  return [
    "flowchart TB", ...nodes, ...rest,
    ...edgesOf(drawing).map(({ from, to, isBackward }) => `  ${from} ${isBackward ? "-.->" : "-->"} ${to}`),
    ...[...kinds].map((kind) => `  classDef ${kind} ${FORMS[kind][2]}`), "",
  ].join("\n");
}

/** Signs that Mermaid or a page would read as its own, as entities. */
function escaped(text: string): string {
  return text.replace(/["#&<>`*_[\](){}|\\]/g, (c) => `#${c.codePointAt(0)};`).replaceAll("\n", "<br/>");
}
