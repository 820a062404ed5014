// A program to the functions of a module, their memory and how they are called. No text is made here.
import { nth } from "../diagnostics/known.js";
import { extraKinds, kindRow, seedFormOf, seedName, type DerivativeKind, type ExtraKind } from "../graph/derivative-kinds.js";
import type { NodeId } from "../graph/graph.js";
import { blocksOf, isSeed, levelsOf, recordFields, type Program, type Variable } from "../graph/program.js";
import { use, type Buffer, type Local, type Num } from "../loop/ir.js";
import type { ElementType } from "../shape/element.js";
import { allParts, allStatements, exprsOf, touchedBy } from "../loop/map.js";
import { shareMemory } from "../loop/lives.js";
import type { LoopPass } from "../loop/passes.js";
import { verifyLives } from "../loop/verify.js";
import { isDebugging, makeBody, makeRowsBody, type Body } from "./body.js";
import type { Shared } from "./memory.js";
import { interfaceOf, type Convention, type Interface, type Role } from "./interface.js";
import type { Planning } from "../plan/planning.js";
import { readWhole } from "../plan/storage.js";
import { bufferIn, matrixOf, vectorOf, vectorVariables, type Vector } from "./layout.js";
import { namedDim, type Dim } from "../shape/dim.js";
import { overRows, rowsOf, type Meaning } from "./over.js";
import { numbersOf, partOf, resultShape, type ResultShape, type Tree } from "./tree.js";
import { wantedDerivatives, wantedOutputs, type Wanted } from "./wanted.js";

export interface ModuleOptions {
  readonly name: string;
  /** How the functions take their arguments; without it by place where all is numbers, else in one object. */
  readonly args?: Convention | undefined;
  /** The number of observations, where the program is of one and the functions are of many. */
  readonly over?: string | undefined;
  /** The type of the elements of all arrays. */
  readonly element: ElementType;
  readonly passes: readonly LoopPass[];
  /** Whether bodies that are too long for one function are cut. */
  readonly isCut: boolean;
  readonly planning?: Planning;
  /** How many bytes a loop may keep for the way back, where that is bounded. */
  readonly memory?: number | undefined;
  /** The formula of a node in terms of named ones, for the comments of blocks. */
  readonly formula: (of: Pick<Program, "builder">, id: NodeId, named: ReadonlyMap<NodeId, string>) => string;
}

/** The functions of a module before they are text. */
export interface Bodies extends Partial<Record<ExtraKind, Body>> {
  readonly value: Body;
  /** The first scalar output and its gradient. */
  readonly gradient?: Body;
  /** Of scalars, where they are few; else whoever wants the gradient alone has `gradient` compute it. */
  readonly gradientOnly?: Body;
  /** The differentiated output alone, where the program has others: not emitted, only counted. */
  readonly primal?: Body;
}

export interface ModuleIR {
  readonly name: string;
  readonly program: Program;
  readonly interface: Interface;
  readonly element: ElementType;
  /** Whether there is an array, in or out, or a size. */
  readonly hasArrays: boolean;
  /** The vectors of the convention `flat`: of the variables, and of what functions of some kinds take besides. */
  readonly vectors: Vectors | undefined;
  readonly bodies: Bodies;
  /** What is set up once: working arrays, tables, slots of cut bodies; those that lie in the memory of others after these. */
  readonly memory: readonly Buffer[];
  /** By the id of an array, the one in whose memory it lies. */
  readonly homes: ReadonlyMap<number, Buffer>;
  /** Functions of src/runtime that the bodies call. */
  readonly calls: ReadonlySet<string>;
  /** The buffers of array arguments and the locals of scalar ones, by variable node. */
  readonly inputs: ReadonlyMap<NodeId, Buffer>;
  readonly scalars: ReadonlyMap<NodeId, Local>;
}

export interface Vectors {
  readonly x: Vector;
  readonly seeds: ReadonlyMap<DerivativeKind, Vector>;
}

export function makeModule(one: Program, options: ModuleOptions): ModuleIR {
  const program = options.over === undefined ? one : overRows(one, options.over);
  const isScalar = isOfScalars(program);
  const { args: convention = isScalar ? "positional" : "object" } = options;
  const element = isScalar && convention !== "flat" ? "f64" : options.element;
  const { inputs, scalars, shared, vectors } = newShared(program, { ...options, element }, convention === "flat", rowNamesOf(one));
  const bodies = makeBodies(one, shared, isScalar, vectors?.x, options.over === undefined ? undefined : namedDim(options.over));
  const { primal: _counted, ...called } = bodies;
  const all = Object.values(called as Readonly<Record<string, Body>>);
  const statements = all.flatMap((body) => allStatements(body.statements));
  const parts = [...all.flatMap((body) => numbersOf(body.result)), ...statements.flatMap(exprsOf)].flatMap(allParts);
  const loaded = parts.flatMap((part) => (part.kind === "load" ? [part.buffer.id] : []));
  const touched = new Set([...loaded, ...statements.flatMap(touchedBy).map(({ buffer }) => buffer.id)]);
  const calls = parts.flatMap((part) => (part.kind === "call" ? [part.fn] : []));
  const routines = statements.flatMap((s) => (s.kind === "routine" ? [s] : []));
  const inside = [...shared.inside.values()].flatMap((own) => [...own.values()]).sort((a, b) => a.id - b.id);
  const arrays = [...shared.scratch.values(), ...shared.extra, ...inside].filter((buffer) => touched.has(buffer.id));
  const homes = shareMemory(arrays, all);
  if (isDebugging()) for (const body of all) verifyLives(body.statements, homes, numbersOf(body.result));
  return {
    name: options.name, element, program, bodies, inputs, scalars, vectors, hasArrays: !isScalar, homes,
    interface: interfaceOf(program, options.name, element, convention, resultsOf(bodies)),
    memory: [
      ...arrays.filter(({ id }) => !homes.has(id)), ...arrays.filter(({ id }) => homes.has(id)),
      ...all.flatMap((body) => body.split?.slots ?? []),
    ],
    calls: new Set([...calls, ...routines.map((r) => r.fn)]),
  };
}

function rowNamesOf({ variables, seeds }: Program): Map<NodeId, string> {
  return new Map([...variables, ...seeds].flatMap((v) => v.nodes.map((id, i) => [id, hintOf(v, i)] as const)));
}

/** Whether there is no array, in or out, and no size. */
export function isOfScalars(program: Program): boolean {
  const shapes = [
    ...[...program.variables, ...program.seeds].map((v) => v.shape),
    // the elements of a sparse matrix are one array in any case
    ...[...program.outputs, ...blocksOf(program).filter(({ sparse }) => sparse === undefined)].flatMap(({ nodes }) => nodes)
      .map((id) => program.builder.shape(id)),
  ];
  return program.sizes.length === 0 && shapes.every((shape) => shape.length === 0);
}

function resultsOf({ value, gradient, ...others }: Bodies): Map<Role, ResultShape> {
  const trees: readonly (readonly [Role, Tree | undefined])[] = [
    ["value", value.result], ["grad", gradient === undefined ? undefined : partOf(gradient.result, "grad")],
    ["valueAndGrad", gradient?.result],
    ...extraKinds.map(({ name }) => [name, others[name]?.result] as const),
  ];
  return new Map(trees.flatMap(([role, tree]) => (tree === undefined ? [] : [[role, resultShape(tree)] as const])));
}

function newShared(
  program: Program, { passes, isCut, planning = {}, memory, element, formula }: ModuleOptions, isFlat: boolean,
  rowNames: Shared["rowNames"],
): Pick<ModuleIR, "inputs" | "scalars" | "vectors"> & { readonly shared: Shared } {
  let next = 0;
  const nextId = (): number => next++;
  const scalars = new Map<NodeId, Local>();
  const inputs = new Map<NodeId, Buffer>();
  for (const v of [...program.variables, ...program.seeds]) {
    v.nodes.forEach((id, i) => {
      const hint = hintOf(v, i);
      if (v.shape.length === 0) scalars.set(id, { id: nextId(), hint, type: "number" });
      else if (i === 0) inputs.set(id, { id: nextId(), hint, type: element, kind: "input", shape: v.shape });
    });
  }
  const vectors = isFlat ? vectorsOf(program, element, nextId) : undefined;
  const all = vectors === undefined ? [] : [vectors.x, ...vectors.seeds.values()];
  for (const vector of all) {
    for (const part of vector.parts) {
      const { nodes, shape } = part.variable;
      if (shape.length > 0) inputs.set(nth(nodes, 0), bufferIn(vector, part));
    }
  }
  const hints = hintsOf(program);
  const shared: Shared = {
    program, passes, isCut, planning, memory, element, inputs, vectors: all, scratch: new Map(), extra: [], inside: new Map(), formula,
    hints, readWhole: readWhole(program.builder),
    given: ownNames(program), nextId, rowNames, fresh: temporaryNames(program),
    scalars: new Map<NodeId, Num>([...scalars].map(([id, local]) => [id, use(local)])),
  };
  return { inputs, scalars, vectors, shared };
}

function vectorsOf(program: Program, element: ElementType, nextId: () => number): Vectors {
  const kinds = [...new Set(program.seeds.map(({ kind }) => kind))];
  const vector = (variables: readonly Variable[], hint: string): Vector => vectorOf(variables, { id: nextId(), hint, type: element });
  const seeds = (kind: DerivativeKind): Vector =>
    vector(program.seeds.filter((seed) => seed.kind === kind), seedFormOf(kind)?.parameter ?? "");
  return { x: vector(vectorVariables(program), vectorName(program)), seeds: new Map(kinds.map((kind) => [kind, seeds(kind)])) };
}

/** `x`, unless the program has another use for the name. */
function vectorName({ variables, names, sizes }: Program): string {
  const taken = new Set([...variables.map((v) => v.name), ...names.values(), ...sizes]);
  return ["x", "theta", "params"].find((name) => !taken.has(name)) ?? "vector";
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

function makeBodies(program: Program, shared: Shared, isScalar: boolean, x: Vector | undefined, count: Dim | undefined): Bodies {
  const body = (wanted: Wanted, meaning: Meaning, own = shared): Body =>
    (count === undefined
      ? makeBody(own, wanted, meaning === "outputs" ? "" : "d")
      : makeRowsBody(own, wanted, count, rowsOf(own.program, meaning)));
  const derivatives = (kind: DerivativeKind): Wanted =>
    (x === undefined || kindRow(kind).depth === 0 || program.derivatives[kind][0]?.sparse !== undefined
      ? wantedDerivatives(program, kind, count)
      : { matrix: matrixOf(program, kind, x) });
  const asked = extraKinds.filter(({ name }) => program.derivatives[name].length > 0);
  const [of] = program.derivatives.gradient;
  const value = program.outputs.find((o) => o.name === of?.of);
  // the value comes first: what it names has these names in all functions
  // and has no name of a derivative
  const outputs = body(wantedOutputs(program), "outputs", { ...shared, hints: ownNames(program) });
  const primal = value?.nodes[0];
  const gradient = primal === undefined
    ? undefined
    : body({ parts: [["value", { node: primal }], ["grad", derivatives("gradient")]] }, "gradient");
  return {
    value: outputs,
    ...(gradient === undefined ? {} : {
      gradient,
      ...(isScalar && gradient.split === undefined ? { gradientOnly: body(derivatives("gradient"), "gradient") } : {}),
      ...(program.outputs.length > 1 ? { primal: body({ node: primal as NodeId }, "sum") } : {}),
    }),
    ...Object.fromEntries(asked.map(({ name }) => [name, body(derivatives(name), name)])),
  };
}

function hintOf(v: Variable, i: number): string {
  const own = v.fields === undefined ? v.name : `${v.name}_${v.fields[i] ?? i}`;
  return isSeed(v) ? seedName(v.kind, own) : own;
}

/** The user's names of nodes. */
function ownNames(program: Program): Map<NodeId, string> {
  const names = new Map(program.names);
  for (const seed of program.seeds) seed.nodes.forEach((id, i) => names.set(id, hintOf(seed, i)));
  return names;
}

/** Names for nodes: the user's, then `dx` for the derivative by x and `dx_y` for that by x and y. */
function hintsOf(program: Program): Map<NodeId, string> {
  const hints = ownNames(program);
  const own = new Set(program.names.values());
  const records = recordFields(program);
  const kinds = ["gradient", "jacobian", "hessian"] as const;
  for (const kind of kinds) for (const block of program.derivatives[kind]) {
    const [output, ...by] = levelsOf(program, kind, block, records);
    const names = by.reduce<readonly string[]>(
      (all, fields, i) => all.flatMap((name) => partsOf(block.wrt[i] as string, fields).map((part) => `${name}_${part}`)),
      partsOf("", output),
    );
    block.nodes.forEach((id, i) => {
      const name = (names[i] ?? "").replace(/^_+/, "");
      if (name !== "" && !hints.has(id)) hints.set(id, own.has(`d${name}`) ? `grad_${name}` : `d${name}`);
    });
  }
  return hints;
}

function partsOf(name: string, fields: readonly string[] | undefined): readonly string[] {
  return fields?.map((field) => `${name}_${field}`) ?? [name];
}
