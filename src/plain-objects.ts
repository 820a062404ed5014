// What others have put on Object.prototype would be seen as an option or a field of every object here: it is laid aside.

const STANDARD: ReadonlySet<PropertyKey> = new Set([
  "constructor", "__defineGetter__", "__defineSetter__", "hasOwnProperty", "__lookupGetter__", "__lookupSetter__",
  "isPrototypeOf", "propertyIsEnumerable", "toString", "valueOf", "__proto__", "toLocaleString",
]);

type Foreign = readonly (readonly [PropertyKey, PropertyDescriptor])[];

/** Runs with an Object.prototype that has only what the language gives it, and then puts back the rest. */
export function withPlainObjects<T>(run: () => T): T {
  const foreign = removeForeign();
  if (foreign.length === 0) return run();
  try {
    return run();
  } finally {
    for (const [key, descriptor] of foreign) Object.defineProperty(Object.prototype, key, descriptor);
  }
}

/** Takes off Object.prototype what does not belong there, as far as it can be taken off. */
export function removeForeign(): Foreign {
  const found: (readonly [PropertyKey, PropertyDescriptor])[] = [];
  for (const key of Reflect.ownKeys(Object.prototype)) {
    const descriptor = STANDARD.has(key) ? undefined : Object.getOwnPropertyDescriptor(Object.prototype, key);
    if (descriptor?.configurable !== true || !Reflect.deleteProperty(Object.prototype, key)) continue;
    // so that a descriptor does not take over what is put back before it
    Object.setPrototypeOf(descriptor, null);
    found.push([key, descriptor]);
  }
  return found;
}
