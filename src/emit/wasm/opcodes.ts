// The instructions of WebAssembly that gradc writes, by their names in the specification. 128-bit SIMD, and nothing newer.

/** One byte each. */
const PLAIN = {
  unreachable: 0x00, else: 0x05, end: 0x0b, return: 0x0f, drop: 0x1a, select: 0x1b,
  "i32.eqz": 0x45, "i32.eq": 0x46, "i32.ne": 0x47, "i32.lt_s": 0x48, "i32.lt_u": 0x49, "i32.gt_s": 0x4a, "i32.le_s": 0x4c,
  "i32.ge_s": 0x4e, "i32.ge_u": 0x4f,
  "f32.eq": 0x5b, "f32.ne": 0x5c, "f32.lt": 0x5d, "f32.gt": 0x5e, "f32.le": 0x5f, "f32.ge": 0x60,
  "f64.eq": 0x61, "f64.ne": 0x62, "f64.lt": 0x63, "f64.gt": 0x64, "f64.le": 0x65, "f64.ge": 0x66,
  "i32.add": 0x6a, "i32.sub": 0x6b, "i32.mul": 0x6c, "i32.div_s": 0x6d, "i32.rem_s": 0x6f, "i32.and": 0x71, "i32.or": 0x72,
  "i32.xor": 0x73, "i32.shl": 0x74, "i32.shr_s": 0x75, "i32.shr_u": 0x76,
  "i64.add": 0x7c, "i64.sub": 0x7d, "i64.and": 0x83, "i64.or": 0x84, "i64.shl": 0x86, "i64.shr_s": 0x87,
  "f32.abs": 0x8b, "f32.neg": 0x8c, "f32.ceil": 0x8d, "f32.floor": 0x8e, "f32.trunc": 0x8f, "f32.sqrt": 0x91, "f32.add": 0x92,
  "f32.sub": 0x93, "f32.mul": 0x94, "f32.div": 0x95, "f32.min": 0x96, "f32.max": 0x97,
  "f64.abs": 0x99, "f64.neg": 0x9a, "f64.ceil": 0x9b, "f64.floor": 0x9c, "f64.trunc": 0x9d, "f64.sqrt": 0x9f, "f64.add": 0xa0,
  "f64.sub": 0xa1, "f64.mul": 0xa2, "f64.div": 0xa3, "f64.min": 0xa4, "f64.max": 0xa5, "f64.copysign": 0xa6,
  "i32.wrap_i64": 0xa7, "f32.convert_i32_s": 0xb2, "f32.demote_f64": 0xb6, "f64.convert_i32_s": 0xb7, "f64.convert_i64_s": 0xb9,
  "f64.promote_f32": 0xbb, "i64.reinterpret_f64": 0xbd, "f64.reinterpret_i64": 0xbf,
} as const;

/** Behind the byte 0xfc. */
const SATURATING = { "i32.trunc_sat_f64_s": 0x02 } as const;

/** Behind the byte 0xfd. */
const VECTOR = {
  "i32x4.splat": 0x11, "i64x2.splat": 0x12, "f32x4.splat": 0x13, "f64x2.splat": 0x14,
  "f32x4.eq": 0x41, "f32x4.ne": 0x42, "f32x4.lt": 0x43, "f32x4.gt": 0x44, "f32x4.le": 0x45, "f32x4.ge": 0x46,
  "f64x2.eq": 0x47, "f64x2.ne": 0x48, "f64x2.lt": 0x49, "f64x2.gt": 0x4a, "f64x2.le": 0x4b, "f64x2.ge": 0x4c,
  "v128.not": 0x4d, "v128.and": 0x4e, "v128.andnot": 0x4f, "v128.or": 0x50, "v128.xor": 0x51, "v128.bitselect": 0x52,
  "v128.any_true": 0x53, "f32x4.demote_f64x2_zero": 0x5e, "f64x2.promote_low_f32x4": 0x5f,
  "f32x4.ceil": 0x67, "f32x4.floor": 0x68, "f32x4.trunc": 0x69, "f64x2.ceil": 0x74, "f64x2.floor": 0x75, "f64x2.trunc": 0x7a,
  "i32x4.shl": 0xab, "i32x4.shr_s": 0xac, "i32x4.add": 0xae, "i32x4.sub": 0xb1,
  "i64x2.shl": 0xcb, "i64x2.shr_s": 0xcc, "i64x2.add": 0xce, "i64x2.sub": 0xd1, "i64x2.gt_s": 0xd9,
  "f32x4.abs": 0xe0, "f32x4.neg": 0xe1, "f32x4.sqrt": 0xe3, "f32x4.add": 0xe4, "f32x4.sub": 0xe5, "f32x4.mul": 0xe6,
  "f32x4.div": 0xe7, "f32x4.convert_i32x4_s": 0xfa, "f32x4.min": 0xe8, "f32x4.max": 0xe9, "f32x4.pmin": 0xea, "f32x4.pmax": 0xeb,
  "f64x2.abs": 0xec, "f64x2.neg": 0xed, "f64x2.sqrt": 0xef, "f64x2.add": 0xf0, "f64x2.sub": 0xf1, "f64x2.mul": 0xf2,
  "f64x2.div": 0xf3, "f64x2.min": 0xf4, "f64x2.max": 0xf5, "f64x2.pmin": 0xf6, "f64x2.pmax": 0xf7,
} as const;

/** Instructions without immediates. */
export type Op = keyof typeof PLAIN | keyof typeof SATURATING | keyof typeof VECTOR;

const bytesOf: ReadonlyMap<string, readonly number[]> = new Map<string, readonly number[]>([
  ...Object.entries(PLAIN).map(([name, byte]) => [name, [byte]] as const),
  ...Object.entries(SATURATING).map(([name, byte]) => [name, [0xfc, byte]] as const),
  ...Object.entries(VECTOR).map(([name, code]) => [name, [0xfd, ...(code < 0x80 ? [code] : [(code & 0x7f) | 0x80, code >> 7])]] as const),
]);

export function opBytes(op: Op): readonly number[] {
  return bytesOf.get(op) as readonly number[];
}

/** Instructions that reach memory, with the power of two of what they reach. */
export const MEMORY = {
  "i32.load": [[0x28], 2], "f32.load": [[0x2a], 2], "f64.load": [[0x2b], 3], "i32.store": [[0x36], 2], "f32.store": [[0x38], 2],
  "f64.store": [[0x39], 3],
  "v128.load": [[0xfd, 0x00], 4], "v128.load32_splat": [[0xfd, 0x09], 2], "v128.load64_splat": [[0xfd, 0x0a], 3],
  "v128.store": [[0xfd, 0x0b], 4], "v128.load64_zero": [[0xfd, 0x5d], 3],
} as const;

export type MemoryOp = keyof typeof MEMORY;

/** Instructions that name a lane. */
export const LANES = {
  "f32x4.extract_lane": 0x1f, "f32x4.replace_lane": 0x20, "f64x2.extract_lane": 0x21, "f64x2.replace_lane": 0x22,
} as const;

export type LaneOp = keyof typeof LANES;

export const VALUE_TYPES = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;

export type ValueType = keyof typeof VALUE_TYPES;
