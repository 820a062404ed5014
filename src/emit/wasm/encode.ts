// Functions, imports and exports as the bytes of a WebAssembly module.
import type { FunctionCode } from "./code.js";
import { VALUE_TYPES, type ValueType } from "./opcodes.js";

export interface Signature {
  readonly params: readonly ValueType[];
  readonly result: ValueType | undefined;
}

export interface WasmModule {
  /** Imported under "m": functions by their names, then one memory, then whole numbers that stay as they are. */
  readonly imports: readonly (readonly [string, Signature])[];
  readonly globals: readonly string[];
  readonly functions: readonly (readonly [string, FunctionCode])[];
  readonly exports: readonly string[];
}

/** Where the imports come from, and the name of the memory. */
export const SPACE = "m";
export const MEMORY_NAME = "memory";

/** The magic number and the version. */
const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** What engines refuse beyond: https://webassembly.github.io/spec/js-api/#limits. */
export const MAX_FUNCTION_BYTES = 7_654_321;
export const MAX_LOCALS = 50_000;

/** Bytes that grow by doubling: a module may have millions. */
class Bytes {
  private data = new Uint8Array(1024);
  length = 0;

  add(bytes: ArrayLike<number>): void {
    while (this.length + bytes.length > this.data.length) {
      const grown = new Uint8Array(this.data.length * 2);
      grown.set(this.data);
      this.data = grown;
    }
    this.data.set(bytes, this.length);
    this.length += bytes.length;
  }

  done(): Uint8Array {
    return this.data.subarray(0, this.length);
  }
}

export function encodeModule(module: WasmModule): Uint8Array {
  const types = new Map<string, number>();
  const typeBytes: number[][] = [];
  const typeOf = (signature: Signature): number => {
    const key = `${signature.params.join()}:${signature.result ?? ""}`;
    const known = types.get(key) ?? types.size;
    if (!types.has(key)) {
      types.set(key, known);
      typeBytes.push([0x60, ...vector(signature.params.map((p) => [VALUE_TYPES[p]])),
        ...vector(signature.result === undefined ? [] : [[VALUE_TYPES[signature.result]]])]);
    }
    return known;
  };
  const indexOf = new Map([...module.imports, ...module.functions].map(([name], i) => [name, i]));
  const imports = [
    ...module.imports.map(([name, signature]) => [...text(SPACE), ...text(name), 0x00, ...unsigned(typeOf(signature))]),
    [...text(SPACE), ...text(MEMORY_NAME), 0x02, 0x00, 0x01],
    ...module.globals.map((name) => [...text(SPACE), ...text(name), 0x03, VALUE_TYPES.i32, 0x00]),
  ];
  const functions = module.functions.map(([, code]) => unsigned(typeOf(code)));
  const exports = module.exports.map((name) => [...text(name), 0x00, ...unsigned(indexOf.get(name) as number)]);
  const globals = new Map(module.globals.map((name, i) => [name, i]));
  const bodies = module.functions.map(([, code]) => bodyBytes(code, indexOf, globals));
  const out = new Bytes();
  out.add(HEADER);
  section(out, 1, typeBytes);
  section(out, 2, imports);
  section(out, 3, functions);
  section(out, 7, exports);
  section(out, 10, bodies);
  return out.done();
}

function bodyBytes(
  { locals, pieces }: FunctionCode, functions: ReadonlyMap<string, number>, globals: ReadonlyMap<string, number>,
): Uint8Array {
  const body = new Bytes();
  const runs: { type: ValueType; count: number }[] = [];
  for (const type of locals) {
    const last = runs.at(-1);
    if (last?.type === type) last.count++;
    else runs.push({ type, count: 1 });
  }
  body.add(vector(runs.map(({ type, count }) => [...unsigned(count), VALUE_TYPES[type]])));
  const indexed = (opcode: number, index: number | undefined, name: string): void => {
    if (index === undefined) throw new Error(`defect of gradc: no ${name} in the module`);
    body.add([opcode, ...unsigned(index)]);
  };
  for (const piece of pieces) {
    if (typeof piece === "string") indexed(0x10, functions.get(piece), piece);
    else if ("global" in piece) indexed(0x23, globals.get(piece.global), piece.global);
    else body.add(piece);
  }
  body.add([0x0b]);
  const out = new Bytes();
  out.add(unsigned(body.length));
  out.add(body.done());
  return out.done();
}

function section(out: Bytes, id: number, entries: readonly ArrayLike<number>[]): void {
  if (entries.length === 0) return;
  const content = new Bytes();
  content.add(unsigned(entries.length));
  for (const entry of entries) content.add(entry);
  out.add([id, ...unsigned(content.length)]);
  out.add(content.done());
}

function vector(entries: readonly (readonly number[])[]): number[] {
  return [...unsigned(entries.length), ...entries.flat()];
}

/** The names are our own: letters and digits. */
function text(name: string): number[] {
  return vector([...name].map((c) => [c.charCodeAt(0)]));
}

function unsigned(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 0x80);
  }
}
