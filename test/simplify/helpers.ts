// Programs through the passes that the simplifier stands between, and their values at a point.
import { Report } from "../../src/diagnostics/diagnostic.js";
import { differentiate } from "../../src/differentiate/request.js";
import { resolveDerivatives } from "../../src/differentiate/resolve.js";
import { elaborateProgram } from "../../src/elaborate/program.js";
import { evaluate, reachable, type Point } from "../../src/graph/evaluate.js";
import type { Builder } from "../../src/graph/builder.js";
import { attrsKey, type NodeId } from "../../src/graph/graph.js";
import { factsOf } from "../../src/graph/range.js";
import { rootsOf, type Program } from "../../src/graph/program.js";
import { generate, type Tensor } from "../../src/graph/tensor.js";
import { opTable } from "../../src/ops/index.js";
import { evaluateDim, type Dim } from "../../src/shape/dim.js";
import type { Firing } from "../../src/simplify/rewriter.js";
import type { Context, Level, Phase } from "../../src/simplify/rule.js";
import { chooseRules, readRules } from "../../src/simplify/compile.js";
import { rules } from "../../src/simplify/rules/index.js";
import { parsedRules } from "../../src/simplify/rules/parsed.js";
import { simplify } from "../../src/simplify/simplify.js";
import { sameButOnes } from "../../src/simplify/structure/parts.js";
import { parseProgram } from "../../src/syntax/parse.js";
import { randoms } from "../support/random.js";

export type Trace = (firing: Firing) => void;

export function elaborated(text: string, level: Level = "safe"): Program {
  const source = { name: "test", text };
  const report = new Report(source);
  const program = elaborateProgram(source, parseProgram(source, report), report, { writtenZeros: level !== "strict" });
  report.check();
  return program;
}

export function withGradient(program: Program): Program {
  const report = new Report(program.source);
  const result = differentiate(resolveDerivatives(program, report), {}, report);
  report.check();
  return result;
}

/** All passes in the order of the pipeline; what each phase leaves. */
export function phases(text: string, level: Level = "safe", trace?: Trace): Record<Phase, Program> {
  const stabilize = simplify(elaborated(text, level), { level, phase: "stabilize", trace });
  const canonicalize = simplify(withGradient(stabilize), { level, phase: "canonicalize", trace });
  return { stabilize, canonicalize, finish: simplify(canonicalize, { level, phase: "finish", trace }) };
}

/** The graph as text, in which only what the results need appears, numbered in order. */
export function listing(program: Program): string {
  const { builder } = program;
  const order = reachable(builder, rootsOf(program));
  const numbers = new Map(order.map((id, i) => [id, i]));
  const lines = order.map((id) => {
    const node = builder.node(id);
    return `${numbers.get(id)} ${node.op}(${node.args.map((a) => numbers.get(a)).join(", ")}) ${attrsKey(node.attrs)}`;
  });
  return [...lines, rootsOf(program).map((id) => numbers.get(id)).join(" ")].join("\n");
}

/** A value for each variable, between the bounds. */
export function pointFor(program: Program, sizes: Readonly<Record<string, number>>, seed: number, low = 0.3, high = 1.7): Point {
  const random = randoms(seed);
  const known = new Map(Object.entries(sizes));
  const values = new Map<string, Tensor>();
  for (const variable of [...program.variables, ...program.seeds]) {
    const shape = variable.shape.map((d: Dim) => evaluateDim(d, known));
    variable.nodes.forEach(
      (id) => values.set(String(program.builder.node(id).attrs.name), generate(shape, () => low + (high - low) * random())),
    );
  }
  return { values, sizes: known };
}

/** The numbers of every result, one after the other. */
export function resultsAt(program: Program, point: Point): number[] {
  const values = evaluate(program.builder, rootsOf(program), point);
  return rootsOf(program).flatMap((id) => [...(values.get(id) as Tensor).data]);
}

/** The largest difference of two lists, relative to their sizes. */
export function difference(left: readonly number[], right: readonly number[]): number {
  if (left.length !== right.length) return Infinity;
  const scale = Math.max(1, ...left.map((x) => (Number.isFinite(x) ? Math.abs(x) : 0)));
  return left.reduce((worst, x, i) => {
    const y = right[i] as number;
    return Object.is(x, y) || x === y ? worst : Math.max(worst, Number.isNaN(x - y) ? Infinity : Math.abs(x - y) / scale);
  }, 0);
}

const read = readRules(opTable, rules, parsedRules());

/** What the first of some rules that applies makes of a node, in its shape as the rewriter sees to it; of the node alone. */
export function madeBy(names: readonly string[], b: Builder, id: NodeId, phase: Phase): NodeId | undefined {
  const c: Context = { b, facts: factsOf(b, false), phase, uses: () => 1 };
  for (const attempt of chooseRules(read, { level: "safe", phase })(b.graph)(id)) {
    const made = names.includes(attempt.name) ? attempt.run(c, id) : undefined;
    if (made !== undefined) return sameButOnes(b.shape(made), b.shape(id)) ? b.reshape(made, b.shape(id)) : made;
  }
  return undefined;
}

/** Operations of a graph of scalars: every sum, product, comparison and call is one, a choice is free. */
export function countOperations(program: Program): number {
  return reachable(program.builder, rootsOf(program)).filter((id) => {
    const { op, shape } = program.builder.node(id);
    if (shape.length > 0) throw new Error(`${op} is not a scalar`);
    return program.builder.ops.get(op)?.kind === "scalar" && op !== "select";
  }).length;
}
