// A drawing in the DOT language to a picture. Graphviz is an optional package, loaded when it is needed.

/** The package that draws is not installed; the message says what to do. */
export class MissingPackage extends Error {}

/** The picture as SVG. Throws MissingPackage where Graphviz is not installed. */
export function toSvg(dot: string): Promise<string> {
  return drawn(dot, "svg");
}

/** The places of a drawing, as JSON. Throws MissingPackage where Graphviz is not installed. */
export function toPlaces(dot: string): Promise<string> {
  return drawn(dot, "json");
}

async function drawn(dot: string, form: "svg" | "json"): Promise<string> {
  const { Graphviz } = await loaded();
  const graphviz = await Graphviz.load();
  return graphviz.layout(dot, form, "dot");
}

async function loaded(): Promise<typeof import("@hpcc-js/wasm-graphviz")> {
  try {
    return await import("@hpcc-js/wasm-graphviz");
  } catch (cause) {
    throw new MissingPackage(
      "A picture needs the package @hpcc-js/wasm-graphviz; install it with: npm install --save-dev @hpcc-js/wasm-graphviz",
      { cause },
    );
  }
}
