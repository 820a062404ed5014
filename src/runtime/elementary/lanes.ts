// Numbers side by side, as WebAssembly computes them: two doubles or four floats. scripts/wasm-runtime.ts writes these functions as
// instructions by their names here; what stands here says what they mean.

/** Numbers side by side: only the functions below look inside. */
export type Lanes = readonly number[];

/** How many there are: 2 where the elements of arrays have 8 bytes, 4 where they have 4. */
export function laneCount(): number {
  return 2;
}

/** The elements of an array from a place on. */
export function loadLanes(array: Float64Array, at: number): Lanes {
  return [...array.subarray(at, at + laneCount())];
}

export function storeLanes(array: Float64Array, at: number, lanes: Lanes): void {
  array.set(lanes, at);
}

/** One element of an array, everywhere. */
export function spreadElement(array: Float64Array, at: number): Lanes {
  return Array<number>(laneCount()).fill(array[at]!);
}

export function noLanes(): Lanes {
  return Array<number>(laneCount()).fill(0);
}

export function addLanes(x: Lanes, y: Lanes): Lanes {
  return x.map((one, i) => one + y[i]!);
}

export function multiplyLanes(x: Lanes, y: Lanes): Lanes {
  return x.map((one, i) => one * y[i]!);
}

/** Their sum, one half added to the other. */
export function sumLanes(x: Lanes): number {
  return x.length === 2 ? x[0]! + x[1]! : sumLanes(x.slice(0, x.length / 2).map((one, i) => one + x[i + x.length / 2]!));
}
