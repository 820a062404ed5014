// A program's text to a function from points to results, by generated code or by the interpreter.
import { CompileError, Report, type Diagnostic } from "../diagnostics/diagnostic.js";
import { isScalar } from "../differentiate/request.js";
import { evaluate } from "../graph/evaluate.js";
import type { ImportResolver } from "../elaborate/imports.js";
import { recordFields, rootsOf, type Program } from "../graph/program.js";
import type { Tensor } from "../graph/tensor.js";
import { compile } from "../index.js";
import { analyse } from "../pipeline.js";
import { readPoint } from "./point.js";
import { checkRequirements } from "./requirements.js";
import { faultsOfPoint, generatedRunner } from "./run-generated.js";
import type { Parts, RawResult, Runner } from "./runner.js";
import { objectText, valueText, type Value } from "./values.js";

export interface EvaluateRequest {
  /** What errors call the program. */
  readonly file?: string;
  readonly wrt?: readonly string[];
  readonly of?: string;
  readonly hessian?: boolean;
  /** Compute from the graph, without generating code. */
  readonly interpret?: boolean;
  readonly imports?: ImportResolver;
}

/** What a program gives at a point. Without a scalar output there are only outputs. */
export interface Result {
  readonly of: string | undefined;
  readonly value: Value | undefined;
  readonly gradient: ReadonlyMap<string, Value> | undefined;
  readonly outputs: ReadonlyMap<string, Value> | undefined;
  readonly hessian: ReadonlyMap<string, Value> | undefined;
}

export interface Evaluator {
  readonly warnings: readonly Diagnostic[];
  /** The result at a point given as JSON; a PointError if it does not fit. */
  readonly at: (json: unknown) => Result;
}

const NAME = "f";

/** Compiles once, to be run at many points. Throws a CompileError for a wrong program. */
export function newEvaluator(text: string, request: EvaluateRequest): Evaluator {
  const { program, warnings, run } = request.interpret === true ? interpreted(text, request) : generated(text, request);
  return {
    warnings,
    at: (json) => {
      const point = readPoint(program, json);
      checkRequirements(program, point);
      return assemble(program, run(point), request);
    },
  };
}

interface Ready {
  readonly program: Program;
  readonly warnings: readonly Diagnostic[];
  readonly run: Runner;
}

function generated(text: string, { interpret: _, ...request }: EvaluateRequest): Ready {
  const { code, graph, diagnostics } = compile(text, { ...request, name: NAME, target: "body" });
  if (code === undefined || graph === undefined) throw new CompileError(diagnostics.filter((d) => d.severity === "error"));
  return { program: graph, warnings: diagnostics, run: generatedRunner(graph, code, NAME) };
}

function interpreted(text: string, request: EvaluateRequest): Ready {
  const source = { name: request.file ?? "<expr>", text };
  const report = new Report(source);
  const program = analyse(source, request, report);
  const run: Runner = (point) => {
    const values = faultsOfPoint(() => evaluate(program.builder, rootsOf(program), point));
    const each = (items: readonly { readonly nodes: readonly number[] }[]): Parts[] =>
      items.map(({ nodes }) => nodes.map((id) => values.get(id) as Tensor));
    return { outputs: each(program.outputs), gradient: each(program.derivatives.gradient), hessian: each(program.derivatives.hessian) };
  };
  return { program, warnings: report.diagnostics, run };
}

function assemble(program: Program, raw: RawResult, request: EvaluateRequest): Result {
  const { outputs, builder } = program;
  const values = new Map(outputs.map((o, i) => [o.name, nest(raw.outputs[i] as Parts, [o.fields])]));
  const of = request.of ?? outputs.find((o) => isScalar(builder, o))?.name;
  const records = recordFields(program);
  const fieldsOf = (name: string): readonly string[] | undefined => records.get(name);
  const { gradient, hessian } = program.derivatives;
  const slopes = gradient.map(({ wrt }, i) => [String(wrt[0]), nest(raw.gradient[i] as Parts, wrt.map(fieldsOf))] as const);
  const bends = hessian.map(({ wrt }, i) => [wrt, nest(raw.hessian[i] as Parts, wrt.map(fieldsOf))] as const);
  return {
    of,
    value: of === undefined ? undefined : values.get(of),
    gradient: of === undefined ? undefined : new Map(slopes),
    outputs: of === undefined || outputs.length > 1 ? values : undefined,
    hessian: request.hessian === true && of !== undefined ? rowsOf(bends) : undefined,
  };
}

/** Parts in order, as objects by the fields of each record in turn; the first record changes slowest. */
function nest(parts: Parts, fields: readonly (readonly string[] | undefined)[]): Value {
  let level: Value[] = [...parts];
  for (const names of [...fields].reverse()) {
    if (names === undefined) continue;
    const rows: Value[] = [];
    for (let i = 0; i < level.length; i += names.length) rows.push(new Map(names.map((name, k) => [name, level[i + k] as Value])));
    level = rows;
  }
  return level[0] as Value;
}

function rowsOf(blocks: readonly (readonly [readonly string[], Value])[]): Map<string, Map<string, Value>> {
  const rows = new Map<string, Map<string, Value>>();
  for (const [[row, column], value] of blocks) {
    const known = rows.get(String(row)) ?? new Map<string, Value>();
    rows.set(String(row), known.set(String(column), value));
  }
  return rows;
}

/** A result as one JSON object on one line. */
export function resultText({ value, gradient, outputs, hessian }: Result): string {
  const members = Object.entries({ value, gradient, outputs, hessian });
  return objectText(members.flatMap(([name, part]) => (part === undefined ? [] : [[name, valueText(part)] as const])));
}
