// A studied program with its pictures and numbers: what one page shows.
import { placed } from "../inspect/drawing/index.js";
import { pictureOf } from "../inspect/drawing/picture.js";
import { verify, type Row } from "../run/verify.js";
import { plotAround, startingNumbers, type Numbers, type Plot } from "./numbers.js";
import type { Studied, Study, StudyOptions } from "./study.js";

export interface Checks {
  readonly points: number;
  readonly seed: number;
  readonly rows: readonly Row[];
}

/** Plain data. */
export interface Shown {
  readonly study: Study;
  /** SVG, one for each scene. */
  readonly pictures: readonly string[];
  readonly numbers?: Numbers;
  readonly plot?: Plot;
  readonly checks?: Checks;
}

/** The pictures of all scenes, with room for numbers. */
export function picturesOf({ study }: Studied): Promise<string[]> {
  const options = { hasNumbers: true };
  return Promise.all(study.scenes.map(async (scene) =>
    pictureOf(await placed(scene, options), { ...options, title: `Back-propagation in ${study.name}` })));
}

/** With numbers at the given point, or at one that suits the program. */
export async function shownOf(studied: Studied, given?: Numbers): Promise<Shown> {
  const numbers = given ?? startingNumbers(studied);
  const plot = numbers === undefined ? undefined : plotAround(studied, numbers);
  return {
    study: studied.study, pictures: await picturesOf(studied), ...(numbers === undefined ? {} : { numbers }),
    ...(plot === undefined ? {} : { plot }),
  };
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
