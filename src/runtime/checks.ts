// Checks that generated functions make of what they are handed: the text of these functions is copied into generated files.

/** Refuses an array that is not a Float64Array of the expected length. */
export function checkLength(name: string, array: Float64Array, length: number): void {
  if (array instanceof Float64Array && array.length === length) return;
  const found = ((array ?? 0) as { readonly length: number }).length;
  const other = found >= 0 ? `another list of ${found}: wrap it in Float64Array.from` : String(array);
  const what = array instanceof Float64Array ? `one of ${found}` : other;
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

/** Refuses storage of a result, the first in the list, that shares memory with an argument or another result. */
export function checkApart(
  seen: unknown[], arrays: readonly Float64Array[], out: readonly string[], inputs: readonly string[],
): void {
  for (let i = 0; i < out.length; i++) {
    const a = arrays[i]!;
    for (let k = i + 1; k < arrays.length; k++) {
      const b = arrays[k]!;
      if (a.buffer !== b.buffer) continue;
      if (a.byteOffset + a.byteLength <= b.byteOffset || b.byteOffset + b.byteLength <= a.byteOffset) continue;
      throw new RangeError(
        `${out[i]}: the storage of the result shares memory with ${inputs[k - out.length] ?? `another result`}`,
      );
    }
  }
  // what was checked need not be checked again
  for (let i = 0; i < arrays.length; i++) seen[i] = arrays[i];
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
