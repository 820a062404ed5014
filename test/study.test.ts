// A program as everything that a page shows of it, and the page that holds it.
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { evaluate } from "../src/evaluate.js";
import { explain } from "../src/explain.js";
import {
  codedOf, colouredTokens, numbersAt, pageOf, plotAround, shownOf, startingNumbers, study, type Studied,
} from "../src/study/index.js";
import { dataText } from "../src/study/page.js";

const NETWORK = "param W1[n, h], W2[h, k]\ninput X[m, n], Y[m, k] # données\nH = relu(X*W1)\nU = H*W2\noutput J = cross_entropy(U, Y)";

async function studiedOf(text: string): Promise<Studied> {
  const { studied, diagnostics } = study(text);
  if (studied === undefined) throw new Error(JSON.stringify(diagnostics));
  return studied;
}

describe("a study", () => {
  it("colours every name by its part, and comments", async () => {
    const { study: { tokens, text } } = await studiedOf(NETWORK);
    const colour = (word: string): string[] => [...new Set(tokens.filter(([s, e]) => text.slice(s, e) === word).map(([, , c]) => c))];
    expect([colour("W1"), colour("X"), colour("H"), colour("J"), colour("relu"), colour("param"), colour("# données")]).toEqual(
      [["param"], ["input"], ["value"], ["output"], ["function"], ["word"], ["comment"]],
    );
  });

  it("colours what is wrong too, and puts the pieces in order without overlap", () => {
    const text = "param x # a\n\t\noutput = x ** @ \"s\n# end";
    let at = 0;
    for (const [from, to] of colouredTokens(text)) {
      expect(from).toBeGreaterThanOrEqual(at);
      expect(to).toBeGreaterThan(from);
      at = to;
    }
    expect(at).toBe(text.length);
  });

  it("tells the steps of explain, and the formulas of derive", async () => {
    const { study: { steps, formulas } } = await studiedOf(NETWORK);
    const told = explain(NETWORK).steps;
    expect(steps.filter((s) => s.kind === "forward")).toHaveLength(told?.forward.length ?? -1);
    expect(steps.flatMap((s) => (s.kind === "visit" ? [s.adds] : []))).toEqual(told?.backward.map((s) => s.adds));
    expect(formulas.map((f) => `${f.kind} ${f.name}`)).toEqual(
      ["value H", "value U", "output J", "value dU", "derivative dW1", "derivative dW2"],
    );
  });

  it("has before and after of each rule that fired as graphs", async () => {
    const { study: { steps } } = await studiedOf("param x\noutput f = x*log(sigmoid(x))");
    const step = steps.find((s) => s.kind === "rule");
    if (step?.kind !== "rule") throw new Error("no rule fired");
    const [before, after] = step.sketches.map((sketch) =>
      sketch.map(({ text, args, isOwn }) => `${isOwn ? "" : "="}${text}(${args.join()})`));
    expect(before).toEqual(["log(·)(1)", "sigmoid(x)(2)", "=x()"]);
    expect(after).toEqual(["-·(1)", "softplus(·)(2)", "-x(3)", "=x()"]);
  });

  it("leads from lines of generated code to the program", async () => {
    const studied = await studiedOf(NETWORK);
    const { text } = studied.study;
    const line = codedOf(studied).lines.find((l) => l.text.includes("// H = "));
    expect(text.slice(...line?.span ?? [0, 0])).toBe("relu(X*W1)");
  });

  it("has nothing to show of a program without a gradient, and says what is wrong with others", async () => {
    expect(study("param x[3]\noutput f = 2*x").studied).toBeUndefined();
    expect(study("param x\noutput f = sine(x)").diagnostics.map((d) => d.code)).toEqual(["unknown-function"]);
  });
});

describe("numbers", () => {
  it("end at the gradient that eval computes", async () => {
    const studied = await studiedOf(NETWORK);
    const numbers = startingNumbers(studied);
    if (numbers === undefined) throw new Error("no numbers");
    const { gradient, value } = evaluate(NETWORK, numbers.point);
    expect(numbers.output).toBeCloseTo(value as number, 12);
    for (const node of studied.study.scenes[0]?.nodes ?? []) {
      if (node.kind !== "param") continue;
      const [got, wanted] = [numbers.entries[node.node], gradient?.[node.name]].map((v) => [v].flat(3) as number[]);
      got?.forEach((x, i) => { expect(x).toBeCloseTo(wanted?.[i] as number, 12); });
    }
  });

  it("have a curve for one scalar, contours for two, and neither for arrays", async () => {
    const plots = await Promise.all(["x^2", "x^2*y", "param w[3]\noutput f = sum(w)"].map(async (text) => {
      const studied = await studiedOf(text);
      const numbers = startingNumbers(studied);
      return numbers === undefined ? undefined : plotAround(studied, numbers);
    }));
    expect(plots.map((p) => p?.kind)).toEqual(["curve", "contours", undefined]);
    const [curve] = plots;
    if (curve?.kind === "curve") curve.x.forEach((x, i) => { expect(curve.df[i]).toBeCloseTo(2 * x, 10); });
  });

  it("are null where a curve has no value", async () => {
    const studied = await studiedOf("log(x)");
    const curve = plotAround(studied, numbersAt(studied, { x: 1 }));
    if (curve?.kind !== "curve") throw new Error("no curve");
    expect(curve.f.map((f) => f === null)).toEqual(curve.x.map((x) => x <= 0));
  });
});

describe("a page", () => {
  const digest = (text: string): string => createHash("sha256").update(text).digest("base64");

  it("holds hostile names, comments and files as text", async () => {
    const { studied } = study(
      "param x # </script><script>alert(1)</script><!--\noutput f = x^2 # \u2028]]>",
      { file: "<img src=x onerror=alert(1)>.grad" },
    );
    if (studied === undefined) throw new Error("no study");
    const html = pageOf(
      { title: "</title><script>", shown: [await shownOf(studied)], script: 'console.log("<!--</script>")', style: "p{}", digest },
    );
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    expect(html).not.toMatch(/<img|<!--/);
    const data = /id="data">(.*)<\/script>/.exec(html)?.[1] ?? "";
    expect((JSON.parse(data) as { study: { text: string } }[])[0]?.study.text).toContain("</script><script>");
  });

  it("allows its own script and style alone", async () => {
    const studied = await studiedOf("x^2");
    const html = pageOf({ title: "t", shown: [await shownOf(studied)], script: "1", style: "p{}", digest });
    expect(html).toContain(`default-src 'none'; script-src 'sha256-${digest("1")}'; style-src 'sha256-${digest("p{}")}'`);
    expect(html).not.toMatch(/ style="|\bon\w+=|https?:\/\/(?!www\.w3\.org)/);
  });

  it("writes numbers that JSON lacks as texts", () => {
    expect(dataText({ a: NaN, b: -Infinity, c: "<&>" })).toBe('{"a":"NaN","b":"-Infinity","c":"\\u003c\\u0026\\u003e"}');
  });
});
