// Random programs of probabilities: parts of softmax and of its logarithm, labels and masks as zeros and ones in
// all their forms, factors around them, and logarithms of weighted sums of exponentials. Values and gradients
// after every phase are those of the plain graph.
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { tensor } from "../../src/graph/tensor.js";
import { difference, elaborated, phases, pointFor, resultsAt, withGradient } from "./helpers.js";
import { rounds } from "../support/effort.js";

vi.setConfig({ testTimeout: 120_000 });

/** A text with its holes filled, each by one of a list. */
function filled(forms: readonly string[], parts: Readonly<Record<string, readonly string[]>>): fc.Arbitrary<string> {
  const names = Object.keys(parts);
  const picks = names.map(
    (name) => fc.tuple(fc.constantFrom(...(parts[name] as readonly string[])), fc.constantFrom(...(parts[name] as readonly string[]))),
  );
  return fc.tuple(fc.constantFrom(...forms), ...picks).map(([form, ...chosen]) => names.reduce((text, name, i) => {
    const [first, second] = chosen[i] as readonly [string, string];
    return text.replace(`<${name}>`, () => first).replaceAll(`<${name}>`, () => second);
  }, form));
}

const FACTORS = ["s", "2", "-1", "0.5", "-s", "t/2", "3*s", "1"];

const vector = {
  head: "param z[4], w[4], s, t",
  term: filled([
    "<f>*<L>[2]", "<f>*sum(<M> .* <L>)", "<M>*<L>", "sum(<M>/<f> .* <L>)", "<f>*(1 - <P>[2])", "(<P>[3] - 1)/<f>",
    "log(<P>[2])", "log(1 - <P>[2])",
    "sum((<P> - <M>).^2)", "sum(w .* (<P> - <M>))", "(<f>*(<P> - <M>))[2]", "sum(w .* (<f>*<P> - <f>*<M>))", "<P>*<M>",
    "sum(<P> .* <M> .* w)",
    "logsumexp(z) - z[2]", "log(sum(exp(z))) - <f>*z[1]", "sum(<P>[2:3] .* w[1:2])", "exp(z[2])/sum(exp(z))",
    "sum(exp(z)[2:3])/sum(exp(z))", "sum(<M> .* <P>)*<f>",
    "sum((<P>*sum(<M>) - <M>).^2)", "sum(w .* (<P>*<f> - [0, <f>, 0, 0]))", "<f>*(<P>[1] + <P>[2] - 1)",
  ], {
    f: FACTORS,
    P: ["softmax(z)", "(exp(z)/sum(exp(z)))", "softmax(2*z)", "softmax(z .* w)", "softmax([s, t, 1, z[1]])"],
    L: [
      "log(softmax(z))", "log_softmax(z)", "(z - logsumexp(z))", "log_softmax(z + w)", "log(exp(z)/sum(exp(z)))",
      "log_softmax([s, t, 1, z[1]])",
    ],
    M: [
      "[0, 1, 0, 0]", "[0, s, 0, 0]", "[0, 3, 0, 0]", "[0, 1, 1, 0]", "identity(4)[2, :]", "identity(4)[:, 3]", "w",
      "[t, 0, 0, t]", "[0, 1, 2, 0]", "[1, 1, 1, 1]",
    ],
  }),
};

const matrix = {
  head: "param z[3, 4], w[3, 4], v[3], s, t",
  term: filled([
    "<f>*<L>[2, 3]", "sum(<L>[:, 2] .* v)", "sum(<f>*<Y> .* <L>)", "sum(sum(<Y> .* <L>, 2) .* v)",
    "sum((<P> - <Y>).^2)", "sum(w .* (<P> - <Y>))", "sum((<P> - <Y>)*w')",
    "sum(<f>*(<P>[:, 1] - 1) .* v)", "sum(log(<P>[1, :]) .* w[2, :])", "sum(sum(<P> - <Y>, 1).^2)",
    "sum(w .* (reshape(v, [3, 1]) .* <P> - reshape(v, [3, 1]) .* <Y>))",
    "sum(w .* (reshape(sum(<Y>, 2), [3, 1]) > 1 ? <P> : <Y>))", "sum((<P> .* reshape(sum(<Y>, 2), [3, 1]) - <Y>).^2)",
    "v*(<P>*<Y>')*v", "sum(<P>[2:3, 2:3] .* w[1:2, 1:2])", "cross_entropy(z, <Y>)",
    "sum(<Y> .* (<P> - 1) .* w)", "sum(exp(z) ./ reshape(sum(exp(z), 2), [3, 1]) .* w)",
  ], {
    f: FACTORS,
    P: ["softmax(z, 2)", "softmax(z, 1)", "softmax(2*z + w, 2)"],
    L: ["log_softmax(z, 2)", "log(softmax(z, 2))", "log_softmax(z, 1)", "(z - reshape(logsumexp(z, 2), [3, 1]))"],
    Y: [
      "[0, 1, 0, 0; 1, 0, 0, 0; 0, 0, 0, 1]", "[0, 1, 0, 0; 1, 1, 0, 0; 0, 0, 0, 1]",
      "[0, 2, 0, 0; 2, 0, 0, 0; 0, 0, 0, 2]", "[0, s, 0, 0; s, 0, 0, 0; 0, 0, 0, s]",
      "[0, 1, 0, 0; 0, 0, 0, 0; 0, 0, 1, 0]", "w",
    ],
  }),
};

const logarithm = {
  head: "param z[4], w[4], A[3, 4], v[3], B[3, 4], x, y, s, t",
  term: filled([
    "log(<a>*exp(x) + <a>*exp(y))", "log(3*exp(x) - exp(y)/<a>)", "log(exp(x)*<a> + 2*exp(x*y) + exp(y - x))",
    "log(sum(w .* exp(z)))", "log(sum(exp(z) ./ w)/<a>)", "log(w*exp(z))*x", "sum(log(A*exp(z)) .* v)",
    "sum(log(exp(B)*w) .* v)", "sum(log(sum(B .* exp(A), 1)) .* w)", "sum(log(sum(exp(A) ./ B, 2)) .* v)",
    "log(sum(w.^2 .* exp(z .* w)))", "log(<a>*sum(exp(z))/4)", "log(sum(outer(v, w) .* exp(A)))",
    "sum(log(exp(A)*exp(B')))",
    "sum(log(exp(B') * diag(v) * A))", "log(exp(x)*exp(y)*<a> + exp(s))", "log(prod(exp(z)))",
    "sum(log(prod(abs(A), 2)) .* v)", "log((<a>*exp(x))/(2 + exp(y)))", "log(-(-exp(x)*<a>) + exp(y))",
    "log(sum(w .* exp(z - max(z))) * <a>)",
    "log(exp(x)/(<a> + exp(x)))", "<a>*exp(x)/(t + exp(x))", "1/(1 + <a>*exp(y))", "log(1 - (x/4)^2)",
  ], { a: ["s", "t", "2", "w[1]", "0.5", "(s*t)", "v[2]"] }),
};

describe.each(
  [["vectors", vector, 250], ["matrices", matrix, 200], ["logarithms", logarithm, 200]] as const,
)("%s", (_what, { head, term }, runs) => {
  test("keep values and gradients", () => {
    const program = fc.array(fc.tuple(fc.constantFrom("1", "-1", "s", "t", "0.3"), term), { minLength: 1, maxLength: 2 })
      .map((terms) => `${head}\noutput q = ${terms.map(([c, text]) => `${c}*(${text})`).join(" + ")}`);
    fc.assert(fc.property(program, (text) => {
      const plain = withGradient(elaborated(text));
      const point = pointFor(plain, {}, 23, 0.3, 1.6);
      const signed = new Map([...point.values].map(([name, t], k) => [
        name,
        name === "z" || name === "x" ? tensor(t.shape, [...t.data].map((v, i) => ((i + k) % 2 === 0 ? v : -v))) : t,
      ]));
      const at = { ...point, values: signed };
      const expected = resultsAt(plain, at);
      fc.pre(expected.every((v) => Math.abs(v) < 1e6));
      for (const level of ["safe", "fast"] as const) {
        const { stabilize, canonicalize, finish } = phases(text, level);
        for (const done of [withGradient(stabilize), canonicalize, finish])
          expect(difference(expected, resultsAt(done, at)), `${level}\n${text}`).toBeLessThan(1e-10);
      }
    }), { numRuns: rounds(runs), seed: 11 });
  });
});
