// The programs that an editor has open, and the files that they import.
import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { ImportResolver, Source } from "../diagnostics/source.js";
import { fileImports } from "../project/imports.js";
import { symbolsOf, type ProgramSymbol, type Symbols } from "./symbols.js";

export interface Document {
  readonly uri: string;
  /** Undefined for a text that is no file yet. */
  readonly path: string | undefined;
  readonly text: string;
  readonly version?: number;
}

export type Documents = Map<string, Document>;

export function documentOf(uri: string, text: string, version?: number): Document {
  const path = uri.startsWith("file:") ? fileURLToPath(uri) : undefined;
  return { uri, path, text, ...(version === undefined ? {} : { version }) };
}

export function sourceOf({ path, uri, text }: Document): Source {
  return { name: path ?? uri, text };
}

/** The imports of a document; what is open is taken as it is in the editor. */
export function importsOf(documents: Documents, { path }: Document): ImportResolver {
  if (path === undefined || !existsSync(dirname(path))) return () => "missing";
  const resolver = fileImports(path, path);
  return (way, from) => {
    const found = resolver(way, from);
    if (typeof found === "string") return found;
    const open = documents.get(pathToFileURL(resolve(found.name)).href);
    return open === undefined ? found : { ...found, text: open.text };
  };
}

export interface ImportedFunction {
  readonly uri: string;
  readonly source: Source;
  readonly symbol: ProgramSymbol;
}

/** The functions that a document imports, also through other files; of one name that which is found first. */
export function importedFunctions(documents: Documents, document: Document): ReadonlyMap<string, ImportedFunction> {
  const found = new Map<string, ImportedFunction>();
  const left = [document];
  const seen = new Set([document.uri]);
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    for (const next of importedDocuments(documents, at, symbolsOf(sourceOf(at)))) {
      if (seen.has(next.uri)) continue;
      seen.add(next.uri);
      left.push(next);
      const source = sourceOf(next);
      for (const symbol of symbolsOf(source).all) {
        if (symbol.kind === "function" && !found.has(symbol.name)) found.set(symbol.name, { uri: next.uri, source, symbol });
      }
    }
  }
  return found;
}

function importedDocuments(documents: Documents, { path }: Document, { imports }: Symbols): Document[] {
  if (path === undefined) return [];
  return imports.flatMap((one) => documentAt(documents, resolve(dirname(path), one.path)) ?? []);
}

/** A file as it is open, or as it lies on the disk. */
export function documentAt(documents: Documents, path: string): Document | undefined {
  const uri = pathToFileURL(path).href;
  const open = documents.get(uri);
  if (open !== undefined) return open;
  try {
    return documentOf(uri, readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}
