// Contractions of which some terms take no part: the sum of the others, whatever stands beside a term left out.
import { expect, test } from "vitest";
import { conditionOf, newSweep, type Support } from "../../src/differentiate/support.js";
import { throughContraction } from "../../src/differentiate/masked-contraction.js";
import { Builder } from "../../src/graph/builder.js";
import { evaluate } from "../../src/graph/evaluate.js";
import type { NodeId } from "../../src/graph/graph.js";
import { forEachIndex, generate, type Tensor } from "../../src/graph/tensor.js";
import { opTable } from "../../src/ops/index.js";
import { randoms } from "../support/random.js";

/** Labels of the flow, of the other factors, and of the result; and of the condition, if it has not all of the flow's. */
type Form = readonly [
  flow: readonly number[], others: readonly (readonly number[])[], out: readonly number[],
  condition?: readonly number[],
];

const forms: readonly Form[] = [
  [[0, 1], [[1, 0]], []], [[0, 1], [[1, 0]], [0]], [[0, 1], [[1, 0]], [1]], [[0, 1], [[1, 0]], [1, 0]],
  [[0, 1], [[0, 1]], [0]], [[0, 1], [[1, 2]], [0, 2]], [[0, 1], [[2, 0]], [1, 2]], [[0, 1], [[0]], [1]], [[0, 1], [[1]], [0, 1]],
  [[0], [[1, 0]], [1]], [[0], [[0]], []], [[0], [[1]], [0, 1]], [[0], [[1]], [1]], [[0], [[0, 0]], []], [[0], [[0, 0], [1]], [1]],
  [[], [[0]], [0]], [[], [[0]], []], [[], [[0], [1]], [1]],
  [[0, 1], [[2, 1, 0]], [2]], [[0, 1], [[2, 0, 1]], [2, 1]], [[1, 0], [[0, 1, 2]], []],
  [[0, 1], [[1], [0, 2]], [2]], [[0], [[0, 1], [1, 0]], []], [[0, 1], [[1, 2], [2, 0]], []],
  [[0, 1], [[1, 2]], [0, 2], [0]], [[0, 1], [[1, 0]], [0], [1]], [[0, 1], [[1, 2]], [2], []],
];
const SIZES = [2, 2, 3];

const shapeOf = (labels: readonly number[]): number[] => labels.map((l) => SIZES[l] as number);
const offset = (labels: readonly number[], index: readonly number[]): number => labels.reduce(
  (at, l) => at * (SIZES[l] as number) + (index[l] as number), 0,
);

/** A condition has the dimensions of its flow, of which those that it does not depend on have size 1. */
function conditionShape([flow, , , own = flow]: Form): number[] {
  return flow.map((l) => (own.includes(l) ? SIZES[l] as number : 1));
}

interface Setting {
  readonly taken: (index: readonly number[]) => boolean;
  readonly flow: Tensor;
  readonly others: readonly Tensor[];
}

/** Random numbers, of which some are 0, so that their logarithms are infinite; if they are data, NaN where no term takes part. */
function setting(form: Form, seed: number, isData: boolean): { readonly values: Map<string, Tensor>; readonly setting: Setting } {
  const next = randoms(seed);
  const [flow, others, , own = flow] = form;
  const condition = generate(conditionShape(form), () => Number(next() < 0.5));
  const taken = (index: readonly number[]): boolean => condition.data[offset(own, index)] === 1;
  const values = new Map([["condition", condition]]);
  const g = generate(shapeOf(flow), () => 0.5 + next());
  everyIndex((index) => { if (!taken(index)) (g.data as Float64Array)[offset(flow, index)] = 0; });
  values.set("flow", g);
  const tensors = others.map((labels, k) => {
    const t = generate(shapeOf(labels), () => (!isData && next() < 0.4 ? 0 : 0.5 + next()));
    const used = new Set<number>();
    everyIndex((index) => { if (taken(index)) used.add(offset(labels, index)); });
    if (isData) t.data.forEach((_, i) => { if (!used.has(i)) (t.data as Float64Array)[i] = NaN; });
    values.set(`other${k}`, t);
    return t;
  });
  return { values, setting: { taken, flow: g, others: tensors } };
}

function everyIndex(visit: (index: readonly number[]) => void): void {
  forEachIndex(SIZES, (index) => visit([...index]));
}

/** The terms that take part, added up one by one, and their numbers. */
function expectedOf(
  [flow, others, out]: Form, { taken, flow: g, others: tensors }: Setting, isData: boolean,
): { readonly sums: readonly number[]; readonly counts: readonly number[] } {
  const [sums, counts] = [0, 0].map(
    (zero) => Array.from({ length: shapeOf(out).reduce((p, d) => p * d, 1) }, () => zero),
  ) as [number[], number[]];
  const labels = new Set([...flow, ...others.flat(), ...out]);
  everyIndex((index) => {
    if (index.some((i, l) => i > 0 && !labels.has(l)) || !taken(index)) return;
    const factors = tensors.map((t, k) => t.data[offset(others[k] as readonly number[], index)] as number);
    const at = offset(out, index);
    counts[at] = (counts[at] as number) + 1;
    sums[at] = (sums[at] as number) + factors.reduce((p, x) => p * (isData ? x : Math.log(x)), g.data[offset(flow, index)] as number);
  });
  return { sums, counts };
}

const cases = forms.flatMap((form) => [false, true].map((isData) => ({ form, isData })));

test.each(cases)("$form, data: $isData", ({ form, isData }) => {
  const [flow, others, out] = form;
  for (let seed = 1; seed <= 12; seed++) {
    const { values, setting: made } = setting(form, seed, isData);
    const b = new Builder(opTable);
    const variable = (name: string): NodeId => b.variable(name, values.get(name)?.shape ?? []);
    const condition = b.apply("gt", [variable("condition"), b.constant(0)]);
    const mask: Support = { parts: [], make: () => condition, counts: false, cause: "branch" };
    const factors = [
      { node: variable("flow"), labels: flow },
      ...others.map((labels, k) => ({ node: isData ? variable(`other${k}`) : b.apply("log", [variable(`other${k}`)]), labels })),
    ];
    const sweep = newSweep(b);
    const { value, support: behind } = throughContraction(sweep, {
      factors, out,
      dims: new Map([0, 1, 2].filter((l) => [flow, ...others, out].flat().includes(l)).map((l) => [l, SIZES[l] as number])),
    }, 0, mask, true);
    const isTaken = conditionOf(sweep, behind as Support);
    const results = evaluate(b, [value, isTaken], { values, sizes: new Map() });
    const found = [...(results.get(value) as Tensor).data];
    const { sums, counts } = expectedOf(form, made, isData);
    expect(found.length).toBe(sums.length);
    sums.forEach((x, i) => {
      const isSame = Object.is(found[i], x) || Math.abs((found[i] as number) - x) < 1e-12;
      expect(isSame, `seed ${seed}: ${found.join(" ")} is not ${sums.join(" ")}`).toBe(true);
    });
    expect([...(results.get(isTaken) as Tensor).data].map((x) => x > 0), `seed ${seed}`).toEqual(counts.map((x) => x > 0));
  }
});
