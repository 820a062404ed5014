// What the elementary functions know of the bits of a double. WebAssembly has instructions for these: scripts/wasm-runtime.ts
// writes them by the names here; what stands here says what they mean, and runs in tests.

/** 2^k for k + 1.5 * 2^52, with k from -1022 to 1023. */
export function twoTo(shifted: number): number {
  return 2 ** (shifted - 6755399441055744);
}

/** For a normal x > 0 the whole e with x/2^e from sqrt(1/2) to sqrt(2), up to 2^-20. */
export function exponentOf(x: number): number {
  const words = new Int32Array(Float64Array.of(x).buffer);
  return (words[1]! - 0x3fe6a09e) >> 20;
}

/** x/2^exponentOf(x). */
export function mantissaOf(x: number): number {
  const value = Float64Array.of(x);
  const words = new Int32Array(value.buffer);
  words[1]! -= ((words[1]! - 0x3fe6a09e) >> 20) << 20;
  return value[0]!;
}

/** x with the lower half of its bits 0. */
export function withoutLow(x: number): number {
  const value = Float64Array.of(x);
  new Int32Array(value.buffer)[0] = 0;
  return value[0]!;
}

/** The size of x and the sign of y. */
export function copySign(x: number, y: number): number {
  return Object.is(Math.sign(y), -1) || Object.is(y, -0) ? -Math.abs(x) : Math.abs(x);
}

/** A condition that seldom holds: of several numbers at once, those for which it does not are computed together. */
export function rarely(condition: boolean): boolean {
  return condition;
}

/** Of a float: 2^k for k + 1.5 * 2^23, with k from -126 to 127. */
export function twoToFloat(shifted: number): number {
  return 2 ** (shifted - 12582912);
}

/** For a normal float x > 0 the whole e with x/2^e from sqrt(1/2) to sqrt(2). */
export function exponentOfFloat(x: number): number {
  return (new Int32Array(Float32Array.of(x).buffer)[0]! - 0x3f3504f3) >> 23;
}

/** x/2^exponentOfFloat(x). */
export function mantissaOfFloat(x: number): number {
  return x / 2 ** exponentOfFloat(x);
}
