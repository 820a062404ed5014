// Derivatives by differences of function values: Ridders' extrapolation of central differences, with an estimate of the
// error. Ridders, Accurate computation of F'(x) and F'(x)F''(x), Advances in Engineering Software 4 (1982).
import { nth } from "../diagnostics/known.js";

/** A derivative by differences, and about how far off it may be. */
export interface Difference {
  readonly value: number;
  readonly error: number;
}

const STEPS = 10;
const SHRINK = 1.6;
/** Once the error grows by so much, smaller steps bring rounding alone. */
const SAFE = 4;

/** The derivatives of each component of f at 0. A step at which a component is not finite is passed over. */
export function slopesAt0(f: (h: number) => ArrayLike<number>, first: number): Difference[] {
  const quotients: number[][] = [];
  const steps: number[] = [];
  for (let k = 0, h = first; k < STEPS; k++, h /= SHRINK) {
    const [right, left] = [f(h), f(-h)];
    quotients.push(Array.from(right, (x, i) => (x - nth(left, i)) / (2 * h)));
    steps.push(h);
  }
  return (quotients[0] ?? []).map((_, i) => extrapolated(quotients.map((row) => nth(row, i))));
}

/** The limit of quotients whose steps shrink by one factor and whose errors are even powers of them. */
function extrapolated(quotients: readonly number[]): Difference {
  let best: Difference = { value: NaN, error: Infinity };
  let before: number[] = [];
  for (const quotient of quotients) {
    if (!Number.isFinite(quotient)) {
      before = [];
      continue;
    }
    const row = [quotient];
    let factor = SHRINK * SHRINK;
    for (const coarse of before) {
      const fine = row.at(-1) as number;
      const next = (factor * fine - coarse) / (factor - 1);
      const error = Math.max(Math.abs(next - fine), Math.abs(next - coarse));
      if (error <= best.error) best = { value: next, error };
      row.push(next);
      factor *= SHRINK * SHRINK;
    }
    const [last, lastBefore] = [row.at(-1) as number, before.at(-1)];
    if (lastBefore !== undefined && Math.abs(last - lastBefore) >= SAFE * best.error) break;
    before = row;
  }
  return best;
}
