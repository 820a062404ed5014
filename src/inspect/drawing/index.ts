// The picture of a program: back-propagation as in the book, each entry of grad_table beside its value.
import type { Program } from "../../graph/program.js";
import { walk } from "../explain.js";
import { toPlaces } from "../svg.js";
import { layoutText, placedScene, type Layout, type LayoutOptions } from "./layout.js";
import { pictureOf } from "./picture.js";
import { sceneOf, type Scene } from "./scene.js";

/** More values than this, which have as many mirrors, are folded: those without the user's names go into those that are made of them. */
export const MOST_DRAWN = 150;

/** The program as it is written, with its derivatives before any rewriting; undefined where there is no gradient to draw. */
export async function toPicture(written: Program): Promise<string | undefined> {
  const scene = drawnScene(written);
  if (scene === undefined) return undefined;
  return pictureOf(await placed(scene), { isAlone: true, title: `Back-propagation in ${written.source.name}` });
}

/** Folded where it is large; undefined where there is no gradient, or more than anyone reads. */
export function drawnScene(written: Program): Scene | undefined {
  const walked = walk(written);
  if (walked === undefined) return undefined;
  const scene = sceneOf(written, walked, walked.names.size > MOST_DRAWN);
  return scene.nodes.length > MOST_DRAWN ? undefined : scene;
}

export async function placed(scene: Scene, options: LayoutOptions = {}): Promise<Layout> {
  return placedScene(scene, await toPlaces(layoutText(scene, options)), options);
}
