// Operations of value plus full gradient stay at or below those of plain reverse mode on a shared graph.
import { describe, expect, it } from "vitest";
import { countText } from "../bench/operations.mjs";
import { counted } from "../bench/problems.mjs";
import { compile } from "../src/index.js";
import { IS_CAMPAIGN } from "./support/effort.js";

/** The largest are counted in the campaign. */
const tried = counted.filter(({ most }) => IS_CAMPAIGN || most < 5000);

describe("operations of value and gradient", () => {
  it.each(tried)("$name: at most $most", ({ text, most }) => {
    const { counts, code } = compile(text, { name: "f" });
    expect(counts?.valueAndGradient).toBeLessThanOrEqual(most);
    expect(countText(code ?? "", "fValueAndGrad")).toBe(counts?.valueAndGradient);
    expect(countText(code ?? "", "f")).toBe(counts?.value);
  });
});
