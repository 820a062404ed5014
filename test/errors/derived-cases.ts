// Wrong programs made from the tables of functions, constants and operators: they grow with the language.
// The mark ¦ stands where the report must point.
import { formulaOps, languageFunctions, namedConstants, scalarOps } from "../../src/ops/index.js";

export interface DerivedCase {
  readonly text: string;
  readonly line: number;
  readonly column: number;
  readonly code: string;
  readonly message: string;
  /** The whole hint, or undefined where there must be none. */
  readonly hint: string | undefined;
}

/** What every derived program declares. */
export const DECLARED = "param A[2, 3], B[2, 3], S[3, 3], v[3], w[2], x, T[2, 3, 2]\n";

export function marked(statement: string, code: string, message: string, hint?: string, before = DECLARED): DerivedCase {
  const whole = before + statement;
  const at = whole.indexOf("¦");
  const lines = whole.slice(0, at).split("\n");
  return { text: whole.replace("¦", ""), line: lines.length, column: (lines.at(-1) as string).length + 1, code, message, hint };
}

const DECLARE = "Declare it, param unheard or input unheard, or define it above, unheard = ….";
const LAST = "A[end] is the last.";
const DOWN = "A range goes from the lesser end to the greater one, or down with the step -1: 3:-1:1.";

interface Signature {
  readonly name: string;
  readonly usage: string;
  readonly least: number;
  readonly most: number;
}

function signatures(): Signature[] {
  const language = [...languageFunctions.values()].map((f) => ({ name: f.name, usage: f.usage, least: f.arity[0], most: f.arity[1] }));
  const known = new Set(language.map((f) => f.name));
  const scalar = [
    ...scalarOps.filter((op) => op.internal !== true), ...formulaOps,
  ].filter((op) => !known.has(op.name)).map(({ name, params, defaults }) => {
    const variadic = params.at(-1) === "...";
    const own = variadic ? params.slice(0, -1) : params;
    const least = own.filter((p) => defaults?.[p] === undefined).length;
    const shown = own.map((p) => (defaults?.[p] === undefined ? p : `[${p} = ${defaults[p]}]`)).join(", ");
    return { name, usage: `${name}(${shown}${variadic ? ", …" : ""})`, least, most: variadic ? Infinity : own.length };
  });
  return [...language, ...scalar];
}

function count({ name, usage }: Signature, given: number): DerivedCase {
  return marked(
    `¦${name}(${Array<string>(given).fill("x").join(", ")})`, "wrong-count",
    `${name} does not take ${given === 1 ? "1 argument" : `${given} arguments`}.`, `It is used as ${usage}.`,
  );
}

/** A word one letter away from a name and not so near to another. */
function misspelt(name: string): string {
  // "siQn" would be as near to sign
  const middle = name === "sin" ? 3 : Math.ceil(name.length / 2);
  return `${name.slice(0, middle)}Q${name.slice(middle)}`;
}

function perFunction(f: Signature): DerivedCase[] {
  const { name } = f;
  return [
    count(f, f.least - 1),
    ...(f.most === Infinity ? [] : [count(f, f.most + 1)]),
    marked(`1 + ¦${misspelt(name)}(x)`, "unknown-function", `There is no function "${misspelt(name)}".`, `Did you mean "${name}"?`),
    // mod is an operator too, which the parser sees first
    ...(name === "mod" ? [] : [
      marked(
        `¦${name}(t) = 2*t`, "name-of-function",
        `"${name}" is a function of the language and can't be defined as another one.`, "Choose another name.",
      ),
      marked(
        `output y = x*¦${name}`, "function-as-value", `"${name}" is a function and needs arguments.`,
        `Write ${name}(...), or declare a value of that name: param ${name}.`,
      ),
    ]),
  ];
}

function perConstant(name: string): DerivedCase[] {
  return [`y = ¦${name}\n${name} = 2`, `y = 2*¦${name}\nparam ${name}`, `f(t) = ¦${name}*t\noutput ${name} = x`]
    .map((s) => marked(s, "used-before", `"${name}" is used before it is defined`, "Move the definition above its first use."));
}

const OPERATORS = ["+", "-", ".*", "./", ".^", "<", "<=", ">", ">=", "==", "!=", "mod", "and", "or"];
const COLUMN = "A vector goes along the last dimension: a column is A[:, 1:1], or reshape(v, [2, 1]).";
const MISFITS = [
  ["v", "w", "[3]", "[2]", undefined], ["A", "w", "[2, 3]", "[2]", COLUMN], ["S", "A", "[3, 3]", "[2, 3]", undefined],
  ["T", "A", "[2, 3, 2]", "[2, 3]", undefined],
] as const;

function perOperator(op: string): DerivedCase[] {
  return MISFITS.map(
    ([a, b, left, right, mend]) =>
      marked(`1 + sum(¦${a} ${op} ${b})`, "shapes-differ", `the shapes ${left} and ${right} do not fit.`, mend),
  );
}

const WITH_DIM = [
  "sum", "mean", "prod", "logsumexp", "min", "max", "variance", "std", "cumsum", "cumprod", "logcumsumexp", "softmax",
  "log_softmax", "size",
];

function perDimension(name: string): DerivedCase[] {
  const none = (dim: string): string => `${name}: there is no dimension ${dim} in [2, 3].`;
  const than = name === "max" ? "greater" : "lesser";
  const hint = (dim: string): string => (name === "max" || name === "min"
    ? `For the ${than} of each element and ${dim} write ${name}imum(A, ${dim}).`
    : "Dimensions count from 1.");
  const whole = ["0", "3"].map((dim) => marked(`${name}(A, ¦${dim})`, "no-such-dimension", none(dim), hint(dim)));
  if (name === "min" || name === "max") return whole;
  return [
    ...whole,
    marked(`${name}(A, ¦1.5)`, "no-such-dimension", none("1.5"), "Dimensions count from 1."),
    marked(`${name}(A, ¦-1)`, "no-such-dimension", none("-1"), "Dimensions count from 1."),
    marked(`${name}(A, ¦x)`, "not-constant", `${name} needs a number known when compiling here.`),
    marked(`${name}(A, ¦v)`, "not-constant", `${name} needs a number known when compiling here.`),
  ];
}

const TWO_ARGUMENTS = ["pow", "hypot", "max", "min", "mod", "atan2", "nthRoot", "leaky_relu", "elu", "log", "mse"];

function perPair(name: string): DerivedCase[] {
  return MISFITS.slice(0, 2).map(([a, b, left, right, mend]) => marked(
    `1 + sum(¦${name}(${a}, ${b}))`, "shapes-differ", `${name}: the shapes ${left} and ${right} do not fit.`, mend,
  ));
}

const SQUARE = ["det", "logdet", "inv", "trace"];

function perSquare(name: string): DerivedCase[] {
  return [
    marked(`${name}(¦A)`, "not-square", `${name} needs a square matrix, but this is [2, 3].`),
    ...[["x", "scalar"], ["v", "[3]"], ["T", "[2, 3, 2]"]].map(
      ([a, shape]) => marked(`${name}(¦${a})`, "wrong-rank", `${name} needs a square matrix here, but this is ${shape}.`),
    ),
  ];
}

/** Functions of two vectors with either argument of another rank. */
function perVectors(name: string): DerivedCase[] {
  return ["x", "A", "T"].flatMap((a) => [`${name}(¦${a}, v)`, `${name}(v, ¦${a})`]).map(
    (s) => marked(s, "wrong-rank", `${name} needs a vector here, but this is`),
  );
}

/** Names that need a vector or a matrix where a scalar stands, and the like. */
const RANKS: readonly DerivedCase[] = [
  ...["softmax", "log_softmax"].map((f) => marked(`${f}(¦x)`, "wrong-rank", `${f} needs a vector or a matrix here, but this is scalar.`)),
  ...["size", "concat"].map(
    (f) => marked(f === "size" ? "size(¦x)" : "concat(¦x, v)", "wrong-rank", `${f} needs an array here, but this is scalar.`),
  ),
  marked("concat(A, ¦v)", "wrong-rank", "concat needs of the rank of the first"),
  marked("concat(v, ¦x)", "wrong-rank", "concat needs"),
  marked("concat(A, ¦S, 2)", "shapes-differ", "concat: the shapes [2, 3] and [3, 3] do not fit."),
  marked("concat(A, S, ¦3)", "no-such-dimension", "there is no dimension 3 in [2, 3]", "Dimensions count from 1."),
  marked("concat(v, w, ¦0)", "no-such-dimension", "there is no dimension 0 in [3]", "Dimensions count from 1."),
  marked("transpose(¦T)", "wrong-rank", "transpose needs a matrix or a vector here, but this is [2, 3, 2]."),
  marked("diag(¦A)", "not-square", "diag needs a square matrix, but this is [2, 3]."),
  marked("diag(¦T)", "wrong-rank", "diag needs"),
  marked("kron(¦x, A)", "wrong-rank", "kron needs a matrix or a vector here, but this is scalar."),
  marked("kron(¦T, A)", "wrong-rank", "kron needs a matrix or a vector here, but this is [2, 3, 2]."),
  marked("kron(v, ¦A)", "wrong-rank", "kron needs a vector, as the first is, here, but this is [2, 3]."),
  marked("kron(A, ¦v)", "wrong-rank", "kron needs a matrix, as the first is, here, but this is [3]."),
  marked("¦dot(v, w)", "dims-differ", "The vectors of dot must have one length: 3 is not 2."),
  marked("cross(v, ¦w)", "dims-differ", "cross takes vectors of length 3: 2 is not 3."),
  marked("cross(¦w, v)", "dims-differ", "cross takes vectors of length 3: 2 is not 3."),
  marked("solve(¦A, v)", "not-square", "solve needs a square matrix, but this is [2, 3]."),
  marked("solve(S, ¦T)", "wrong-rank", "solve needs a vector or a matrix here, but this is [2, 3, 2]."),
  marked("¦solve(S, A)", "dims-differ", "rows of A and of b must agree: 3 is not 2."),
  marked("cross_entropy(¦x, v)", "wrong-rank", "cross_entropy needs a matrix, a row for each example, here, but this is scalar."),
  marked("cross_entropy(¦T, v)", "wrong-rank", "cross_entropy needs a matrix"),
  marked(
    "cross_entropy(A, ¦x)", "wrong-rank",
    "cross_entropy needs a matrix of probabilities or a vector of class numbers here, but this is scalar.",
  ),
  marked("cross_entropy(A, ¦v)", "dims-differ", "one row for each example: 2 is not 3."),
  marked("cross_entropy(S, ¦A)", "dims-differ", "one row for each example: 3 is not 2."),
  marked("reshape(A, ¦[4, 2])", "wrong-reshape", "An array of shape [2, 3] can't be reshaped to [4, 2]: the numbers of elements differ."),
  marked("reshape(x, ¦[2])", "wrong-reshape", "An array of shape scalar can't be reshaped to [2]"),
  marked("reshape(A, ¦[6, 0])", "not-a-dimension", "reshape needs a dimension here: a whole number from 1 up, or sizes."),
  marked("reshape(A, ¦[x, 2])", "not-a-dimension", "reshape needs a dimension here"),
  marked("reshape(A, ¦v)", "not-a-dimension", "reshape needs a dimension here"),
  ...["zeros", "ones", "identity"].flatMap((f) => ["0", "-2", "1.5", "x", "v"].map(
    (n) => marked(`${f}(¦${n})`, "not-a-dimension", `${f} needs a dimension here: a whole number from 1 up, or sizes.`),
  )),
  ...["0", "-1"].map((p) => marked(`norm(v, ¦${p})`, "wrong-argument", "norm: p must be a number above 0.")),
  ...["x", "v"].map((p) => marked(`norm(v, ¦${p})`, "not-constant", "norm needs a number known when compiling here.")),
  ...["variance", "std"].map((f) => marked(`${f}(¦x)`, "wrong-argument", `${f}: it needs at least two elements.`)),
];

const ALL_INDICES = "All indices go in one bracket, A[1, 2], with : for a whole dimension; flatten(A) is a vector of all elements.";

function indexHint(index: string): string {
  if (index.startsWith("0")) return "Indices count from 1.";
  return index.startsWith("-") ? "Indices count from 1, and A[end] is the last." : LAST;
}

const INDICES: readonly DerivedCase[] = [
  ...["0", "-1", "4"].map(
    (i) => marked(`v[¦${i}]`, "index-range", `The index ${i} is outside 1..3.`, indexHint(i)),
  ),
  ...["3, 1", "0, 1"].map(
    (i) => marked(`A[¦${i}]`, "index-range", "is outside 1..2.", indexHint(i)),
  ),
  marked("A[1, ¦4]", "index-range", "The index 4 is outside 1..3.", LAST),
  marked("T[2, 3, ¦3]", "index-range", "The index 3 is outside 1..2.", LAST),
  marked("v[¦end + 1]", "index-range", "The index 4 is outside 1..3.", LAST),
  marked("v[¦end - 3]", "index-range", "The index 0 is outside 1..3.", "Indices count from 1."),
  ...["1.5", "x", "x + 1", "A", "pi"].map((i) => marked(
    `v[¦${i}]`, "index-whole",
    "An index must be a whole number, a range, or a vector of whole numbers, from numbers, sizes and inputs alone.",
  )),
  ...[["¦v[1, 1]", "[3]", 2], ["¦A[1]", "[2, 3]", 1], ["¦A[1, 1, 1]", "[2, 3]", 3], ["¦T[1, 2]", "[2, 3, 2]", 2]].map(([s, shape, n]) =>
    marked(
      String(s), "index-count", `An array of shape ${shape} takes as many indices as it has dimensions, not ${n}.`,
      n === 1 ? ALL_INDICES : "Write : for a whole dimension.",
    )),
  marked("¦x[1]", "index-of-scalar", "A scalar has no elements.", "An array is declared with its size: x[n]."),
  marked("¦v[1][1]", "index-of-scalar", "A scalar has no elements."),
  marked("v[¦3:1]", "range-empty", "The range 3:1 is empty.", DOWN),
  marked("v[¦1:-1:3]", "range-empty", "The range 1:3 is empty.", DOWN),
  marked("v[1:¦5]", "index-range", "The index 5 is outside 1..3.", LAST),
  marked("v[¦0:2]", "index-range", "The index 0 is outside 1..3.", "Indices count from 1."),
  ...["0", "0.5", "x"].map(
    (step) => marked(`v[1:¦${step}:3]`, "range-step", "The step of a range must be a whole number other than 0, known when compiling."),
  ),
];

const DERIVATIVES: readonly DerivedCase[] = [
  ...["grad", "hessian"].flatMap((f) => [["v", "[3]"], ["A", "[2, 3]"], ["T", "[2, 3, 2]"]].map(([y, shape]) =>
    marked(
      `output g = ${f}(¦${y}, x)`, "not-scalar", `${f} differentiates a scalar, but this has the shape ${shape}.`,
      "Take a sum, or use jacobian.",
    ))),
  ...["grad", "derivative", "jacobian", "hessian"].flatMap((f) => [
    marked(
      `output g = ${f}(x^2, ¦2*x)`, "wrt-expression", `${f} is taken with respect to a name, not an expression.`,
      "Give the expression a name first: y = ...; then use y.",
    ),
    marked(
      `output g = ${f}(x^2, ¦3)`, "wrt-expression", `${f} is taken with respect to a name`,
      "Give the expression a name first: y = ...; then use y.",
    ),
    marked(`output g = ${f}(x^2, ¦pi)`, "wrt-constant", `"pi" is not a variable or a named value.`),
    marked(`output g = ${f}(x^2, ¦unheard)`, "unknown-name", `"unheard" is not defined.`, DECLARE),
  ]),
  ...["jvp", "vjp", "hvp"].flatMap((f) => [
    marked(
      `output g = ${f}(x^2, ¦2*x, x)`, "wrt-expression", `${f} is taken with respect to a name`,
      "Give the expression a name first: y = ...; then use y.",
    ),
    marked(`output g = ${f}(x^2, x, ¦v)`, "shapes-differ", `${f}: the shapes scalar and [3] do not fit.`),
    marked(`output g = ${f}(sum(v), ${f === "vjp" ? "v, ¦v" : "v, ¦w"})`, "shapes-differ", `${f}: the shapes`),
  ]),
  marked(
    "output g = hvp(¦v, v, v)", "not-scalar", "hvp differentiates a scalar, but this has the shape [3].",
    "Take a sum, or use jacobian.",
  ),
  ...["v", "A"].map((y) => marked(`output g = derivative(x, ¦${y})`, "wrong-rank", "derivative needs a scalar here, but this is")),
];

export function derivedCases(): DerivedCase[] {
  return [
    ...signatures().flatMap(perFunction),
    ...[...namedConstants.keys()].flatMap(perConstant),
    ...OPERATORS.flatMap(perOperator),
    ...WITH_DIM.flatMap(perDimension),
    ...TWO_ARGUMENTS.flatMap(perPair),
    ...SQUARE.flatMap(perSquare),
    ...["dot", "outer", "cross"].flatMap(perVectors),
    ...RANKS, ...INDICES, ...DERIVATIVES,
  ];
}
