// An array of numbers with its shape, row-major: what the interpreter computes with.

/** An array of anything, as of the nodes that a small array is written with. */
export interface Elements<T> {
  readonly shape: readonly number[];
  readonly data: ArrayLike<T>;
}

export interface Tensor extends Elements<number> {
  readonly data: Float64Array;
  /** 1 where an element is 0 by its place, as beside the diagonal of an identity: its product with anything is 0. */
  readonly absent?: Uint8Array;
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((p, d) => p * d, 1);
}

export function tensor(shape: readonly number[], data: ArrayLike<number>): Tensor {
  return { shape, data: Float64Array.from(data) };
}

export function zerosTensor(shape: readonly number[]): Tensor {
  return { shape, data: new Float64Array(sizeOf(shape)) };
}

/** Steps in the flat array for each dimension. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let i = shape.length - 2; i >= 0; i--) strides[i] = (strides[i + 1] as number) * (shape[i + 1] as number);
  return strides;
}

/** Calls `visit` with every index of a shape, in row-major order. The index array is reused. */
export function forEachIndex(shape: readonly number[], visit: (index: readonly number[], flat: number) => void): void {
  const total = sizeOf(shape);
  const index = new Array<number>(shape.length).fill(0);
  for (let flat = 0; flat < total; flat++) {
    visit(index, flat);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] as number) + 1;
      if ((index[axis] as number) < (shape[axis] as number)) break;
      index[axis] = 0;
    }
  }
}

export function generate(shape: readonly number[], value: (index: readonly number[]) => number): Tensor {
  const out = zerosTensor(shape);
  forEachIndex(shape, (index, flat) => { out.data[flat] = value(index); });
  return out;
}

/** The same, of anything. */
export function listOver<T>(shape: readonly number[], value: (index: readonly number[]) => T): T[] {
  const out: T[] = [];
  forEachIndex(shape, (index) => { out.push(value(index)); });
  return out;
}

/** The same array, whose zeros are there by their place. */
export function withAbsent(t: Tensor, isAbsent: (index: readonly number[]) => boolean = (index) => elementAt(t, index) === 0): Tensor {
  const absent = new Uint8Array(t.data.length);
  forEachIndex(t.shape, (index, flat) => { absent[flat] = Number(isAbsent(index)); });
  return { ...t, absent };
}

/** The element at an index; dimensions of size 1, and missing leading ones, stretch as in NumPy. */
export function elementAt<T>(t: Elements<T>, index: readonly number[]): T {
  return t.data[placeOf(t, index)] as T;
}

/** Whether the element at an index is 0 by its place. */
export function isAbsentAt(t: Tensor, index: readonly number[]): boolean {
  return t.absent !== undefined && t.absent[placeOf(t, index)] === 1;
}

/** The flat place of that element. */
export function placeOf(t: Pick<Tensor, "shape">, index: readonly number[]): number {
  const lead = index.length - t.shape.length;
  let flat = 0;
  for (let axis = 0; axis < t.shape.length; axis++) {
    const size = t.shape[axis] as number;
    flat = flat * size + (size === 1 ? 0 : index[lead + axis] as number);
  }
  return flat;
}
