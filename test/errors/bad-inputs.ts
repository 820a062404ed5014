// Bad inputs by their numbers in the list of 108 that the design gives, those that are programs (1 to 88): what
// becomes of each. Where the contract of the language decides otherwise than the list, the contract stands.

import { rounds } from "../support/effort.js";

export interface Refused {
  readonly kind: "refused";
  readonly row: number;
  readonly input: string | Uint8Array;
  readonly code: string;
  /** Line and column. */
  readonly at: string;
  readonly message: RegExp;
  readonly hint: RegExp | undefined;
}

export interface Accepted {
  readonly kind: "accepted";
  readonly row: number;
  readonly input: string;
  /** Codes of warnings, each with its place. */
  readonly warnings: readonly string[];
  /** Values of the scalar variables, then the value and the gradient there. */
  readonly gives?: readonly [readonly number[], number, readonly number[]];
}

export type BadInput = Refused | Accepted;

function bad(row: number, input: string | Uint8Array, at: string, code: string, message: RegExp, hint?: RegExp): Refused {
  return { kind: "refused", row, input, code, at, message, hint };
}

function good(row: number, input: string, gives?: Accepted["gives"], warnings: readonly string[] = []): Accepted {
  return { kind: "accepted", row, input, warnings, ...(gives === undefined ? {} : { gives }) };
}

const bytes = (text: string, encoding: BufferEncoding): Uint8Array => Buffer.from(text, encoding);
const EMPTY = [/no expression/, /^Write a formula/] as const;
const DEEP = 100_000;

const text: readonly BadInput[] = [
  bad(1, "", "1:1", "empty-program", ...EMPTY),
  bad(2, "\ufeff \r\n\t\n", "1:1", "empty-program", ...EMPTY),
  bad(3, "# only a comment", "1:1", "empty-program", ...EMPTY),
  bad(4, "x +", "1:3", "value-missing", /^A value was expected after "\+"/, /leave "\+" out/),
  bad(4, "x +\ny", "1:3", "value-missing", /^A value was expected after "\+"/, /only while a bracket is open/),
  bad(5, "x + * 3", "1:5", "value-expected", /between "\+" and "\*"/, /one of the two/),
  bad(6, "y = 2\n(x", "2:1", "unclosed-bracket", /^"\(" is not closed/, /^Write "\)"/),
  bad(7, "x)", "1:2", "unmatched-close", /"\)"/, /open it before/),
  bad(8, "[1,2", "1:1", "unclosed-bracket", /^"\[" is not closed/, /^Write "\]"/),
  bad(9, "[1,2;3]", "1:6", "ragged-rows", /^Row 2 has 1 item, but 2 are expected/, /same length/),
  bad(10, "{a:1}", "1:1", "braces", /Braces are not part/, /\[ \]/),
  bad(11, "x **2", "1:3", "foreign-operator", /"\*\*"/, /Write \^/),
  bad(12, "x => 1", "1:3", "foreign-operator", /"=>"/, /f\(x\) = …/),
  bad(13, "x === y", "1:3", "foreign-operator", /"==="/, /Write ==/),
  bad(14, "1..2", "1:1", "number-form", /one decimal point/, /mean 1:2\?/),
  bad(15, ".5.5", "1:1", "number-form", /one decimal point/),
  bad(16, "1,000", "1:2", "comma-misplaced", /comma only separates/, /write 1000/),
  bad(17, "1_000", "1:1", "number-form", /Digits are not grouped/, /mean 1000\?/),
  bad(18, "0x1p3", "1:1", "number-form", /written in decimal/),
  bad(18, "0x10", "1:1", "number-form", /written in decimal/, /mean 16\?/),
  bad(19, "1e400", "1:1", "number-overflow", /too large for a double/, /1\.8e308/),
  good(20, "x + 1e-400", [[2], 2, [1]], ["number-underflow 1:5"]),
  // 1/0 is Infinity in the language, and so is what overflows; a warning tells
  good(21, "9^9^9*x", [[2], Infinity, [Infinity]], ["constant-overflow 1:1"]),
  good(21, "x/(1e308*10) + 1/0*0", undefined, ["constant-overflow 1:4"]),
  bad(22, "1".repeat(10_000), "1:1", "number-too-long", /10000 characters; 400 are allowed/, /17 digits/),
  bad(22, `x + 0.${"1".repeat(10_000)}`, "1:5", "number-too-long", /10002 characters/, /17 digits/),
  bad(23, "\"abc\"", "1:1", "string", /Strings are not part/, /without quotes/),
  bad(24, "'", "1:1", "quote-alone", /nothing before this '/, /A'/),
  bad(24, "x + \"abc", "1:5", "unterminated-string", /no end/),
  bad(25, "`${x}`", "1:1", "string", /Strings are not part/, /without quotes/),
  bad(26, "x\u0000y", "1:2", "control-character", /U\+0000/, /UTF-8 text/),
  bad(27, "x\u2028y", "1:2", "odd-space", /U\+2028/, /ordinary space/),
  bad(28, "x\u200b", "1:2", "invisible-character", /U\+200B/, /Delete/),
  bad(29, "a + \u0430", "1:5", "lookalike-character", /U\+0430/, /Write a instead/),
  bad(29, "a\u0430", "1:2", "mixed-script", /mixes alphabets/, /Write a instead/),
  bad(30, "x # \u202e", "1:5", "bidi-character", /U\+202E/, /Delete/),
  bad(31, bytes("y = 1\nx + \xe9", "latin1"), "2:5", "not-utf8", /byte 0xE9 at offset 10/, /Save the file as UTF-8/),
  bad(32, bytes("\ufeffx^2", "utf16le"), "1:1", "not-utf8", /looks like UTF-16/, /Save the file as UTF-8/),
  bad(32, bytes("x^2 + y", "utf16le"), "1:1", "not-utf8", /looks like UTF-16/, /Save the file as UTF-8/),
  bad(34, "😀 + 1", "1:1", "unknown-character", /U\+1F600/),
];

const names: readonly BadInput[] = [
  good(35, "constructor^2", [[3], 9, [6]]),
  good(36, "__proto__^2", [[3], 9, [6]]),
  good(37, "toString*hasOwnProperty + valueOf", [[2, 3, 4], 10, [3, 2, 1]]),
  good(38, "class*await + yield*eval", [[2, 3, 4, 5], 26, [3, 2, 5, 4]]),
  good(39, "Math*sin(Float64Array)", [[2, 0], 0, [0, 2]]),
  bad(40, "NaN = x", "1:1", "reserved-word", /"NaN" is a word of the language/, /Choose another name/),
  bad(40, "param Infinity", "1:7", "reserved-word", /"Infinity"/, /Choose another name/),
  bad(40, "undefined + 1", "1:1", "word-not-a-value", /"undefined" is not a value/),
  bad(41, "y = e; e = 3", "1:5", "used-before", /"e" is used before/, /Move the definition/),
  good(41, "i = 3*x\ni^2", [[2], 36, [36]]),
  bad(42, "x".repeat(10_000), "1:1", "name-too-long", /10000 characters; 64 are allowed/),
  good(43, "x*X", [[2, 3], 6, [3, 2]]),
  good(44, "t1*sin(t2) + sin(t2)*t3", [[2, 0, 5], 0, [0, 7, 0]]),
  bad(45, "param x, y\nparam x", "2:7", "defined-twice", /"x" is already defined on line 1/, /another name/),
  bad(46, "param alpha\nalhpa^2", "2:1", "unknown-name", /"alhpa" is not defined/, /mean "alpha"\?/),
  good(47, "param x, y\noutput f = x^2", [[3, 1], 9, [6, 0]], ["zero-gradient 1:10"]),
  bad(47, "param x\noutput g = grad(x^2, z)", "2:22", "unknown-name", /"z" is not defined/, /param z or input z/),
  bad(48, "sine(x)", "1:1", "unknown-function", /"sine"/, /mean "sin"\?/),
  bad(49, "sin()", "1:1", "wrong-count", /0 arguments/, /sin\(x\)/),
  bad(49, "sin(x,y)", "1:1", "wrong-count", /2 arguments/, /sin\(x\)/),
  bad(50, "atan2(x)", "1:1", "wrong-count", /1 argument\./, /atan2\(y, x\)/),
  bad(51, "x.constructor", "1:1", "field-of-value", /"constructor"/, /for a product/),
  bad(52, "cos.constructor(\"return 1\")()", "1:5", "method-call", /no methods/, /f\(x\)/),
  bad(53, "import({a:1})", "1:8", "braces", /Braces/, /\[ \]/),
  bad(53, "evaluate(\"1\")", "1:10", "string", /Strings/, /without quotes/),
  bad(53, "evaluate(x)", "1:1", "unknown-function", /"evaluate"/, /Define it above/),
  bad(53, "parse(x)", "1:1", "unknown-function", /"parse"/, /Define it above/),
  bad(54, "f(x)=x; f=3", "1:9", "defined-twice", /"f" is already defined on line 1/, /another name/),
  bad(55, "f(x)=f(x)\nf(2)", "1:6", "recursion", /f → f/, /Write the steps out/),
  bad(56, "f(x)=g(x)\ng(x)=f(x)\nf(2)", "1:6", "recursion", /f → g → f/, /Write the steps out/),
  bad(57, "a=b\nb=a", "1:3", "used-before", /"b" is used before it is defined on line 2/, /Move the definition/),
  bad(58, "param x\ny=z\nz=x", "2:3", "used-before", /defined on line 3/, /Move the definition/),
];

const shapes: readonly BadInput[] = [
  bad(59, "param A[2,3], B[2,3]\nA*B", "2:1", "no-product", /\[2, 3\] and \[2, 3\]/, /^Transpose the left one/),
  bad(60, "param A[2,3], v[2]\nA + v", "2:1", "shapes-differ", /\[2, 3\] and \[2\]/, /a column is/),
  bad(61, "param A[2,3]\ndet(A)", "2:5", "not-square", /square matrix, but this is \[2, 3\]/),
  bad(62, "param a[3], b[4]\ndot(a,b)", "2:1", "dims-differ", /3 is not 4/),
  bad(63, "param A[3,3]\nA[4,1]", "2:3", "index-range", /4 is outside 1\.\.3/, /A\[end\] is the last/),
  bad(64, "param A[3,3]\nA[0,1]", "2:3", "index-range", /0 is outside 1\.\.3/, /count from 1/),
  bad(65, "param v[3]\nv[1.5]", "2:3", "index-whole", /whole number/),
  bad(66, "param v[6]\nreshape(v,[4,2])", "2:11", "wrong-reshape", /\[6\] can't be reshaped to \[4, 2\]/),
  bad(67, "param v[-1]", "1:9", "dimension-size", /not -1/),
  bad(68, "param v[2.5]", "1:9", "dimension-size", /not 2\.5/),
  bad(69, "param v[1e12]", "1:9", "dimension-too-large", /1e12 is too large; 2147483648/),
  bad(70, "param A[1073741824,1073741824]", "1:7", "array-too-large", /more than 2147483648 elements/),
  // 10^9 elements are within the limit, and a sum of zeros needs no memory
  good(71, "x*sum(zeros(1e9)) + x", [[3], 3, [1]]),
  bad(71, "x*sum(zeros(1e10))", "1:13", "too-large", /2\^31 elements/),
  bad(72, "param x\nx*sum(zeros(n))", "2:13", "unknown-name", /"n" is not defined/, /param n or input n/),
  bad(74, "mean([])", "1:6", "empty-brackets", /at least one item/, /zeros\(n\)/),
  bad(75, "param v[3]\nmax(v[2:1])", "2:7", "range-empty", /2:1 is empty/, /down with the step -1/),
  bad(76, "param v[3]\ngrad(v,v)", "2:6", "not-scalar", /the shape \[3\]/, /Take a sum, or use jacobian/),
  bad(78, "argmax(x)", "1:1", "unknown-function", /"argmax"/, /softmax\(x\)/),
  good(79, "floor(x)", [[2.5], 2, [0]], ["zero-gradient 1:7"]),
  // a chain means both comparisons
  good(80, "(x<y<z)*x", [[1, 2, 3], 1, [1, 0, 0]], ["zero-gradient 1:4", "zero-gradient 1:6"]),
  bad(81, "param x, v[3], w[2]\nx > 0 ? v : w", "2:1", "shapes-differ", /\[3\] and \[2\]/),
  // i is a free name and a number before a name multiplies it, so these are products
  good(82, "2i", [[3], 6, [2]]),
  bad(82, "param x\nx + 2i", "2:6", "unknown-name", /"i" is not defined/, /no complex numbers/),
  good(83, "5 cm", [[3], 15, [5]]),
  bad(83, "param x\n5 cm*x", "2:3", "unknown-name", /"cm" is not defined/, /no units/),
  bad(83, "5 cm to m", "1:6", "foreign-word", /"to" is not an operator/, /no units/),
];

const limits: readonly BadInput[] = [
  bad(84, "(".repeat(DEEP) + "x" + ")".repeat(DEEP), "1:20001", "nested-too-deeply", /20000 brackets/, /Give parts of it names/),
  bad(85, "sin(".repeat(DEEP) + "x" + ")".repeat(DEEP), "1:80004", "nested-too-deeply", /20000 brackets/, /Give parts of it names/),
  good(86, Array<string>(rounds(2000, 150)).fill("x").join("^"), [[1], 1, [1]]),
  // the derivatives of one sine do not grow with their order; those that do are in limits.test.ts
  good(
    88,
    `param x\nd0 = sin(2*x)\n${Array.from({ length: 50 }, (_, i) => `d${i + 1} = derivative(d${i}, x)`).join("\n")}\noutput f = d50`,
    [[0], -0, [-(2 ** 51)]],
  ),
];

export const badInputs: readonly BadInput[] = [...text, ...names, ...shapes, ...limits];
