// Exact fractions: the numbers of formulas as people write them.

export interface Rational {
  readonly n: bigint;
  /** Above 0, and without a common factor with `n`. */
  readonly d: bigint;
}

export const ZERO: Rational = { n: 0n, d: 1n };
export const ONE: Rational = { n: 1n, d: 1n };

/** Numbers with more digits than a person types are not fractions to anyone. */
const MOST_DIGITS = 12;
/** A decimal fraction with a larger divisor is written as a decimal. */
const MOST_DIVISOR = 64n;

export function rational(n: bigint, d: bigint): Rational {
  const sign = d < 0n ? -1n : 1n;
  const common = gcd(n < 0n ? -n : n, d < 0n ? -d : d);
  return { n: sign * n / common, d: sign * d / common };
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

export function whole(n: number): Rational {
  return { n: BigInt(n), d: 1n };
}

/** The fraction that a literal such as 0.25 stands for; undefined for what is no number of few digits. */
export function rationalOf(value: number): Rational | undefined {
  const [, sign = "", before = "", after = "", exponent = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) ?? [];
  const digits = (before + after).replace(/^0+/, "");
  const power = Number(exponent) - after.length;
  if (before === "" || Object.is(value, -0) || digits.length > MOST_DIGITS || Math.abs(power) > MOST_DIGITS) return undefined;
  const size = BigInt(digits === "" ? "0" : digits);
  const scale = 10n ** BigInt(Math.abs(power));
  const n = sign === "-" ? -size : size;
  return power < 0 ? rational(n, scale) : { n: n * scale, d: 1n };
}

export function add(x: Rational, y: Rational): Rational {
  return rational(x.n * y.d + y.n * x.d, x.d * y.d);
}

export function times(x: Rational, y: Rational): Rational {
  return rational(x.n * y.n, x.d * y.d);
}

export function negative(x: Rational): Rational {
  return { n: -x.n, d: x.d };
}

/** x^k; x is not 0 where k is below it. */
export function raised(x: Rational, k: number): Rational {
  const [n, d] = [x.n ** BigInt(Math.abs(k)), x.d ** BigInt(Math.abs(k))];
  return k < 0 ? rational(d, n) : { n, d };
}

export function isZero(x: Rational): boolean {
  return x.n === 0n;
}

export function isOne(x: Rational): boolean {
  return x.n === 1n && x.d === 1n;
}

export function same(x: Rational, y: Rational): boolean {
  return x.n === y.n && x.d === y.d;
}

/** As a small whole number; undefined for every other fraction. */
export function smallWhole(x: Rational): number | undefined {
  return x.d === 1n && x.n >= -1000n && x.n <= 1000n ? Number(x.n) : undefined;
}

/** The largest fraction of which all are whole multiples; of decimals the one that all are. */
export function commonOf(all: readonly Rational[]): Rational {
  const size = (x: bigint): bigint => (x < 0n ? -x : x);
  const [first] = all;
  if (first !== undefined && all.some((x) => decimalOf({ n: size(x.n), d: x.d }) !== undefined)) {
    return all.every((x) => size(x.n) === size(first.n) && x.d === first.d) ? { n: size(first.n), d: first.d } : ONE;
  }
  return all.reduce((c, x) => ({ n: gcd(size(c.n), size(x.n)), d: c.d / gcd(c.d, x.d) * x.d }), ZERO);
}

/** A decimal such as 0.001, which reads better than 1/1000; undefined where a fraction does. */
export function decimalOf(x: Rational): number | undefined {
  const value = Number(x.n) / Number(x.d);
  const back = x.d > MOST_DIVISOR || (x.d % 5n === 0n && x.d > 5n) ? rationalOf(value) : undefined;
  return back !== undefined && same(back, x) ? value : undefined;
}

/** Whether numerator and denominator are numbers that a double holds exactly. */
export function isExact(x: Rational): boolean {
  const most = BigInt(Number.MAX_SAFE_INTEGER);
  return x.n <= most && x.n >= -most && x.d <= most;
}

export function keyOf(x: Rational): string {
  return x.d === 1n ? String(x.n) : `${x.n}/${x.d}`;
}
