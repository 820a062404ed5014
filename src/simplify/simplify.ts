// A graph to a smaller, stabler one: rebuilt bottom-up through a builder that simplifies each node,
// until no rule fires any more. Every pass is one loop over the nodes that are needed.
import { reachable } from "../graph/evaluate.js";
import type { NodeId } from "../graph/graph.js";
import { onFirstUse } from "../graph/once.js";
import { keptNodes, mapProgram, rootsOf, type Program } from "../graph/program.js";
import { inBodies } from "../ops/in-bodies.js";
import { opTable } from "../ops/index.js";
import { chooseRules, readRules, type FindAttempts } from "./compile.js";
import { makeRewriter, type RewriterOptions } from "./rewriter.js";
import type { Level, Phase } from "./rule.js";
import { dataRules, structuralRules } from "./rules/index.js";

export type SimplifyOptions = RewriterOptions;

/** A rule may make room for another one further down; a large graph is not gone through so often. */
const MAX_PASSES = 8;
const LARGE = 300_000;
const MAX_PASSES_LARGE = 1;

const allRules = onFirstUse(() => readRules(opTable, { data: dataRules, structural: structuralRules }));
const usualOfLevels = onFirstUse(() => {
  const of = (level: Level, phase: Phase): FindAttempts => chooseRules(allRules(), { level, phase });
  const phases = (level: Level) => ({ stabilize: of(level, "stabilize"), canonicalize: of(level, "canonicalize"), finish: of(level, "finish") });
  return { strict: phases("strict"), safe: phases("safe"), fast: phases("fast") };
});

/** The same program with a simpler graph; its nodes have the same values, as far as the level promises. */
export function simplify(program: Program, options: SimplifyOptions): Program {
  const find = options.disable === undefined ? usualRules(options) : chooseRules(allRules(), options);
  let current = inBodies(program, (inner) => simplify(inner, options));
  for (let pass = 0; ; pass++) {
    const { result, fired, size } = onePass(current, find, options);
    current = result;
    if (fired === 0 || pass + 1 >= (size > LARGE ? MAX_PASSES_LARGE : MAX_PASSES)) return current;
  }
}

/** The rules of a level and a phase where none is disabled: what was found for one program serves the next. */
function usualRules({ level, phase }: SimplifyOptions): FindAttempts {
  return usualOfLevels()[level][phase];
}

function onePass(program: Program, find: FindAttempts, options: SimplifyOptions): { result: Program; fired: number; size: number } {
  const from = program.builder;
  const order = reachable(from, keptNodes(program));
  const uses = countUses(program, order);
  const rewriter = makeRewriter(from.ops, order.length, find, options);
  const made = new Int32Array(from.graph.size).fill(-1);
  const drops = options.phase !== "stabilize";
  for (const id of order) {
    const node = from.node(id);
    rewriter.begin(node.origin);
    const isMark = drops && (node.op === "named" || node.op === "stop_gradient");
    const args = node.args.map((a) => made[a] as NodeId);
    const result = isMark ? args[0] as NodeId : rewriter.b.copy(node, args);
    made[id] = result;
    // a mark passes its uses on, less its own one
    rewriter.addUses(result, (uses[id] as number) - (isMark ? 1 : 0));
  }
  rewriter.b.improve = undefined;
  const map = (id: NodeId): NodeId | undefined => {
    const result = made[id];
    return result === undefined || result < 0 ? undefined : result;
  };
  return { result: mapProgram(program, rewriter.b, map), fired: rewriter.fired(), size: order.length };
}

/** How often each node is an argument or a result. */
function countUses(program: Program, order: readonly NodeId[]): Int32Array {
  const { builder } = program;
  const uses = new Int32Array(builder.graph.size);
  for (const id of order) for (const arg of builder.node(id).args) uses[arg] = (uses[arg] as number) + 1;
  for (const id of rootsOf(program)) uses[id] = (uses[id] as number) + 1;
  return uses;
}
