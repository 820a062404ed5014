// Elements that always occur together, in the very same chains, made one before anything else is compared:
// whatever chains share, they share all of them.
import type { Element, Pair } from "./chains.js";

interface Place {
  readonly chain: number;
  readonly place: number;
  readonly flipped: number;
}

type Lines = readonly (Element | undefined)[][];

/** Joins companions in place, two by two, so that many make a balanced tree; gives the pairs, numbered on. */
export function joinCompanions(lines: Lines, from: number): Pair[] {
  const pairs: Pair[] = [];
  const found = occurrencesOf(lines);
  for (const group of groupsOf(found).values()) {
    let rest = group;
    while (rest.length > 1) {
      rest = rest.flatMap((first, i) => {
        const second = rest[i + 1];
        if (i % 2 === 1) return [];
        if (second === undefined) return [first];
        const node = from + pairs.length;
        pairs.push(joined(lines, found, first, second, node));
        return [node];
      });
    }
  }
  return pairs;
}

/** Where each node occurs, chain by chain. */
function occurrencesOf(lines: Lines): Map<number, Place[]> {
  const found = new Map<number, Place[]>();
  lines.forEach((line, chain) => line.forEach((e, place) => {
    if (e === undefined) return;
    const known = found.get(e >> 1);
    const here = { chain, place, flipped: e & 1 };
    if (known === undefined) found.set(e >> 1, [here]);
    else known.push(here);
  }));
  return found;
}

/** Nodes by the chains in which they occur, and by whether they are the other way round there than in the first of them. */
function groupsOf(found: ReadonlyMap<number, readonly Place[]>): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const [node, places] of found) {
    const [first] = places;
    const isOnce = places.every((p, i) => i === 0 || p.chain !== places[i - 1]?.chain);
    if (first === undefined || places.length < 2 || !isOnce) continue;
    const key = places.map((p) => `${p.chain}${p.flipped === first.flipped ? "" : "-"}`).join();
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [node]);
    else known.push(node);
  }
  return groups;
}

/** Puts a pair in the place of its parts in all their chains. */
function joined(lines: Lines, found: Map<number, Place[]>, first: number, second: number, node: number): Pair {
  const [ours, theirs] = [found.get(first) ?? [], found.get(second) ?? []];
  const places = ours.map(({ chain, place, flipped }, i) => {
    const other = theirs[i]?.place ?? place;
    const line = lines[chain] as (Element | undefined)[];
    line[Math.max(place, other)] = undefined;
    line[Math.min(place, other)] = node * 2 + flipped;
    return { chain, place: Math.min(place, other), flipped };
  });
  found.set(node, places);
  const flipped = places.filter((p) => p.flipped === 1).length;
  return { first, second, isOpposed: ours[0]?.flipped !== theirs[0]?.flipped, isTurned: 2 * flipped > places.length };
}
