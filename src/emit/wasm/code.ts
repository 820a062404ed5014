// The instructions of one function, piece by piece: bytes, and the names of the functions that are called.
import { LANES, MEMORY, opBytes, VALUE_TYPES, type LaneOp, type MemoryOp, type Op, type ValueType } from "./opcodes.js";

/** Bytes, the name of a function that is called there, or that of a whole number of the host. */
export type Piece = readonly number[] | string | { readonly global: string };

export interface FunctionCode {
  readonly params: readonly ValueType[];
  readonly result: ValueType | undefined;
  readonly locals: readonly ValueType[];
  readonly pieces: readonly Piece[];
}

const EMPTY_BLOCK = 0x40;

/** Collects the instructions of a function. Locals are numbers: the parameters come first. */
export class Code {
  private readonly all: Piece[] = [];
  private bytes: number[] = [];
  private readonly locals: ValueType[] = [];
  private readonly free = new Map<ValueType, number[]>();
  private readonly params: readonly ValueType[];
  private readonly result: ValueType | undefined;
  constructor(params: readonly ValueType[], result: ValueType | undefined) {
    this.params = params;
    this.result = result;
  }

  /** A local that nothing else holds. */
  local(type: ValueType): number {
    const freed = this.free.get(type)?.pop();
    if (freed !== undefined) return freed;
    this.locals.push(type);
    return this.params.length + this.locals.length - 1;
  }

  /** Gives a local back: its value is needed no longer. */
  release(local: number): void {
    const type = this.locals[local - this.params.length];
    if (type === undefined) return;
    const known = this.free.get(type);
    if (known === undefined) this.free.set(type, [local]);
    else known.push(local);
  }

  op(...ops: readonly Op[]): this {
    for (const op of ops) this.bytes.push(...opBytes(op));
    return this;
  }

  get(local: number): this {
    this.bytes.push(0x20);
    return this.unsigned(local);
  }

  set(local: number): this {
    this.bytes.push(0x21);
    return this.unsigned(local);
  }

  tee(local: number): this {
    this.bytes.push(0x22);
    return this.unsigned(local);
  }

  /** A whole number that the host hands over. */
  import(name: string): this {
    this.all.push(this.bytes, { global: name });
    this.bytes = [];
    return this;
  }

  int(value: number): this {
    this.bytes.push(0x41, ...signedBytes(BigInt(value | 0)));
    return this;
  }

  long(value: bigint): this {
    this.bytes.push(0x42, ...signedBytes(BigInt.asIntN(64, value)));
    return this;
  }

  /** A constant of a type: each lane of a vector has it. */
  constant(type: "f64" | "f32" | "f64x2" | "f32x4", value: number): this {
    const isWide = type === "f64" || type === "f64x2";
    const bytes = isWide ? new Uint8Array(Float64Array.of(value).buffer) : new Uint8Array(Float32Array.of(value).buffer);
    if (type === "f64" || type === "f32") this.bytes.push(isWide ? 0x44 : 0x43, ...bytes);
    else this.bytes.push(0xfd, 0x0c, ...(isWide ? [...bytes, ...bytes] : [...bytes, ...bytes, ...bytes, ...bytes]));
    return this;
  }

  /** A vector of numbers. */
  lanes(values: readonly number[], type: "f64" | "f32"): this {
    const bytes = type === "f64" ? new Uint8Array(Float64Array.from(values).buffer) : new Uint8Array(Float32Array.from(values).buffer);
    this.bytes.push(0xfd, 0x0c, ...bytes);
    return this;
  }

  /** Reaches memory at the address on the stack, and so many bytes on. */
  memory(op: MemoryOp, offset = 0): this {
    const [bytes, align] = MEMORY[op];
    this.bytes.push(...bytes, op.startsWith("v128") ? 2 : align);
    return this.unsigned(offset);
  }

  /** Stores the lower half of a vector. */
  storeLow(offset: number): this {
    this.bytes.push(0xfd, 0x5b, 2);
    this.unsigned(offset).bytes.push(0);
    return this;
  }

  lane(op: LaneOp, lane: number): this {
    this.bytes.push(0xfd, LANES[op], lane);
    return this;
  }

  /** 16 bytes out of the 32 of two vectors. */
  shuffle(lanes: readonly number[]): this {
    this.bytes.push(0xfd, 0x0d, ...lanes);
    return this;
  }

  /** Zeros bytes: where they begin, a byte and their number are on the stack. */
  fill(): this {
    this.bytes.push(0xfc, 0x0b, 0);
    return this;
  }

  block(): this {
    this.bytes.push(0x02, EMPTY_BLOCK);
    return this;
  }

  loop(): this {
    this.bytes.push(0x03, EMPTY_BLOCK);
    return this;
  }

  if(type?: ValueType): this {
    this.bytes.push(0x04, type === undefined ? EMPTY_BLOCK : VALUE_TYPES[type]);
    return this;
  }

  branch(depth: number): this {
    this.bytes.push(0x0c);
    return this.unsigned(depth);
  }

  branchIf(depth: number): this {
    this.bytes.push(0x0d);
    return this.unsigned(depth);
  }

  call(name: string): this {
    this.all.push(this.bytes, name);
    this.bytes = [];
    return this;
  }

  /** Instructions as they are. */
  raw(bytes: readonly number[]): this {
    for (const byte of bytes) this.bytes.push(byte);
    return this;
  }

  finish(): FunctionCode {
    return { params: this.params, result: this.result, locals: this.locals, pieces: [...this.all, this.bytes] };
  }

  private unsigned(value: number): this {
    for (let rest = value; ; rest = Math.floor(rest / 128)) {
      if (rest < 128) {
        this.bytes.push(rest);
        return this;
      }
      this.bytes.push((rest % 128) | 0x80);
    }
  }
}

/** LEB128. */
export function signedBytes(value: bigint): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    const low = Number(rest & 0x7fn);
    if (rest >= -64n && rest < 64n) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}
