// Comparisons and logic: 1 for true and 0 for false. Nothing is differentiated through them.
import type { Builder } from "../graph/builder.js";
import type { NodeId } from "../graph/graph.js";
import type { CompareOp, PaperName, ScalarOp } from "../graph/operation.js";

const ANY = [-3, 3] as const;
const LAWS = { range: [0, 1], total: true, logical: true, monotone: true, losesNaN: true, cheap: true } as const;

export const comparison: readonly ScalarOp[] = [
  compare("lt", "<", (x, y) => x < y),
  compare("le", "<=", (x, y) => x <= y, ["\\le", "≤"]),
  compare("gt", ">", (x, y) => x > y),
  compare("ge", ">=", (x, y) => x >= y, ["\\ge", "≥"]),
  compare("eq", "==", (x, y) => x === y, ["=", "="]),
  compare("ne", "!=", (x, y) => x !== y, ["\\ne", "≠"]),
  {
    kind: "scalar", name: "and", params: ["x", "y"], doc: "Both are not zero.", internal: true,
    evaluate: (x, y) => Number(truth(x) && truth(y)), partials: "zero", code: { op: "and" },
    operator: "and", paper: ["\\land", "∧"], laws: { ...LAWS, commutative: true, joins: "all" }, sample: [ANY, ANY],
    edges: [[0, 1], [0, 0], [NaN, 1]],
  },
  {
    kind: "scalar", name: "or", params: ["x", "y"], doc: "One is not zero.", internal: true,
    evaluate: (x, y) => Number(truth(x) || truth(y)), partials: "zero", code: { op: "or" },
    operator: "or", paper: ["\\lor", "∨"], laws: { ...LAWS, commutative: true, joins: "any" }, sample: [ANY, ANY],
    edges: [[0, 1], [0, 0], [NaN, 0]],
  },
  {
    kind: "scalar", name: "not", params: ["x"], doc: "Is zero.", internal: true,
    evaluate: (x) => Number(!truth(x)), partials: "zero", code: { op: "not" },
    operator: "not", laws: { ...LAWS, joins: "none" }, sample: [ANY], edges: [[0], [NaN]],
  },
  {
    kind: "scalar", name: "select", params: ["c", "x", "y"],
    doc: "x where c is not zero, else y; the branch not taken contributes exactly 0.", internal: true,
    evaluate: (c, x, y) => (truth(c) ? x : y), partials: { c: "0", x: "c ? 1 : 0", y: "c ? 0 : 1" }, partialOf: chosenPartial,
    code: { op: "select" }, operator: "? :",
    laws: { grows: "as its arguments", regular: true, losesNaN: true, chooses: true, cheap: true }, sample: [[0.1, 1], ANY, ANY],
    edges: [[0, 1, 2], [1, 1, NaN], [0, Infinity, 2]],
  },
];

/** A branch that is the number NaN is outside of the domain of the other: it has no derivative there either. */
function chosenPartial(b: Builder, args: readonly NodeId[], _out: NodeId, index: number): NodeId | undefined {
  const [test, then, otherwise] = args as readonly [NodeId, NodeId, NodeId];
  const other = b.constantOf(index === 1 ? otherwise : then);
  if (index === 0 || !Number.isNaN(other)) return undefined;
  const parts = [b.constant(1), b.constant(NaN)];
  return b.apply("select", [test, ...(index === 1 ? parts : parts.reverse())]);
}

/** NaN counts as false, as in JavaScript. */
function truth(x: number): boolean {
  return Boolean(x);
}

function compare(name: CompareOp, symbol: string, test: (x: number, y: number) => boolean, paper?: PaperName): ScalarOp {
  return {
    kind: "scalar", name, params: ["x", "y"], doc: `1 where x ${symbol} y, else 0.`, internal: true,
    evaluate: (x, y) => Number(test(x, y)), partials: "zero", code: { op: name },
    operator: symbol, ...(paper === undefined ? {} : { paper }), laws: LAWS, sample: [ANY, ANY], edges: [[1, 1], [NaN, 1], [0, -0]],
  };
}
