// The program that runs mutants of table rows: the tests of the table, with the changed row.
import { readFileSync } from "node:fs";
import { scalarOps } from "../../../src/ops/index.js";
import type { ScalarOp } from "../../../src/graph/operation.js";
import type { DataRule } from "../../../src/simplify/rule.js";
import { dataRules } from "../../../src/simplify/rules/index.js";
import "../../ops/edges.test.js";
import "../../ops/scalar.test.js";
import "../../rules.test.js";
import type { Mutant } from "./module-mutants.js";
import { failureOfCase, failureOfRow } from "./stand-in.js";

const mutants = JSON.parse(readFileSync(process.argv[2] as string, "utf8")) as readonly Mutant[];
const outcomes: { isKilled: boolean; by: string; seconds: number }[] = [];
for (const mutant of mutants) {
  const started = performance.now();
  const by = await failureWith(mutant);
  outcomes.push({ isKilled: by !== undefined, by: by ?? "", seconds: (performance.now() - started) / 1000 });
}
console.log(JSON.stringify(outcomes));

async function failureWith(mutant: Mutant): Promise<string | undefined> {
  const rule = dataRules.find((r) => r.name === mutant.within);
  if (rule !== undefined) return failureOfRow(rule, changedRule(rule, mutant));
  const op = scalarOps.find((o) => o.name === mutant.within);
  if (op === undefined || op.partials === "zero") throw new Error(`no row ${mutant.within}`);
  return withPartial(op, op.partials, mutant);
}

function changedRule(rule: DataRule, { before, after }: Mutant): DataRule {
  const value: unknown = JSON.parse(after);
  const was: unknown = JSON.parse(before);
  if (Array.isArray(value)) return { ...rule, when: value as readonly string[] };
  if (was === rule.keeps) return { ...rule, keeps: value as DataRule["keeps"] };
  return { ...rule, [was === rule.from ? "from" : "to"]: value };
}

/** Puts the formula into the record while its tests run. */
async function withPartial(
  op: ScalarOp, partials: Readonly<Record<string, string>>, { before, after }: Mutant,
): Promise<string | undefined> {
  const was = JSON.parse(before) as string;
  const name = Object.keys(partials).find((key) => partials[key] === was) as string;
  Object.assign(partials, { [name]: JSON.parse(after) as string });
  const failure = await failureOfCase(op.name);
  Object.assign(partials, { [name]: was });
  return failure;
}
