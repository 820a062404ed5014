// A program cut down to one of its outputs: the variables and the sizes that it alone needs.
import { reachable } from "../graph/evaluate.js";
import type { AttrValue } from "../graph/graph.js";
import type { Program } from "../graph/program.js";
import { namesOfDim } from "../shape/dim.js";

/** The program with the output of this name alone; the same where there is no such output. */
export function restrictTo(program: Program, name: string): Program {
  const { builder } = program;
  const outputs = program.outputs.filter((o) => o.name === name);
  if (outputs.length === 0) return program;
  const needed = new Set(reachable(builder, outputs.flatMap((o) => o.nodes)));
  const used = new Set<string>();
  for (const id of needed) {
    const { shape, attrs } = builder.node(id);
    for (const size of [...shape.flatMap(namesOfDim), ...Object.values(attrs).flatMap(sizesIn)]) used.add(size);
  }
  return {
    ...program, outputs,
    variables: program.variables.filter((v) => v.nodes.some((id) => needed.has(id))),
    sizes: program.sizes.filter((size) => used.has(size)),
    requirements: program.requirements.filter(({ dim }) => namesOfDim(dim).every((size) => used.has(size))),
    indices: program.indices.filter(({ node }) => needed.has(node)),
  };
}

function sizesIn(value: AttrValue): readonly string[] {
  if (typeof value !== "object") return [];
  if ("closure" in value) return [];
  const all: readonly AttrValue[] = "key" in value ? [value] : value;
  return all.flatMap((one) => (typeof one === "object" && "key" in one ? namesOfDim(one) : []));
}
