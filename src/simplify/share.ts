// The graph anew with what chains share: sums and products of the same parts in another order.
import { Builder } from "../graph/builder.js";
import { reachable } from "../graph/evaluate.js";
import type { NodeId } from "../graph/graph.js";
import { invariant } from "../diagnostics/diagnostic.js";
import { keptNodes, mapProgram, type Program } from "../graph/program.js";
import { chainsOf, join, positive, settled, type Chain, type Element, type Kind, type Signed } from "./chains.js";
import { sharePairs, type Pair } from "./pairs.js";

/** What a chain is made of after sharing. */
interface Recipe {
  readonly chain: Chain;
  readonly elements: readonly (Element | undefined)[];
}

interface Plan {
  readonly order: readonly NodeId[];
  readonly inner: ReadonlySet<NodeId>;
  readonly recipes: ReadonlyMap<NodeId, Recipe>;
  /** By the numbers that they have among the elements. */
  readonly pairs: ReadonlyMap<NodeId, Pair & { readonly kind: Kind }>;
}

interface Rebuild {
  readonly b: Builder;
  readonly plan: Plan;
  /** The new value of each old node and of each pair. */
  readonly made: Map<NodeId, Signed>;
}

/** The same program where pairs that several chains have are one node; the program itself where there are none. */
export function shareParts(program: Program): Program {
  const from = program.builder;
  const kept = keptNodes(program);
  const order = reachable(from, kept);
  const { chains, inner } = chainsOf(from, order, kept);
  const recipes = new Map<NodeId, Recipe>();
  const pairs = new Map<NodeId, Pair & { readonly kind: Kind }>();
  let free = from.graph.size;
  for (const kind of ["product", "sum"] as const) {
    const own = [...chains.values()].filter((c) => c.kind === kind);
    const shared = sharePairs(own.map((c) => c.elements), free);
    own.forEach((chain, i) => recipes.set(chain.root, { chain, elements: shared.chains[i] ?? chain.elements }));
    for (const pair of shared.pairs) pairs.set(free++, { ...pair, kind });
  }
  return pairs.size === 0 ? program : rebuilt(program, { order, inner, recipes, pairs });
}

function rebuilt(program: Program, plan: Plan): Program {
  const from = program.builder;
  const b = new Builder(from.ops, { from: plan.order.length });
  const r: Rebuild = { b, plan, made: new Map() };
  const made = (id: NodeId): Signed => valueOf(r, id);
  for (const id of plan.order) {
    const node = from.node(id);
    const [first] = node.args;
    if (plan.inner.has(id) || (node.op === "neg" && !r.made.has(first as NodeId))) continue;
    b.origin = node.origin;
    const recipe = plan.recipes.get(id);
    if (recipe !== undefined) r.made.set(id, formed(r, recipe));
    else if (node.op === "neg") r.made.set(id, opposite(made(first as NodeId)));
    else r.made.set(id, positive(b.copy(node, node.args.map((a) => settled(b, made(a))))));
  }
  const results = new Map(keptNodes(program).map((id) => [id, settled(b, made(id))]));
  return mapProgram(program, b, (id) => {
    const value = r.made.get(id);
    return results.get(id) ?? (value === undefined || value.isNegative || value.isInverse ? undefined : value.node);
  });
}

/** A chain in the order in which it was written, as far as its elements are still there. */
function formed(r: Rebuild, { chain, elements }: Recipe): Signed {
  const values: (Signed | undefined)[] = [];
  const at = (place: number): Signed | undefined => {
    if (place >= 0) return values[place];
    const element = elements[~place];
    return element === undefined ? undefined : elementOf(r, chain.kind, element);
  };
  for (let i = chain.branches.length - 1; i >= 0; i--) {
    const { left, right } = chain.branches[i] as Chain["branches"][number];
    const [x, y] = [at(left), at(right)];
    values[i] = x === undefined || y === undefined ? x ?? y : join(r.b, chain.kind, x, y);
  }
  const whole = values[0] as Signed;
  return chain.isNegative ? opposite(upright(r, whole)) : upright(r, whole);
}

function elementOf(r: Rebuild, kind: Kind, element: Element): Signed {
  const value = valueOf(r, element >> 1);
  return (element & 1) === 0 ? value : turned(kind, value);
}

function turned(kind: Kind, value: Signed): Signed {
  return kind === "sum" ? opposite(value) : { ...value, isInverse: !value.isInverse };
}

/** No value but one of a product in the making is the reciprocal of its node. */
function upright(r: Rebuild, value: Signed): Signed {
  return value.isInverse ? { ...positive(settled(r.b, { ...value, isNegative: false })), isNegative: value.isNegative } : value;
}

function opposite(value: Signed): Signed {
  return { ...value, isNegative: !value.isNegative };
}

/** The value of an old node, or of a pair, which is formed where it is first needed. */
function valueOf(r: Rebuild, id: NodeId): Signed {
  const stack = [id];
  while (stack.length > 0) {
    const top = stack[stack.length - 1] as NodeId;
    const pair = r.plan.pairs.get(top);
    if (pair === undefined || r.made.has(top)) {
      stack.pop();
      continue;
    }
    const missing = [pair.first, pair.second].filter((x) => !r.made.has(x));
    stack.push(...missing);
    if (missing.length === 0) r.made.set(top, formedPair(r, pair));
  }
  const value = r.made.get(id);
  invariant(value !== undefined, "a part of a chain before it is made");
  return value;
}

function formedPair(r: Rebuild, { first, second, isOpposed, isTurned, kind }: Pair & { readonly kind: Kind }): Signed {
  const turn = (value: Signed): Signed => turned(kind, value);
  const [x, y] = [valueOf(r, first), isOpposed ? turn(valueOf(r, second)) : valueOf(r, second)];
  return isTurned ? turn(join(r.b, kind, turn(x), turn(y))) : join(r.b, kind, x, y);
}
