// Source maps as files, and as bundlers take them: their sources are paths from the folder that they stand in.
import { isAbsolute, relative, resolve, sep } from "node:path";
import type { SourceMap } from "../diagnostics/source.js";
import { GENERATED } from "../emit/typescript/banner.js";

/** The map with its sources as they are seen from a folder; those that are no files stay. */
export function mapFrom(map: SourceMap, folder: string): SourceMap {
  const seen = (path: string): string => relative(resolve(folder), path).split(sep).join("/");
  return { ...map, sources: map.sources.map((name) => (isAbsolute(name) ? seen(name) : name)) };
}

/** The map of a file by its name, without which TypeScript does not read it; nor does it read one with the texts of the sources. */
export function mapText({ sourcesContent, ...map }: SourceMap, file: string, isOfTypes: boolean): string {
  return `${JSON.stringify({ comment: GENERATED, file, ...map, ...(isOfTypes ? {} : { sourcesContent }) }, null, 2)}\n`;
}
