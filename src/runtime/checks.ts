// Checks that generated functions make of what they are handed: the text of these functions is copied into generated files.

/** Refuses an array that is not a Float64Array of the expected length. */
export function checkLength(name: string, array: Float64Array, length: number): void {
  if (array instanceof Float64Array && array.length === length) return;
  const found = array instanceof Float64Array ? `one of ${array.length}` : String(array);
  throw new RangeError(`${name}: expected a Float64Array of ${length} elements, found ${found}`);
}

/** Refuses a size that is not a whole number of at least `least`. */
export function checkSize(name: string, size: number, least: number): void {
  if (Number.isInteger(size) && size >= least) return;
  throw new RangeError(`${name}: expected a whole number from ${least} up, found ${String(size)}`);
}

/** Refuses storage for a result that has a wrong length or shares memory with an argument or another result. */
export function checkStorage(name: string, storage: Float64Array, length: number, inputs: object, results: object): void {
  checkLength(name, storage, length);
  checkApart(name, storage, inputs);
  checkApart(name, storage, results);
}

/** Refuses storage that shares memory with an array in `others`, itself apart. */
export function checkApart(name: string, storage: Float64Array, others: object): void {
  const arrays = others as Record<string, unknown>;
  for (const key in arrays) {
    const other = arrays[key];
    if (!(other instanceof Float64Array) || other.buffer !== storage.buffer || (other === storage && key === name)) continue;
    const isApart = storage.byteOffset + storage.byteLength <= other.byteOffset || other.byteOffset + other.byteLength <= storage.byteOffset;
    if (!isApart) throw new RangeError(`${name}: the storage of the result shares memory with ${key}`);
  }
}

/** Refuses a vector of places that is not made of whole numbers from `first` to `first + count - 1`. */
export function checkPlaces(name: string, places: Float64Array, first: number, count: number): void {
  for (let i = 0; i < places.length; i++) {
    const place = places[i]!;
    if (Number.isInteger(place) && place >= first && place < first + count) continue;
    throw new RangeError(`${name}: expected whole numbers from ${first} to ${first + count - 1}, found ${place} at ${i + 1}`);
  }
}
