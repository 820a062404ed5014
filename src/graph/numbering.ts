// What is told by its text, by numbers: comparing, keeping and copying it is then that of whole numbers.

/** Values by numbers, those of one key by one. Open addressing. */
export class Numbering<T> {
  readonly values: T[] = [];
  private readonly keys: string[] = [];
  private hashes: Int32Array = new Int32Array(32);
  private table: Int32Array = new Int32Array(64).fill(-1);

  numberOf(key: string, value: T, hash = textHash(key)): number {
    const slot = this.slotOf(key, hash);
    const known = this.table[slot] as number;
    if (known >= 0) return known;
    const number = this.keys.push(key) - 1;
    this.values.push(value);
    if (number === this.hashes.length) this.hashes = withRoom(this.hashes, 2 * number);
    this.hashes[number] = hash;
    this.table[slot] = number;
    if (this.keys.length * 2 > this.table.length) this.grow();
    return number;
  }

  /** The number of what has a number in another one. */
  numberAs(other: Numbering<T>, number: number): number {
    return this.numberOf(other.keys[number] as string, other.values[number] as T, other.hashes[number]);
  }

  private slotOf(key: string, hash: number): number {
    const mask = this.table.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const known = this.table[slot] as number;
      if (known < 0 || (this.hashes[known] === hash && this.keys[known] === key)) return slot;
    }
  }

  private grow(): void {
    this.table = new Int32Array(2 * this.table.length).fill(-1);
    const mask = this.table.length - 1;
    for (let number = 0; number < this.keys.length; number++) {
      let slot = (this.hashes[number] as number) & mask;
      while ((this.table[slot] as number) >= 0) slot = (slot + 1) & mask;
      this.table[slot] = number;
    }
  }
}

function textHash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h ^ (h >>> 15);
}

/** The same list with more room. */
export function withRoom(list: Int32Array, length: number): Int32Array {
  const longer = new Int32Array(length);
  longer.set(list);
  return longer;
}
