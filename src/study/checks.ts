// The derivatives of a studied program against numbers.
import { verify, type Row } from "../run/verify.js";
import type { Studied, StudyOptions } from "./study.js";

export interface Checks {
  readonly points: number;
  readonly seed: number;
  readonly rows: readonly Row[];
}

const POINTS = 10;
const SEED = 1;

/** The generated gradient against numbers; undefined where no point has a value. */
export function checksOf({ study }: Studied, options: StudyOptions): Checks | undefined {
  try {
    const { points, rows } = verify(study.text, { ...options, points: POINTS, seed: SEED });
    return { points, seed: SEED, rows };
  } catch {
    return undefined;
  }
}
