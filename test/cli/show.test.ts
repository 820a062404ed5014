// Colours are for terminals that want them.
import { expect, it } from "vitest";
import { showResult } from "../../src/cli/show-result.js";
import { colorsFor } from "../../src/cli/show.js";
import { newEvaluator } from "../../src/run/evaluate.js";

it.each([
  [{ isTTY: true }, {}, true],
  [{ isTTY: true }, { NO_COLOR: "" }, true],
  [{ isTTY: true }, { NO_COLOR: "1" }, false],
  [{ isTTY: true }, { TERM: "dumb" }, false],
  [{ isTTY: false }, {}, false],
  [{}, { FORCE_COLOR: "1" }, false],
])("for %j in %j colours are %s", (stream, env, isColored) => {
  expect(colorsFor(stream, env).isColorSupported).toBe(isColored);
});

it.each([undefined, "r"])("each derivative is told with the output that it is of, with --of %s", (of) => {
  const program = "param x[2]; output s = sum(x.^2); output r = x.^3";
  const found = newEvaluator(program, { jacobian: true, ...(of === undefined ? {} : { of }) }).at({ x: [1, 2] });
  expect(showResult(found)).toBe("s = 5\nr = [1, 8]\ngradient of s\n  x = [2, 4]\njacobian of r\n  x = [3, 0;\n       0, 12]");
  expect(found.value).toMatchObject({ data: Float64Array.of(5) });
});
