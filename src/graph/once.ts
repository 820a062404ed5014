// What depends on nothing but constant tables is worked out once a process: no result depends on the order of calls.

/** A pure function that remembers its result for each key; the same key always comes with the same further arguments. */
export function onceForEach<K extends object, R, A extends readonly unknown[]>(make: (key: K, ...rest: A) => R): (key: K, ...rest: A) => R {
  const made = new WeakMap<K, R>();
  return (key, ...rest) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const result = make(key, ...rest);
    made.set(key, result);
    return result;
  };
}

/** A value that is made when it is first asked for. */
export function onFirstUse<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
