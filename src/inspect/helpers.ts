// Values that the graph has and the language has no function for, as functions in the language itself.
// A text that uses one begins with its definition, so that it still is a whole program.

const SHIFTED_DOWN = "concat(zeros(1, size(a, 1)), identity(size(a, 1))[1:end - 1, :], 1)";
const SHIFTED_UP = "concat(identity(size(a, 1))[2:end, :], zeros(1, size(a, 1)), 1)";

const HELPERS: ReadonlyMap<string, readonly [params: string, body: string]> = new Map([
  ["one_hot", ["c, k", "reshape(c, [size(c, 1), 1]) == cumsum(ones(k)) - 1"]],
  ["prod_of_others", ["x", "grad(prod(x), x)"]],
  ["cofactor", ["A", "grad(det(A), A)"]],
  ["recurrence", ["a, b", `solve(identity(size(a, 1)) - diag(a) * ${SHIFTED_DOWN}, b)`]],
  ["recurrence_back", ["a, b", `solve(identity(size(a, 1)) - diag(a) * ${SHIFTED_UP}, b)`]],
]);

const POLYGAMMA = /^polygamma([1-9]\d?)$/;

/** Definitions of the used helpers, each with those it needs before it. `named` gives their names in the text. */
export function helperDefinitions(used: ReadonlySet<string>, named: (helper: string) => string): string[] {
  const plain = [...HELPERS].flatMap(([helper, [params, body]]) => (used.has(named(helper)) ? [`${named(helper)}(${params}) = ${body}`] : []));
  return [...plain, ...polygammas(used, named)];
}

/** Each order is the derivative of the one before it. */
function polygammas(used: ReadonlySet<string>, named: (helper: string) => string): string[] {
  const orders = [...used].flatMap((u) => POLYGAMMA.exec(u)?.[1] ?? []).map(Number);
  const highest = Math.max(0, ...orders);
  const before = (order: number): string => (order === 1 ? "digamma" : named(`polygamma${order - 1}`));
  return Array.from({ length: highest }, (_, i) => `${named(`polygamma${i + 1}`)}(x) = jvp(${before(i + 1)}(x), x, x .^ 0)`);
}

export function isHelper(text: string): boolean {
  return HELPERS.has(text) || POLYGAMMA.test(text);
}
