// Like terms as one, and constants kept apart from what they multiply, so that products and sums which
// differ by a constant or by the order of their parts are one node.
import { nth } from "../../diagnostics/known.js";
import { isOp } from "../../graph/attrs.js";
import { Builder } from "../../graph/builder.js";
import { reachable } from "../../graph/evaluate.js";
import { argOf, type Node, type NodeId } from "../../graph/graph.js";
import { keptNodes, type Program } from "../../graph/program.js";
import { rebuildValues } from "../../graph/rebuild.js";
import { chainsOf, positive, type Chain } from "./chains.js";
import { noProducts, plain, product, quotient, scaledConstant, settledScale, type Products, type Scaled } from "./monomials.js";
import { formed } from "./rebuild.js";

/** What roundings of constants may leave of terms that cancel. */
const NOTHING = 2 ** -50;

interface Collect {
  readonly p: Products;
  readonly valueOf: (id: NodeId) => Scaled;
  /** Sums by their terms, with the sign that makes the oldest term positive. */
  readonly sums: Map<string, Scaled>;
}

/** The same program with like terms collected. */
export function collectTerms(program: Program): Program {
  const from = program.builder;
  const kept = keptNodes(program);
  const order = reachable(from, kept);
  const { chains, inner } = chainsOf(from, order, kept);
  const p = noProducts(new Builder(from.ops, { from: order.length }));
  return rebuildValues<Scaled>(program, (made) => {
    const c: Collect = { p, valueOf: (id) => made(id) as Scaled, sums: new Map() };
    return {
      order, builder: p.b, settle: (_b, value) => settledScale(p, value), plain: ({ node, by }) => (by === 1 ? node : undefined),
      make: (_b, node, id) => {
        const isInner = inner.has(id) && (node.op === "add" || node.op === "sub");
        if (isInner || (node.op === "neg" && made(argOf(node)) === undefined)) return undefined;
        const chain = chains.get(id);
        return chain?.kind === "sum" ? sumOf(c, chain) : scaled(c, node);
      },
    };
  });
}

function scaled({ p, valueOf }: Collect, node: Node): Scaled {
  const [x, y, z] = node.args.map(valueOf);
  if (node.shape.length === 0 && isOp(node, "constant")) return scaledConstant(p, node.attrs.value);
  if (node.shape.length === 0 && x !== undefined) {
    if (node.op === "neg") return { node: x.node, by: -x.by };
    if (node.op === "mul" && y !== undefined) return product(p, x, y);
    if (node.op === "div" && y !== undefined) return quotient(p, x, y);
    if (node.op === "select" && y !== undefined && z !== undefined) return choice(p, settledScale(p, x), y, z);
  }
  return plain(p.b.copy(node, node.args.map((a) => settledScale(p, valueOf(a)))));
}

/** A choice between a value and zero: the constant goes outwards. */
function choice(p: Products, condition: NodeId, x: Scaled, y: Scaled): Scaled {
  const [value, isFirst] = y.by === 0 ? [x, true] : [y, false];
  const isMoved = (x.by === 0) !== (y.by === 0) && value.node !== p.one;
  const [by, first, second] = isMoved ? [value.by, isFirst ? plain(x.node) : x, isFirst ? y : plain(y.node)] : [1, x, y];
  return { node: p.b.apply("select", [condition, settledScale(p, first), settledScale(p, second)]), by };
}

interface Term {
  by: number;
  readonly place: number;
  /** The greatest constant that went into it. */
  most: number;
}

function sumOf(c: Collect, chain: Chain): Scaled {
  const terms = new Map<NodeId, Term>();
  chain.elements.forEach((element, place) => {
    const { node, by } = c.valueOf(element >> 1);
    const signed = (element & 1) === 1 ? -by : by;
    const known = terms.get(node);
    if (known === undefined) terms.set(node, { by: signed, place, most: Math.abs(by) });
    else {
      known.by += signed;
      known.most = Math.max(known.most, Math.abs(by));
    }
  });
  const left = [...terms].filter(([, { by, most }]) => Math.abs(by) > NOTHING * most);
  const [only] = left;
  if (only === undefined) return { node: c.p.one, by: 0 };
  return left.length === 1 ? { node: only[0], by: only[1].by } : severalTerms(c, chain, left);
}

/** A sum of different terms; a constant that all of them have goes outwards. */
function severalTerms(c: Collect, chain: Chain, terms: readonly (readonly [NodeId, Term])[]): Scaled {
  const sizes = new Set(terms.map(([, { by }]) => Math.abs(by)));
  const scale = sizes.size === 1 ? nth([...sizes], 0) : 1;
  const sorted = [...terms].sort(([x], [y]) => x - y);
  const sign = ((sorted[0] as readonly [NodeId, Term])[1].by < 0 ? -1 : 1);
  const key = sorted.map(([node, { by }]) => `${node}*${(sign * by) / scale}`).join();
  const known = c.sums.get(key);
  if (known !== undefined) return { node: known.node, by: known.by * scale * sign };
  const at = new Map(terms.map(([node, { by, place }]) => [place, { node, by: by / scale }]));
  const whole = formed({ b: c.p.b, valueOf: positive }, chain, (place) => {
    const term = at.get(place);
    return term === undefined
      ? undefined
      : { ...positive(settledScale(c.p, { node: term.node, by: Math.abs(term.by) })), isNegative: term.by < 0 };
  });
  const by = whole.isNegative ? -1 : 1;
  c.sums.set(key, { node: whole.node, by: by * sign });
  return { node: whole.node, by: by * scale };
}
