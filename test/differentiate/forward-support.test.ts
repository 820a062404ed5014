// Forwards through operations of arrays of which one argument alone has a tangent, and that one made of a choice.
import { expect, test } from "vitest";
import { evaluate } from "../../src/index.js";

const POINT = { s: 0.5, B: [[1, -2, 0], [0.2, 3, 1]], Q: [[2, 1], [1, 3]] };

// each is linear in V, so that its derivative is the same of V's, which stands for V in the second program
test.each(["solve(Q, V)", "inv(Q)*V", "solve(Q', V)[:, 2:3]", "solve(Q, V[:, 1])", "concat(0*Q, V, 2)", "cumsum(V)"])("%s", (text) => {
  const derivativeOf = (v: string): number[] => {
    const program = `param s\ninput B[2, 3], Q[2, 2]\nV = ${v}\noutput r = ${text}`;
    const { jacobian, diagnostics } = evaluate(program, POINT, { jacobian: true, of: "r" });
    if (jacobian === undefined) throw new Error(diagnostics.map((d) => d.message).join());
    return [jacobian.s].flat(9) as number[];
  };
  const [found, expected] = [derivativeOf("B > s ? B : s"), derivativeOf("s*[0, 1, 1; 1, 0, 0]")];
  expect(found.length).toBe(expected.length);
  found.forEach((x, i) => { expect(x).toBeCloseTo(expected[i] as number, 14); });
});
