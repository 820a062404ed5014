// Factors of a contraction as chains of matrices and vectors. Summed labels are removed one by one:
// two factors that share one are a product, a vector between two matrices is a diagonal matrix.
import { nth } from "../diagnostics/known.js";
import { power, times } from "./algebra.js";
import type { Factor } from "./contraction-factors.js";
import { product, summed, turned } from "./reading.js";
import { call, isInfix, number, type Written } from "./written.js";

interface Link {
  readonly written: Written;
  readonly isTurned: boolean;
}

/** A product of matrices from one label to another, or, with a vector at its end, from one label. */
export interface Chain {
  readonly ends: readonly number[];
  readonly links: readonly Link[];
  readonly vector?: Written;
}

export interface Network {
  readonly chains: readonly Chain[];
  readonly scalars: readonly Written[];
  readonly out: readonly number[];
}

export function chainOf(factor: Factor): Chain {
  return factor.labels.length === 1
    ? { ends: factor.labels, links: [], vector: factor.written }
    : { ends: factor.labels, links: [{ written: factor.written, isTurned: false }] };
}

/** The network without summed labels; undefined where some label joins three matrices. */
export function reduced(network: Network, pretty: boolean): Network | undefined {
  let current = network;
  for (;;) {
    const next = merged(current, pretty) ?? joined(current) ?? summedOut(current) ?? absorbed(current);
    if (next === undefined) break;
    current = next;
  }
  const isDone = current.chains.every((c) => c.ends.every((l) => current.out.includes(l)));
  return isDone ? current : undefined;
}

/** The formula of a chain; a chain of matrices runs from `ends[0]` to `ends[1]`. */
export function writeChain(chain: Chain): Written {
  const parts = chain.links.map((l) => turned(l.written, l.isTurned));
  const all = chain.vector === undefined ? parts : [...parts, chain.vector];
  return all.slice(1).reduce((left, right) => product(left, right), all[0] as Written);
}

export function reversed(chain: Chain): Chain {
  return { ends: [...chain.ends].reverse(), links: chain.links.map((l) => ({ ...l, isTurned: !l.isTurned })).reverse() };
}

function without(network: Network, used: readonly Chain[], added: readonly Chain[], scalars: readonly Written[] = []): Network {
  return { ...network, chains: [...network.chains.filter((c) => !used.includes(c)), ...added], scalars: [...network.scalars, ...scalars] };
}

function incident(network: Network, label: number): readonly Chain[] {
  return network.chains.filter((c) => c.ends.includes(label));
}

function isSummed(network: Network, label: number): boolean {
  return !network.out.includes(label);
}

/** Two factors over the same labels: their product element by element, or a sum of that. */
function merged(network: Network, pretty: boolean): Network | undefined {
  for (const [i, a] of network.chains.entries()) {
    const b = network.chains.slice(i + 1).find((c) => c.ends.length === a.ends.length && c.ends.every((l) => a.ends.includes(l)));
    if (b === undefined) continue;
    const isScalar = a.ends.every((l) => isSummed(network, l) && incident(network, l).length === 2);
    if (isScalar) return without(network, [a, b], [], [a.ends.length === 1 ? dotOf(a, b) : innerOf(a, b, pretty)]);
    return without(network, [a, b], [elementwise(a, b, pretty)]);
  }
  return undefined;
}

function elementwise(a: Chain, b: Chain, pretty: boolean): Chain {
  const aligned = b.ends[0] === a.ends[0] ? b : reversed(b);
  const [x, y] = [writeChain(a), writeChain(aligned)];
  const written = x === y ? power(x, number(2)) : times(x, y, pretty);
  return a.ends.length === 1 ? { ends: a.ends, links: [], vector: written } : { ends: a.ends, links: [{ written, isTurned: false }] };
}

/** x' * A * y, written so that fewest matrices are transposed. */
function dotOf(first: Chain, second: Chain): Written {
  const [a, b] = [unfolded(first), unfolded(second)];
  const [x, y] = turns(a) + b.links.length - turns(b) < a.links.length - turns(a) + turns(b) ? [b, a] : [a, b];
  const left = [...x.links].reverse().map((l) => turned(l.written, !l.isTurned));
  const right = [...y.links.map((l) => turned(l.written, l.isTurned)), y.vector as Written];
  const all = [...left, ...right];
  const row = turned(x.vector as Written, true);
  return all.reduce((sum, part, i) => product(sum, part, i < all.length - 1), row);
}

/** A vector that is written A * v as a chain: x' * (A * v) needs no brackets. */
function unfolded(chain: Chain): Chain {
  const { vector } = chain;
  if (vector === undefined || !isInfix(vector, "*") || !vector.left.isArray) return chain;
  const { left, right } = vector;
  const isTurned = left.kind === "transpose";
  const written = isTurned ? left.arg : left;
  return written.kind === "name" || (written.kind === "call" && written.name === "inv")
    ? { ...chain, links: [...chain.links, { written, isTurned }], vector: right }
    : chain;
}

function turns(chain: Chain): number {
  return chain.links.filter((l) => l.isTurned).length;
}

/** The sum of the products of the elements of two matrices, as a trace where they make a cycle. */
function innerOf(a: Chain, b: Chain, pretty: boolean): Written {
  const isCycle = a.ends[0] !== b.ends[0] || a.links.length + b.links.length > 2;
  if (!isCycle) return call("sum", [writeChain(elementwise(a, b, pretty))], false);
  const back = a.ends[0] === b.ends[0] ? reversed(b) : b;
  const forward = { ends: a.ends, links: [...a.links, ...back.links] };
  const [x, y] = [forward, reversed(forward)];
  return call("trace", [writeChain(turns(x) <= turns(y) ? x : y)], false);
}

/** A summed label that two factors share is a matrix product. */
function joined(network: Network): Network | undefined {
  for (const a of network.chains) {
    for (const label of a.ends) {
      const pair = incident(network, label);
      if (!isSummed(network, label) || pair.length !== 2) continue;
      const [x, y] = pair as readonly [Chain, Chain];
      return without(network, [x, y], [joinedAt(x, y, label)]);
    }
  }
  return undefined;
}

function joinedAt(x: Chain, y: Chain, label: number): Chain {
  if (x.ends.length === 1) return joinedAt(y, x, label);
  const left = x.ends[1] === label ? x : reversed(x);
  const start = nth(left.ends, 0);
  if (y.ends.length === 1) return { ends: [start], links: [...left.links, ...y.links], vector: y.vector as Written };
  const right = y.ends[0] === label ? y : reversed(y);
  return { ends: [start, nth(right.ends, 1)], links: [...left.links, ...right.links] };
}

/** A summed label of one factor only. */
function summedOut(network: Network): Network | undefined {
  for (const chain of network.chains) {
    const at = chain.ends.findIndex((l) => isSummed(network, l) && incident(network, l).length === 1);
    if (at < 0) continue;
    const [other] = chain.ends.filter((_, i) => i !== at);
    if (other === undefined) return without(network, [chain], [], [summed(writeChain(chain), [0], 1)]);
    return without(network, [chain], [{ ends: [other], links: [], vector: summed(writeChain(chain), [at], 2) }]);
  }
  return undefined;
}

/** A vector at a label that joins two matrices is a diagonal matrix between them. */
function absorbed(network: Network): Network | undefined {
  for (const vector of network.chains) {
    const [label] = vector.ends;
    if (vector.ends.length !== 1 || label === undefined || !isSummed(network, label)) continue;
    const matrix = incident(network, label).find((c) => c.ends.length === 2);
    if (matrix === undefined) continue;
    const start = matrix.ends[0] === label ? matrix : reversed(matrix);
    const link = { written: call("diag", [writeChain(vector)], true), isTurned: false };
    return without(network, [vector, matrix], [{ ends: start.ends, links: [link, ...start.links] }]);
  }
  return undefined;
}
