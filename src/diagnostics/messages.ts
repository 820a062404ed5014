// Every error's sentence and mend, to be reviewed as prose. A code is a name;
// its template takes what the sentence needs.
import { foreignFunction } from "./foreign-functions.js";
import { foreignProperty } from "./foreign.js";
import { asDeclared, didYouMean, quoted, say, shortName } from "./message.js";
import { fittingMend, squareMend } from "./shape-mends.js";
import { syntaxMessages } from "./syntax-messages.js";

export type { Message } from "./message.js";

export const messages = {
  ...syntaxMessages,

  // Names
  "unknown-name": (name: string, near?: string) => say(
    `${quoted(name)} is not defined.`,
    near ??
      (name === "i" ? "There are no complex numbers." : `Declare it, ${asDeclared(name)}, or define it above, ${shortName(name)} = ….`),
  ),
  "unknown-function": (name: string, near?: string) => say(
    `There is no function ${quoted(name)}.`,
    foreignFunction(name) ?? near ?? `Define it above, ${shortName(name)}(t) = …; a product has a sign, ${shortName(name)}*(…).`,
  ),
  "variable-meant": (name: string) => say(
    `${quoted(name)} is a variable here.`,
    `Write ${/^i/i.test(name) ? "1/0 for infinity" : /^n/.test(name) ? "0/0 for no number" : "pi for the number"}; ` +
    `to have the variable without this note declare param ${name}.`,
  ),
  "product-meant": (name: string) => say(
    `${quoted(name)} is one variable here.`,
    `Write ${[...name].join("*")} for a product; to have the variable without this note declare param ${name}.`,
  ),
  "used-before": (name: string, line: number) => say(
    `${quoted(name)} is used before it is defined on line ${line}.`, "Move the definition above its first use.",
  ),
  "defined-twice": (name: string, line: number, step?: string) => say(
    `${quoted(name)} is already defined on line ${line}.`,
    step === undefined
      ? "A name stands for one thing; choose another name."
      : `What goes on from step to step is ${step}; write its first value after the range, in place of line ${line}.`,
  ),
  "output-twice": (name: string) => say(
    `The output ${quoted(name)} is given twice.`, "Each output has a name of its own: output y = ….",
  ),
  "constant-meant": (name: string, value: number) => say(
    `${quoted(name)} is the number ${value} here.`,
    `Write param ${name} to make it a variable; then declare all others too.`,
  ),
  "name-of-function": (name: string) => say(
    `${quoted(name)} is a function of the language and can't be defined as another one.`, "Choose another name.",
  ),
  "function-as-value": (name: string, isOfLanguage: boolean, power?: string) => say(
    `${quoted(name)} is a function and needs arguments.`,
    power !== undefined
      ? `Write ${power}.`
      : isOfLanguage
      ? `Write ${name}(...), or declare a value of that name: param ${name}.`
      : `Write ${name}(...).`,
  ),
  "value-as-function": (name: string) => say(
    `${quoted(name)} is a value, not a function.`, `For a product write ${name} * (...); an element is ${name}[...].`,
  ),
  "recursion": (cycle: string) => say(
    `A function can't call itself: ${cycle}.`, "Write the steps out, or use a sum or a product over an array.",
  ),
  "calls-too-deep": (limit: number) => say(
    `Functions, indices and sums stand more than ${limit} deep in one another.`, "Give parts of them names.",
  ),
  "calls-too-many": (limit: number) => say(
    `Functions are called more than ${limit} times, each time with other arguments.`,
    "A function that calls another one twice doubles the calls: give what it needs again a name, or use sums and products of arrays.",
  ),

  // Blocks of steps
  "index-taken": (name: string) => say(`${quoted(name)} is defined already and can't be the index of a loop.`, "Choose another name."),
  "step-missing": (name: string, index: string) => say(
    `${quoted(name)} starts here, but the block gives it no value.`, `Write ${name}[${index}] = … in the block.`,
  ),
  "steps-bound": () => say(
    "The first and the last step are whole numbers or sizes, known when compiling.", "A size is that of an array: the n of x[n].",
  ),
  "steps-differ": () => say(
    "A loop in a loop has as many steps each time, and this bound changes.",
    "Run over all of them and choose: r[u] = u <= t ? … : r[u - 1].",
  ),
  "start-place": (name: string, index: string, by: number) => say(
    `This is no step before the first one, from which ${name} could start.`, `A loop over ${index} by ${by} starts ` +
    `from ${name}[first ${by > 0 ? "-" : "+"} ${Math.abs(by)}].`),
  "start-twice": (name: string) => say(`${quoted(name)} starts from this step twice.`),
  "start-missing": (name: string, back: number) => say(
    `${quoted(name)} starts from an earlier step, but not from ${back === 1 ? "the step" : `${back} steps`} before the first.`,
  ),
  "start-unknown": (name: string, back: number, place: string) => say(
    `${quoted(name)} has no value to start from ` +
    `${back === 1 ? "before the first step" : `${back} steps before the first`}.`, `Write it after the range: ${name}[${place}] = ….`),
  "past-index": (name: string, index: string, by: number) => say(
    `In the block ${name} takes its own step or an earlier one.`,
    `Write ${name}[${index}] or ${name}[${index} ${by > 0 ? "-" : "+"} ${Math.abs(by)}].`,
  ),
  "step-later": (name: string, index: string) => say(
    `${name}[${index}] is used before it has a value.`, "Move its line up, or use the step before.",
  ),
  "step-index": (index: string) => say(
    "A value of a step takes the index of the loop alone.", `Write h[${index}] = …, whatever the shape of h[${index}].`,
  ),
  "step-shape": (name: string, found: string, start: string, line: number) => say(
    `${name} is ${found}, but starts as ${start} on line ${line}.`, "A value has one shape at all steps.",
  ),

  // Arguments
  "wrong-count": (name: string, usage: string, found: number) => say(
    `${name} does not take ${found === 1 ? "1 argument" : `${found} arguments`}.`, `It is used as ${usage}.`,
  ),
  "wrong-argument": (name: string, what: string) => say(`${name}: ${what}.`),
  "wrong-rank": (name: string, wanted: string, found: string) => say(`${name} needs ${wanted} here, but this is ${found}.`),
  "not-constant": (name: string) => say(`${name} needs a number known when compiling here.`),
  "not-a-dimension": (name: string) => say(`${name} needs a dimension here: a whole number from 1 up, or sizes.`),
  "no-such-dimension": (name: string, found: string, shape: string) => say(
    `${name}: there is no dimension ${found} in ${shape}.`,
    name === "max" || name === "min"
      ? `For the ${name === "max" ? "greater" : "lesser"} of each element and ${found} write ${name}imum(A, ${found}).`
      : "Dimensions count from 1.",
  ),
  "extremum-of-vector": (name: string, value: string) => say(
    `${name} of a vector and a number can be read in two ways.`,
    `Write ${name}(v) for the ${name === "max" ? "greatest" : "least"} element, ${name}imum(v, ${value}) for the ` +
    `${name === "max" ? "greater" : "lesser"} of each element and ${value}.`,
  ),

  // Shapes
  "shapes-differ": (what: string, left: string, right: string) => say(
    `${what}: the shapes ${left} and ${right} do not fit.`, fittingMend(left, right),
  ),
  "no-product": (left: string, right: string, hint: string) => say(
    `The matrix product of ${left} and ${right} is not defined: the inner dimensions must agree.`, hint,
  ),
  "product-rank": (left: string, right: string) => say(
    `The matrix product of ${left} and ${right} is not defined: it takes vectors and matrices.`,
    "Write .* for a product element by element.",
  ),
  "divide-by-array": (shape: string) => say(
    `Division by an array of shape ${shape} is not defined.`,
    "Write ./ to divide element by element, solve(A, b) for a system, or inv(A).",
  ),
  "power-of-array": (shape: string) => say(
    `A power of an array of shape ${shape} is not defined.`, "Write .^ for powers element by element.",
  ),
  "power-exponent": (isInverse: boolean) => say(
    "The power of a matrix needs a whole number from 0 up that is known when compiling.",
    isInverse ? "Write inv(A), or solve(A, b) for a system." : "Write .^ for powers element by element.",
  ),
  "constant-overflow": () => say("This constant is too large for a double and becomes Infinity.", "The largest is about 1.8e308."),
  "power-too-large": (limit: number) => say(`The power of a matrix is limited to ${limit}.`),
  "not-square": (name: string, shape: string) => say(
    `${name} needs a square matrix, but this is ${shape}.`,
    name.endsWith("^") ? "Write .^ for powers element by element." : squareMend(shape),
  ),
  "not-scalar": (name: string, shape: string) => say(
    `${name} differentiates a scalar, but this has the shape ${shape}.`, "Take a sum, or use jacobian.",
  ),
  "dims-differ": (what: string, left: string, right: string) => say(`${what}: ${left} is not ${right}.`),
  "wrong-reshape": (from: string, to: string) => say(
    `An array of shape ${from} can't be reshaped to ${to}: the numbers of elements differ.`,
  ),
  "ragged": (shape: string, other: string) => say(`The rows of an array must have one shape, but ${shape} meets ${other}.`),
  "empty-array": () => say("An array needs at least one element."),
  "too-large": (what: string, limit: string) => say(`${what} is too large: the limit is ${limit}.`),
  "array-too-large": (name: string | undefined, shape: string) => say(
    `${name === undefined ? "An array" : quoted(name)} of shape ${shape} has more than 2147483648 elements, which is the limit.`,
  ),
  "whole-in-floats": (found: number, most: number) => say(
    `Whole numbers up to ${found} are floats of 32 bits here, which are exact up to ${most}.`, "Compile it without --precision f32.",
  ),
  "graph-too-large": (limit: number) => say(
    `The program and its derivatives need more than ${limit} nodes, which is the limit.`,
    "Take fewer derivatives of derivatives, or write sums and products of arrays instead of long formulas.",
  ),
  "function-too-large": (mebibytes: number) => say(
    `A function of the module takes ${mebibytes.toFixed(1)} MiB of WebAssembly; engines allow 7.3 MiB.`,
    "Compile it without --target wasm, or write sums and products of arrays instead of long formulas.",
  ),
  "module-too-large": (mebibytes: number, limit: number) => say(
    `The generated module is ${mebibytes.toFixed(1)} MiB long; ${limit} MiB are allowed.`,
    "Write sums and products of arrays instead of long formulas.",
  ),
  "too-many-arguments": (found: number, limit: number) => say(
    `The generated functions would take ${found} arguments; engines allow ${limit}.`,
    "Declare arrays or records instead of single numbers.",
  ),
  "size-too-long": (terms: number, degree: number) => say(
    `The size of this array is a sum of more than ${terms} products, or a product of more than ${degree} sizes.`,
    "Declare an array of that size under a name of its own: param b[k].",
  ),
  "too-many-dimensions": (limit: number) => say(`An array has at most ${limit} dimensions.`, "Are there brackets too many?"),
  "size-conflict": (name: string) => say(
    `${quoted(name)} is a size and can't be defined again.`,
    "The name of a dimension is a number in expressions: leave out its declaration.",
  ),

  // Indices
  "index-of-scalar": (mend?: string) => say("A scalar has no elements.", mend),
  "index-count": (shape: string, found: number) => say(
    `An array of shape ${shape} takes as many indices as it has dimensions, not ${found}.`,
    found === 1
      ? "All indices go in one bracket, A[1, 2], with : for a whole dimension; flatten(A) is a vector of all elements."
      : "Write : for a whole dimension.",
  ),
  "index-range": (found: string, size: string) => say(
    `The index ${found} is outside 1..${size}.`,
    found === "0"
      ? "Indices count from 1."
      : found.startsWith("-")
      ? "Indices count from 1, and A[end] is the last."
      : "A[end] is the last.",
  ),
  "index-whole": () => say("An index must be a whole number, a range, or a vector of whole numbers, from numbers, sizes and inputs alone."),
  "index-reach": (least: string, most: string, size: string, indices: string) => say(
    `This index goes from ${least} to ${most}, which is not inside 1..${size}.`,
    `The index runs over ${indices}. ${/^(0$|-)/.test(least) ? "Indices count from 1." : "Let the range end earlier, or start later."}`,
  ),
  "index-length": () => say("The length of this range depends on an index.", "Sum over an index of its own: sum(x[j], i = 1:n, j = 1:i)."),
  "index-missing": (name: string) => say(`${name} needs an index over a range.`, `Write ${name}(x[i]^2, i = 1:n).`),
  "index-call": (name: string) => say(
    `${quoted(name)} takes no index over a range.`,
    "Those that do are sum, mean, prod, min, max, logsumexp, norm, variance, std and map.",
  ),
  "index-unused": (name: string, indices: string, shape: string, element?: string) => say(
    `This array of shape ${shape} does not use the index ${indices}.`,
    `Write ${element ?? `it into the array, as in ${name}(x[i], i = 1:n)`}; without a range all elements are taken.`,
  ),
  "index-range-form": (name: string) => say(`The index ${quoted(name)} needs a range.`, `Write ${name} = 1:n.`),
  "index-step": () => say("A range with a step can't depend on another index.", "Write the step into the expression: x[2*j] with j = 1:i."),
  "index-ragged": () => say(
    "The values of a map fill an array: its ranges can't be empty or depend on one another.",
    "Write the choice into the expression: map(j > i ? e : 0, i = 1:n, j = 1:n).",
  ),
  "index-body": (op: string, line: number) => say(
    `${op} can't be taken for every index at once in the sum or map of line ${line}.`,
    "Take it out of the sum or map, or give the range a length known when compiling.",
  ),
  "range-empty": (start: string, end: string) => say(
    `The range ${start}:${end} is empty.`, "A range goes from the lesser end to the greater one, or down with the step -1: 3:-1:1.",
  ),
  "range-bound": () => say(
    "The bounds of a range are whole numbers or sizes, known when compiling.",
    "Write x0 + (0:n - 1) .* h for other steps.",
  ),
  "index-bound": (index: string) => say(
    "The bounds of an index are whole numbers, sizes and earlier indices.",
    `For others run over all numbers of a size and choose: ${index} <= m ? … : 0.`,
  ),
  "range-step": () => say("The step of a range must be a whole number other than 0, known when compiling."),
  "field-of-value": (field: string, owner: string) => say(
    `There is no part ${quoted(field)} here: this is not a record.`, foreignProperty(owner, field),
  ),
  "unknown-field": (field: string, parts: string) => say(`The record has no part ${quoted(field)}.`, `It has ${parts}.`),

  // Derivatives
  "wrt-expression": (name: string) => say(
    `${name} is taken with respect to a name, not an expression.`,
    "Give the expression a name first: y = ...; then use y.",
  ),
  "wrt-constant": (name: string) => say(`${quoted(name)} is not a variable or a named value.`),
  "no-derivative": (op: string, parameter: string) => say(
    `There is no derivative of ${op} with respect to ${parameter}.`,
    "Use stop_gradient(...) if it is meant to be constant.",
  ),
  "zero-gradient": (name: string) => say(`The derivative with respect to ${quoted(name)} is zero everywhere.`),
  "no-gradient": (name: string, shape: string) => say(
    `No gradient: ${quoted(name)} has the shape ${shape}.`,
    "Ask for its Jacobian (--jacobian; --of names another output), or make a scalar of it, such as its sum."),
  "no-params": () => say(
    "No gradient: the program has no param.",
    "Declare what to differentiate by, as in param x, or name an input with --wrt.",
  ),
  "unknown-wrt": (name: string, near?: string) => say(`There is no param or input ${quoted(name)} to differentiate by.`, didYouMean(near)),
  "order-of-arrays": (order: number) => say(
    `Derivatives of order ${order} are those by numbers; by arrays and records the highest order is 2.`,
    "Choose numbers with --wrt, or --order 2.",
  ),
  "unknown-output": (name: string, near?: string) => say(`There is no output ${quoted(name)}.`, didYouMean(near)),
  "output-not-scalar": (name: string, shape: string) => say(
    `The output ${quoted(name)} has the shape ${shape}; a gradient needs a scalar.`,
  ),

  "only-functions": (names: readonly string[]) => say(
    `The program holds functions only: ${names.slice(0, 4).map(quoted).join(", ")}${names.length > 4 ? ", …" : ""}.`,
    `Add what comes out, as in output y = ${names[0] ?? "f"}(…); or import the file from another program.`),

  // Imports
  "import-here": () => say("Imports work in files only, not in an expression.", "Save the program in a file, such as model.grad."),
  "import-missing": (path: string) => say(
    `The file ${quoted(path)} can't be read.`, "A path starts at the folder of the file that imports.",
  ),
  "import-outside": (path: string) => say(
    `The path ${quoted(path)} leaves the project.`,
    "The project is the nearest folder with a package.json or a repository.",
  ),
  "import-cycle": (cycle: string) => say(`The files import each other in a cycle: ${cycle}.`),
  "import-statement": () => say("An imported file holds functions only."),
} as const;

export type Code = keyof typeof messages;
