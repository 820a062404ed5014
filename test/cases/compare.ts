// A case with the right values, and what of an answer differs from them.
export interface Case {
  readonly id: string;
  readonly program: string;
  readonly kind: string;
  readonly at: Readonly<Record<string, unknown>>;
  readonly wrt?: readonly string[];
  readonly value?: unknown;
  readonly gradient?: unknown;
  readonly hessian?: unknown;
  readonly outputs?: unknown;
  /** The formula as it is typed loses digits by itself. */
  readonly quality?: boolean | string;
  /** Of the size of the right value. */
  readonly tol: number;
  readonly atol?: number;
  /** What rounding of the inputs may change, for each quantity. */
  readonly slack?: Readonly<Record<string, unknown>>;
}

const QUANTITIES = ["value", "gradient", "hessian", "outputs"] as const;

/** Where an answer, a line of JSON, differs from the right values. */
export function faultsOf(c: Case, answer: string): string[] {
  const found = JSON.parse(answer) as Readonly<Record<string, unknown>>;
  if (found.error !== undefined) return [JSON.stringify(found.error)];
  return QUANTITIES.flatMap((q) => (c[q] === undefined || c[q] === null ? [] : differences(c, q, c[q], found[q], c.slack?.[q])));
}

function differences(c: Case, where: string, expected: unknown, found: unknown, slack: unknown): string[] {
  if (typeof expected === "object" && expected !== null) {
    return Object.entries(expected).flatMap(([key, part]) => {
      const inner = typeof slack === "object" && slack !== null ? (slack as Record<string, unknown>)[key] : slack;
      return differences(c, `${where}.${key}`, part, (found as Record<string, unknown> | undefined)?.[key], inner);
    });
  }
  const [x, y] = [Number(expected), Number(found ?? NaN)];
  const tolerance = Math.max(c.tol * Math.abs(x), typeof slack === "number" ? slack : 0, c.atol ?? 0);
  return Object.is(x, y) || x === y || Math.abs(x - y) <= tolerance ? [] : [`${where} is ${y}, not ${x}`];
}
