// What goes wrong in loops elsewhere: high orders, branches that no step takes, too many loops, too many nodes.
import { describe, expect, it } from "vitest";
import { reachable } from "../../src/graph/evaluate.js";
import { keptNodes } from "../../src/graph/program.js";
import { analyse } from "../../src/analyse.js";
import { newEvaluator, resultText } from "../../src/run/evaluate.js";
import { groupsOf } from "../../src/simplify/loops/groups.js";

const squarings = "param s\nfor t = 1:5, y[0] = s { y[t] = y[t - 1]^2 }\nd0 = y[end]\n" +
  [1, 2, 3, 4].map((k) => `d${k} = derivative(d${k - 1}, s)\n`).join("");

describe("five squarings", () => {
  const exact = [0.95 ** 32, 6.525018423865292, 212.92165383139377, 6723.841699938751, 205254.11505076187];

  it.each([1, 2, 3, 4])("have the right derivative of order %i", (order) => {
    for (const interpret of [false, true]) {
      const found = JSON.parse(resultText(newEvaluator(`${squarings}output f = d${order}`, { interpret }).at({ s: 0.95 }))) as Numbers;
      const expected = exact[order] as number;
      // a rounding in one of the squarings is doubled by each of those after it
      expect(Math.abs(found.value as number - expected)).toBeLessThanOrEqual(16 * Number.EPSILON * expected);
    }
  });

  it("take one loop more for each order", () => {
    const loops = (order: number): number => {
      const program = analyse({ name: "<expr>", text: `${squarings}output f = d${order}` }, { of: "f", gradient: false });
      return groupsOf(program.builder, reachable(program.builder, keptNodes(program))).length;
    };
    const counts = [1, 2, 3].map(loops);
    expect((counts[2] as number) - (counts[1] as number)).toBe((counts[1] as number) - (counts[0] as number));
  });
});

type Numbers = Readonly<Record<string, unknown>>;

/** The gradient of a program at a point. */
function gradientOf(text: string, at: Numbers, interpret = false): Numbers {
  const { gradient } = JSON.parse(resultText(newEvaluator(text, { interpret }).at(at))) as { readonly gradient: Numbers };
  return gradient;
}

describe("a branch that a step does not take", () => {
  it.each([
    ["in a later step", "y[t] = x[t] > 0 ? sqrt(y[t - 1] - 1) : y[t - 1]*2", { s: 1, x: [-1, -1] }, { s: 4 }],
    ["in an earlier step", "y[t] = x[t] > 0 ? y[t - 1]*2 : log(y[t - 1])", { s: 0, x: [1, 1, 1] }, { s: 8 }],
    ["beside a kink", "y[t] = abs(y[t - 1]) + (x[t] > 0 ? 1/y[t - 1] : 3)", { s: 0, x: [-1, -1] }, { s: 0 }],
  ])("%s leaves the gradient as it is", (_where, step, at, expected) => {
    const text = `param s\ninput x[n]\nfor t = 1:n, y[0] = s { ${step} }\noutput J = y[end]`;
    for (const interpret of [false, true]) expect(gradientOf(text, at, interpret)).toEqual(expected);
  });

  it("keeps it finite where a later step drops the state whose slope is infinite", () => {
    const text = "param s\ninput x[n]\nfor t = 1:n, y[0] = s { y[t] = x[t] > 0 ? sqrt(y[t - 1]) : 2 }\noutput J = y[end]";
    for (const interpret of [false, true]) expect(gradientOf(text, { s: 0, x: [1, -1] }, interpret)).toEqual({ s: 0 });
  });
});

it("the gradient of twice as many states has twice as many nodes", () => {
  const nodes = (count: number): number => {
    const states = Array.from({ length: count }, (_, i) => i + 1);
    const text = `param a, s\nfor t = 1:9, ${states.map((i) => `y${i}[0] = s`).join(", ")} {\n` +
      states.map((i) => `  y${i}[t] = sin(a*y${i}[t - 1] + y${i % count + 1}[t - 1])\n`).join("") +
      `}\noutput J = ${states.map((i) => `y${i}[end]`).join(" + ")}`;
    const { builder } = analyse({ name: "<expr>", text }, {});
    return groupsOf(builder, reachable(builder, builder.graph.idsOf(() => true)))
      .reduce((sum, { loop: { body } }) => sum + body.builder.graph.size, builder.graph.size);
  };
  expect(nodes(50) / nodes(25)).toBeLessThan(2.1);
});
