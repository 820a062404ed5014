// The formulas in the documentation of generated functions.
import type { NodeId } from "../graph/graph.js";
import type { ModuleParts } from "./module.js";

/** The outputs as the user wrote them, one line; the source text is shown with every odd character replaced. */
export function formulaDoc(parts: ModuleParts): string {
  const { outputs } = parts.program;
  const [only] = outputs;
  if (outputs.length === 1 && only?.fields === undefined) return `\`${parts.options.comment(only?.nodes[0] as NodeId)}\``;
  return outputs.map((o) => `\`${o.name}\``).join(", ");
}
