// A studied program with its pictures and numbers: what one page shows.
import type { Checks } from "./checks.js";
import { codedOf, type Coded } from "./code.js";
import { plotAround, startingNumbers, type Numbers, type Plot } from "./numbers.js";
import { picturesOf } from "./pictures.js";
import type { Studied, Study } from "./study.js";

/** Plain data. */
export interface Shown {
  readonly study: Study;
  /** SVG, one for each scene. */
  readonly pictures: readonly string[];
  readonly coded?: Coded;
  readonly numbers?: Numbers;
  readonly plot?: Plot;
  readonly checks?: Checks;
}

/** With numbers at the given point, or at one that suits the program. */
export async function shownOf(studied: Studied, given?: Numbers): Promise<Shown> {
  const numbers = given ?? startingNumbers(studied);
  const plot = numbers === undefined ? undefined : plotAround(studied, numbers);
  return {
    study: studied.study, pictures: await picturesOf(studied), coded: codedOf(studied), ...(numbers === undefined ? {} : { numbers }),
    ...(plot === undefined ? {} : { plot }),
  };
}
