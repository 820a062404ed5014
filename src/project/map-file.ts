// Source maps as files, and as bundlers take them: their sources are paths from the folder that they stand in.
import { isAbsolute, relative, resolve, sep } from "node:path";
import type { SourceMap } from "../diagnostics/source.js";
import { GENERATED } from "../emit/typescript/banner.js";

/** The map with its sources as they are seen from a folder; those that are no files stay. */
export function mapFrom(map: SourceMap, folder: string): SourceMap {
  const seen = (path: string): string => relative(resolve(folder), path).split(sep).join("/");
  return { ...map, sources: map.sources.map((name) => (isAbsolute(name) ? seen(name) : name)) };
}

export function mapText(map: SourceMap): string {
  return `${JSON.stringify({ comment: GENERATED, ...map }, null, 2)}\n`;
}
