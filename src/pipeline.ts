// A simplified graph to a module: the second half of the order of the passes. analyse.ts has the first.
import { nth } from "./diagnostics/known.js";
import { withLimits } from "./as-written.js";
import { CompileError, Report } from "./diagnostics/diagnostic.js";
import type { Located } from "./diagnostics/source.js";
import type { Target as EmitTarget } from "./emit/target.js";
import { typescript } from "./emit/typescript/target.js";
import { webAssembly } from "./emit/wasm/target.js";
import { extraKinds, type ExtraKind } from "./graph/derivative-kinds.js";
import { workOf } from "./graph/pattern.js";
import type { Program } from "./graph/program.js";
import { costInSizes } from "./module/cost.js";
import { operationsOf, type Body } from "./module/body.js";
import type { Convention, Interface } from "./module/interface.js";
import { checkOver } from "./module/check-over.js";
import { adviceOn } from "./module/advice.js";
import { makeModule, type Bodies, type ModuleIR } from "./module/module.js";
import { formulaOf } from "./inspect/formula.js";
import { notesOf, typedExpression } from "./inspect/notes.js";
import { planText } from "./inspect/plan-text.js";
import { countedInFloats, floatRequirement, MOST_WHOLE_FLOAT } from "./ops/whole-floats.js";
import { guardChecks } from "./simplify/guards.js";
import { partsOfTarget, type MathLevel, type Precision, type Target } from "./options.js";
import { evaluateDim, type Dim } from "./shape/dim.js";
import { NOMINAL_SIZE, nominalSizes } from "./shape/nominal.js";
import { formatShape } from "./shape/shape.js";
import { besideParts } from "./simplify/sharing/beside.js";
import { fewerOperations } from "./simplify/sharing/fewer-operations.js";
import { shareReciprocals } from "./simplify/sharing/reciprocals.js";
import { fuseLoops } from "./simplify/loops/fuse.js";
import { invariantsOut, productsOut, sharedSteps } from "./simplify/loops/invariants.js";
import { fewerStates } from "./simplify/loops/states.js";
import { runningSums } from "./simplify/loops/known.js";
import { storeForReverse } from "./simplify/loops/store.js";
import { sumsOut } from "./simplify/loops/sums.js";
import { rowsThrough } from "./simplify/loops/through.js";
import { simplify } from "./simplify/simplify.js";

/** Operations of the generated code, as docs/benchmarks.md counts them, at nominal sizes where sizes are named. */
export interface Counts extends Partial<Readonly<Record<ExtraKind, number>>> {
  readonly value: number;
  /** Undefined where there is no gradient. */
  readonly valueAndGradient: number | undefined;
  /** Of the value and gradient to the value. */
  readonly ratio: number | undefined;
  /** What each named size counts as; undefined where none is named. */
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
  { name: "steps that outer steps share", isBounded: false, run: sharedSteps },
  { name: "their invariants out of steps", levels: ["safe", "fast"], run: invariantsOut },
  { name: "sums out of steps", levels: ["safe", "fast"], run: sumsOut },
  { name: "stored for the way back", run: storeForReverse },
  { name: "rows handed through", run: rowsThrough },
  { name: "finish", run: (program, level) => simplify(program, { level, phase: "finish" }) },
  { name: "routines that outer steps share", isBounded: false, run: (program) => invariantsOut(sharedSteps(program)) },
  { name: "guarded checks", run: guardChecks },
  { name: "made of what is there", levels: ["safe", "fast"], run: besideParts },
  { name: "fewer operations", levels: ["fast"], run: fewerOperations },
  { name: "shared reciprocals", levels: ["fast"], run: shareReciprocals },
];

/**
 * A graph to the text of a module. Throws a CompileError where an array is too large.
 * @internal
 */
export function generate(simplified: Program, options: GenerateOptions): Generated {
  const report = new Report(simplified.source);
  return withLimits(report, () => generated(simplified, options, report));
}

/**
 * What the functions of the module would do: loops, memory and operations as text.
 * @internal
 */
export function planned(simplified: Program, options: GenerateOptions): string {
  const report = new Report(simplified.source);
  return withLimits(report, () => planText(moduleOf(simplified, options, report).module));
}

interface Made {
  readonly module: ModuleIR;
  readonly target: EmitTarget;
}

function moduleOf(simplified: Program, options: GenerateOptions, report: Report): Made {
  const { math = "safe", passes = graphPasses } = options;
  const isRun = ({ levels, isBounded = true }: GraphPass): boolean =>
    levels?.includes(math) !== false && (isBounded || options.memory === undefined);
  const { name, args, memory, over, precision: element = "f64" } = options;
  const passed = passes.filter(isRun).reduce((p, pass) => pass.run(p, math), simplified);
  const program = element === "f32" ? withWholeFloats(passed, report) : passed;
  const { language, isWasm } = partsOfTarget(options.target);
  const text = { target: language, source: program.source.name, doc: docOf(simplified), notes: notesOf(simplified) };
  const target = isWasm ? webAssembly({ ...text, isFast: math === "fast" }) : typescript(text);
  if (over !== undefined) checkOver(program, over, args === "flat");
  const planning = { isExact: math === "strict", writesOut: target.writesOut.includes(element) };
  return { target, module: makeModule(program, { ...target, name, args, memory, over, element, planning, formula: formulaOf }) };
}

/** The program with what it asks of sizes where floats hold whole numbers. */
function withWholeFloats(program: Program, report: Report): Program {
  const all = countedInFloats(program);
  for (const { most, node } of all) {
    if (typeof most !== "number" || most <= MOST_WHOLE_FLOAT) continue;
    report.error(node.origin.span, "whole-in-floats", most, MOST_WHOLE_FLOAT);
    throw new CompileError(report.diagnostics);
  }
  const asked = all.flatMap(({ most }) => (typeof most === "number" ? [] : [floatRequirement(most)]));
  return { ...program, requirements: [...program.requirements, ...asked] };
}

function generated(simplified: Program, options: GenerateOptions, report: Report): Generated {
  const { module, target } = moduleOf(simplified, options, report);
  const { program } = module;
  const { files, exports } = target.emit(module);
  const code = files.map(({ content }) => content as string).join("");
  const origins = files.flatMap((file) => file.origins ?? []);
  const memory = module.memory.filter(({ id, kind }) => kind === "scratch" && !module.homes.has(id)).map(
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
    return `\`${o.nodes.length === 1 && isAlone ? formulaOf(program, nth(o.nodes, 0), program.names, 60) : o.name}\``;
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

/** Joining the pattern of a sparse matrix takes about half a second for so many elements; no count is worth more. */
const MOST_WORK = 5_000_000;

/** Whether each named size as the nominal one makes a sparse matrix too large to be counted, as that of one that is full may be. */
function isCountable(program: Program, kind: ExtraKind): boolean {
  const nominalOf = (dim: Dim): number => evaluateDim(dim, nominalSizes(dim));
  return program.derivatives[kind].every(({ sparse }) => sparse === undefined || workOf(sparse.pattern, nominalOf) <= MOST_WORK);
}

function counts(program: Program, { value, primal, gradient, ...others }: Bodies): Counts {
  const sizes = new Map(program.sizes.map((s) => [s, NOMINAL_SIZE]));
  const count = (body: Body): number => operationsOf(body, sizes);
  const [ofValue, ofGradient] = [count(primal ?? value), gradient === undefined ? undefined : count(gradient)];
  const extra = extraKinds.flatMap(({ name }) => {
    const body = others[name];
    return body === undefined || !isCountable(program, name) ? [] : [[name, count(body)] as const];
  });
  return {
    value: ofValue, valueAndGradient: ofGradient, ...Object.fromEntries(extra),
    ratio: ofGradient === undefined || ofValue === 0 ? undefined : ofGradient / ofValue,
    nominalSize: program.sizes.length > 0 ? NOMINAL_SIZE : undefined,
  };
}
