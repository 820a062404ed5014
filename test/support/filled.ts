// Numbers for the arrays of a program: they go up and down, and none is like another. Each is a float.

type Named<T> = Readonly<Record<string, T>>;

function filled(sizes: readonly number[], start: number): unknown {
  const [size, ...rest] = sizes;
  if (size === undefined) return Math.fround(Math.sin(3 * start + 1) + 0.1 * Math.cos(17 * start));
  return Array.from({ length: size }, (_, i) => filled(rest, start * 1.7 + i + 0.3));
}

/** A point for what is declared, such as `x[n], A[2, n], s`; `at` has the values of those that have their own. */
export function pointOf(declared: string, sizes: Named<number>, at: Named<unknown> = {}): Record<string, unknown> {
  return Object.fromEntries([...declared.matchAll(/(\w+)(?:\[([^\]]*)\])?/g)].map(([, name = "", dims], i) =>
    [name, at[name] ?? filled((dims?.split(/,\s*/) ?? []).map((d) => sizes[d] ?? Number(d)), i + 1)]));
}
