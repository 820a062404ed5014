// Running products and their gradients print as programs that compile again, whatever the shape and the axis.
import { expect, it } from "vitest";
import { derive } from "../../src/derive.js";
import { newEvaluator, resultText } from "../../src/run/evaluate.js";

it.each([
  ["[3]", "1", [0.5, -2, 1.5]],
  ["[2, 3]", "1", [[0.5, -2, 1.5], [1, 0.3, -0.7]]], ["[m, n]", "2", [[0.5, -2, 1.5], [1, 0.3, -0.7]]],
  ["[k, m, n]", "1", [[[0.5, -2], [1.5, 3]], [[1, 0.3], [0.2, -0.7]]]],
  ["[2, 2, 2]", "2", [[[0.5, -2], [1.5, 3]], [[1, 0.3], [0.2, -0.7]]]],
  ["[k, m, n]", "3", [[[0.5, -2], [1.5, 3]], [[1, 0.3], [0.2, -0.7]]]],
])("cumprod over %s along dimension %s", async (shape, axis, x) => {
  const text = `param x${shape}\noutput J = sum(sin(cumprod(x, ${axis})))`;
  const printed = (await derive(text)).text ?? "";
  expect(printed).not.toContain("not in the language");
  const values = (of: string, asked: object): unknown => JSON.parse(resultText(newEvaluator(of, asked).at({ x })));
  const expected = numbers((values(text, {}) as { gradient: { x: Json } }).gradient.x);
  const found = numbers((values(printed, { of: "dx", valueOnly: true }) as { value: Json }).value);
  expect(found.length).toBe(expected.length);
  found.forEach((v, i) => expect(v).toBeCloseTo(expected[i] as number, 12));
});

type Json = number | readonly Json[];

function numbers(json: Json): number[] {
  return typeof json === "number" ? [json] : json.flatMap(numbers);
}
