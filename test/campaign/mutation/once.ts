// In place of src/graph/once.ts inside the detector: what one mutant has made is not remembered for the next,
// and a test that takes what another one made meets the mutants that its making met.

interface Made<R> {
  readonly result: R;
  readonly met: readonly number[];
}

/** What has been met since it was last asked, and the number of the mutant, as it were: a new one forgets all. */
export const memory = { round: 0, met: new Set<number>(), taken: new Set<readonly number[]>() };

/** All mutants met, and none from here on. */
export function takeMet(): number[] {
  const all = new Set([...memory.met, ...[...memory.taken].flat()]);
  [memory.met, memory.taken] = [new Set(), new Set()];
  return [...all];
}

export function onceForEach<K extends object, R, A extends readonly unknown[]>(make: (key: K, ...rest: A) => R): (key: K, ...rest: A) => R {
  let made = new WeakMap<K, Made<R>>();
  let round = memory.round;
  return (key, ...rest) => {
    if (round !== memory.round) [made, round] = [new WeakMap(), memory.round];
    const known = made.get(key);
    if (known !== undefined) {
      memory.taken.add(known.met);
      return known.result;
    }
    const before = [memory.met, memory.taken] as const;
    [memory.met, memory.taken] = [new Set(), new Set()];
    const result = make(key, ...rest);
    const met = takeMet();
    [memory.met, memory.taken] = before;
    memory.taken.add(met);
    made.set(key, { result, met });
    return result;
  };
}

export function onFirstUse<T>(make: () => T): () => T {
  const key = {};
  const of = onceForEach<object, T, []>(make);
  return () => of(key);
}
