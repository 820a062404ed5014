// Operations of value plus full gradient stay at or below those of plain reverse mode on a shared graph.
import { readFileSync } from "node:fs";
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

/** Both residuals of samples/ba.grad as a list: their Jacobian is made in one. */
const observation = readFileSync("samples/ba.grad", "utf8").split("output err_u")[0] +
  "output e = [w*(u*scale + centre.u - feature.u), w*(v*scale + centre.v - feature.v)]";

describe("operations of a Jacobian", () => {
  it("of an observation of bundle adjustment: by hand 269, without a choice at no rotation", () => {
    const { counts } = compile(observation, { name: "f", jacobian: true });
    expect(counts?.jacobian).toBeLessThanOrEqual(277);
  });
});
