// A program with its derivatives as aligned equations: in LaTeX for plain amsmath, in MathML for browsers.
import type { Program } from "../graph/program.js";
import { derivativeMath } from "./derivative-math.js";
import { mathName } from "./math-names.js";
import type { NamedFormula, NamedFormulas, ReadOptions } from "./named.js";
import {
  alignedLatex, alignedMathml, inSquares, joined, row, sign, words, type Equation, type Maths,
} from "./notation.js";
import { namedFormulas } from "./statements.js";
import { BINDS, symbolBinds, type Written } from "./written.js";
import { equationsOf, writeMath, type ShownName } from "./write-math.js";

/** One `aligned` environment: the named values, the outputs, the derivatives. It stands inside `\[` and `\]`. */
export function toLatex(program: Program, options: ReadOptions = {}): string {
  return alignedLatex(equations(namedFormulas(program, options)));
}

/** One `math` element with the same equations. */
export function toMathml(program: Program, options: ReadOptions = {}): string {
  return alignedMathml(equations(namedFormulas(program, options)));
}

function equations(named: NamedFormulas): Equation[] {
  const shown = shownNames(named);
  return named.formulas.flatMap((f) => (f.formula.kind === "block"
    ? equationsOf(f.formula, shown)
    : [{ left: shown(f.name), right: row(rightSide(f.formula, shown), ...conditionsOf(f, shown)) }]));
}

/** Derivatives are quotients. */
export function shownNames({ derivatives }: NamedFormulas): ShownName {
  return (text) => {
    const derivative = derivatives.get(text);
    return derivative === undefined ? mathName(text) : derivativeMath(derivative);
  };
}

function conditionsOf({ conditions = [] }: NamedFormula, shown: ShownName): Maths[] {
  if (conditions.length === 0) return [];
  return [sign(" \\qquad ", "\u2003"), words("for "), joined(conditions.map((w) => writeMath(w, shown)), sign(",\\; ", ","))];
}

/** A condition as a value stands in brackets, 1 where it holds. */
export function rightSide(w: Written, shown: ShownName): Maths {
  const isCondition = (w.kind === "infix" && symbolBinds(w.symbol) <= BINDS.compare) || (w.kind === "prefix" && w.symbol === "not");
  return isCondition ? inSquares(writeMath(w, shown)) : writeMath(w, shown);
}
