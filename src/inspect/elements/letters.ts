// The letters of the indices in one formula, and which places are read with each.
import { isNeverNegative, sameDim, subtractDims, type Dim } from "../../shape/dim.js";
import { namesIn } from "../order.js";
import type { Reading } from "../reading.js";
import type { Item, Written } from "../written.js";
import { NoForm, ONE, type At } from "./at.js";
import { addPlaces, fixedPlace, isAlwaysAtLeast, leastOf, letterAt, placeText, type Condition, type Letter, type Place } from "./places.js";

/** A letter of which places are read at `letter + least` to `letter + most`. */
export interface Seen {
  readonly least: number;
  readonly most: number;
  /** The last number that all arrays have a place for, where it is the same of all; undefined where they differ. */
  readonly end?: Dim | undefined;
}

export interface LetterAt {
  readonly letter: Letter;
  readonly place: Place;
}

/** Of a dimension of 1. */
const NO_LETTER: Letter = { name: "1", first: 1, last: 1 };
const UNSEEN: Seen = { least: Infinity, most: -Infinity };

/** A second reading knows what the first one has seen: its letters begin where most places read as plain letters. */
export class Letters {
  private readonly r: Reading;
  private readonly before: readonly Seen[];
  private readonly all: { readonly letter: Letter; seen: Seen; byConditions: Seen }[] = [];
  private readonly used = new Set<string>();
  /** Places of several letters that not all numbers of them are inside of: a range that depends on others has to keep them there. */
  private open: Place[] = [];

  constructor(r: Reading, before: readonly Seen[] = []) {
    this.r = r;
    this.before = before;
  }

  /** Where nothing but conditions reads a letter, they tell. */
  seen(): Seen[] {
    return this.all.map((l) => (l.seen === UNSEEN ? l.byConditions : l.seen));
  }

  /** The letter of a dimension, so many indices inside. */
  take(size: Dim, depth: number): LetterAt {
    if (size === 1) return { letter: NO_LETTER, place: ONE };
    const shift = Math.max(this.before[this.all.length]?.most ?? 0, 0);
    const own = this.r.letter(depth);
    if (this.used.has(own)) throw new NoForm();
    const letter: Letter = { name: own, first: 1 + shift, last: addPlaces(fixedPlace(size), fixedPlace(shift)).dim };
    this.all.push({ letter, seen: UNSEEN, byConditions: UNSEEN });
    return { letter, place: letterAt(letter, shift) };
  }

  /** A place that is read, in a dimension of an array. */
  see(place: Place, size?: Dim): void {
    const [letter, by] = movedLetter(place);
    const known = this.all.find((l) => l.letter === letter);
    if (known === undefined) return;
    const end = size === undefined ? undefined : subtractDims(size, place.dim);
    const isFirst = known.seen === UNSEEN;
    const isSame = end !== undefined && known.seen.end !== undefined && sameDim(end, known.seen.end);
    known.seen = { ...wider(known.seen, by), end: size === undefined ? known.seen.end : isFirst || isSame ? end : undefined };
  }

  compare(conditions: readonly Condition[]): void {
    for (const place of conditions.flatMap((c) => c.reads)) {
      const [letter, by] = movedLetter(place);
      const known = this.all.find((l) => l.letter === letter);
      if (known !== undefined) known.byConditions = wider(known.byConditions, by);
    }
  }

  /** Throws NoForm for a place of one letter that is not always in the dimension. */
  item(at: At, size: Dim): Item {
    if (at === "whole") return ":";
    const isInside = at.by.size !== 1 || (isAlwaysAtLeast(at, ONE) && isAlwaysAtLeast(fixedPlace(size), at));
    if (!isInside) throw new NoForm();
    if (at.by.size > 1 && !this.isAlwaysInside(at, size)) this.open.push(at);
    this.see(at, size);
    return placeText(at);
  }

  /** Whether each number of its letters is a place in the dimension, also by what the program asks of its sizes. */
  private isAlwaysInside(at: Place, size: Dim): boolean {
    const rooms = [addPlaces(at, ONE, -1), addPlaces(fixedPlace(size), at, -1)].map(leastOf);
    return rooms.every((room) => isNeverNegative(room) || this.r.isRequired?.(room) === true);
  }

  /** Whether a place is read that has one of these letters and may lie outside. */
  isOpenIn(letters: readonly Letter[]): boolean {
    return this.open.some(({ by }) => letters.some((letter) => by.has(letter)));
  }

  /** What is read with a letter whose range depends on others is asked for where the range has it alone. */
  close(letter: Letter): void {
    this.open = this.open.filter(({ by }) => !by.has(letter));
  }

  /** Throws NoForm where a place may lie outside. */
  checkOpen(): void {
    if (this.open.length > 0) throw new NoForm();
  }

  /** A text with letters of its own, which no letter around it may have. */
  outside(written: Written): Written {
    for (const text of namesIn(written)) {
      const [letter, sign] = text.split(" ");
      if (sign !== "=") continue;
      this.used.add(letter as string);
      if (this.all.some((l) => l.letter.name === letter)) throw new NoForm();
    }
    return written;
  }

  /** Undefined where there is no form; what was seen on the way is forgotten. */
  attempt<T>(read: () => T): T | undefined {
    const before = this.all.map(({ seen, byConditions }) => ({ seen, byConditions }));
    const { open } = this;
    this.open = [...open];
    try {
      return read();
    } catch (fault) {
      if (!(fault instanceof NoForm)) throw fault;
      this.open = open;
      this.all.length = before.length;
      before.forEach((seen, i) => { Object.assign(this.all[i] as object, seen); });
      return undefined;
    }
  }
}

/** Of `i + 2` its letter and 2. */
function movedLetter({ by, dim }: Place): readonly [Letter | undefined, number] {
  const [[letter, k] = [], ...more] = by;
  return [letter, k === 1 && more.length === 0 && typeof dim === "number" ? dim : -Infinity];
}

function wider({ least, most }: Seen, by: number): Seen {
  return { least: Math.min(least, by), most: Math.max(most, by) };
}
