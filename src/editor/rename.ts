// A new name for a symbol, in its file and, for a function, in the files that import it.
import { dirname, resolve } from "node:path";
import { Report } from "../diagnostics/diagnostic.js";
import type { Span } from "../diagnostics/source.js";
import { filesOf } from "../project/glob.js";
import { projectRoot } from "../project/root.js";
import { scanText } from "../syntax/lexer.js";
import { T } from "../syntax/tokens.js";
import { documentAt, importedFunctions, sourceOf, type Document, type Documents } from "./documents.js";
import { freeAt, symbolAt, symbolsOf, type ProgramSymbol } from "./symbols.js";
import { rangeOf, type Range } from "./text.js";

export interface Edits {
  readonly changes: Readonly<Record<string, readonly { readonly range: Range; readonly newText: string }[]>>;
}

/** The edits of all files; undefined where there is no symbol. Throws a RangeError for a name that can't be given. */
export function renameAt(documents: Documents, document: Document, offset: number, newName: string): Edits | undefined {
  const symbols = symbolsOf(sourceOf(document));
  const found = symbolAt(symbols, offset)?.symbol;
  const free = freeAt(symbols, offset);
  const imported = found === undefined && free !== undefined ? importedFunctions(documents, document).get(free.name) : undefined;
  const symbol = found ?? imported?.symbol;
  if (symbol === undefined) return undefined;
  const home = imported === undefined ? document : documentAt(documents, imported.source.name) ?? document;
  checkName(newName, symbol, symbolsOf(sourceOf(home)).all);
  const changes = new Map([[home.uri, edits(home, symbol.places, newName)]]);
  if (symbol.kind === "function" && home.path !== undefined) {
    for (const other of importers(documents, home.path)) {
      const uses = symbolsOf(sourceOf(other)).free.filter(({ name }) => name === symbol.name).map(({ span }) => span);
      const isSame = importedFunctions(documents, other).get(symbol.name)?.uri === home.uri;
      if (isSame && uses.length > 0) changes.set(other.uri, edits(other, uses, newName));
    }
  }
  return { changes: Object.fromEntries(changes) };
}

function edits({ text }: Document, places: readonly Span[], newText: string): { range: Range; newText: string }[] {
  return places.map((span) => ({ range: rangeOf(text, span), newText }));
}

/** One name, and none that is there already. */
function checkName(name: string, symbol: ProgramSymbol, all: readonly ProgramSymbol[]): void {
  const report = new Report({ name: "name", text: name });
  const { kinds, count, ends } = scanText(name, report);
  if (report.hasErrors || count !== 2 || kinds[0] !== T.name || ends[0] !== name.length) {
    throw new RangeError(`"${name}" is no name: names are made of letters, digits and underscores.`);
  }
  if (all.some((other) => other !== symbol && other.name === name)) throw new RangeError(`There is a "${name}" already.`);
}

/** The programs of the project, and those that are open, but for the file itself. */
function importers(documents: Documents, path: string): Document[] {
  const root = projectRoot(dirname(path));
  const open = [...documents.values()].flatMap((document) => document.path ?? []);
  const all = new Set([...filesOf(root, "**/*.grad").map((name) => resolve(root, name)), ...open]);
  all.delete(path);
  return [...all].flatMap((one) => documentAt(documents, one) ?? []);
}
