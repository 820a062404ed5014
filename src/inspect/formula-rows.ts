// The formulas of a program one by one, in each notation: what pages put together.
import type { Program } from "../graph/program.js";
import { rightSide, shownNames } from "./math.js";
import type { NamedFormula, ReadOptions } from "./named.js";
import { inlineMathml, joined, sign, type Maths } from "./notation.js";
import { namedFormulas } from "./statements.js";
import { equationsOf } from "./write-math.js";
import { writeText } from "./write-text.js";
import { BINDS } from "./written.js";

export interface FormulaRow {
  /** The name that it defines, in the text; of a loop that of its first array. */
  readonly name: string;
  readonly kind: NamedFormula["kind"];
  readonly text: string;
  /** What must hold, as text. */
  readonly conditions: readonly string[];
  /** The equation; of a loop one for each line. */
  readonly latex: readonly string[];
  readonly mathml: readonly string[];
}

export function formulaRows(program: Program, options: ReadOptions = {}): FormulaRow[] {
  const named = namedFormulas(program, options);
  const shown = shownNames(named);
  const text = (w: NamedFormula["formula"]): string => writeText(w, BINDS.choice, options.paper !== undefined);
  return named.formulas.map((f) => {
    const equations = f.formula.kind === "block"
      ? equationsOf(f.formula, shown)
      : [{ left: shown(f.name), right: rightSide(f.formula, shown) }];
    const whole = equations.map(({ left, right }): Maths => joined([left, right], sign(" = ", "=")));
    return {
      name: f.name, kind: f.kind, text: f.formula.kind === "block" ? text(f.formula) : `${f.name} = ${text(f.formula)}`,
      conditions: (f.conditions ?? []).map(text),
      latex: whole.map((m) => m.latex), mathml: whole.map(inlineMathml),
    };
  });
}
