// What is known to be there: of a list that is long enough, and of a map that has the key. Anything else is a defect.
import { invariant } from "./diagnostic.js";

/** The element at a place that a list has. */
export function nth<T>(list: ArrayLike<T | undefined>, place: number): T {
  const found = list[place];
  // the sentence is made only where it is said: loops of the interpreter come here
  if (found === undefined) invariant(false, `no element ${place}`);
  return found;
}

/** What a map has for a key. */
export function atKey<K, T>(map: ReadonlyMap<K, T | undefined>, key: K): T {
  const found = map.get(key);
  invariant(found !== undefined, "a key without a value");
  return found;
}
