// A program with its derivatives as LaTeX: one aligned equation for each named formula.
import type { Program } from "../graph/program.js";
import { namedFormulas } from "./statements.js";
import { latexName, writeLatex } from "./write-latex.js";

/** An `aligned` environment, to stand in a display; it needs amsmath and amssymb. */
export function toLatex(program: Program): string {
  const { formulas } = namedFormulas(program, { pretty: true });
  const wrt = new Map(program.derivatives.gradient.map((g) => [`d${g.wrt.join("")}`, g]));
  const rows = formulas.map((f) => {
    const block = f.kind === "derivative" ? wrt.get(f.name) : undefined;
    const left = block === undefined ? latexName(f.name) : `\\frac{\\partial ${latexName(block.of)}}{\\partial ${latexName(block.wrt[0] as string)}}`;
    return `  ${left} &= ${writeLatex(f.formula)}`;
  });
  return `\\begin{aligned}\n${rows.join(" \\\\\n")}\n\\end{aligned}\n`;
}
