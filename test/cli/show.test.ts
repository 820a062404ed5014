// Colours are for terminals that want them.
import { expect, it } from "vitest";
import { colorsFor } from "../../src/cli/show.js";

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
