// What the sums over all paths would do: every path from the output to every value, each multiplied out by itself.
import type { Study } from "../src/study/index.js";
import { nodeOf } from "./state.js";

export interface Path {
  /** The visits along it, from the output. */
  readonly visits: readonly number[];
  readonly text: string;
  /** Multiplications of all paths so far. */
  readonly total: number;
}

const MOST = 400;

/** The paths in the order of their ends; undefined where they are too many to be gone through. */
export function pathsOf(study: Study): Path[] | undefined {
  const visits = study.steps.flatMap((s) => (s.kind === "visit" ? [s] : []));
  const start = study.steps.find((s) => s.kind === "seed");
  if (start?.kind !== "seed") return undefined;
  const ends = new Map<number, number[][]>([[start.node, [[]]]]);
  let count = 0;
  for (const { from, to, visit } of visits) {
    const longer = (ends.get(from) ?? []).map((path) => [...path, visit]);
    count += longer.length;
    if (count > MOST) return undefined;
    ends.set(to, [...ends.get(to) ?? [], ...longer]);
  }
  const name = (node: number): string => nodeOf(study, node)?.name ?? "";
  let total = 0;
  return [...ends].flatMap(([end, paths]) => paths.filter((path) => path.length > 0).map((path) => {
    total += path.length;
    const nodes = [start.node, ...path.map((v) => visits[v]?.to ?? end)];
    return { visits: path, total, text: `to ${name(end)}: ${nodes.map(name).join(" → ")}` };
  }));
}
