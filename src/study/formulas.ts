// Value and derivatives, one formula after the other, as derive shows them.
import { formulaRows } from "../inspect/formula-rows.js";
import type { Program } from "../graph/program.js";
import type { Paper } from "../inspect/display/paper.js";

export interface FormulaLine {
  readonly name: string;
  readonly text: string;
  readonly kind: "value" | "output" | "derivative";
  /** MathML; of a loop one for each line. */
  readonly math: readonly string[];
  /** What must hold. */
  readonly conditions: readonly string[];
}

/** As on paper, or of programs that are too large for it what the code computes. */
export function formulaLines(paper: Paper | undefined, computed: Program): FormulaLine[] {
  const rows = paper === undefined ? formulaRows(computed) : formulaRows(paper.program, { pretty: false, paper: paper.view });
  return rows.map(({ name, text, kind, mathml, conditions }) => ({ name, text, kind, math: mathml.map(withoutStyle), conditions }));
}

/** The policy of a page lets no element bring a style of its own; the page's sheet has what columns need. */
function withoutStyle(math: string): string {
  return math.replace(/ style="[^"]*"/g, "");
}
