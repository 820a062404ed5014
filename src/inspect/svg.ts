// A drawing as SVG. The layout is Graphviz's own, compiled to WebAssembly; it is optional and loaded here.

/** Lays out a DOT text. Throws where `@hpcc-js/wasm-graphviz` is not installed. */
export async function toSvg(dot: string): Promise<string> {
  const graphviz = await loadGraphviz();
  return graphviz.layout(dot, "svg", "dot");
}

async function loadGraphviz(): Promise<{ layout(dot: string, format: "svg", engine: "dot"): string }> {
  const { Graphviz } = await import("@hpcc-js/wasm-graphviz");
  return Graphviz.load();
}
