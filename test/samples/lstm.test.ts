// The language model of samples/lstm.grad: short texts against a reference written by hand, and an instance of ADBench
// with all of its 1024 characters.
import { describe, expect, it } from "vitest";
import { differences, distance, instance, sample } from "./sample.js";

interface Instance {
  readonly b: number;
  readonly main_params: readonly (readonly number[])[];
  readonly extra_params: readonly (readonly number[])[];
  readonly state: readonly (readonly number[])[];
  readonly sequence: readonly (readonly number[])[];
}

const NAMES = ["W1", "B1", "W2", "B2", "inward", "outward", "shift"];

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

  it("1024 characters agree in the objective and the gradient with ADBench, from the same module", () => {
    const { outputs, gradient } = lstm.run(pointOf(full, full.sequence));
    const expected = instance<{ objective: number; gradient: number[] }>("expected_lstm_l2_c1024.json");
    expect(distance(outputs["loss"] ?? [], [expected.objective])).toBeLessThan(1e-12);
    const greatest = Math.max(...expected.gradient.map(Math.abs));
    expect(distance(NAMES.flatMap((name) => gradient[name] ?? []), expected.gradient) / greatest).toBeLessThan(1e-8);
  });

  it.each([2, 3, 17])("%i characters agree with the reference", (length) => {
    const some = full.sequence.slice(0, length);
    expect(distance(lstm.run(pointOf(full, some)).outputs["loss"] ?? [], [reference(full, some)])).toBeLessThan(1e-13);
  });

  it("is a module of less than 30 kB", () => expect(Buffer.byteLength(lstm.code)).toBeLessThan(30_000));

  it("takes at most four times the operations of the value", () => {
    expect(lstm.counts.ratio).toBeLessThanOrEqual(4);
  });
});
