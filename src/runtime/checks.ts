// Checks that generated functions make of what they are handed: the text of these functions is copied into generated files.

/** Refuses an array that is not a Float64Array of the expected length. */
export function checkLength(name: string, array: Float64Array, length: number): void {
  if (array instanceof Float64Array && array.length === length) return;
  const found = (array ?? 0) as { readonly length: number };
  const other = found.length >= 0 ? `another list of ${found.length}: wrap it in Float64Array.from` : String(array);
  const what = array instanceof Float64Array ? `one of ${array.length}` : other;
  throw new RangeError(`${name}: expected a Float64Array of ${length} elements, found ${what}`);
}

/** Refuses what is no number; NaN and infinities are numbers. */
export function checkNumber(name: string, value: number): void {
  if (value * 1 === value || value !== value) return;
  throw new RangeError(`${name}: expected a number, found ${String(value)}`);
}

/** Refuses a call with too few arguments. */
export function checkGiven(name: string, value: unknown): void {
  if (value !== undefined) return;
  throw new RangeError(`${name}: expected a value, found none`);
}

/** Refuses a size that is not a whole number of at least `least`. */
export function checkSize(name: string, size: number, least: number): void {
  if (Number.isInteger(size) && size >= least) return;
  throw new RangeError(`${name}: expected a whole number from ${least} up, found ${String(size)}`);
}

/** Refuses storage for a result that has a wrong length or shares memory with an argument or another result. */
export function checkStorage(name: string, storage: Float64Array, length: number, inputs: object, results: object): void {
  checkLength(name, storage, length);
  const arrays = inputs as Record<string, Float64Array>;
  for (const key in arrays) {
    if (!sharesMemory(storage, arrays[key]!)) continue;
    throw new RangeError(`${name}: the storage of the result shares memory with ${key}`);
  }
  if (countShared(storage, results, 3) <= 1) return;
  throw new RangeError(`${name}: the storage of the result shares memory with another result`);
}

/** Keeps what was checked: the same need not be checked again. */
export function remember(seen: unknown[], values: readonly unknown[]): void {
  for (let i = 0; i < values.length; i++) seen[i] = values[i];
}

/** How many arrays in an object, and in the objects within it, share memory with an array. */
export function countShared(storage: Float64Array, values: object, depth: number): number {
  const all = values as Record<string, Float64Array>;
  let count = 0;
  for (const key in all) {
    const value = all[key]!;
    if (value instanceof Float64Array) count += sharesMemory(storage, value) ? 1 : 0;
    else if (depth > 1) count += countShared(storage, value, depth - 1);
  }
  return count;
}

/** Whether an array has elements in common with another value. */
export function sharesMemory(storage: Float64Array, other: Float64Array): boolean {
  if (!(other instanceof Float64Array) || other.buffer !== storage.buffer) return false;
  const end = storage.byteOffset + storage.byteLength;
  return storage.byteOffset < other.byteOffset + other.byteLength && other.byteOffset < end;
}

/** Refuses a vector of places that is not made of whole numbers from `first` to `first + count - 1`. */
export function checkPlaces(name: string, places: Float64Array, first: number, count: number): void {
  for (let i = 0; i < places.length; i++) {
    const place = places[i]!;
    if (Number.isInteger(place) && place >= first && place < first + count) continue;
    throw new RangeError(`${name}: expected whole numbers from ${first} to ${first + count - 1}, found ${place} at ${i + 1}`);
  }
}

/** Adds a name for each element of an array of a shape, row by row: `W[2, 1]`. A number has the name itself. */
export function nameElements(names: string[], name: string, shape: readonly number[]): void {
  let size = 1;
  for (let axis = 0; axis < shape.length; axis++) size *= shape[axis]!;
  for (let i = 0; i < size; i++) {
    let places = `]`;
    let rest = i;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      places = `${rest % shape[axis]! + 1}${places}`;
      if (axis > 0) places = `, ${places}`;
      rest = Math.floor(rest / shape[axis]!);
    }
    names.push(shape.length === 0 ? name : `${name}[${places}`);
  }
}
