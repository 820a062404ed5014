// The steps of back-propagation as sentences: one a line, so that they can be listened to.
import { gradientName, type EdgeStep, type Explanation, type ForwardStep, type Value } from "./explain.js";
import type { Rewritten } from "./rewritten.js";
import { numberText } from "./write-text.js";

export interface Costs {
  readonly value: number;
  readonly valueAndGradient: number | undefined;
  readonly nominalSize: number | undefined;
}

/** Polynomials of the named sizes. */
export interface CostsInSizes {
  readonly value: string | undefined;
  readonly valueAndGradient: string | undefined;
}

export function explanationText(e: Explanation, rewritten: readonly Rewritten[], costs: Costs, inSizes: CostsInSizes): string {
  const forward = e.forward.map((s, i) => `${i + 1}. ${forwardSentence(s)}`);
  const start = `${e.forward.length + 1}. ${seedSentence(e.of)}`;
  const edges = e.backward.map((s, i) => `${e.forward.length + 2 + i}. ${visitSentence(s)}`);
  const rules = rewritten.map((r) => `- ${ruleSentence(r)}`);
  return [
    `Forward, each value from those before it:`, ...forward, "",
    `Backward from ${e.of}, each edge once:`, start, ...edges, "",
    ...gradientLines(e), ...countLines(e, costs, inSizes),
    ...(rules.length === 0 ? [] : ["", "Simplified, where the value stays the same:", ...rules]), "",
  ].join("\n");
}

export function forwardSentence(s: ForwardStep): string {
  return `${s.name} = ${s.formula}${s.shape.length > 0 ? `, of shape [${s.shape.join(", ")}]` : ""}${shown(s.value)}`;
}

export function seedSentence(of: string): string {
  return `${gradientName(of)} = 1: the derivative of ${of} by itself.`;
}

export function ruleSentence({ rule, before, after }: Omit<Rewritten, "span">): string {
  return `${rule}: ${before} becomes ${after}`;
}

export function visitSentence(s: EdgeStep): string {
  const target = gradientName(s.to);
  const table = s.isSummed ? `adds ${s.adds} to ${target}, a further path` : `gives ${target} = ${s.adds}`;
  return `From ${s.from} to ${s.to}, by the ${s.rule}${s.local === undefined ? "" : ` (${s.local})`}: ` +
    `${table}.${shown(s.entry, ` Now ${target} is `)}`;
}

function gradientLines(e: Explanation): string[] {
  const known = Object.entries(e.gradient).filter(([, value]) => value !== undefined);
  return known.length === 0
    ? []
    : [`The gradient: ${known.map(([name, value]) => `${gradientName(name)} = ${text(value as Value)}`).join(", ")}.`];
}

function countLines(e: Explanation, costs: Costs, inSizes: CostsInSizes): string[] {
  const sizes = costs.nominalSize === undefined ? "" : `, where every named size is ${costs.nominalSize}`;
  const gradient = costs.valueAndGradient === undefined ? "" : `, value and gradient ${costs.valueAndGradient}`;
  const formulas = [["value", inSizes.value], ["value and gradient", inSizes.valueAndGradient]].flatMap(
    ([what, cost]) => (cost === undefined ? [] : [`${what} ${cost}`]),
  );
  return [
    `${e.edges} edge${e.edges === 1 ? "" : "s"} backward, each visited once: ${e.edges} ` +
    `multiplication${e.edges === 1 ? "" : "s"} by a local derivative.`,
    `Summed over all paths instead (${e.paths} from the variables), every entry by itself, they would be ${e.naive}.`,
    `The generated code: value ${costs.value} operations${gradient}${sizes}.`,
    ...(formulas.length === 0 ? [] : [`In the named sizes: ${formulas.join("; ")}.`]),
  ];
}

function shown(value: Value | undefined, before = ": "): string {
  return value === undefined ? "" : `${before}${text(value)}${before === ": " ? "" : "."}`;
}

/** At most six significant digits; arrays of some size by their first elements. */
function text(value: Value): string {
  if (typeof value === "number") return numberText(Number(value.toPrecision(6)));
  const [most, more] = [6, value.length > 6 ? ", …" : ""];
  return `[${value.slice(0, most).map(text).join(", ")}${more}]`;
}
