// What a function costs as a polynomial of the named sizes: found from counts at small sizes, and proved at others.
import { nth } from "../diagnostics/known.js";

type Count = (sizes: ReadonlyMap<string, number>) => number;

/** The highest power of one size, and the most sizes that are looked at. */
const [MOST_POWER, MOST_SIZES] = [3, 5];
const FIRST = 2;
/** Where the polynomial is proved: other sizes for each name. */
const PROOFS = [[7, 9, 6, 8, 11], [12, 7, 10, 9, 6]];

/** `2*m*n + 3*n`; undefined where the count is no polynomial with whole coefficients, or there are no or too many sizes. */
export function costInSizes(names: readonly string[], count: Count): string | undefined {
  if (names.length === 0 || names.length > MOST_SIZES) return undefined;
  const at = (values: readonly number[]): number => count(new Map(names.map((name, i) => [name, nth(values, i)])));
  const terms = polynomial(names, at);
  const value = (values: readonly number[]): number => terms.reduce(
    (sum, t) => sum + t.factor * t.powers.reduce((product, power, i) => product * nth(values, i) ** power, 1), 0,
  );
  if (terms.some((t) => !Number.isInteger(t.factor)) || PROOFS.some((values) => value(values) !== at(values))) return undefined;
  return textOf(names, terms);
}

/** `2*m*n^2 - 3*n + 1`: the highest powers first. */
function textOf(names: readonly string[], terms: readonly Term[]): string {
  const degree = ({ powers }: Term): number => powers.reduce((sum, p) => sum + p, 0);
  const first = (x: Term, y: Term): number => {
    const at = x.powers.findIndex((p, i) => p !== y.powers[i]);
    return degree(y) - degree(x) || (at < 0 ? 0 : nth(y.powers, at) - nth(x.powers, at));
  };
  const parts = [...terms].sort(first).map(({ factor, powers }) => {
    const factors = powers.flatMap((power, i) => {
      const name = names[i] as string;
      return power === 0 ? [] : [power === 1 ? name : `${name}^${power}`];
    });
    const size = Math.abs(factor);
    return { isNegative: factor < 0, text: [...(size === 1 && factors.length > 0 ? [] : [String(size)]), ...factors].join("*") };
  });
  if (parts.length === 0) return "0";
  const sign = (isNegative: boolean, i: number): string => (i === 0 ? isNegative ? "-" : "" : isNegative ? " - " : " + ");
  return parts.map(({ isNegative, text }, i) => sign(isNegative, i) + text).join("");
}

interface Term {
  readonly factor: number;
  /** Of each size. */
  readonly powers: readonly number[];
}

/** One size after the other: the coefficients of its powers are polynomials of the others. */
function polynomial(names: readonly string[], at: (values: readonly number[]) => number): Term[] {
  if (names.length === 0) {
    const factor = at([]);
    return factor === 0 ? [] : [{ factor, powers: [] }];
  }
  const rows = Array.from({ length: MOST_POWER + 1 }, (_, i) => polynomial(names.slice(1), (rest) => at([FIRST + i, ...rest])));
  const keys = [...new Set(rows.flatMap((row) => row.map((t) => t.powers.join(","))))];
  return keys.flatMap((key) => {
    const values = rows.map((row) => row.find((t) => t.powers.join(",") === key)?.factor ?? 0);
    const powers = key === "" ? [] : key.split(",").map(Number);
    return throughPoints(values).flatMap((factor, power) => (factor === 0 ? [] : [{ factor, powers: [power, ...powers] }]));
  });
}

/** The coefficients of the polynomial with these values at FIRST, FIRST + 1, …: Newton's differences, multiplied out. */
function throughPoints(values: readonly number[]): number[] {
  let differences = [...values];
  let basis = [1];
  const found = values.map(() => 0);
  values.forEach((_, order) => {
    basis.forEach((b, i) => { found[i] = nth(found, i) + b * nth(differences, 0); });
    differences = differences.slice(1).map((d, i) => d - nth(differences, i));
    const root = FIRST + order;
    basis = [...basis, 0].map((_b, i) => ((basis[i - 1] ?? 0) - root * (basis[i] ?? 0)) / (order + 1));
  });
  return found.map((f) => (Math.abs(f - Math.round(f)) < 1e-9 ? Math.round(f) : f));
}
