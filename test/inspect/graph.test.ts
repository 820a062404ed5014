// The graph as a drawing and as data, single lines for generated code, and graphs of great depth.
import { describe, expect, it } from "vitest";
import { toDot } from "../../src/inspect/dot.js";
import { formulaOf } from "../../src/inspect/formula.js";
import { toJson } from "../../src/inspect/json.js";
import { toLatex } from "../../src/inspect/math.js";
import { toSvg } from "../../src/inspect/svg.js";
import { toText } from "../../src/inspect/text.js";
import type { Program } from "../../src/graph/program.js";
import { plainProgramOf, programOf } from "./helpers.js";

const MLP = "param W1[n, h], W2[h, k]\ninput X[m, n], Y[m, k]\nH = relu(X*W1)\nU = H*W2\noutput J = cross_entropy(U, Y)";

/** Names of nodes and ends of arrows of a DOT text. */
function partsOf(dot: string): { nodes: Set<string>; ends: Set<string> } {
  const nodes = new Set([...dot.matchAll(/^ {2}(\w+) \[label=/gm)].map((m) => m[1] as string));
  const ends = new Set([...dot.matchAll(/^ {2}(\w+) -> (\w+)/gm)].flatMap((m) => [m[1] as string, m[2] as string]));
  return { nodes, ends };
}

describe("drawing", () => {
  it("draws every end of an arrow, each kind in its way", () => {
    const dot = toDot(programOf(MLP));
    const { nodes, ends } = partsOf(dot);
    for (const end of ends) expect(nodes).toContain(end);
    expect(dot).toMatch(/label="W1\\n\[n, h\]", shape=box, style="rounded,filled"/);
    expect(dot).toMatch(/label="X\\n\[m, n\]", shape=ellipse/);
    expect(dot).toMatch(/label="J = [^"]*", shape=box, peripheries=2/);
    expect(dot).toContain("dW1 = ");
    expect(toDot(programOf(MLP))).toBe(dot);
  });

  it("draws the rest of a large graph as one note", () => {
    const dot = toDot(programOf(MLP), { maxNodes: 5 });
    const { nodes, ends } = partsOf(dot);
    expect(nodes.size).toBe(6);
    expect(dot).toMatch(/rest \[label="… \d+ more nodes", shape=note/);
    for (const end of ends) expect(nodes).toContain(end);
  });

  it("makes a picture", async () => {
    const svg = await toSvg(toDot(programOf("x^2*sin(y)")));
    expect(svg).toContain("<svg");
    expect(svg.match(/class="node"/g)).toHaveLength(9);
  });
});

interface DataNode {
  readonly op: string;
  readonly attrs: { readonly body?: number };
}

interface DataBody {
  readonly nodes: readonly DataNode[];
  readonly states: readonly number[];
  readonly next: readonly number[];
}

describe("data", () => {
  it("is JSON with arguments before their users", () => {
    const text = toJson(programOf(MLP));
    const data = JSON.parse(text) as { nodes: { id: number; args: number[] }[]; gradient: { wrt: string[] }[] };
    data.nodes.forEach((node, i) => {
      expect(node.id).toBe(i);
      for (const arg of node.args) expect(arg).toBeLessThan(i);
    });
    expect(data.gradient.map((g) => g.wrt)).toEqual([["W1"], ["W2"]]);
    expect(toJson(programOf(MLP))).toBe(text);
  });

  it("has the body of each loop once, as a graph of its own", () => {
    const text =
      "param a, x[n]\nfor t = 1:n, h[0] = a { for s = 1:2, g[0] = h[t - 1] { g[s] = sin(g[s - 1]) }; h[t] = g[end]*x[t] }\nh[end]";
    const { nodes, bodies } = JSON.parse(toJson(plainProgramOf(text))) as { nodes: DataNode[]; bodies: (DataBody | undefined)[] };
    const bodyOf = (all: readonly DataNode[]): unknown => all.find(({ op }) => op === "loop")?.attrs.body;
    expect(bodyOf(nodes)).toBe(0);
    const [outer, inner] = bodies;
    expect(bodyOf(outer?.nodes ?? [])).toBe(1);
    expect(inner?.next.map((id) => inner.nodes[id]?.op)).toEqual(["sin"]);
    expect(inner?.states.map((id) => inner.nodes[id]?.op)).toEqual(["variable"]);
    expect(bodies).toHaveLength(2);
  });

  it("writes the numbers that JSON lacks as texts", () => {
    expect(toJson(plainProgramOf("param x[n], y\nsum(x[end:-1:1])*-0 + y"))).toContain('"attrs":{"value":"-0"}');
  });
});

describe("one line for a node", () => {
  const program = plainProgramOf("param W[n, h]\ninput X[m, n]\nH = relu(X*W + 1)\noutput J = sum(H .* H)/m");
  const id = program.outputs[0]?.nodes[0] as number;

  it("writes out all that has no name", () => {
    expect(formulaOf(program, id, new Map())).toBe("sum(relu(X * W + 1) .^ 2)/m");
  });

  it("stops at names, and writes out the node itself", () => {
    expect(formulaOf(program, id, new Map([...program.names, [id, "J"]]))).toBe("sum(H .^ 2)/m");
  });

  it("is cut to a length", () => {
    const cut = formulaOf(program, id, new Map(), 12);
    expect(cut.length).toBeLessThanOrEqual(12);
    expect(cut).toContain("…");
  });
});

/** x1 = f(f(…f(x))) in many statements of some depth each. */
function deepProgram(statements: number, line: (before: string) => string): Program {
  const lines = Array.from({ length: statements }, (_, i) => `a${i + 1} = ${line(`a${i}`)}`);
  return plainProgramOf(`param a0\n${lines.join("\n")}`);
}

describe("depth", () => {
  it("prints a chain of 10,000 named values", () => {
    const program = deepProgram(10_000, (a) => `sin(${a}) + 1`);
    expect(toText(program).split("\n")).toHaveLength(10_002);
    expect(toLatex(program)).toContain("a_{10000} &= ");
  });

  it("prints 10,000 nested calls of one expression in lines of some length", () => {
    const program = plainProgramOf(
      `param x\ng(a) = sin(a)*2 - cos(a)\n${"sin(".repeat(300)}x${")".repeat(300)} + ` +
      `${Array.from({ length: 10_000 }, () => "x").join(" + ")}`,
    );
    for (const text of toText(program).split("\n")) expect(text.length).toBeLessThan(120);
    expect(formulaOf(program, program.outputs[0]?.nodes[0] as number, new Map()).length).toBeLessThanOrEqual(100);
    expect(toDot(program).length).toBeLessThan(200_000);
  });

  it("does not blow up on doubling", () => {
    const program = deepProgram(60, (a) => `${a}*${a} + 1`);
    const unnamed = { ...program, names: new Map<number, string>() };
    expect(toText(unnamed).length).toBeLessThan(5000);
    expect(formulaOf(unnamed, program.outputs[0]?.nodes[0] as number, new Map()).length).toBeLessThanOrEqual(100);
  });
});
