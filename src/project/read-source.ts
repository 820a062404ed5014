// Files and standard input to sources: the size is limited, and the bytes must be UTF-8.
import { nth } from "../diagnostics/known.js";
import { closeSync, constants, existsSync, fstatSync, openSync, readdirSync, readSync, statSync, type Stats } from "node:fs";
import { basename, dirname, join } from "node:path";
import { CompileError, Report, type Diagnostic } from "../diagnostics/diagnostic.js";
import type { Source } from "../diagnostics/source.js";
import { codeOf, reasonOf, refused, shownPath, UseError } from "../diagnostics/faults.js";
import { suggest } from "../diagnostics/suggest.js";
import { invalidUtf8At } from "./utf8.js";

const MEBIBYTE = 2 ** 20;
const MAX_BYTES = 64 * MEBIBYTE;
const CHUNK = 1 << 16;

/** Reads a program. A file that can't be read is a fault of use; one that is no text is a wrong program. */
export function readSource(path: string): Source {
  return decodeSource(shownPath(path), readBytes(path));
}

/** Reads a program from standard input. */
export async function readStandardInput(input: AsyncIterable<Uint8Array>, name = "<stdin>"): Promise<Source> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of input) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MAX_BYTES) throw tooLarge(name, length);
  }
  return decodeSource(name, Buffer.concat(chunks));
}

/** Bytes to text. A byte order mark is dropped. */
export function decodeSource(name: string, bytes: Uint8Array): Source {
  if (looksLikeUtf16(bytes)) throw wrongEncoding({ name, text: "" }, "The file is not UTF-8 but looks like UTF-16.");
  const bad = invalidUtf8At(bytes);
  const text = new TextDecoder().decode(bytes);
  if (bad === undefined) return { name, text };
  const before = new TextDecoder().decode(bytes.subarray(0, bad)).length;
  const byte = nth(bytes, bad).toString(16).toUpperCase();
  throw wrongEncoding({ name, text }, `The byte 0x${byte} at offset ${bad} is not valid UTF-8.`, before);
}

function readBytes(path: string): Uint8Array {
  try {
    return readLimited(path);
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === undefined) throw error;
    throw new UseError(`Can't read ${shownPath(path)}: ${reason}.`, codeOf(error) === "ENOENT" ? hintFor(path) : undefined);
  }
}

/** A pipe or a device may have no end, or never begin. */
export function refuseSpecial(path: string, known?: Stats): void {
  const stats = known ?? refused(`Can't read ${shownPath(path)}`, () => statSync(path, { throwIfNoEntry: false }));
  if (stats === undefined || stats.isFile() || stats.isDirectory()) return;
  throw new UseError(`Can't read ${shownPath(path)}: it is not an ordinary file.`, "Standard input is given as -.");
}

/** Reads in pieces, as a file may grow meanwhile. */
function readLimited(path: string): Uint8Array {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(file);
    refuseSpecial(path, stats);
    const { size } = stats;
    if (size > MAX_BYTES) throw tooLarge(shownPath(path), size);
    const chunks: Uint8Array[] = [];
    let length = 0;
    for (;;) {
      const chunk = new Uint8Array(Math.max(CHUNK, size + 1 - length));
      const count = readSync(file, chunk, 0, chunk.length, null);
      if (count === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, count));
      length += count;
      if (length > MAX_BYTES) throw tooLarge(shownPath(path), length);
    }
  } finally {
    closeSync(file);
  }
}

function hintFor(path: string): string | undefined {
  if (refused(`Can't read ${shownPath(path)}`, () => existsSync(`${path}.grad`))) return `Did you mean ${shownPath(path)}.grad?`;
  const near = nearestFile(path);
  if (near !== undefined) return `Did you mean ${shownPath(near)}?`;
  return /[\^*()=+ ]/.test(path) ? "An expression is given with -e." : undefined;
}

/** The program in the same folder whose name is nearest. */
function nearestFile(path: string): string | undefined {
  const folder = dirname(path);
  try {
    const near = suggest(basename(path), readdirSync(folder).filter((name) => name.endsWith(".grad")));
    return near === undefined ? undefined : join(folder, near);
  } catch {
    // a folder that can't be read has no names to offer
    return undefined;
  }
}

function tooLarge(name: string, bytes: number): CompileError {
  const report = new Report({ name, text: "" });
  report.error(undefined, "source-too-large", bytes / MEBIBYTE);
  return new CompileError(report.diagnostics);
}

/** By its mark, or because the first characters have a zero byte each, on the same side. */
function looksLikeUtf16(bytes: Uint8Array): boolean {
  const [a, b] = bytes;
  if (a === undefined || b === undefined || bytes.length % 2 === 1) return false;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return true;
  const start = bytes.subarray(0, 8);
  const isZero = (side: number): boolean => start.every((byte, i) => (byte === 0) === (i % 2 === side));
  return isZero(0) || isZero(1);
}

function wrongEncoding(source: Source, message: string, at?: number): CompileError {
  const fault: Diagnostic = {
    severity: "error", code: "not-utf8", message, hint: "Save the file as UTF-8.", source,
    ...(at === undefined ? {} : { span: { start: at, end: at + 1 } }),
  };
  return new CompileError([fault]);
}
