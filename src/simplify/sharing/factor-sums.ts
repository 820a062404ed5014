// Common factors of sums taken out, the most frequent first: a x + b y + c x is (a + c) x + b y.
import { Builder } from "../../graph/builder.js";
import { reachable } from "../../graph/evaluate.js";
import type { NodeId } from "../../graph/graph.js";
import { keptNodes, type Program } from "../../graph/program.js";
import { chainsOf, join, usesThroughSigns, type Chain, type Element, type Signed } from "./chains.js";
import { formed, elementOf, opposite, rebuilt, upright, type Rebuild } from "./rebuild.js";

/** A product among the terms of a sum that nothing else uses. */
interface Term {
  /** Where it stands in the sum. */
  readonly place: number;
  readonly isOpposite: boolean;
  readonly chain: Chain;
}

/** Terms that have a factor in common. */
interface Group {
  readonly factor: Element;
  readonly terms: readonly Term[];
}

/** The same program with common factors taken out of sums; the program itself where there are none. */
export function factorSums(program: Program): Program {
  const from = program.builder;
  const kept = keptNodes(program);
  const order = reachable(from, kept);
  const { chains, inner } = chainsOf(from, order, kept);
  const uses = usesThroughSigns(from, order, kept);
  const groups = new Map<NodeId, readonly Group[]>();
  const within = new Set(inner);
  for (const [root, sum] of chains) {
    if (sum.kind !== "sum") continue;
    const found = groupsOf(termsOf(sum, chains, uses));
    if (found.length === 0) continue;
    groups.set(root, found);
    for (const { terms } of found) for (const { chain } of terms) within.add(chain.root);
  }
  if (groups.size === 0) return program;
  return rebuilt(program, { order, inner: within, form: (r, id) => {
    const chain = chains.get(id);
    return chain === undefined ? undefined : formed(r, chain, factored(r, chain, groups.get(id) ?? []));
  } });
}

function termsOf(sum: Chain, chains: ReadonlyMap<NodeId, Chain>, uses: Int32Array): Term[] {
  return sum.elements.flatMap((element, place) => {
    const chain = chains.get(element >> 1);
    const isOwn = chain?.kind === "product" && uses[element >> 1] === 1;
    return isOwn ? [{ place, chain, isOpposite: ((element & 1) === 1) !== chain.isNegative }] : [];
  });
}

/** Groups of at least two terms, no term in two of them. */
function groupsOf(terms: readonly Term[]): Group[] {
  if (terms.length < 2) return [];
  const having = new Map<Element, Term[]>();
  for (const term of terms) {
    for (const e of new Set(term.chain.elements)) {
      const known = having.get(e);
      if (known === undefined) having.set(e, [term]);
      else known.push(term);
    }
  }
  const left = new Map([...having].map(([e, all]) => [e, all.length]));
  const byCount: Element[][] = [];
  const enqueue = (e: Element, count: number): void => {
    if (count > 1) (byCount[count] ??= []).push(e);
  };
  for (const [e, count] of left) enqueue(e, count);
  const free = new Set(terms);
  const groups: Group[] = [];
  for (let count = byCount.length - 1; count > 1; count--) {
    for (const factor of byCount[count] ?? []) {
      const now = left.get(factor) ?? 0;
      if (now < count) {
        enqueue(factor, now);
        continue;
      }
      const own = (having.get(factor) ?? []).filter((term) => free.delete(term));
      for (const { chain } of own) for (const e of new Set(chain.elements)) left.set(e, (left.get(e) ?? 0) - 1);
      groups.push({ factor, terms: own });
    }
  }
  return groups;
}

/** The terms of a sum, where each group is one term in the place of its first. */
function factored(r: Rebuild, sum: Chain, groups: readonly Group[]): (place: number) => Signed | undefined {
  const values = new Map<number, Signed | undefined>();
  for (const { factor, terms } of groups) {
    const rests = terms.map((term) => {
      const without = term.chain.elements.indexOf(factor);
      const rest = formed(
        r, { ...term.chain, isNegative: false },
        (place) => (place === without ? undefined : elementOf(r, "product", term.chain.elements[place] as Element)),
      );
      return term.isOpposite ? opposite(rest) : rest;
    });
    for (const { place } of terms) values.set(place, undefined);
    values.set((terms[0] as Term).place, upright(r, join(r.b, "product", balanced(r.b, rests), elementOf(r, "product", factor))));
  }
  return (place) => (values.has(place) ? values.get(place) : elementOf(r, sum.kind, sum.elements[place] as Element));
}

/** The sum of many terms as one of halves. */
function balanced(b: Builder, terms: readonly Signed[]): Signed {
  let rest = terms;
  while (rest.length > 1) {
    rest = rest.flatMap((x, i) => {
      const y = rest[i + 1];
      return i % 2 === 1 ? [] : [y === undefined ? x : join(b, "sum", x, y)];
    });
  }
  return rest[0] as Signed;
}
