// The symbolic graph as people read it.
export { toDot, type DotOptions } from "./dot.js";
export { explainRule, nearestRule } from "./explain-rule.js";
export { formulaOf } from "./formula.js";
export { formulaRows, type FormulaRow } from "./formula-rows.js";
export { toJson } from "./json.js";
export { toLatex, toMathml } from "./math.js";
export type { ReadOptions } from "./named.js";
export { toMermaid } from "./mermaid.js";
export { MissingPackage, toSvg } from "./svg.js";
export { toText } from "./text.js";
