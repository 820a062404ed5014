// Values that the graph has and the language has no function for, as functions in the language itself.
// A text that uses one begins with its definition, so that it still is a whole program.

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

const HELPERS: ReadonlyMap<string, readonly [string, string]> = new Map([
  ["one_hot", ["c, k", "reshape(c, [size(c, 1), 1]) == cumsum(ones(k)) - 1"]],
  ["prod_of_others", ["x", "grad(prod(x), x)"]],
  ["cofactor", ["A", "grad(det(A), A)"]],
  ["recurrence", ["a, b", `solve(identity(size(a, 1)) - diag(a) * ${SHIFTED_DOWN}, b)`]],
  ["recurrence_back", ["a, b", `solve(identity(size(a, 1)) - diag(a) * ${SHIFTED_UP}, b)`]],
  ["recurrence_rows", ["a, b", along(1, false)]], ["recurrence_rows_back", ["a, b", along(1, true)]],
  ["recurrence_along", ["a, b", along(2, false)]], ["recurrence_along_back", ["a, b", along(2, true)]],
]);

/** What is differentiated again and again, by the name of its derivatives. */
const DIFFERENTIATED: ReadonlyMap<string, string> = new Map(
  [["polygamma", "digamma(x)"], ["bernoulli", "x ./ expm1(x)"], ["sinc", "sinc(x)"], ["erfcx", "erfcx(x)"]],
);
const DERIVATIVE = /^(.*\D)([1-9]\d*)$/;
const OTHERS = /^prod_of_others([1-9]\d*)$/;

/** The helpers that must be defined before one, and itself. */
export function helpersFor(helper: string): string[] {
  const { name, order } = derivativeOf(helper);
  return order === 0 ? [helper] : Array.from({ length: order }, (_, i) => `${name}${i + 1}`);
}

function derivativeOf(helper: string): { readonly name: string; readonly order: number } {
  const [, name = "", order = "0"] = DERIVATIVE.exec(helper) ?? [];
  return { name, order: DIFFERENTIATED.has(name) ? Number(order) : 0 };
}

/** The definition of a helper; `named` gives the names that helpers have in the text. */
export function helperDefinition(helper: string, named: ReadonlyMap<string, string>): string {
  const text = named.get(helper) ?? helper;
  const { name, order } = derivativeOf(helper);
  if (order > 0) {
    const before = order === 1 ? DIFFERENTIATED.get(name) : `${named.get(`${name}${order - 1}`) ?? ""}(x)`;
    return `${text}(x) = jvp(${before ?? ""}, x, x .^ 0)`;
  }
  const dim = OTHERS.exec(helper)?.[1];
  if (dim !== undefined) return `${text}(A) = grad(sum(prod(A, ${dim})), A)`;
  const [params, body] = HELPERS.get(helper) ?? ["", ""];
  return `${text}(${params}) = ${body}`;
}
