// Both sides of the data rules as operations, in the order of the rules.
// scripts/build.mjs puts what this gives in its place: a start would spend a third of its time on parsing them.
import { Builder } from "../../graph/builder.js";
import { Formulas } from "../../graph/formula.js";
import { opTable } from "../../ops/index.js";
import { readFormula, type Recipe } from "../pattern.js";
import { dataRules } from "./index.js";

export interface ParsedRule {
  /** The names of the parts, by their slots. */
  readonly names: readonly string[];
  readonly from: Recipe;
  readonly to: Recipe;
}

export function parsedRules(): readonly ParsedRule[] {
  const formulas = new Formulas(new Builder(opTable));
  return dataRules.map((rule) => {
    const names: string[] = [];
    const from = readFormula(rule.from, names, opTable, formulas);
    return { from, to: readFormula(rule.to, names, opTable, formulas), names };
  });
}
