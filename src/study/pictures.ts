// The pictures of a studied program.
import { placed } from "../inspect/drawing/index.js";
import { pictureOf } from "../inspect/drawing/picture.js";
import type { Studied } from "./study.js";

/** The pictures of all scenes, with room for numbers. */
export function picturesOf({ study }: Studied): Promise<string[]> {
  const options = { hasNumbers: true };
  return Promise.all(study.scenes.map(async (scene) =>
    pictureOf(await placed(scene, options), { ...options, title: `Back-propagation in ${study.name}` })));
}
