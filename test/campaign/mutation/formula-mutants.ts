// Mutants of a formula held as text: each differs in one operator, number, name or sign.
import { Builder } from "../../../src/graph/builder.js";
import { Formulas } from "../../../src/graph/formula.js";
import { opTable } from "../../../src/ops/index.js";
import { readFormula } from "../../../src/simplify/pattern.js";

export interface TextMutant {
  readonly kind: string;
  readonly text: string;
}

const OPERATORS: Readonly<Record<string, string>> = {
  "+": "-", "-": "+", "*": "/", "/": "*", "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==",
};
const NUMBERS: Readonly<Record<string, string>> = { "0.5": "1", "2": "3", "1": "2", "0": "1", "3": "2", "4": "2" };
const NAMES: Readonly<Record<string, string>> = {
  sin: "cos", cos: "sin", sinh: "cosh", cosh: "sinh", tan: "sin", exp: "expm1", expm1: "exp", log: "log1p", log1p: "log",
  max: "min", min: "max", and: "or", or: "and", sqrt: "cbrt", hypot: "max", sigmoid: "tanh", tanh: "sigmoid",
  softplus: "relu", erf: "erfc", erfc: "erf",
};
const TOKEN = /\?\w+|\d+(?:\.\d+)?|[A-Za-z_]\w*|<=|>=|==|!=|\S/g;

/** Whether the sign at a place has a left side. */
function isBinary(before: string | undefined): boolean {
  return before !== undefined && !/^(?:[-+*/^(,?:<>=]|[<>=!]=|and|or|not)$/.test(before);
}

/** Every mutant of the text that still is a formula. */
export function mutantsOfFormula(text: string): TextMutant[] {
  const tokens = [...text.matchAll(TOKEN)];
  const found = tokens.flatMap((token, i): TextMutant[] => {
    const [word, at] = [token[0], token.index];
    const put = (kind: string, by: string): TextMutant => ({ kind, text: text.slice(0, at) + by + text.slice(at + word.length) });
    const before = tokens[i - 1]?.[0];
    if (word === "-" && !isBinary(before)) return [put("sign dropped", "")];
    if (OPERATORS[word] !== undefined) return [put(/[<>=!]/.test(word) ? "comparison" : "operator", OPERATORS[word])];
    if (NUMBERS[word] !== undefined) return [put("number", NUMBERS[word])];
    if (NAMES[word] !== undefined) return [put("function", NAMES[word])];
    return word === "not" ? [put("negation dropped", "")] : [];
  });
  const factor = /^(-?[\w.?]+|-?\w+\([^()]*\))\*(.+)$/.exec(text);
  if (factor !== null) found.push({ kind: "factor dropped", text: factor[2] as string });
  found.push({ kind: "sign flipped", text: `-(${text})` });
  const swapped = /^(\??\w+)( - |\/|\^)(\??\w+)$/.exec(text);
  if (swapped !== null) found.push({ kind: "arguments swapped", text: `${swapped[3]}${swapped[2]}${swapped[1]}` });
  const choice = /^(.+) \? (.+) : (.+)$/.exec(text);
  if (choice !== null) found.push(
    { kind: "guard dropped", text: choice[2] as string },
    { kind: "branches swapped", text: `${choice[1]} ? ${choice[3]} : ${choice[2]}` },
  );
  return found.filter((m) => m.text !== text && isFormula(m.text));
}

function isFormula(text: string): boolean {
  try {
    readFormula(text, [], opTable, new Formulas(new Builder(opTable)));
    return true;
  } catch {
    return false;
  }
}
