// A program's text to a function from points to results, by generated code or by the interpreter.
import { CompileError, Report, type Diagnostic } from "../diagnostics/diagnostic.js";
import { isScalar } from "../differentiate/request.js";
import { evaluate, type Point } from "../graph/evaluate.js";
import type { ImportResolver } from "../diagnostics/source.js";
import { extraKinds, forEachKind, type DerivativeKind, type ExtraKind } from "../graph/derivative-kinds.js";
import { levelsOf, recordFields, rootsOf, type Program, type Sparse } from "../graph/program.js";
import { tensor, type Tensor } from "../graph/tensor.js";
import { evaluateDim } from "../shape/dim.js";
import { compile } from "../compile.js";
import { partsOfTarget, type MathLevel, type Precision, type Target } from "../options.js";
import { analyse } from "../analyse.js";
import { readPoint, readSeeds } from "./point.js";
import { checkRequirements } from "./requirements.js";
import { faultsOfPoint, generatedRunner } from "./run-generated.js";
import type { Parts, RawResult, Runner } from "./runner.js";
import { objectText, valueText, type Value } from "./values.js";

/** The kinds of derivatives beside the gradient are asked for by name; those along something take it with each point. */
export interface EvaluateRequest extends Partial<Record<ExtraKind, boolean>> {
  /** What errors call the program. */
  readonly file?: string;
  readonly wrt?: readonly string[];
  readonly of?: string;
  readonly math?: MathLevel;
  /** With `f32` the arrays of a point and of results are floats; the interpreter computes with them in doubles. */
  readonly precision?: Precision;
  /** What runs is the code of the same target: WebAssembly, or JavaScript. */
  readonly target?: Target;
  /** Jacobians and Hessians as one sparse matrix of all variables. */
  readonly sparse?: boolean;
  /** Compute from the graph, without generating code. */
  readonly interpret?: boolean;
  readonly imports?: ImportResolver;
}

/** What a program gives at a point. Without a scalar output there are only outputs, and what has no need of one. */
export interface Result extends Partial<Record<ExtraKind, Value>> {
  /** The output that each kind of derivatives is of; the value is that of the gradient's. */
  readonly of: Readonly<Record<DerivativeKind, string | undefined>>;
  readonly value: Value | undefined;
  readonly gradient: ReadonlyMap<string, Value> | undefined;
  readonly outputs: ReadonlyMap<string, Value> | undefined;
}

/** Tangents or cotangents as JSON, by the kind that takes them. */
export type SeedValues = Partial<Record<ExtraKind, unknown>>;

export interface Evaluator {
  readonly warnings: readonly Diagnostic[];
  /**
   * The result at a point given as JSON, with what the asked kinds take besides; a PointError if it does not fit. Where `kinds`
   * are given, it has the derivatives of those alone.
   */
  readonly at: (json: unknown, seeds?: SeedValues, kinds?: readonly DerivativeKind[]) => Result;
}

const NAME = "f";

/** Compiles once, to be run at many points. Throws a CompileError for a wrong program. */
export function newEvaluator(text: string, request: EvaluateRequest): Evaluator {
  const { program, warnings, run } = request.interpret === true ? interpreted(text, request) : generated(text, request);
  return {
    warnings,
    at: (json, seeds = {}, kinds = undefined) => {
      const point = readSeeds(program, readPoint(program, json), seeds);
      checkRequirements(program, point);
      return assemble(program, run(point, kinds), request, point, kinds);
    },
  };
}

interface Ready {
  readonly program: Program;
  readonly warnings: readonly Diagnostic[];
  readonly run: Runner;
}

function generated(text: string, { interpret: _, target = "ts", ...request }: EvaluateRequest): Ready {
  const { code, graph, diagnostics, interface: called } = compile(
    text, { ...request, name: NAME, target: partsOfTarget(target).isWasm ? "wasm-body" : "body" },
  );
  if (code === undefined || graph === undefined || called === undefined)
    throw new CompileError(diagnostics.filter((d) => d.severity === "error"));
  return { program: graph, warnings: diagnostics, run: generatedRunner(graph, code, called) };
}

function interpreted(text: string, request: EvaluateRequest): Ready {
  const source = { name: request.file ?? "<expr>", text };
  const report = new Report(source);
  const program = analyse(source, request, report);
  const run: Runner = (given) => {
    const point = request.precision === "f32" ? inFloats(given) : given;
    const values = faultsOfPoint(() => evaluate(program.builder, rootsOf(program), point));
    const each = (items: readonly { readonly nodes: readonly number[] }[]): Parts[] =>
      items.map(({ nodes }) => nodes.map((id) => values.get(id) as Tensor));
    return { outputs: each(program.outputs), ...forEachKind((kind) => each(program.derivatives[kind])) };
  };
  return { program, warnings: report.diagnostics, run };
}

/** The same point with arrays of floats, which numbers alone are not. */
function inFloats(point: Point): Point {
  const rounded = ({ shape, data }: Tensor): Tensor => ({ shape, data: shape.length === 0 ? data : data.map(Math.fround) });
  return { ...point, values: new Map([...point.values].map(([name, value]) => [name, rounded(value)])) };
}

function assemble(
  program: Program, raw: RawResult, request: EvaluateRequest, { sizes }: Point, kinds: readonly DerivativeKind[] | undefined,
): Result {
  const isGiven = (kind: DerivativeKind): boolean => kinds?.includes(kind) !== false;
  const { outputs, builder } = program;
  const values = new Map(outputs.map((o, i) => [o.name, nest(raw.outputs[i] as Parts, [o.fields])]));
  const chosen = request.of ?? outputs.find((o) => isScalar(builder, o))?.name;
  const ofKinds = forEachKind((kind) => program.derivatives[kind][0]?.of ?? chosen);
  const of = ofKinds.gradient;
  const records = recordFields(program);
  const derivative = (kind: DerivativeKind): Value =>
    byVariables(
      program.derivatives[kind].map((block, i) => {
        const parts = raw[kind][i] as Parts;
        const { sparse } = block;
        return [block.wrt, sparse === undefined ? nest(parts, levelsOf(program, kind, block, records)) : sparseValue(sparse, parts, sizes)];
      }),
    );
  const asked = extraKinds.filter(
    ({ name, depth }) => request[name] === true && isGiven(name) &&
      (program.derivatives[name].length > 0 || (of !== undefined && depth > 0)),
  );
  return {
    of: ofKinds,
    value: of === undefined ? undefined : values.get(of),
    gradient: of === undefined || !isGiven("gradient") ? undefined : derivative("gradient") as ReadonlyMap<string, Value>,
    outputs: of === undefined || outputs.length > 1 ? values : undefined,
    ...Object.fromEntries(asked.map(({ name }) => [name, derivative(name)])),
  };
}

/** The elements of a sparse matrix with its pattern. */
function sparseValue({ pattern }: Sparse, parts: Parts, sizes: Point["sizes"]): Value {
  const { rowStart, columns } = pattern.at((dim) => evaluateDim(dim, sizes));
  const list = (data: ArrayLike<number>): Tensor => tensor([data.length], data);
  return new Map([
    ["rowStart", list(rowStart)], ["columns", list(columns)], ["values", list(parts.flatMap(({ data }) => [...data]))],
  ]);
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

/** The values of one kind, in objects by the names of their variables; one that belongs to no variable as it is. */
function byVariables(blocks: readonly (readonly [readonly string[], Value])[]): Value {
  const table = new Map<string, Value>();
  for (const [wrt, value] of blocks) {
    const last = wrt.at(-1);
    if (last === undefined) return value;
    let row = table;
    for (const name of wrt.slice(0, -1)) {
      const known = row.get(name) as Map<string, Value> | undefined ?? new Map<string, Value>();
      row.set(name, known);
      row = known;
    }
    row.set(last, value);
  }
  return table;
}

/** A result as one JSON object on one line. */
export function resultText({ of: _, value, gradient, outputs, ...extra }: Result): string {
  const members = Object.entries({ value, gradient, outputs, ...extra });
  return objectText(members.flatMap(([name, part]) => (part === undefined ? [] : [[name, valueText(part)] as const])));
}
