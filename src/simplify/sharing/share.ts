// Sums and products of the same parts in another order, so that they share what most of them have.
import { reachable } from "../../graph/evaluate.js";
import type { NodeId } from "../../graph/graph.js";
import { keptNodes, type Program } from "../../graph/program.js";
import { chainsOf, join, type Element, type Kind, type Pair, type Signed } from "./chains.js";
import { sharePairs } from "./pairs.js";
import { elementOf, formed, rebuilt, turned, type Rebuild } from "./rebuild.js";

type KindOfPair = Pair & { readonly kind: Kind };

/** The same program where pairs that several chains have are one node, and chains that are alike up to their sign. */
export function shareParts(program: Program): Program {
  const from = program.builder;
  const kept = keptNodes(program);
  const order = reachable(from, kept);
  const { chains, inner } = chainsOf(from, order, kept);
  const elements = new Map<NodeId, readonly (Element | undefined)[]>();
  const pairs = new Map<NodeId, KindOfPair>();
  let free = from.graph.size;
  for (const kind of ["product", "sum"] as const) {
    const own = [...chains.values()].filter((c) => c.kind === kind);
    const shared = sharePairs(own.map((c) => c.elements), free);
    own.forEach((chain, i) => elements.set(chain.root, shared.chains[i] ?? chain.elements));
    for (const pair of shared.pairs) pairs.set(free++, { ...pair, kind });
  }
  const made = new Map<NodeId, Signed>();
  return rebuilt(program, {
    order, inner,
    form: (r, id) => {
      const chain = chains.get(id);
      const own = elements.get(id);
      return chain === undefined || own === undefined ? undefined : formed(r, chain, (place) => {
        const element = own[place];
        return element === undefined ? undefined : elementOf(r, chain.kind, element);
      });
    },
    extra: (r, id) => valueOfPair(r, id, pairs, made),
  });
}

/** The value of a pair, which is formed where it is first needed. */
function valueOfPair(r: Rebuild, id: NodeId, pairs: ReadonlyMap<NodeId, KindOfPair>, made: Map<NodeId, Signed>): Signed {
  const stack = [id];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const pair = pairs.get(top) as KindOfPair;
    const missing = [pair.first, pair.second].filter((x) => pairs.has(x) && !made.has(x));
    if (missing.length > 0) stack.push(top, ...missing);
    else if (!made.has(top)) made.set(top, formedPair(r, pair));
  }
  return made.get(id) as Signed;
}

function formedPair(r: Rebuild, { first, second, isOpposed, isTurned, kind }: KindOfPair): Signed {
  const [x, y] = [elementOf(r, kind, first * 2), elementOf(r, kind, second * 2 + (isOpposed ? 1 : 0))];
  return isTurned ? turned(kind, join(r.b, kind, turned(kind, x), turned(kind, y))) : join(r.b, kind, x, y);
}
