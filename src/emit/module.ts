// A program to the text of a module: which functions it exports, their types, their memory.
import { extraKinds, seedName, type ExtraKind } from "../graph/derivative-kinds.js";
import type { NodeId } from "../graph/graph.js";
import { isSeed, recordFields, rootsOf, type Program, type Variable } from "../graph/program.js";
import { use, type Buffer, type Local, type Num } from "../loop/ir.js";
import { numbersOf, makeBody, wantedDerivatives, wantedOutputs, type Body, type Shared, type Wanted } from "./body.js";
import { arrayModule } from "./array-module.js";
import { checkParameters } from "./limit.js";
import { hasArrays } from "./results.js";
import { runtimeOf, withNeeds } from "./runtime.js";
import { scalarModule } from "./scalar-module.js";
import { recordTypeNames } from "./types.js";

export interface ModuleOptions {
  readonly name: string;
  readonly target: "ts" | "js" | "body";
  /** The program's file, for the banner. */
  readonly source: string;
  readonly formula: (id: NodeId, named: ReadonlyMap<NodeId, string>) => string;
  /** What the function computes, one line in the language. */
  readonly doc: string;
}

/** The functions of a module before they are text. */
export interface Bodies extends Partial<Record<ExtraKind, Body>> {
  readonly value: Body;
  /** The first scalar output and its gradient. */
  readonly gradient?: Body;
  /** In a module of scalars; with arrays the storage for the gradient is shared with `gradient`. */
  readonly gradientOnly?: Body;
  /** The differentiated output alone, where the program has others: not emitted, only counted. */
  readonly primal?: Body;
}

export interface ModuleParts {
  readonly program: Program;
  readonly options: ModuleOptions;
  readonly bodies: Bodies;
  readonly shared: Shared;
  readonly runtime: readonly string[];
  /** The names of the types of records, by their fields. */
  readonly recordTypes: ReadonlyMap<string, string>;
  /** Locals of scalar arguments, by variable node. */
  readonly scalarLocals: ReadonlyMap<NodeId, Local>;
}

export interface Module {
  readonly code: string;
  readonly exports: readonly string[];
  readonly bodies: Bodies;
}

export function emitModule(program: Program, options: ModuleOptions): Module {
  const isScalar = program.sizes.length === 0 && [...program.variables, ...program.seeds].every((v) => v.shape.length === 0) && resultsAreScalar(program);
  if (isScalar) checkParameters(program);
  const parts = makeParts(program, options, isScalar);
  const { code, exports } = isScalar ? scalarModule(parts) : arrayModule(parts);
  return { code, exports, bodies: parts.bodies };
}

function resultsAreScalar(program: Program): boolean {
  return rootsOf(program).every((id) => program.builder.shape(id).length === 0);
}

function makeParts(program: Program, options: ModuleOptions, isScalar: boolean): ModuleParts {
  let next = 0;
  const nextId = (): number => next++;
  const scalarLocals = new Map<NodeId, Local>();
  const inputs = new Map<NodeId, Buffer>();
  for (const v of [...program.variables, ...program.seeds]) {
    v.nodes.forEach((id, i) => {
      const hint = hintOf(v, i);
      if (v.shape.length === 0) scalarLocals.set(id, { id: nextId(), hint, type: "number" });
      else inputs.set(id, { id: nextId(), hint, type: "f64", kind: "input", shape: v.shape });
    });
  }
  const hints = hintsOf(program);
  const shared: Shared = {
    program, inputs, scratch: new Map(), whole: new Map(), formula: options.formula, hints, given: new Map(hints), nextId, fresh: temporaryNames(program),
    scalars: new Map<NodeId, Num>([...scalarLocals].map(([id, local]) => [id, use(local)])),
  };
  const bodies = makeBodies(program, shared, isScalar);
  const used = Object.values(bodies).flatMap((body: Body | undefined) => (body === undefined ? [] : [...runtimeOf(body.statements, numbersOf(body.result))]));
  const checks = isScalar ? [] : checksOf(program, bodies);
  return { program, options, bodies, shared, scalarLocals, runtime: withNeeds([...used, ...checks]), recordTypes: recordTypeNames(program, options.name) };
}

/** t1, t2, …, without the names that the user has given. */
function temporaryNames(program: Program): () => string {
  const taken = new Set([...program.names.values(), ...program.sizes, ...program.variables.map((v) => v.name)]);
  let count = 0;
  return () => {
    do count++; while (taken.has(`t${count}`));
    return `t${count}`;
  };
}

/** The checks that a module of arrays makes of its arguments. */
function checksOf(program: Program, bodies: Bodies): string[] {
  const results = Object.values(bodies).map((body: Body | undefined) => body?.result);
  return [
    ...(program.variables.some((v) => v.shape.length > 0) ? ["checkLength"] : []),
    ...(program.sizes.length > 0 ? ["checkSize"] : []),
    ...(program.indices.some((use) => program.builder.node(use.node).op === "variable") ? ["checkPlaces"] : []),
    ...(results.some((tree) => tree !== undefined && hasArrays(tree)) ? ["checkStorage"] : []),
  ];
}

function makeBodies(program: Program, shared: Shared, isScalar: boolean): Bodies {
  const body = (wanted: Wanted): Body => makeBody(shared, wanted);
  const asked = extraKinds.filter(({ name }) => program.derivatives[name].length > 0);
  const [of] = program.derivatives.gradient;
  const value = program.outputs.find((o) => o.name === of?.of);
  return {
    value: body(wantedOutputs(program)),
    ...(value === undefined ? {} : {
      gradient: body({ parts: [["value", { node: value.nodes[0] as NodeId }], ["grad", wantedDerivatives(program, "gradient")]] }),
      ...(isScalar ? { gradientOnly: body(wantedDerivatives(program, "gradient")) } : {}),
      ...(program.outputs.length > 1 ? { primal: body({ node: value.nodes[0] as NodeId }) } : {}),
    }),
    ...Object.fromEntries(asked.map(({ name }) => [name, body(wantedDerivatives(program, name))])),
  };
}

function hintOf(v: Variable, i: number): string {
  const own = v.fields === undefined ? v.name : `${v.name}_${v.fields[i] ?? i}`;
  return isSeed(v) ? seedName(v.kind, own) : own;
}

/** Names for nodes: the user's, then `dx` for the gradient by x. */
function hintsOf(program: Program): Map<NodeId, string> {
  const hints = new Map(program.names);
  const own = new Set(program.names.values());
  for (const seed of program.seeds) seed.nodes.forEach((id, i) => hints.set(id, hintOf(seed, i)));
  const records = recordFields(program);
  for (const block of program.derivatives.gradient) {
    const fields = records.get(block.wrt[0] as string);
    block.nodes.forEach((id, i) => {
      const name = `${block.wrt.join("_")}${fields === undefined ? "" : `_${fields[i] ?? i}`}`;
      if (!hints.has(id)) hints.set(id, own.has(`d${name}`) ? `grad_${name}` : `d${name}`);
    });
  }
  return hints;
}
