// The graph anew with its chains formed in another way. Between the nodes of chains signs and reciprocals
// are carried along, and become operations only where something else uses a value.
import { Builder } from "../../graph/builder.js";
import type { NodeId } from "../../graph/graph.js";
import type { Program } from "../../graph/program.js";
import { rebuildValues } from "../../graph/rebuild.js";
import { join, positive, settled, type Chain, type Element, type Kind, type Signed } from "./chains.js";

export interface Rebuild {
  readonly b: Builder;
  /** The new value of an old node or of what stands for one. */
  readonly valueOf: (id: NodeId) => Signed;
}

export interface Recipes {
  readonly order: readonly NodeId[];
  /** Nodes that are made within others. */
  readonly inner: ReadonlySet<NodeId>;
  /** A chain by its root; undefined for other nodes. */
  readonly form: (r: Rebuild, root: NodeId) => Signed | undefined;
  /** The value of an element that is not an old node. */
  readonly extra?: (r: Rebuild, id: NodeId) => Signed;
}

/** The same program over the graph that recipes make. */
export function rebuilt(program: Program, recipes: Recipes): Program {
  const { order, inner, form, extra } = recipes;
  return rebuildValues<Signed>(program, (made) => {
    const b = new Builder(program.builder.ops, { from: order.length });
    const r: Rebuild = { b, valueOf: (id) => made(id) ?? (extra as NonNullable<Recipes["extra"]>)(r, id) };
    return {
      order, builder: b, settle: settled, plain: (value) => (value.isNegative ? undefined : value.node),
      make: (_b, node, id) => {
        const [first] = node.args;
        if (inner.has(id) || (node.op === "neg" && made(first as NodeId) === undefined)) return undefined;
        const whole = form(r, id);
        if (whole !== undefined) return whole;
        if (node.op === "neg") return opposite(r.valueOf(first as NodeId));
        return positive(b.copy(node, node.args.map((a) => settled(b, r.valueOf(a)))));
      },
    };
  });
}

/** A chain in the order in which it was written, as far as its elements are still there. */
export function formed(r: Rebuild, chain: Chain, element: (place: number) => Signed | undefined): Signed {
  const values: (Signed | undefined)[] = [];
  const at = (place: number): Signed | undefined => (place >= 0 ? values[place] : element(~place));
  for (let i = chain.branches.length - 1; i >= 0; i--) {
    const { left, right } = chain.branches[i] as Chain["branches"][number];
    const [x, y] = [at(left), at(right)];
    values[i] = x === undefined || y === undefined ? x ?? y : join(r.b, chain.kind, x, y);
  }
  const whole = upright(r, values[0] as Signed);
  return chain.isNegative ? opposite(whole) : whole;
}

export function elementOf(r: Rebuild, kind: Kind, element: Element): Signed {
  const value = r.valueOf(element >> 1);
  return (element & 1) === 0 ? value : turned(kind, value);
}

/** The opposite in a sum, the reciprocal in a product. */
export function turned(kind: Kind, value: Signed): Signed {
  return kind === "sum" ? opposite(value) : { ...value, isInverse: !value.isInverse };
}

/** No value but one of a product in the making is the reciprocal of its node. */
export function upright(r: Rebuild, value: Signed): Signed {
  return value.isInverse ? { ...positive(settled(r.b, { ...value, isNegative: false })), isNegative: value.isNegative } : value;
}

export function opposite(value: Signed): Signed {
  return { ...value, isNegative: !value.isNegative };
}
