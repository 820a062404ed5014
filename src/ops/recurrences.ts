// A recurrence as functions of the language, for vectors, for rows one after the other and for dimensions between others.

const SHIFTED_DOWN = "concat(zeros(1, size(a, 1)), identity(size(a, 1))[1:end - 1, :], 1)";
const SHIFTED_UP = "concat(identity(size(a, 1))[2:end, :], zeros(1, size(a, 1)), 1)";

/** A recurrence along the first of two dimensions, or along the second of three. */
function along(axis: 1 | 2, isBack: boolean): string {
  const range = isBack ? `size(b, ${axis}):-1:1` : `1:size(b, ${axis})`;
  const start = `y[${isBack ? `size(b, ${axis}) + 1` : 0}]`;
  const before = `y[t ${isBack ? "+" : "-"} 1]`;
  if (axis === 1) return `{ for t = ${range}, ${start} = zeros(size(b, 2)) { y[t] = a[t, :] .* ${before} + b[t, :] }; y }`;
  const steps = `for t = ${range}, ${start} = zeros(size(b, 1), size(b, 3)) { y[t] = a[:, t, :] .* ${before} + b[:, t, :] }`;
  return `{ ${steps}; map(y[j, i, :], i = 1:size(b, 1), j = 1:size(b, 2)) }`;
}

export const recurrences: Readonly<Record<string, readonly [params: string, value: string]>> = {
  recurrence: ["a, b", `solve(identity(size(a, 1)) - diag(a) * ${SHIFTED_DOWN}, b)`],
  recurrence_back: ["a, b", `solve(identity(size(a, 1)) - diag(a) * ${SHIFTED_UP}, b)`],
  recurrence_rows: ["a, b", along(1, false)], recurrence_rows_back: ["a, b", along(1, true)],
  recurrence_along: ["a, b", along(2, false)], recurrence_along_back: ["a, b", along(2, true)],
};
