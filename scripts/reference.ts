// The pages that are made from the tables: docs/operations.md and docs/rules.md. Refresh with: npm run docs
import { formulaOps, languageFunctions, opTable, scalarOps } from "../src/ops/index.js";
import type { ScalarOp } from "../src/graph/operation.js";
import { dataRules, structuralRules } from "../src/simplify/rules/index.js";
import type { DataRule } from "../src/simplify/rule.js";

const NOTE = "<!-- Made from the tables by `npm run docs`; a test fails when it is stale. -->";

export function operationsPage(): string {
  const callable = scalarOps.filter((op) => op.internal !== true);
  const internal = scalarOps.filter((op) => op.internal === true);
  const tensors = [...opTable.values()].filter((op) => op.kind === "tensor");
  return page("Operations", [
    "Every operation is one record in `src/ops`. Elementwise operations broadcast as NumPy does; their derivatives are " +
    "formulas in the language over the parameters and `out`, the value itself.",
    "## Elementwise functions", table(["function", "meaning", "derivative"], callable.map((op) => [usage(op), op.doc, partials(op)])),
    "## Functions written in others", table(["function", "meaning", "formula"], formulaOps.map(
      (op) => [code(`${op.name}(${op.params.map((p) => withDefault(p, op.defaults)).join(", ")})`), op.doc, code(op.formula)],
    )),
    "## Functions of arrays, and derivatives",
    table(["function", "meaning"], [...languageFunctions.values()].map((f) => [code(f.usage), f.doc])),
    "## Operators and what derivatives are made of",
    table(["operation", "meaning", "derivative"], internal.map((op) => [code(op.operator ?? op.name), op.doc, partials(op)])),
    "## Operations of the graph on arrays", table(["operation", "meaning"], tensors.map((op) => [code(op.name), op.doc])),
  ]);
}

export function rulesPage(): string {
  const byKeeps = (keeps: DataRule["keeps"]): readonly DataRule[] => dataRules.filter((rule) => rule.keeps === keeps);
  return page("Rewrite rules", [
    "A rule replaces its left side by its right side where its guards are proved. `?a` stands for any value. Operations on " +
    "arrays have a last name for the axes that they go along; `kept` puts those back as dimensions of size 1, and `view` is " +
    "what slices, reshapes and the like show of a value, or all of it.",
    "- `bits`: the same double for all arguments, NaN, infinities and -0 included. Used at every level.\n- `value`: " +
    "equal up to rounding wherever the left side is finite, and never NaN instead of a number. Used at `safe`, the " +
    "default, and `fast`.\n- `value-where-defined`: equal as real numbers only. Used at `fast`; the counter-example " +
    "shows what it would change.",
    "## bits", rules(byKeeps("bits")), "## value", rules(byKeeps("value")), "## value-where-defined", rules(byKeeps("value-where-defined")),
    "## Rules on the structure of the graph",
    table(["rule", "on", "keeps"], structuralRules.map((r) => [r.name, [r.op].flat().map(code).join(", "), code(r.keeps)])),
  ]);
}

function rules(list: readonly DataRule[]): string {
  return table(["rule", "from", "to", "guards", "counter-example"], list.map((r) => [
    r.name, code(r.from), code(r.to), (r.when ?? []).map(code).join(", "),
    r.counterexample === undefined ? "" : r.counterexample.join(", "),
  ]));
}

function usage(op: ScalarOp): string {
  return code(`${op.name}(${op.params.map((p) => withDefault(p, op.defaults)).join(", ")})`);
}

function withDefault(param: string, defaults: Readonly<Record<string, number>> | undefined): string {
  const value = defaults?.[param];
  return value === undefined ? param : `${param} = ${value}`;
}

function partials(op: ScalarOp): string {
  if (op.partials === "zero") return "0";
  return Object.entries(op.partials).map(
    ([p, formula]) => (op.params.length === 1 ? code(formula) : `${p}: ${code(formula)}`),
  ).join("<br>");
}

function code(text: string): string {
  return `\`${text.replaceAll("|", "\\|")}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function page(title: string, parts: readonly string[]): string {
  return `# ${title}\n\n${NOTE}\n\n${parts.join("\n\n")}\n`;
}
