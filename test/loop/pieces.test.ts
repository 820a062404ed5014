// Gradients that are put together of windows: backwards, shifted, with steps, beside a part that is as large as the whole.
import { expect, test } from "vitest";
import { difference, generated, interpreted, plainGraph } from "../support/agreement.js";

const u = [1.25, -0.5, 0.75, 2];

test.each([
  "v = u[end:-1:1]\noutput J = sum(v.^3 + v) + sum(sin(u + s))",
  "v = u[end:-1:1]\nw = u[end:-1:2]\noutput J = sum(v.^3 .* u) + sum(w .* u[1:3]) + s*sum(u.^2)",
  "output J = sum((u[2:4] - u[1:3].^2).^2) + sum(u[1:2:3].^3)*s + sum(u[4:-2:2])",
  "output J = sum(cumsum(u[end:-1:1]).^2) + prod(u) + s*sum(u)",
])("%s", (body) => {
  const point = { s: 0.5, u };
  // indices up to 4 need a size that is known
  for (const size of body.includes("4") || body.includes("3]") ? ["4"] : ["n", "4"]) {
    const text = `param s, u[${size}]\n${body}`;
    expect(difference(interpreted(plainGraph(text), point), generated(text, point), 1e-12), text).toBeUndefined();
  }
});
