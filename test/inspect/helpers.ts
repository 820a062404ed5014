// What the tests of printing share: programs to graphs, and the values of all results at a point.
import { Report } from "../../src/diagnostics/diagnostic.js";
import { elaborateProgram } from "../../src/elaborate/program.js";
import { evaluate } from "../../src/graph/evaluate.js";
import type { Program } from "../../src/graph/program.js";
import { sizeOf, tensor, type Tensor } from "../../src/graph/tensor.js";
import { resultsOf } from "../../src/inspect/naming.js";
import { analyse } from "../../src/analyse.js";
import type { AnalyseRequest } from "../../src/as-written.js";
import { evaluateDim } from "../../src/shape/dim.js";
import { parseProgram } from "../../src/syntax/parse.js";

export function programOf(text: string, request: AnalyseRequest = {}): Program {
  return analyse({ name: "<expr>", text }, request);
}

/** A number in [0.2, 1.7) that depends on its seed alone. */
function sample(seed: number): number {
  const x = Math.sin(seed * 12.9898 + 4.1) * 43758.5453;
  return 0.2 + 1.5 * (x - Math.floor(x));
}

/** Values for every variable; names in `whole` hold whole numbers from 1 to 2. Sizes are small unless they are given. */
export function pointOf(
  program: Program, whole: readonly string[] = [], given: ReadonlyMap<string, number> = new Map(),
): { values: Map<string, Tensor>; sizes: Map<string, number> } {
  const sizes = new Map(program.sizes.map((name, i) => [name, given.get(name) ?? 3 + (i % 3)]));
  const values = new Map<string, Tensor>();
  for (const variable of program.variables) {
    const shape = variable.shape.map((d) => evaluateDim(d, sizes));
    for (const node of variable.nodes) {
      const name = String(program.builder.node(node).attrs.name);
      const seed = [...name].reduce((sum, c) => sum * 31 + c.charCodeAt(0), 7) % 1000;
      const data = Array.from({ length: sizeOf(shape) }, (_, i) => (whole.includes(name) ? 1 + (i % 2) : sample(seed + i)));
      values.set(name, tensor(shape, data));
    }
  }
  return { values, sizes };
}

/** The values of outputs and derivatives, in order. */
export function valuesOf(program: Program, point: ReturnType<typeof pointOf>): Tensor[] {
  const nodes = resultsOf(program).map((r) => r.node);
  const values = evaluate(program.builder, nodes, point);
  return nodes.map((id) => values.get(id) as Tensor);
}

/** The graph as it is elaborated, before any rewriting: what is printed follows the text. */
export function plainProgramOf(text: string): Program {
  const source = { name: "<expr>", text };
  const report = new Report(source);
  const program = elaborateProgram(source, parseProgram(source, report), report);
  report.check();
  return program;
}
