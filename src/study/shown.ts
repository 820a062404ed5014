// A studied program with its pictures and numbers: what one page shows.
import { placed } from "../inspect/drawing/index.js";
import { pictureOf } from "../inspect/drawing/picture.js";
import type { Checks } from "./checks.js";
import { plotAround, startingNumbers, type Numbers, type Plot } from "./numbers.js";
import type { Studied, Study } from "./study.js";

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
