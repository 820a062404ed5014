// Back-propagation as a picture: values, their mirrors, edges with local derivatives, folding, loops, hostile texts.
import { describe, expect, it } from "vitest";
import { derive } from "../../src/derive.js";
import { explain } from "../../src/inspect/explain.js";
import { walk } from "../../src/inspect/explain.js";
import { placed } from "../../src/inspect/drawing/index.js";
import { pictureOf } from "../../src/inspect/drawing/picture.js";
import { sceneOf, type Scene } from "../../src/inspect/drawing/scene.js";
import { plainly } from "../../src/as-written.js";
import type { Program } from "../../src/graph/program.js";

const writtenProgram = (text: string): Program => plainly({ name: "<test>", text }, { gradient: true });

function sceneFor(text: string, isFolded = false): Scene {
  const program = writtenProgram(text);
  const walked = walk(program);
  if (walked === undefined) throw new Error("no gradient");
  return sceneOf(program, walked, isFolded);
}

const NETWORK = "param W1[n, h], W2[h, k]\ninput X[m, n], Y[m, k], lambda\nH = relu(X*W1)\nU = H*W2\n" +
  "output J = cross_entropy(U, Y) + lambda*(sum(W1.^2) + sum(W2.^2))";

describe("a scene", () => {
  it("has the values of explain, and a mirror for each that the pass backward reaches", () => {
    const { nodes } = sceneFor(NETWORK);
    const told = explain(writtenProgram(NETWORK));
    expect(nodes.filter((n) => n.formula !== "").map((n) => n.name)).toEqual(told?.forward.map((s) => s.name));
    expect(nodes.filter((n) => n.mirror === undefined).map((n) => n.name)).toEqual(["X", "Y", "lambda"]);
  });

  it("has one term of a cotangent for each edge that leads out of the value", () => {
    const { nodes } = sceneFor("param x\nu = sin(x)\noutput f = u^2 + 3*u");
    const u = nodes.find((n) => n.name === "u");
    expect(u?.mirror?.terms.map((t) => t.text)).toEqual(["3", "2 * u"]);
    expect(sceneFor(NETWORK).nodes.find((n) => n.name === "W1")?.mirror?.terms.map((t) => t.text)).toEqual(["2 * du6 .* W1", "X' * du1"]);
  });

  it("labels edges with local derivatives where they are short", () => {
    const { edges, nodes } = sceneFor("param w; x = exp(w); y = sin(x); output z = sinh(y)");
    const name = (id: number): string => nodes[id]?.name ?? "";
    expect(edges.map((e) => `${name(e.from)} ${name(e.to)} ${e.label}`)).toEqual(["w x x", "x y cos(x)", "y z cosh(y)"]);
  });

  it("keeps the user's names alone where it is folded, and every visit between them", () => {
    const { nodes, edges, folded } = sceneFor(NETWORK, true);
    expect(nodes.map((n) => n.name)).toEqual(["W1", "W2", "X", "Y", "lambda", "H", "U", "J"]);
    expect(folded).toBeGreaterThan(5);
    expect(edges.map((e) => `${nodes[e.from]?.name}${nodes[e.to]?.name}`).sort()).toEqual(
      ["HU", "UJ", "W1H", "W1J", "W2J", "W2U", "XH", "YJ", "lambdaJ"],
    );
    expect(edges.filter((e) => e.steps.length === 0).map((e) => nodes[e.from]?.name)).toEqual(["X", "Y", "lambda"]);
  });

  it("shows a loop as its lines", () => {
    const { nodes, edges } = sceneFor("param a, y0\nfor t = 1:3, y[0] = y0 {\n  y[t] = a*y[t - 1]\n}\noutput f = sum(y)");
    const loop = nodes.find((n) => n.kind === "loop");
    expect(loop?.formula).toBe("for t = 1:3, y[0] = y0 {\n  y[t] = a*y[t - 1]\n}");
    expect(edges.filter((e) => e.to === loop?.id && e.steps.length > 0)).toHaveLength(2);
  });
});

describe("a picture", () => {
  it("has every value at its place, the mirror to the right of it, and every edge", async () => {
    const scene = sceneFor(NETWORK);
    const layout = await placed(scene);
    for (const { box, mirror } of layout.nodes) {
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(layout.width);
      if (mirror !== undefined) expect(mirror.box).toMatchObject({ y: box.y, height: box.height });
      if (mirror !== undefined) expect(mirror.box.x).toBeGreaterThan(box.x + box.width);
    }
    for (const [i, edge] of layout.edges.entries()) {
      expect(edge.forward).toMatch(/^M[\d. ]+C/);
      expect(edge.back !== undefined).toBe((scene.edges[i]?.steps.length ?? 0) > 0);
    }
  });

  it("is well-formed whatever the program says", async () => {
    const scene = sceneFor("param x\noutput f = x # </svg><script>alert(1)</script>\n");
    const hostile: Scene = {
      ...scene, nodes: scene.nodes.map((n) => ({ ...n, name: "<b>&\"'\u0000\u202e", formula: "</text><script>\ud800" })),
    };
    const svg = pictureOf(await placed(hostile), { isAlone: true, title: "\"><script>" });
    expect(svg).not.toMatch(/<script|<b>|\u0000|\u202e|\ud800/);
    expect(
      [...svg.matchAll(/<(\w+)/g)].map((m) => m[1]).filter((tag) => !/^(svg|style|rect|defs|marker|path|g|text|tspan)$/.test(String(tag))),
    ).toEqual([]);
  });

  it("is what derive draws, unless what the code computes is asked for", async () => {
    const [drawn, computed] = await Promise.all([{}, { asComputed: true }].map((o) => derive("x^2*sin(y)", { as: "svg", ...o })));
    expect(drawn?.text).toContain('class="cell mirror"');
    expect(computed?.text).toContain("Generated by graphviz");
  });

  it("draws the computed graph of a program that writes its derivatives itself", async () => {
    expect((await derive("param x\nf = x^3\noutput d = grad(f, x)", { as: "svg" })).text).toContain("<svg");
  });
});
