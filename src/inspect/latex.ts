// A program with its derivatives as aligned equations in LaTeX, for plain amsmath.
import { kindRow } from "../graph/derivative-kinds.js";
import type { Program } from "../graph/program.js";
import { latexName } from "./latex-names.js";
import type { NamedFormula, ReadOptions } from "./named.js";
import { namedFormulas } from "./statements.js";
import { BINDS, symbolBinds, type Written } from "./written.js";
import { rowsOf, writeLatex } from "./write-latex.js";

/** One `aligned` environment: the named values, the outputs, the derivatives. It stands inside `\[` and `\]`. */
export function toLatex(program: Program, options: ReadOptions = {}): string {
  const { formulas, derivatives } = namedFormulas(program, options);
  const shown = (text: string): string => {
    const derivative = derivatives.get(text);
    return derivative === undefined
      ? latexName(text)
      : kindRow(derivative.kind).latex(latexName(derivative.of), derivative.wrt.map(latexName));
  };
  const lines = formulas.flatMap((f) => (f.formula.kind === "block"
    ? rowsOf(f.formula, shown)
    : [`${shown(f.name)} &= ${rightSide(f.formula, shown)}${conditions(f, shown)}`]));
  return `\\begin{aligned}\n${lines.join(" \\\\\n")}\n\\end{aligned}\n`;
}

function conditions({ conditions = [] }: NamedFormula, shown: (text: string) => string): string {
  return conditions.length === 0 ? "" : ` \\qquad \\text{for } ${conditions.map((w) => writeLatex(w, shown)).join(",\\; ")}`;
}

/** A condition as a value stands in brackets, 1 where it holds. */
function rightSide(w: Written, shown: (text: string) => string): string {
  const isCondition = (w.kind === "infix" && symbolBinds(w.symbol) <= BINDS.compare) || (w.kind === "prefix" && w.symbol === "not");
  return isCondition ? `\\left[${writeLatex(w, shown)}\\right]` : writeLatex(w, shown);
}
