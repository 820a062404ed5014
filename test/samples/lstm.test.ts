// The language model of samples/lstm.grad: a short text against a reference written by hand, and an
// instance of ADBench with all of its 1024 characters.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { differences, distance, instance, program, sample } from "./sample.js";

interface Instance {
  readonly b: number;
  readonly main_params: readonly (readonly number[])[];
  readonly extra_params: readonly (readonly number[])[];
  readonly state: readonly (readonly number[])[];
  readonly sequence: readonly (readonly number[])[];
}

const NAMES = ["W1", "B1", "W2", "B2", "inward", "outward", "shift"];

/** The program for a text of `length` characters: the lines of its first step again and again. */
function unrolled(text: string, length: number): string {
  const parts = text.trim().split("\n\n");
  const first = parts.findIndex((part) => part.startsWith("x_2"));
  const steps = Array.from({ length: length - 1 }, (_, i) =>
    (parts[first] ?? "").replace(/_(\d)/g, (_all, k: string) => `_${Number(k) + i}`).replace("sequence[1,", `sequence[${i + 1},`));
  const hidden = steps.map((_, i) => `h2_${i + 2}`);
  const head = parts.slice(0, first).map((part) => part.replace("sequence[4, b]", `sequence[${length}, b]`));
  const end = (parts.at(-1) ?? "").replace("h2_2, h2_3, h2_4", hidden.join(",\n")).replace("2:4", `2:${length}`).replace(
    "3 * b", `${length - 1} * b`,
  );
  return [...head, ...steps, end].join("\n\n");
}

/** The rows of a layer are the weights and the biases of its four gates, one gate after the other. */
function pointOf({ b, main_params, extra_params, state }: Instance, sequence: Instance["sequence"]): Record<string, unknown> {
  const gates = main_params.map((row) => [0, 1, 2, 3].map((gate) => row.slice(gate * b, (gate + 1) * b)));
  const values = [...gates, ...extra_params];
  return { ...Object.fromEntries(NAMES.map((name, i) => [name, values[i]])), state, sequence };
}

/** ADBench's loss, one number at a time. */
function reference({ b, main_params, extra_params, state }: Instance, sequence: Instance["sequence"]): number {
  const at = (rows: Instance["state"], row: number, i: number): number => rows[row]?.[i] ?? NaN;
  const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
  const memory = state.map((row) => [...row]);
  let total = 0;
  for (let t = 0; t + 1 < sequence.length; t++) {
    let x = Array.from({ length: b }, (_, i) => at(sequence, t, i) * at(extra_params, 0, i));
    for (let layer = 0; layer < 2; layer++) {
      x = x.map((input, i) => {
        const gate = (k: number, value: number): number => value * at(main_params, 2 * layer, k * b + i) +
          at(main_params, 2 * layer + 1, k * b + i);
        const hidden = at(memory, 2 * layer, i);
        const cell = at(memory, 2 * layer + 1, i) * sigmoid(gate(0, input)) + sigmoid(gate(1, hidden)) * Math.tanh(gate(3, hidden));
        (memory[2 * layer + 1] ?? [])[i] = cell;
        return sigmoid(gate(2, input)) * Math.tanh(cell);
      });
      memory[2 * layer] = x;
    }
    const scores = x.map((hidden, i) => hidden * at(extra_params, 1, i) + at(extra_params, 2, i));
    const norm = Math.log(scores.reduce((sum, y) => sum + Math.exp(y), 2));
    total += scores.reduce((sum, y, i) => sum + at(sequence, t + 1, i) * (y - norm), 0);
  }
  return -total / ((sequence.length - 1) * b);
}

describe("lstm", () => {
  const lstm = sample("lstm.grad");
  const full = instance<Instance>("lstm_l2_c1024.json");
  const short = full.sequence.slice(0, 4);

  it("four characters agree with a reference written by hand", () => {
    const { outputs, gradient } = lstm.run(pointOf(full, short));
    expect(distance(outputs["loss"] ?? [], [reference(full, short)])).toBeLessThan(1e-14);
    const [main, extra] = [full.main_params.flat(), full.extra_params.flat()];
    const rows = (flat: readonly number[], width: number): number[][] => Array.from(
      { length: flat.length / width }, (_, i) => flat.slice(i * width, (i + 1) * width),
    );
    const slopes = differences((x) => reference({
      ...full, main_params: rows(x.slice(0, main.length), 4 * full.b), extra_params: rows(x.slice(main.length), full.b),
    }, short), [...main, ...extra]);
    expect(distance(NAMES.flatMap((name) => gradient[name] ?? []), slopes)).toBeLessThan(1e-9);
  });

  it("1024 characters agree in the objective and the gradient with ADBench", { timeout: 120_000 }, () => {
    const text = readFileSync(new URL("../../samples/lstm.grad", import.meta.url), "utf8");
    const { outputs, gradient } = program(unrolled(text, 1024)).run(pointOf(full, full.sequence));
    const expected = instance<{ objective: number; gradient: number[] }>("expected_lstm_l2_c1024.json");
    expect(distance(outputs["loss"] ?? [], [expected.objective])).toBeLessThan(1e-12);
    const greatest = Math.max(...expected.gradient.map(Math.abs));
    expect(distance(NAMES.flatMap((name) => gradient[name] ?? []), expected.gradient) / greatest).toBeLessThan(1e-8);
  });

  it("takes at most four times the operations of the value", () => {
    expect(lstm.counts.ratio).toBeLessThanOrEqual(4);
  });
});
