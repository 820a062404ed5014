// A graph to a smaller, stabler one: rebuilt bottom-up through a builder that simplifies each node,
// until no rule fires any more. Every pass is one loop over the nodes that are needed.
import { nth } from "../diagnostics/known.js";
import { reachable } from "../graph/evaluate.js";
import type { Builder } from "../graph/builder.js";
import type { NodeId } from "../graph/graph.js";
import { onFirstUse } from "../graph/once.js";
import { isMark } from "../graph/operation.js";
import { keptNodes, rootsOf, type Program } from "../graph/program.js";
import { rebuild } from "../graph/rebuild.js";
import { inBodies } from "../ops/in-bodies.js";
import { opTable } from "../ops/index.js";
import { chooseRules, readRules, type FindAttempts } from "./compile.js";
import { mostPasses } from "./limits.js";
import { makeRewriter, type RewriterOptions } from "./rewriter.js";
import { rules } from "./rules/index.js";
import { parsedRules } from "./rules/parsed.js";

export type SimplifyOptions = RewriterOptions;

const allRules = onFirstUse(() => readRules(opTable, rules, parsedRules()));
/** The rules of a level and a phase where none is disabled: what was found for one program serves the next. */
const usualRules = onFirstUse(() => new Map<string, FindAttempts>());

/** The same program with a simpler graph; its nodes have the same values, as far as the level promises. */
export function simplify(program: Program, options: SimplifyOptions): Program {
  const find = rulesFor(options);
  let current = inBodies(program, (inner) => simplify(inner, { ...options, inBody: true }));
  for (let pass = 0; ; pass++) {
    const { result, fired, size } = onePass(current, find, options);
    current = result;
    if (fired === 0 || pass + 1 >= mostPasses(size)) return current;
  }
}

function rulesFor(options: SimplifyOptions): FindAttempts {
  if (options.disable !== undefined) return chooseRules(allRules(), options);
  const key = `${options.level} ${options.phase}`;
  const known = usualRules().get(key);
  if (known !== undefined) return known;
  const chosen = chooseRules(allRules(), options);
  usualRules().set(key, chosen);
  return chosen;
}

function onePass(program: Program, find: FindAttempts, options: SimplifyOptions): { result: Program; fired: number; size: number } {
  const from = program.builder;
  const roots = rootsOf(program);
  const order = reachable(from, keptNodes(program, roots));
  const uses = countUses(from, roots, order);
  const rewriter = makeRewriter(from.ops, order.length, find, options);
  const drops = options.phase !== "stabilize";
  const result = rebuild(program, () => ({
    order, builder: rewriter.b,
    make: (b, node, args, id) => {
      rewriter.refuel();
      const isDropped = drops && isMark(from, node);
      const made = isDropped ? nth(args, 0) : b.copy(node, args);
      // a mark passes its uses on, less its own one
      rewriter.addUses(made, nth(uses, id) - (isDropped ? 1 : 0));
      return made;
    },
  }));
  rewriter.b.improve = undefined;
  return { result, fired: rewriter.fired(), size: order.length };
}

/** How often each node is an argument or a result. */
function countUses({ graph }: Builder, roots: readonly NodeId[], order: readonly NodeId[]): Int32Array {
  const uses = new Int32Array(graph.size);
  for (const id of order) graph.countArguments(id, uses);
  for (const id of roots) uses[id] = nth(uses, id) + 1;
  return uses;
}
