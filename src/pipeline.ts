// The order of the passes: the only file that knows it.
import { CompileError, Report } from "./diagnostics/diagnostic.js";
import type { Located, Source } from "./diagnostics/source.js";
import { differentiate, noteMissing, type DerivativeRequest } from "./differentiate/request.js";
import { restrictTo } from "./differentiate/restrict.js";
import { resolveDerivatives } from "./differentiate/resolve.js";
import { elaborateProgram } from "./elaborate/program.js";
import { MAX_MODULE_MEBIBYTES, MAX_PARAMETERS, OutputLimit, type OutputFault } from "./emit/typescript/limit.js";
import type { Target as EmitTarget } from "./emit/target.js";
import { typescript } from "./emit/typescript/target.js";
import { webAssembly } from "./emit/wasm/target.js";
import type { ImportResolver } from "./diagnostics/source.js";
import { MAX_DEGREE, MAX_TERMS, SizeLimit } from "./shape/dim.js";
import { GraphLimit, MAX_RANK, RankLimit } from "./graph/limit.js";
import { extraKinds, type ExtraKind } from "./graph/derivative-kinds.js";
import type { Program } from "./graph/program.js";
import { costInSizes } from "./module/cost.js";
import { operationsOf, type Body } from "./module/body.js";
import type { Convention, Interface } from "./module/interface.js";
import { checkOver } from "./module/check-over.js";
import { adviceOn } from "./module/advice.js";
import { makeModule, type Bodies, type ModuleIR } from "./module/module.js";
import { onPaper, type Paper } from "./inspect/display/paper.js";
import { formulaOf } from "./inspect/formula.js";
import { notesOf, typedExpression } from "./inspect/notes.js";
import { planText } from "./inspect/plan-text.js";
import { guardChecks } from "./simplify/guards.js";
import { partsOfTarget, type MathLevel, type Precision, type Target } from "./options.js";
import { NOMINAL_SIZE } from "./shape/nominal.js";
import { formatShape } from "./shape/shape.js";
import { fewerOperations } from "./simplify/sharing/fewer-operations.js";
import { shareReciprocals } from "./simplify/sharing/reciprocals.js";
import type { Firing } from "./simplify/rewriter.js";
import { fuseLoops } from "./simplify/loops/fuse.js";
import { invariantsOut, productsOut } from "./simplify/loops/invariants.js";
import { fewerStates } from "./simplify/loops/states.js";
import { runningSums } from "./simplify/loops/known.js";
import { storeForReverse } from "./simplify/loops/store.js";
import { sumsOut } from "./simplify/loops/sums.js";
import { rowsThrough } from "./simplify/loops/through.js";
import { simplify } from "./simplify/simplify.js";
import { parseDamaged } from "./syntax/parse.js";

/** @internal */
export interface AnalyseRequest extends DerivativeRequest {
  readonly math?: MathLevel;
  /** Reads the files that the program imports; without it an import is an error. */
  readonly imports?: ImportResolver;
  /** Is told each rule that fires. */
  readonly trace?: (firing: Firing) => void;
}

/** Operations of the generated code, as docs/benchmarks.md counts them, at nominal sizes where sizes are named. */
export interface Counts extends Partial<Readonly<Record<ExtraKind, number>>> {
  readonly value: number;
  readonly valueAndGradient: number | undefined;
  readonly ratio: number | undefined;
  readonly nominalSize: number | undefined;
}

/** @internal */
export interface Generated {
  readonly code: string;
  /** Where in the program each line of the code comes from. */
  readonly origins: readonly (Located | undefined)[];
  /** The names that the module exports. */
  readonly exports: readonly string[];
  /** How its functions are called. */
  readonly interface: Interface;
  readonly counts: Counts;
  /** The same as polynomials of the named sizes, where they are. */
  readonly costs: () => Costs;
  /** What another target would do better, in a sentence. */
  readonly advice?: string;
  /** What is set up once: arrays for what functions keep while they run. */
  readonly memory: readonly { readonly name: string; readonly shape: string }[];
}

/** Operations as polynomials of the named sizes, such as `2*m*n`. */
export interface Costs {
  readonly value: string | undefined;
  readonly valueAndGradient: string | undefined;
}

/** @internal */
export interface GenerateOptions {
  readonly name: string;
  readonly target: Target;
  readonly math?: MathLevel;
  readonly args?: Convention | undefined;
  readonly over?: string | undefined;
  readonly precision?: Precision | undefined;
  /** How many bytes a loop may keep for the way back; any number unless given. */
  readonly memory?: number | undefined;
  /** Those of `graphPasses`; a test leaves some out. */
  readonly passes?: readonly GraphPass[];
}

/**
 * A pass over the graph with its derivatives; what the program computes stays, up to roundings.
 * @internal
 */
export interface GraphPass {
  readonly name: string;
  /** Where not all. */
  readonly levels?: readonly MathLevel[];
  /** Whether it keeps to a bound on memory; those that don't are left out where there is one. */
  readonly isBounded?: boolean;
  readonly run: (program: Program, level: MathLevel) => Program;
}

/**
 * The passes between the simplified graph and the functions of a module, in their order. Only `finish` has to be: it
 * expands what has no code.
 * @internal
 */
export const graphPasses: readonly GraphPass[] = [
  { name: "running sums of steps", levels: ["safe", "fast"], isBounded: false, run: runningSums },
  { name: "loops over the same steps", run: (program, level) => fuseLoops(program, level !== "strict") },
  { name: "states of steps that are equal", run: fewerStates },
  { name: "invariants out of steps", run: invariantsOut },
  { name: "products over all steps", levels: ["safe", "fast"], run: productsOut },
  { name: "sums out of steps", levels: ["safe", "fast"], run: sumsOut },
  { name: "stored for the way back", run: storeForReverse },
  { name: "rows handed through", run: rowsThrough },
  { name: "finish", run: (program, level) => simplify(program, { level, phase: "finish" }) },
  { name: "guarded checks", run: guardChecks },
  { name: "fewer operations", levels: ["fast"], run: fewerOperations },
  { name: "shared reciprocals", levels: ["fast"], run: shareReciprocals },
];

/**
 * Text to a simplified graph with the asked derivatives. Throws a CompileError with every fault.
 * @internal
 */
export function analyse(source: Source, request: AnalyseRequest, report = new Report(source)): Program {
  return withLimits(report, () => analysed(source, request, report));
}

function elaborated(source: Source, request: AnalyseRequest, report: Report): Program {
  const { statements, lostNames } = parseDamaged(source, report);
  const program = elaborateProgram(
    source, statements, report,
    { lostNames, imports: request.imports, writtenZeros: (request.math ?? "safe") !== "strict" },
  );
  report.check();
  return program;
}

/**
 * Text to formulas as people write them: the program as it stands, its derivatives by real algebra. Undefined where
 * the program is too large for formulas that anyone would read. Throws a CompileError with every fault.
 * @internal
 */
export function formulas(source: Source, request: AnalyseRequest, report = new Report(source)): Paper | undefined {
  try {
    return onPaper(asWritten(source, request, report));
  } catch (error) {
    if (error instanceof GraphLimit) return undefined;
    return withLimits(report, () => { throw error; });
  }
}

/**
 * Text to the graph as it is written, with the asked derivatives before any rewriting. Throws a CompileError with
 * every fault.
 * @internal
 */
export function plainly(source: Source, request: AnalyseRequest, report = new Report(source)): Program {
  return withLimits(report, () => asWritten(source, request, report));
}

function asWritten(source: Source, request: AnalyseRequest, report: Report): Program {
  const program = differentiate(withOwnDerivatives(elaborated(source, request, report), request, report), request, report);
  report.check();
  return program;
}

function analysed(source: Source, request: AnalyseRequest, report: Report): Program {
  const level = request.math ?? "safe";
  // one name for the program at every stage, so that a large graph is freed as soon as the next one stands
  let program = elaborated(source, request, report);
  program = simplify(program, { level, phase: "stabilize", trace: request.trace });
  program = withOwnDerivatives(program, request, report);
  if (isValueAlone(request)) program = restrictTo(program, request.of as string);
  program = differentiate(program, request, report);
  report.check();
  return simplify(program, { level, phase: "canonicalize", trace: request.trace });
}

/** A program that writes derivatives itself has what it wants; of another it is said where there is none. */
function withOwnDerivatives(program: Program, request: AnalyseRequest, report: Report): Program {
  const resolved = resolveDerivatives(program, report);
  if (resolved === program) noteMissing(program, request, report);
  return resolved;
}

/** Without derivatives the output that is asked for is all that is computed. */
function isValueAlone(request: AnalyseRequest): boolean {
  return request.of !== undefined && request.gradient === false && !extraKinds.some(({ name }) => request[name] === true);
}

/** A limit that a pass runs into is a fault of the program. */
function withLimits<T>(report: Report, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof OutputLimit) reportOutput(report, error.fault);
    else if (error instanceof RankLimit) report.error(error.span, "too-many-dimensions", MAX_RANK);
    else if (error instanceof SizeLimit) report.error(undefined, "size-too-long", MAX_TERMS, MAX_DEGREE);
    else if (!(error instanceof GraphLimit)) throw error;
    else if (typeof error.limit === "number") report.error(error.span, "graph-too-large", error.limit);
    else report.error(error.span, "array-too-large", undefined, formatShape(error.limit));
    throw new CompileError(report.diagnostics.filter((d) => d.severity === "error"));
  }
}

function reportOutput(report: Report, fault: OutputFault): void {
  if (fault.code === "module-too-large") report.error(undefined, fault.code, fault.mebibytes, MAX_MODULE_MEBIBYTES);
  else if (fault.code === "function-too-large") report.error(undefined, fault.code, fault.mebibytes);
  else report.error(undefined, fault.code, fault.count, MAX_PARAMETERS);
}

/**
 * A graph to the text of a module. Throws a CompileError where an array is too large.
 * @internal
 */
export function generate(simplified: Program, options: GenerateOptions): Generated {
  return withLimits(new Report(simplified.source), () => generated(simplified, options));
}

/**
 * What the functions of the module would do: loops, memory and operations as text.
 * @internal
 */
export function planned(simplified: Program, options: GenerateOptions): string {
  return withLimits(new Report(simplified.source), () => planText(moduleOf(simplified, options).module));
}

function moduleOf(simplified: Program, options: GenerateOptions): { readonly module: ModuleIR; readonly target: EmitTarget } {
  const { math = "safe", passes = graphPasses } = options;
  const isRun = ({ levels, isBounded = true }: GraphPass): boolean =>
    levels?.includes(math) !== false && (isBounded || options.memory === undefined);
  const program = passes.filter(isRun).reduce((p, pass) => pass.run(p, math), simplified);
  const { language, isWasm } = partsOfTarget(options.target);
  const text = { target: language, source: program.source.name, doc: docOf(simplified), notes: notesOf(simplified) };
  const target = isWasm ? webAssembly(text) : typescript(text);
  const { name, args, memory, over, precision: element = "f64" } = options;
  if (over !== undefined) checkOver(program, over, args === "flat");
  return { target, module: makeModule(program, { ...target, name, args, memory, over, element, formula: formulaOf }) };
}

function generated(simplified: Program, options: GenerateOptions): Generated {
  const { module, target } = moduleOf(simplified, options);
  const { program } = module;
  const { files, exports } = target.emit(module);
  const code = files.map(({ content }) => content as string).join("");
  const origins = files.flatMap((file) => file.origins ?? []);
  const memory = module.memory.filter(({ kind }) => kind === "scratch").map(
    ({ hint, shape }) => ({ name: hint, shape: formatShape(shape) }),
  );
  const advice = partsOfTarget(options.target).isWasm ? undefined : adviceOn(module);
  return {
    code, origins, exports, interface: module.interface, memory, ...countsOf(program, module.bodies),
    ...(advice === undefined ? {} : { advice }),
  };
}

/** The outputs as formulas, for the documentation of the functions; of several, those too long for one by name. */
function docOf(program: Program): string {
  const formulas = program.outputs.map((o) => {
    const typed = typedExpression(program.source, o);
    const isAlone = program.outputs.length === 1;
    if (typed !== undefined && (isAlone || typed.length <= MAX_OF_SEVERAL)) return `\`${typed}\``;
    return `\`${o.nodes.length === 1 && isAlone ? formulaOf(program, o.nodes[0] as number, program.names, 60) : o.name}\``;
  });
  return formulas.slice(0, 3).join(", ") + (formulas.length > 3 ? ", …" : "");
}

/** Of several outputs, those with longer expressions are told by their names. */
const MAX_OF_SEVERAL = 60;

function countsOf(program: Program, bodies: Bodies): Pick<Generated, "counts" | "costs"> {
  return { counts: counts(program, bodies), costs: () => costs(program, bodies) };
}

function costs({ sizes }: Program, { value, primal, gradient }: Bodies): Costs {
  const cost = (body: Body): string | undefined => costInSizes(sizes, (given) => operationsOf(body, given));
  return { value: cost(primal ?? value), valueAndGradient: gradient === undefined ? undefined : cost(gradient) };
}

function counts(program: Program, { value, primal, gradient, ...others }: Bodies): Counts {
  const sizes = new Map(program.sizes.map((s) => [s, NOMINAL_SIZE]));
  const count = (body: Body): number => operationsOf(body, sizes);
  const [ofValue, ofGradient] = [count(primal ?? value), gradient === undefined ? undefined : count(gradient)];
  const extra = extraKinds.flatMap(({ name }) => {
    const body = others[name];
    return body === undefined ? [] : [[name, count(body)] as const];
  });
  return {
    value: ofValue, valueAndGradient: ofGradient, ...Object.fromEntries(extra),
    ratio: ofGradient === undefined || ofValue === 0 ? undefined : ofGradient / ofValue,
    nominalSize: program.sizes.length > 0 ? NOMINAL_SIZE : undefined,
  };
}
