// In which order the program writes its variables where it multiplies them: derivatives keep it.
import type { NodeId } from "../../graph/graph.js";
import type { Program } from "../../graph/program.js";

/** Whether one variable stands before another, by their names. */
export type Before = (x: string, y: string) => boolean;

/** With more variables or nodes no order is looked for. */
const [MOST_VARIABLES, MOST_NODES] = [40, 4000];

/** Of two variables the first one is before the other where it is so in every product of the program. */
export function orderOfFactors({ builder: b }: Pick<Program, "builder">, own: readonly NodeId[]): Before {
  const names = own.flatMap((id) => (b.node(id).op === "variable" ? [String(b.node(id).attrs.name)] : []));
  if (names.length > MOST_VARIABLES || own.length > MOST_NODES) return () => false;
  const found = new Set<string>();
  const within = new Map<NodeId, ReadonlySet<string>>();
  for (const id of own) {
    const { op, args, attrs } = b.node(id);
    const parts = args.map((a) => within.get(a) ?? new Set<string>());
    within.set(id, op === "variable" ? new Set([String(attrs.name)]) : new Set(parts.flatMap((p) => [...p])));
    const [left, right] = parts;
    if ((op !== "mul" && op !== "div") || left === undefined || right === undefined) continue;
    for (const x of left) for (const y of right) if (!left.has(y) && !right.has(x)) found.add(`${x} ${y}`);
  }
  return (x, y) => found.has(`${x} ${y}`) && !found.has(`${y} ${x}`);
}
