// Source maps as files, and as bundlers take them: their sources are paths from the folder that they stand in.
import { relative, resolve, sep } from "node:path";
import { GENERATED } from "../emit/typescript/banner.js";
import type { SourceMap } from "../emit/source-map.js";

/** The map with its sources as they are seen from a folder. The first is the program itself, at `input` where it is a file. */
export function mapFrom(map: SourceMap, input: string | undefined, folder: string): SourceMap {
  const seen = (path: string): string => relative(resolve(folder), resolve(path)).split(sep).join("/");
  return { ...map, sources: map.sources.map((name, i) => (i > 0 ? seen(name) : input === undefined ? name : seen(input))) };
}

export function mapText(map: SourceMap): string {
  return `${JSON.stringify({ comment: GENERATED, ...map }, null, 2)}\n`;
}
