// What is known of the value of each node, whatever the inputs are: a set of classes of doubles.
// Computed once upward from constants, signs and the laws of the operations.
import { leastOf } from "../shape/dim.js";
import { attrsOf } from "./attrs.js";
import type { Builder } from "./builder.js";
import { ANY, BELOW_ZERO, CLASS, classOf, FINITE, ZEROS } from "./classes.js";
import type { Node, NodeId } from "./graph.js";
import type { ScalarOp } from "./operation.js";
import { onceForEach } from "./once.js";

const { nan, minusInfinity, negative, minusZero, zero, positive, infinity } = CLASS;

/** Numbers that stand for each class: its ends, and places between where the listed operations change their sign or overflow. */
const POSITIVE_SAMPLES = [5e-324, 1e-300, 1e-20, 0.3, 0.5, 1, 1.5, 2, 3, 1e20, 1e300, Number.MAX_VALUE];
const SAMPLES: ReadonlyMap<number, readonly number[]> = new Map([
  [nan, [NaN]], [minusInfinity, [-Infinity]], [negative, POSITIVE_SAMPLES.map((x) => -x)],
  [minusZero, [-0]], [zero, [0]], [positive, POSITIVE_SAMPLES], [infinity, [Infinity]],
]);
const BITS = [...SAMPLES.keys()];

export interface Facts {
  /** The classes that the value, or any element, may be in. */
  classes(id: NodeId): number;
}

/** Facts about the nodes of a builder that grows. */
export function factsOf(b: Builder, variablesAreFinite: boolean): Facts {
  const known: number[] = [];
  const variable = variablesAreFinite ? FINITE : ANY;
  return {
    classes(id) {
      while (known.length <= id) known.push(classesOf(b, b.node(known.length), known, variable));
      return known[id] as number;
    },
  };
}

function classesOf(b: Builder, node: Node, known: readonly number[], variable: number): number {
  const record = b.ops.get(node.op);
  if (record?.kind === "scalar") return scalarClasses(b, record, node, known);
  switch (node.op) {
    case "constant": return classOf(attrsOf("constant", node).value);
    case "variable": return variable;
    case "size": return sizeClasses(leastOf(attrsOf("size", node).dim));
    case "contract": return contractClasses(b, node, known);
    default: return record?.values(node.args.map((a) => known[a] as number)) ?? ANY;
  }
}

function sizeClasses(least: number): number {
  return least > 0 ? positive : least === 0 ? zero | positive : negative | zero | positive;
}

function scalarClasses(b: Builder, record: ScalarOp, node: Node, known: readonly number[]): number {
  const [x, y] = node.args as readonly [number, number];
  const first = known[x] as number;
  if (record.laws?.chooses === true) return selectClasses(node, known);
  const monotone = record.laws?.monotone;
  if (monotone === undefined) return lawClasses(record, node, known);
  if (monotone === "in the first") return powerClasses(b, record, node, first);
  if (record.name === "mul" && x === y) return squareClasses(first);
  if (node.args.length === 1) return fromTable(tableOf(record), first);
  const table = tableOf(record);
  return node.args.slice(1).reduce((all, arg) => fromTable(table, all, known[arg] as number), first);
}

function selectClasses(node: Node, known: readonly number[]): number {
  const [c, x, y] = node.args.map((a) => known[a] as number) as [number, number, number];
  const mayBeTrue = (c & ~(nan | ZEROS)) !== 0;
  const mayBeFalse = (c & (nan | ZEROS)) !== 0;
  return (mayBeTrue ? x : 0) | (mayBeFalse ? y : 0);
}

function squareClasses(x: number): number {
  const size = (x & (negative | positive)) === 0 ? 0 : zero | positive | infinity;
  return (x & nan) | ((x & ZEROS) === 0 ? 0 : zero) | ((x & (minusInfinity | infinity)) === 0 ? 0 : infinity) | size;
}

/** A power with a constant exponent has classes of its own; any other is taken over all exponents. */
function powerClasses(b: Builder, record: ScalarOp, node: Node, base: number): number {
  const exponent = node.args.slice(1).map((arg) => b.constantOf(arg));
  if (!exponent.every((part) => part !== undefined))
    return (base & (BELOW_ZERO | minusZero)) === 0 ? nan | zero | positive | infinity : ANY;
  let all = 0;
  for (const [bit, samples] of SAMPLES) if ((base & bit) !== 0) for (const x of samples) all |= classOf(record.evaluate(x, ...exponent));
  return all;
}

function lawClasses(record: ScalarOp, node: Node, known: readonly number[]): number {
  const [low, high] = record.laws?.range ?? [-Infinity, Infinity];
  const args = node.args.reduce((all, a) => all | (known[a] as number), 0);
  const staysFinite = record.laws?.total === true && (args & ~FINITE) === 0;
  let all = staysFinite ? 0 : nan;
  if (low < 0) all |= negative;
  if (high > 0) all |= positive;
  all |= ZEROS;
  if (low === -Infinity && !staysFinite) all |= minusInfinity;
  if (high === Infinity && !staysFinite) all |= infinity;
  return all;
}

/** Products of the factors in any order, added up any number of times in any order. */
function contractClasses(b: Builder, node: Node, known: readonly number[]): number {
  const mul = tableOf(b.ops.get("mul") as ScalarOp);
  const add = tableOf(b.ops.get("add") as ScalarOp);
  const { labels, dims, out } = attrsOf("contract", node);
  const [left, right] = labels;
  const isSquare = node.args.length === 2 && node.args[0] === node.args[1] && String(left) === String(right);
  const term = isSquare ? squareClasses(known[node.args[0] as number] as number)
    // a part of the product may vanish before an infinite factor comes
    : node.args.reduce((all, arg) => fromTable(mul, all, known[arg] as number), positive | zero);
  const exact = node.args.length === 1 ? known[node.args[0] as number] as number : term;
  const isSum = dims.length > out.length;
  if (!isSum) return exact;
  let [all, before] = [exact, exact];
  do {
    before = all;
    all |= fromTable(add, all, all);
  } while (before !== all);
  return all | zero;
}

/** For each class (or pair of classes) of arguments, the classes of the result; made once for each operation. */
const tableOf = onceForEach((record: ScalarOp): readonly number[] => {
  const all = [...SAMPLES.values()];
  const classes = (values: readonly number[]): number => values.reduce((union, value) => union | classOf(value), 0);
  if (record.params.length === 1) return all.map((xs) => classes(xs.map((x) => record.evaluate(x))));
  return all.flatMap((xs) => all.map((ys) => classes(xs.flatMap((x) => ys.map((y) => record.evaluate(x, y))))));
});

function fromTable(table: readonly number[], x: number, y?: number): number {
  let all = 0;
  for (const [i, bit] of BITS.entries()) {
    if ((x & bit) === 0) continue;
    if (y === undefined) all |= table[i] as number;
    else for (const [j, other] of BITS.entries()) if ((y & other) !== 0) all |= table[BITS.length * i + j] as number;
  }
  return all;
}
