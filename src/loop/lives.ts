// From where to where arrays hold something, and which of them may lie in the same memory.
import { dimKey, productOfDims, type Dim } from "../shape/dim.js";
import { isAtMost } from "./affine.js";
import type { Buffer, Stmt } from "./ir.js";
import { allStatements, touchedBy, withoutBlocks } from "./map.js";

/** The first and the last statement of a body that touches an array; blocks stand for what is in them. What is kept has no end. */
export interface Life {
  readonly buffer: Buffer;
  readonly from: number;
  readonly to: number;
}

export function livesIn(body: readonly Stmt[], kept: ReadonlySet<number>): Map<number, Life> {
  const found = new Map<number, Life>();
  withoutBlocks(body).forEach((stmt, i) => {
    for (const { buffer } of allStatements([stmt]).flatMap(touchedBy)) {
      found.set(buffer.id, { buffer, from: found.get(buffer.id)?.from ?? i, to: kept.has(buffer.id) ? Infinity : i });
    }
  });
  return found;
}

/** A body, and the arrays that are read after it, by their ids. */
interface Living {
  readonly statements: readonly Stmt[];
  readonly kept: ReadonlySet<number>;
}

/** So many arrays are looked at for one that is free. */
const MOST = 64;

/** Memory, and what lies in it one after the other, in each body. */
interface Home {
  readonly buffer: Buffer;
  readonly size: Dim;
  readonly taken: readonly Taken[];
}

interface Taken {
  readonly lives: Life[];
  last: number;
}

/**
 * For each array of working memory, of which `all` is the list, the one in whose memory it lies: one that holds nothing
 * while it does, in any of the bodies, and is at least as large whatever the sizes are.
 */
export function shareMemory(all: readonly Buffer[], bodies: readonly Living[]): Map<number, Buffer> {
  const lives = bodies.map(({ statements, kept }) => livesIn(statements, kept));
  const homes: Home[] = [];
  const bySize = new Map<string, Home[]>();
  const found = new Map<number, Buffer>();
  const begins = (buffer: Buffer): number => Math.max(...lives.map((of) => of.get(buffer.id)?.from ?? -1));
  const shared = all.filter(({ kind, data }) => kind === "scratch" && data === undefined);
  for (const buffer of [...shared].sort((a, b) => begins(a) - begins(b))) {
    const own = lives.map((of) => of.get(buffer.id));
    const size = productOfDims(buffer.shape);
    const same = bySize.get(dimKey(size)) ?? [];
    const fits = (each: Home): boolean => each.buffer.type === buffer.type && isFree(each, own);
    const home = same.slice(-MOST).find(fits) ?? homes.slice(-MOST).find((each) => fits(each) && isAtMost(size, each.size));
    if (home !== undefined) found.set(buffer.id, home.buffer);
    const into = home ?? { buffer, size, taken: lives.map(() => ({ lives: [], last: -1 })) };
    if (home === undefined) {
      homes.push(into);
      bySize.set(dimKey(size), [...same, into]);
    }
    own.forEach((life, i) => { if (life !== undefined) take(into.taken[i] as Taken, life); });
  }
  return found;
}

function take(taken: Taken, life: Life): void {
  taken.lives.push(life);
  taken.last = Math.max(taken.last, life.to);
}

function isFree({ taken }: Home, own: readonly (Life | undefined)[]): boolean {
  return own.every((life, i) => {
    const { lives, last } = taken[i] as Taken;
    return life === undefined || life.from > last || lives.every(({ from, to }) => life.to < from || to < life.from);
  });
}
