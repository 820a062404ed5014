// The symbolic graph as people read it.
export { toDot, type DotOptions } from "./dot.js";
export { formulaOf } from "./formula.js";
export { toJson } from "./json.js";
export { toLatex } from "./latex.js";
export type { ReadOptions } from "./named.js";
export { MissingPackage, toSvg } from "./svg.js";
export { toText } from "./text.js";
