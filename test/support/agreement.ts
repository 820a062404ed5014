// Compares the generated code with the graph as it stands before any rewriting.
import { Report } from "../../src/diagnostics/diagnostic.js";
import { differentiate } from "../../src/differentiate/request.js";
import { resolveDerivatives } from "../../src/differentiate/resolve.js";
import { elaborateProgram } from "../../src/elaborate/program.js";
import { evaluate } from "../../src/graph/evaluate.js";
import type { Program } from "../../src/graph/program.js";
import { compile, type CompileOptions } from "../../src/index.js";
import { readPoint } from "../../src/run/point.js";
import { generatedRunner } from "../../src/run/run-generated.js";
import { parseProgram } from "../../src/syntax/parse.js";
import { unsound } from "./sound.js";
import { TARGET } from "./targets.js";

/** The graph with its derivatives, and no rewriting at all. */
export function plainGraph(text: string, request: Parameters<typeof differentiate>[1] = {}): Program {
  const source = { name: "<expr>", text };
  const report = new Report(source);
  const elaborated = elaborateProgram(source, parseProgram(source, report), report);
  report.check();
  const program = differentiate(resolveDerivatives(elaborated, report), request, report);
  report.check();
  return program;
}

export type Numbers = ReadonlyMap<string, readonly number[]>;

/** Outputs, gradients and Hessian blocks by name, from the plain graph. */
export function interpreted(program: Program, json: unknown): Numbers {
  const point = readPoint(program, json);
  const all = named(program);
  const values = evaluate(program.builder, all.flatMap(([, nodes]) => nodes), point);
  return new Map(all.map(([name, nodes]) => [name, nodes.flatMap((id) => [...(values.get(id)?.data ?? [])])]));
}

/** The same from generated code. */
export function generated(text: string, json: unknown, options: CompileOptions = {}): Numbers {
  const made = compile(text, { ...options, name: "f", target: TARGET });
  const { code, graph, diagnostics, interface: called } = made;
  if (code === undefined || graph === undefined || called === undefined) throw new Error(diagnostics.map((d) => d.message).join("\n"));
  const fault = unsound(made, TARGET);
  if (fault !== undefined) throw new Error(`${text}\n${fault}`);
  const result = generatedRunner(graph, code, called)(readPoint(graph, json));
  const parts = [...result.outputs, ...result.gradient, ...result.hessian];
  return new Map(named(graph).map(([name], i) => [name, (parts[i] ?? []).flatMap((t) => [...t.data])]));
}

function named(program: Program): (readonly [string, readonly number[]])[] {
  const { gradient, hessian } = program.derivatives;
  return [
    ...program.outputs.map((o) => [o.name, o.nodes] as const),
    ...gradient.map((g) => [`d/d${g.wrt.join(",")}`, g.nodes] as const),
    ...hessian.map((h) => [`d2/d${h.wrt.join(",")}`, h.nodes] as const),
  ];
}

/** The first number that differs by more than the tolerance, relative to the largest of its array and 1. */
export function difference(a: Numbers, b: Numbers, tolerance: number): string | undefined {
  for (const [name, expected] of a) {
    const found = b.get(name);
    if (found === undefined || found.length !== expected.length) return `${name}: ${found?.length ?? "no"} numbers, not ${expected.length}`;
    const scale = expected.reduce((m, x) => Math.max(m, Number.isFinite(x) ? Math.abs(x) : 0), 1);
    for (let i = 0; i < expected.length; i++) {
      const [x, y] = [expected[i] as number, found[i] as number];
      if (!Object.is(x, y) && x !== y && !(Math.abs(x - y) <= tolerance * scale) && !(Number.isNaN(x) && Number.isNaN(y)))
        return `${name}[${i}]: ${y} is not ${x}`;
    }
  }
  return undefined;
}
