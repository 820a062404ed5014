// Functions and modules as other systems call them, and what to write here instead: whole sentences.

const CHOICE = "Write c ? a : b to choose.";
const INTEGRAL = "There are no integrals; a sum over an index is sum(f(x[i]), i = 1:n).";
const RANDOM = "There are no random numbers: give them as an input.";
const SIZE = "Write size(A, 1) for the first dimension.";

/** By the name of the function. */
const FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ["ln", "Write log(x)."], ["lg", "Write log10(x)."], ["ld", "Write log2(x)."],
  ...renamed({
    arcsin: "asin", arccos: "acos", arctan: "atan", arccot: "acot", arcsec: "asec", arccsc: "acsc", arcsinh: "asinh",
    arccosh: "acosh", arctanh: "atanh",
    arsinh: "asinh", arcosh: "acosh", artanh: "atanh", tg: "tan", ctg: "cot", cotg: "cot", cotan: "cot", arctg: "atan",
    cosec: "csc", sh: "sinh", ch: "cosh", th: "tanh",
    fabs: "abs", absolute: "abs", sgn: "sign", signum: "sign", sqr: "square", ceiling: "ceil", trunc: "fix", rint: "round",
    logistic: "sigmoid", expit: "sigmoid", log1pexp: "softplus", heaviside: "sign", swish: "silu", tgamma: "gamma",
    gammaln: "lgamma", lngamma: "lgamma", psi: "digamma", betaln: "lbeta",
    Phi: "normcdf", cdf: "normcdf", ndtr: "normcdf", log_ndtr: "lognormcdf", ravel: "flatten", vec: "flatten",
    inverse: "inv", tr: "trace", average: "mean", var: "variance",
  }),
  ["arctan2", "Write atan2(y, x)."], ["power", "Write x^y, or x.^y for arrays."],
  ["where", CHOICE], ["if", CHOICE], ["iif", CHOICE], ["ifelse", CHOICE], ["IF", CHOICE], ["cond", CHOICE],
  ["piecewise", CHOICE], ["Piecewise", CHOICE], ["cases", CHOICE],
  ["eye", "Write identity(n)."], ["linspace", "Write a + (0:n - 1) .* ((b - a)/(n - 1))."],
  ["arange", "Write 0:n - 1."], ["range", "Write 1:n."],
  ["matmul", "Write A*B."], ["mm", "Write A*B."], ["multiply", "Write A .* B."], ["divide", "Write A ./ B."],
  ["add", "Write a + b."], ["subtract", "Write a - b."],
  ["mldivide", "Write solve(A, b)."], ["linsolve", "Write solve(A, b)."], ["lstsq", "Write solve(A'*A, A'*b)."],
  ["inner", "Write dot(a, b)."], ["vdot", "Write dot(a, b)."],
  ["einsum", "Write sum(A[i, k]*B[k, j], k = 1:n) in a map over i and j."], ["hstack", "Write concat(A, B, 2)."],
  ["vstack", "Write concat(A, B, 1)."], ["cat", "Write concat(A, B, dim)."],
  ["len", SIZE], ["length", SIZE], ["shape", SIZE], ["numel", SIZE], ["rows", SIZE], ["nrow", SIZE],
  ["argmax", "There is no place of the greatest element; softmax(x) is a smooth choice."],
  ["argmin", "There is no place of the least element; softmax(-x) is a smooth choice."],
  ["integrate", INTEGRAL], ["integral", INTEGRAL], ["quad", INTEGRAL],
  ["trapz", "Write sum((x[i + 1] - x[i])*(y[i] + y[i + 1])/2, i = 1:n - 1)."],
  ["diff", "Write derivative(y, x) of a named y, or x[2:end] - x[1:end - 1] for differences."],
  ["gradient", "Write grad(y, x)."], ["D", "Write derivative(y, x) of a named y."],
  ["rand", RANDOM], ["randn", RANDOM], ["random", RANDOM],
  ["print", "Write output y."], ["disp", "Write output y."], ["return", "Write output y."],
  ["root", "Write nthRoot(x, n)."], ["hyp", "Write hypot(x, y)."],
]);

/** Modules whose functions have the same names here, or nearly. */
const MODULES: ReadonlySet<string> = new Set(["np", "numpy", "Math", "math", "jnp", "jax", "torch", "tf", "scipy", "mathjs"]);

function renamed(names: Readonly<Record<string, string>>): (readonly [string, string])[] {
  return Object.entries(names).map(([foreign, own]) => [foreign, `Write ${own}(x).`]);
}

/** What to write for a function of another system. */
export function foreignFunction(name: string): string | undefined {
  return FUNCTIONS.get(name);
}

export function isForeignModule(name: string): boolean {
  return MODULES.has(name);
}

/** Functions that other systems have as methods of arrays. */
const METHODS: ReadonlySet<string> = new Set(
  (
    "sum mean prod min max norm std exp log sqrt abs sin cos tan tanh transpose reshape flatten squeeze inv det " +
    "trace pow clamp clip round floor ceil cumsum softmax size"
  ).split(" "),
);

/** What to write for `owner.name(…)`. */
export function foreignMethod(owner: string, name: string): string {
  if (isForeignModule(owner)) return FUNCTIONS.get(name) ?? `Write ${name}(x).`;
  if (name === "dot") return `Write ${owner}*y for the product, or dot(${owner}, y).`;
  return FUNCTIONS.get(name) ?? (METHODS.has(name) ? `Write ${name}(${owner}).` : "Write f(x).");
}

/** What to write for `A.T` and other properties of a value that is no record. */
export function foreignProperty(owner: string, name: string): string | undefined {
  if (name === "T" || name === "t" || name === "H") return `Write ${owner}' for the transpose.`;
  if (name === "shape" || name === "size" || name === "length") return `Write size(${owner}, 1) for the first dimension.`;
  return undefined;
}

/** Units that follow numbers. */
export const UNITS: ReadonlySet<string> = new Set(
  "m cm mm km kg g mg s ms h min N kN J kJ W kW V A K Pa kPa MPa GPa bar Hz kHz rad deg degC mol l ft inch lb".split(" "),
);
