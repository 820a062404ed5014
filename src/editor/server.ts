// A language server on two streams: faults while typing, hover, definitions, uses, renaming and completion.
import type { Readable, Writable } from "node:stream";
import { LANGUAGE } from "./functions.js";
import { documentOf, importedFunctions, importsOf, sourceOf, type Document, type Documents } from "./documents.js";
import { commentAt } from "../inspect/comments.js";
import { faultsOf, type Fault } from "./faults.js";
import { formatted } from "./format.js";
import { quickFixes } from "./fixes.js";
import { hoverAt, textOfFunction, textOfTold, type Hover } from "./hover.js";
import { renameAt } from "./rename.js";
import { messagesOf, send, type Message } from "./rpc.js";
import { signatureAt, type Callable } from "./signature.js";
import { optionsAt, type Settings } from "./settings.js";
import { freeAt, symbolAt, symbolsOf, type ProgramSymbol, type SymbolKind } from "./symbols.js";
import { offsetOf, rangeOf, type Position } from "./text.js";

/** A text is looked at once nobody has typed for so long, in milliseconds. */
const PAUSE = 120;
/** So much of a statement stands beside a name that is offered. */
const MAX_DETAIL = 80;

interface Server {
  readonly documents: Documents;
  readonly output: Writable;
  /** Configurations that were read. */
  readonly settings: Settings;
  /** Documents whose faults are to be told. */
  readonly waiting: Map<string, NodeJS.Timeout>;
  readonly pause: number;
  isShutDown: boolean;
}

/** What the numbers of the protocol mean. */
const NUMBERS = { methodNotFound: -32601, failed: -32603, invalidRename: -32803 } as const;
const COMPLETION: Readonly<Record<SymbolKind | "constant" | "word", number>> = {
  param: 6, input: 6, size: 21, value: 6, output: 6, function: 3, parameter: 6, index: 6, constant: 21, word: 14,
};
const OUTLINE: Readonly<Record<SymbolKind, number>> = {
  param: 13, input: 13, size: 14, value: 13, output: 14, function: 12, parameter: 13, index: 13,
};

const CAPABILITIES = {
  positionEncoding: "utf-16", textDocumentSync: { openClose: true, change: 1 }, hoverProvider: true, definitionProvider: true,
  referencesProvider: true, documentSymbolProvider: true, renameProvider: { prepareProvider: true },
  completionProvider: { triggerCharacters: [], resolveProvider: true },
  signatureHelpProvider: { triggerCharacters: ["(", ","] },
  codeActionProvider: { codeActionKinds: ["quickfix"] }, documentFormattingProvider: true,
};

/** Serves until the editor says exit, or its stream ends; the status that the process is to end with. */
export async function serve(input: Readable, output: Writable, pause = PAUSE): Promise<number> {
  const s: Server = { documents: new Map(), output, settings: new Map(), waiting: new Map(), pause, isShutDown: false };
  try {
    for await (const message of messagesOf(input)) {
      if (message.method === "exit") return s.isShutDown ? 0 : 1;
      await answer(s, message);
    }
    return s.isShutDown ? 0 : 1;
  } finally {
    for (const timer of s.waiting.values()) clearTimeout(timer);
  }
}

async function answer(s: Server, { id, method = "", params }: Message): Promise<void> {
  const request = requests[method];
  if (id === undefined) return notifications[method]?.(s, params as Params);
  if (request === undefined) {
    return send(s.output, { id, error: { code: NUMBERS.methodNotFound, message: `There is no method ${method} here.` } });
  }
  try {
    send(s.output, { id, result: await request(s, params as Params) ?? null });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    send(s.output, { id, error: { code: error instanceof RangeError ? NUMBERS.invalidRename : NUMBERS.failed, message } });
  }
}

/** As much of the parameters of all methods as is used. */
interface Params {
  readonly textDocument: { readonly uri: string; readonly text?: string; readonly version?: number };
  readonly position: Position;
  readonly contentChanges: readonly { readonly text: string }[];
  readonly newName: string;
  readonly context?: { readonly diagnostics?: readonly Fault[] };
  /** Of an item that was offered to complete a name. */
  readonly label: string;
  readonly detail?: string;
}

const notifications: Readonly<Record<string, (s: Server, params: Params) => void>> = {
  "textDocument/didOpen": (s, { textDocument: { uri, text = "", version } }) => setText(s, documentOf(uri, text, version)),
  "textDocument/didChange": (s, { textDocument: { uri, version }, contentChanges }) => {
    const last = contentChanges.at(-1);
    if (last !== undefined) setText(s, documentOf(uri, last.text, version));
  },
  "textDocument/didClose": (s, { textDocument: { uri } }) => {
    clearTimeout(s.waiting.get(uri));
    s.waiting.delete(uri);
    s.documents.delete(uri);
    send(s.output, { method: "textDocument/publishDiagnostics", params: { uri, diagnostics: [] } });
  },
};

const requests: Readonly<Record<string, (s: Server, params: Params) => unknown>> = {
  "initialize": () => ({ capabilities: CAPABILITIES, serverInfo: { name: "gradc" } }),
  "shutdown": (s) => { s.isShutDown = true; },
  "textDocument/hover": async (s, params) => {
    const at = placeOf(s, params);
    const imported = at && importedHover(s, at.document, at.offset);
    const found = at && (imported ?? await ownHover(s, at));
    return found && { contents: asMarkdown(found.text), range: rangeOf(at.document.text, found.span) };
  },
  "textDocument/definition": (s, params) => {
    const at = placeOf(s, params);
    if (at === undefined) return undefined;
    const symbols = symbolsOf(sourceOf(at.document));
    const found = symbolAt(symbols, at.offset);
    if (found !== undefined) return { uri: at.document.uri, range: rangeOf(at.document.text, found.symbol.definition) };
    const free = freeAt(symbols, at.offset);
    const imported = free && importedFunctions(s.documents, at.document).get(free.name);
    return imported && { uri: imported.uri, range: rangeOf(imported.source.text, imported.symbol.definition) };
  },
  "textDocument/references": (s, params) => {
    const at = placeOf(s, params);
    const found = at && symbolAt(symbolsOf(sourceOf(at.document)), at.offset);
    return found?.symbol.places.map((span) => ({ uri: at?.document.uri, range: rangeOf(at?.document.text ?? "", span) }));
  },
  "textDocument/documentSymbol": (s, params) => {
    const document = s.documents.get(params.textDocument.uri);
    if (document === undefined) return undefined;
    const { all } = symbolsOf(sourceOf(document));
    return all.filter(({ kind }) => kind !== "index" && kind !== "parameter").map(({ name, kind, statement, definition }) => ({
      name, kind: OUTLINE[kind], detail: kind, range: rangeOf(document.text, statement), selectionRange: rangeOf(document.text, definition),
    }));
  },
  "textDocument/prepareRename": (s, params) => {
    const at = placeOf(s, params);
    const found = at && symbolAt(symbolsOf(sourceOf(at.document)), at.offset);
    return found && { range: rangeOf(at?.document.text ?? "", found.span), placeholder: found.symbol.name };
  },
  "textDocument/rename": (s, params) => {
    const at = placeOf(s, params);
    return at && renameAt(s.documents, at.document, at.offset, params.newName);
  },
  "textDocument/completion": (s, params) => {
    const at = placeOf(s, params);
    return at === undefined ? [] : completionsFor(s, at.document);
  },
  "textDocument/signatureHelp": (s, params) => {
    const at = placeOf(s, params);
    return at && signatureAt(at.document.text, at.offset, (name) => callableOf(s, at.document, name), asMarkdown);
  },
  "textDocument/formatting": (s, { textDocument: { uri } }) => {
    const document = s.documents.get(uri);
    const text = document && formatted(sourceOf(document));
    if (document === undefined || typeof text !== "string") return undefined;
    return text === document.text ? [] : [{ range: rangeOf(document.text, { start: 0, end: document.text.length }), newText: text }];
  },
  "textDocument/codeAction": (_s, { textDocument, context }) => quickFixes(textDocument.uri, context?.diagnostics ?? []),
  "completionItem/resolve": async (_s, item) => {
    const told = LANGUAGE.get(item.label);
    return told === undefined || told.usage !== item.detail ? item : { ...item, documentation: asMarkdown(await textOfFunction(told)) };
  },
};

/** A function of the program, of the files that it imports, or of the language. */
function callableOf({ documents }: Server, document: Document, name: string): Callable | undefined {
  const { all, source } = symbolsOf(sourceOf(document));
  const symbol = all.find((one) => one.name === name && one.kind === "function");
  const own = symbol === undefined ? importedFunctions(documents, document).get(name) : { source, symbol };
  if (own === undefined) {
    const told = LANGUAGE.get(name);
    return told?.kind === "function" ? { usage: told.usage, doc: told.doc } : undefined;
  }
  const { source: { text }, symbol: { statement } } = own;
  const head = /^[^(]*\([^)]*\)/.exec(text.slice(statement.start, statement.end))?.[0];
  return head === undefined ? undefined : { usage: head, doc: commentAt(text, statement.start) };
}

interface At {
  readonly document: Document;
  readonly offset: number;
}

function placeOf(s: Server, { textDocument: { uri }, position }: Params): At | undefined {
  const document = s.documents.get(uri);
  return document === undefined ? undefined : { document, offset: offsetOf(document.text, position) };
}

async function ownHover(s: Server, { document, offset }: At): Promise<Hover | undefined> {
  const { wrt, math } = await optionsAt(s.settings, document.path, (text) => { tell(s, text); });
  const options = { ...(wrt === undefined ? {} : { wrt }), ...(math === undefined ? {} : { math }) };
  return hoverAt(symbolsOf(sourceOf(document)), offset, importsOf(s.documents, document), options);
}

function asMarkdown(value: string): object {
  return { kind: "markdown", value };
}

/** The names of a program, then the functions that it imports, then the language. */
function completionsFor({ documents }: Server, document: Document): object[] {
  const { all, source } = symbolsOf(sourceOf(document));
  const items = new Map<string, object>();
  const add = (name: string, rank: number, item: object, documentation: string): void => {
    if (items.has(name)) return;
    const told = documentation === "" ? {} : { documentation: asMarkdown(documentation) };
    items.set(name, { label: name, ...item, sortText: `${rank}${name}`, ...told });
  };
  for (const symbol of all) {
    const item = { kind: COMPLETION[symbol.kind], detail: detailOf(source.text, symbol) };
    add(symbol.name, 0, item, commentAt(source.text, symbol.statement.start));
  }
  for (const [name, { source: { text }, symbol: { statement } }] of importedFunctions(documents, document))
    add(name, 1, { kind: COMPLETION.function, detail: text.slice(statement.start, statement.end) }, commentAt(text, statement.start));
  for (const told of LANGUAGE.values()) add(told.name, 2, { kind: COMPLETION[told.kind], detail: told.usage }, textOfTold(told));
  return [...items.values()];
}

/** `param w[n, h]`, or the statement of a value; of other names what they are. */
function detailOf(text: string, { kind, definition, statement }: ProgramSymbol): string {
  const isDefined = kind === "value" || kind === "output" || kind === "function";
  if (isDefined) return (text.slice(statement.start, statement.end).split("\n")[0] ?? "").slice(0, MAX_DETAIL);
  const shape = /^\s*(?:\[[^\]\n]*\]|\{[^}\n]*\})/.exec(text.slice(definition.end, definition.end + MAX_DETAIL))?.[0] ?? "";
  return kind === "param" || kind === "input" ? `${kind} ${text.slice(definition.start, definition.end)}${shape.trim()}` : kind;
}

/** A function of another file is told as that file has it. */
function importedHover(s: Server, document: Document, offset: number): Hover | undefined {
  const free = freeAt(symbolsOf(sourceOf(document)), offset);
  const found = free && importedFunctions(s.documents, document).get(free.name);
  if (free === undefined || found === undefined) return undefined;
  const { source: { text }, symbol: { statement } } = found;
  return { span: free.span, text: `\`\`\`gradc\n${text.slice(statement.start, statement.end)}\n\`\`\`` };
}

function setText(s: Server, document: Document): void {
  s.documents.set(document.uri, document);
  // what imports the document may have other faults now
  for (const { uri } of s.documents.values()) {
    clearTimeout(s.waiting.get(uri));
    s.waiting.set(uri, setTimeout(() => { void tellFaults(s, uri); }, s.pause));
  }
}

async function tellFaults(s: Server, uri: string): Promise<void> {
  s.waiting.delete(uri);
  const document = s.documents.get(uri);
  if (document === undefined) return;
  try {
    const options = await optionsAt(s.settings, document.path, (text) => { tell(s, text); });
    // while the configuration was read, somebody may have typed on
    if (s.documents.get(uri) !== document) return;
    const diagnostics = faultsOf(document, importsOf(s.documents, document), options);
    send(s.output, { method: "textDocument/publishDiagnostics", params: { uri, version: document.version, diagnostics } });
  } catch (error) {
    // a defect of gradc at one text: the editor shows it, and is served on
    tell(s, error instanceof Error ? error.message : String(error));
  }
}

/** What is shown beside no text. */
function tell(s: Server, text: string): void {
  send(s.output, { method: "window/showMessage", params: { type: 1, message: `gradc: ${text}` } });
}
