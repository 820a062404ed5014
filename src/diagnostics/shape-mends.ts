// What most often was meant where two shapes do not fit, told from the shapes as they are written.

interface Size {
  readonly base: string;
  readonly offset: number;
}

/** The mend for shapes as text, such as `[m, n]` and `[m]`. */
export function fittingMend(left: string, right: string): string | undefined {
  const [x, y] = [dimsOf(left), dimsOf(right)];
  const [matrix, vector] = x.length > y.length ? [x, y] : [y, x];
  if (matrix.length === 2 && vector.length === 1 && matrix[0] === vector[0]) return columnMend(vector[0] as string);
  if (x.length !== y.length) return otherNames(x, y);
  const at = x.findIndex((d, i) => d !== y[i] && d !== "1" && y[i] !== "1");
  const [first, second] = [sizeOf(x[at] ?? ""), sizeOf(y[at] ?? "")];
  const apart = Math.abs(first.offset - second.offset);
  return first.base === second.base && first.base !== ""
    ? `The ${first.offset > second.offset ? "first" : "second"} is longer by ${apart}: take a part of it, such as ` +
      `v[${apart + 1}:end]${apart === 1 ? "" : ` or v[1:end - ${apart}]`}.`
    : otherNames(x, y);
}

/** A vector goes along the last dimension. */
function columnMend(size: string): string {
  return `A vector goes along the last dimension: a column is A[:, 1:1], or reshape(v, [${size}, 1]).`;
}

/** The mend for a matrix, as text, that is to be square. */
export function squareMend(shape: string): string | undefined {
  const [rows, columns] = dimsOf(shape);
  return otherNames([rows ?? ""], [columns ?? ""]);
}

/** Different names never agree: that is what most often is meant to. */
function otherNames(x: readonly string[], y: readonly string[]): string | undefined {
  const hasName = (dims: readonly string[]): boolean => dims.some((d) => /[a-zA-Z]/.test(d));
  return hasName(x) && hasName(y) ? "Sizes with different names never agree: declare both with one name." : undefined;
}

function dimsOf(shape: string): string[] {
  return shape.startsWith("[") ? shape.slice(1, -1).split(", ") : [];
}

/** A named size and the number that is added to it. */
function sizeOf(dim: string): Size {
  const [, base = "", sign, number = "0"] = /^(.*?[a-zA-Z].*?)(?: ([+-]) (\d+))?$/.exec(dim) ?? [];
  return { base, offset: Number(`${sign ?? ""}${number}`) };
}
