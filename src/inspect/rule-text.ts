// The rule of an elementwise operation as a textbook has it: its local derivative over parameters of its own.
import { nth } from "../diagnostics/known.js";
import { partial } from "../differentiate/partials.js";
import { Builder } from "../graph/builder.js";
import { Formulas } from "../graph/formula.js";
import type { ScalarOp } from "../graph/operation.js";
import { NO_DERIVATIVES, type Program } from "../graph/program.js";
import { opTable } from "../ops/index.js";
import { onPaper } from "./display/paper.js";
import { formulaOf } from "./formula.js";
import { namedFormulas } from "./statements.js";
import { writeText } from "./write-text.js";
import { BINDS } from "./written.js";

const SPAN = { start: 0, end: 0 };

/** `d/dx x^y = y*x^(y - 1)`; undefined where the derivative is zero on purpose, or there are more arguments than names. */
export function localRule(record: ScalarOp, count: number, index: number): string | undefined {
  const params = record.params.filter((p) => p !== "...");
  const param = params[index];
  if (param === undefined || count > params.length || record.partials === "zero" || record.partials[param] === undefined) return undefined;
  const b = new Builder(opTable);
  const nodes = params.map((p) => b.variable(p, []));
  const id = b.apply(record.name, nodes);
  b.origin = { span: SPAN, via: ["vjp"] };
  const slope = partial(b, new Formulas(b), record, id, index) ?? b.constant(0);
  const program: Program = {
    source: { name: "<rule>", text: "" }, builder: b, sizes: [], requirements: [], indices: [], names: new Map(),
    calls: new Map(), seeds: [],
    variables: params.map((name, i) => ({ name, role: "param", shape: [], nodes: [nth(nodes, i)], span: SPAN })),
    outputs: [{ name: "f", nodes: [id], span: SPAN }],
    derivatives: { ...NO_DERIVATIVES, gradient: [{ of: "f", wrt: [param], nodes: [slope] }] },
  };
  const paper = onPaper(program);
  if (paper === undefined) return undefined;
  const { formulas } = namedFormulas(paper.program, { pretty: false, paper: paper.view });
  const found = formulas.at(-1);
  return found === undefined
    ? undefined
    : `d/d${param} ${formulaOf(program, id, new Map())} = ${writeText(found.formula, BINDS.choice, true)}`;
}
