// Sentences about the text itself: characters, brackets, operators, the form of a statement.
import { foreignMethod, foreignPair, foreignValue, latexMend } from "./foreign.js";
import { quoted, say } from "./message.js";

const WHOLE_LINES = "A statement goes on over the line end only while a bracket is open.";

/** A product or a call written out, if both sides are short enough to be shown. */
function shown(before: string, after: string): boolean {
  return before.length <= 20 && after.length <= 20;
}

const characters = {
  "unknown-character": (char: string, point: string) => say(`The character ${quoted(char)} (${point}) is not part of the language.`),
  "lookalike-character": (char: string, point: string, ascii: string) => say(
    `The ${[...char].length > 1 ? `characters ${quoted(char)} are` : `character ${quoted(char)} (${point}) is`} not part of the language.`,
    `Write ${ascii} instead.`,
  ),
  "invisible-character": (point: string) => say(`There is an invisible character (${point}) here.`, "Delete it."),
  "bidi-character": (point: string) => say(
    `There is an invisible character (${point}) here that changes the order in which the text is shown.`, "Delete it.",
  ),
  "odd-space": (point: string) => say(
    `This space or line break (${point}) is not an ordinary one.`, "Write an ordinary space or line break.",
  ),
  "control-character": (point: string, isNull: boolean) => say(
    `There is a control character (${point}) here.`,
    isNull ? "Save the file as UTF-8 text." : "Delete it, or end the line with an ordinary line break.",
  ),
  "lone-surrogate": (point: string) => say(`There is half of a character (${point}) here.`, "Delete it."),
  "not-utf8": () => say("The text is not valid UTF-8 here.", "Save the file as UTF-8."),
  "name-letter": (char: string, point: string) => say(
    `The letter ${quoted(char)} (${point}) can't be in a name.`,
    "Names are made of Latin and Greek letters, digits and underscores.",
  ),
  "mixed-script": (word: string, char: string, point: string, ascii: string) => say(
    `The name ${quoted(word)} mixes alphabets: ${quoted(char)} (${point}) only looks like ${quoted(ascii)}.`,
    `Write ${ascii} instead.`,
  ),
  "name-too-long": (name: string, length: number) => say(`The name ${quoted(name)} has ${length} characters; 64 are allowed.`),
} as const;

const literals = {
  "number-form": (text: string, why: string, mend?: string) => say(
    `${quoted(text)} is not a number. ${why}.`, mend === undefined ? undefined : `Did you mean ${mend}?`,
  ),
  "number-too-long": (length: number) => say(`This number has ${length} characters; 400 are allowed.`, "A double has about 17 digits."),
  "number-overflow": (text: string) => say(`${quoted(text)} is too large for a double.`, "The largest is about 1.8e308."),
  "number-underflow": (text: string) => say(`${quoted(text)} is too small for a double and becomes 0.`, "The smallest is about 4.9e-324."),
  "string": () => say("Strings are not part of the language.", "Names stand without quotes; a comment starts with #."),
  "unterminated-string": () => say("This string has no end, and strings are not part of the language."),
  "quote-alone": () => say("There is nothing before this ' to transpose.", "The transpose is written after the matrix: A'."),
  "word-not-a-value": (word: string) => say(`${quoted(word)} is not a value of the language.`, foreignValue(word, false)),
} as const;

const operators = {
  "foreign-operator": (operator: string, mend?: string) => say(`${quoted(operator)} is not an operator of the language.`, mend),
  "foreign-word": (word: string) => say(
    `${quoted(word)} is not an operator of the language and can't be a name.`,
    word === "xor"
      ? "Write a != b for two truth values."
      : word === "in"
      ? "Write i = 1:n for an index; there are no units to convert."
      : "There are no units to convert.",
  ),
  "foreign-statement": (word: string) => say(`There is no ${quoted(word)} statement.`, statementMend(word)),
  "latex": (command: string) => say(`${quoted(command)} is LaTeX, which is not read.`, latexMend(command)),
  "comment-style": (mark: string) => say(
    `${quoted(mark)} does not start a comment.`,
    mark === "//" ? "Comments start with #; a whole quotient is floor(a/b)." : "Comments start with #.",
  ),
  "prefix-not": () => say("\"!\" before a value is not an operator of the language.", "Write not."),
  "value-expected": (found: string, before: string | undefined) => say(
    before === undefined
      ? `A value was expected before ${quoted(found)}.`
      : `A value was expected between ${quoted(before)} and ${quoted(found)}.`,
    before === undefined ? `Write the value, or leave ${quoted(found)} out.` : "Write the value, or leave one of the two out.",
  ),
  "value-missing": (before: string, isBeforeLine: boolean) => say(
    `A value was expected after ${quoted(before)}.`,
    isBeforeLine
      ? WHOLE_LINES
      : before === "="
      ? "Write the value, as in y = x^2."
      : before === "?"
      ? "Write c ? a : b."
      : `Write the value, or leave ${quoted(before)} out.`,
  ),
  "split-statement": (operator: string) => say(`A statement can't start with ${quoted(operator)}.`, WHOLE_LINES),
  "split-minus": () => say("This line is a statement of its own, not the rest of the line before.", WHOLE_LINES),
  "implicit-product": (before: string, after: string, canCall: boolean, hasLineBreak: boolean, isStart: boolean) => say(
    `An operator was expected between ${quoted(before)} and ` +
    `${quoted(after)}${hasLineBreak ? ", as a line break in brackets is a space" : ""}.`,
    foreignPair(before, after, isStart) ?? implicitMend(before, after, canCall)),
  "function-power": (name: string, power: string) => say(
    `The power of ${quoted(name)} stands before its argument.`,
    power === "(-1)"
      ? `Write a${name}(x) for the inverse function, or 1/${name}(x).`
      : `Write ${name}(x)^${power.length <= 12 ? power : "n"}.`,
  ),
  "divided-product": (number: string, after: string) => say(
    `The product of ${quoted(number)} and ${quoted(after)} after a division can be read in two ways.`,
    "Write 1/(2*x) or (1/2)*x.",
  ),
  "array-separator": (before: string, after: string) => say(
    `A comma was expected between ${quoted(before)} and ${quoted(after)}.`,
    "Items are separated by commas and rows by semicolons: [1, 2; 3, 4].",
  ),
  "array-space": (what: "difference" | "product", before: string, after: string) => say(
    `This is one item, a ${what}.`,
    `Write [${shown(before, after) && !after.endsWith("(") ? `${before}, ${after}` : "a, b"}] for two items.`,
  ),
  "arrow": (name: string) => say("This compares with a negative value.", `Write ${name.length <= 20 ? name : "y"} = … to define a name.`),
  "postfix-power": (sign: string, operand: string, power: string) => say(
    `${quoted(sign)} belongs to the exponent ${quoted(operand)} here.`,
    `Write (x${power}${operand.length <= 20 ? operand : "n"})${sign} for that of the power.`,
  ),
  "conditional-incomplete": () => say("This ? has no : after it.", "Write c ? a : b."),
  "conditional-nested": () => say("A choice between ? and : must be in brackets.", "Write a ? (b ? c : d) : e."),
  "colon-misplaced": (isInIndex: boolean) => say(
    isInIndex ? "A colon can't stand here." : "A range can't be an item of an array.",
    isInIndex
      ? "A range has a start, perhaps a step, and an end: 1:3 or 1:2:9; all of a dimension is A[:, 1]."
      : "Write (1:3) for a vector; for a choice write c ? a : b.",
  ),
  "range-part": () => say(
    "A range is a part of a larger expression here.",
    "Put the range in brackets: (1:n) .* h. A choice inside a range stands in brackets too.",
  ),
  "end-misplaced": (isAlone: boolean) => say(
    "\"end\" has a meaning only inside an index, and can't be a name.",
    isAlone ? "Leave it out: a statement ends with its line, and a block with }." : "Write A[end].",
  ),
} as const;

function statementMend(word: string): string {
  if (/^(if|then|else)$/.test(word)) return "Write c ? a : b to choose.";
  if (word === "for") return "Write for t = 1:T, h[0] = h0 { h[t] = … } for steps, and sum(x[i], i = 1:n) for a sum.";
  if (word === "while") return "Write for t = 1:T, h[0] = h0 { h[t] = … } for a given number of steps.";
  if (word === "export") return "Write output f = ….";
  if (word === "lambda") return "Write g(t) = t^2 for a function.";
  if (word === "return") return "A function is f(x) = …, and what comes out output y = ….";
  if (word === "def" || word === "function" || word === "fn") return "Write f(x) = …, or f(x) = { a = …; a + x }.";
  return "Write y = … for a value.";
}

function implicitMend(before: string, after: string, canCall: boolean): string {
  if (before === "'" && after === "(") return "Write * for a product, and derivative(y, x) of a named y for a derivative.";
  if (!shown(before, after) || /[()[\]'!]/.test(before + after)) return "Write * for a product.";
  return canCall ? `Write ${before}(${after}) for a call or ${before}*${after} for a product.` : `Write ${before}*${after} for a product.`;
}

const brackets = {
  "unmatched-close": (close: string) => say(`Nothing was opened that ${quoted(close)} could close.`, "Leave it out, or open it before."),
  "wrong-close": (close: string, open: string, wanted: string) => say(
    `${quoted(open)} is closed by ${quoted(close)}.`, `Write ${quoted(wanted)}.`,
  ),
  "unclosed-bracket": (open: string, wanted: string) => say(`${quoted(open)} is not closed.`, `Write ${quoted(wanted)} where it ends.`),
  "nested-too-deeply": (why: string) => say(`The expression is nested too deeply: ${why}.`, "Give parts of it names."),
  "braces": (mend?: string) => say("Braces are not part of an expression.", mend ?? "Group with ( ) and write arrays with [ ]."),
  "empty-brackets": (what: "bracket" | "call" | "index" | "array" | "item") => say(
    what === "item" || what === "call"
      ? "There is nothing between these separators."
      : what === "array"
      ? "An array has at least one item."
      : "There is nothing in these brackets.",
    what === "item" || what === "call"
      ? "Write a value between them, or leave one out."
      : what === "array"
      ? "Write zeros(n) for n zeros."
      : what === "index"
      ? "Write A[1], or A[:] for all."
      : "Write a value in them, or leave them out.",
  ),
  "comma-misplaced": (mend?: string) => say(
    "A comma only separates arguments, the items of an array or index, and declared names.",
    mend ?? "Write [a, b] for an array, and each statement on a line of its own.",
  ),
  "semicolon-misplaced": () => say(
    "A semicolon can't stand here.",
    "It ends a statement, or a row of a matrix: [1, 2; 3, 4]. Is a bracket before it not closed?",
  ),
  "ragged-rows": (row: number, found: number, expected: number) => say(
    `Row ${row} has ${found} item${found === 1 ? "" : "s"}, but ${expected} ${expected === 1 ? "is" : "are"} expected.`,
    "All rows are of the same length.",
  ),
} as const;

const statements = {
  "empty-program": () => say("The program has no expression.", "Write a formula, such as x^2 * sin(y)."),
  "source-too-large": (mebibytes: number) => say(`The program is ${mebibytes.toFixed(1)} MiB long; 64 MiB are allowed.`),
  "assignment-inside": () => say(
    "A value can't be assigned inside an expression.", "Write == to compare, and each statement on a line of its own.",
  ),
  "named-argument": (call: string, name: string) => say(
    `${quoted(call)} takes no argument named ${quoted(name)}.`, namedArgumentMend(call, name),
  ),
  "loop-form": () => say(
    "This loop has no block.", "Write for t = 1:T, h[0] = h0 { … }, with the open brace on the line of the last state.",
  ),
  "loop-head": () => say(
    "A loop begins with its index and its range.",
    "Write for t = 1:T, h[0] = h0 { h[t] = … }, with nothing around them.",
  ),
  "loop-start": () => say("After the range of a loop come the states before its first step.", "Write for t = 1:T, h[0] = h0 { h[t] = … }."),
  "block-empty": () => say("There is no statement in these braces."),
  "block-statement": () => say(
    "This statement can't stand in a block.", "Names of the block are defined there: z = …, and h[t] = … in a loop.",
  ),
  "block-output": () => say("A block has no outputs.", "Write output h after it: h is then the array of all steps."),
  "block-value": () => say("This value is not used.", "The last statement of a function's body is its value; give the others names."),
  "block-value-missing": () => say(
    "A function's body ends with its value.", "After the loop write what the function returns, such as h[end].",
  ),
  "assignment-target": (isElement: boolean) => say(
    isElement ? "Elements can't be assigned." : "Only a name, or a function with its parameters, can stand before =.",
    isElement
      ? "Make the array as a whole, A = [1, 2; 3, 4], or step by step in a block, for t = 1:T { h[t] = … }."
      : "Write y = … or f(x) = …, and == to compare.",
  ),
  "field-name": (isCall: boolean) => say(
    "The name of a part is expected after this point.",
    isCall ? "Functions go over all elements: write f(x)." : "Write p.x for the part x of the record p."),
  "field-owner": () => say("Only a record has parts.", "Write p.x for the part x of the record p."),
  "method-call": (owner: string, name: string, given: string) => say(
    `${quoted(name)} can't be called: values have no methods.`, foreignMethod(owner, name, given),
  ),
  "reserved-word": (word: string) => say(`${quoted(word)} is a word of the language and can't be a name.`, "Choose another name."),
  "name-expected": (found: string | undefined) => say(
    found === undefined ? "A name was expected after this." : `A name was expected, not ${quoted(found)}.`,
    found === undefined ? "Write the name, or leave this out." : "Names start with a letter.",
  ),
  "parameter-form": () => say("The parameters of a function are names, separated by commas.", "Write f(x, y) = …."),
  "duplicate-parameter": (name: string) => say(`The parameter ${quoted(name)} is there twice.`),
  "output-form": () => say("An output is a name or a definition.", "Write output y or output y = …."),
  "import-form": () => say("An import is one path in double quotes.", "Write import \"layers.grad\"."),
} as const;

function namedArgumentMend(call: string, name: string): string {
  if (/^(axis|axes|dim|dims)$/.test(name)) return `Write ${shown(call, "") ? call : "sum"}(A, 1): dimensions count from 1.`;
  if (/^keep/.test(name)) return `Write ${shown(call, "") ? call : "sum"}(A, 1, keep).`;
  return "Arguments go by their places; a sum over an index is sum(x[i], i = 1:n), and == compares.";
}

const declarations = {
  "declaration-form": (role: string, before?: string, after?: string) => say(
    `After ${quoted(role)} come names with their dimensions, separated by commas.`,
    before !== undefined && after !== undefined && /^\w+$/.test(before) && shown(before, after)
      ? `Write ${role} ${before}, ${after}.`
      : `Write ${role} A[n, 3], b.`,
  ),
  "declaration-value": (role: string) => say(
    `A ${role} has no value in the program.`,
    "Its value is given when the function is called; to define a constant leave the keyword out.",
  ),
  "dimension-form": (found: string) => say(
    `A dimension is a whole number or a name; ${quoted(found)} can't be here.`,
    /^[-+*/^]$/.test(found) ? "Give the size a name of its own: x[n]." : "Write A[n, 3].",
  ),
  "dimension-size": (size: string) => say(`A dimension is a whole number from 1 up, not ${size.slice(0, 40)}.`),
  "dimension-too-large": (size: string) => say(`The dimension ${size.slice(0, 40)} is too large; 2147483648 is the limit.`),
  "dimension-empty": () => say("There is no dimension in these brackets.", "Write A[n], and leave the brackets out for a scalar."),
  "dimension-brackets": () => say("All dimensions go in one pair of brackets.", "Write A[n, m]."),
  "dimension-round": () => say("Dimensions go in square brackets.", "Write A[n, m]."),
  "record-form": (name?: string) => say("A record has names for its parts, which are scalars.", `Write param ${name ?? "p{x, y}"}.`),
  "duplicate-field": (name: string) => say(`The part ${quoted(name)} is there twice.`),
} as const;

export const syntaxMessages = { ...characters, ...literals, ...operators, ...brackets, ...statements, ...declarations } as const;
