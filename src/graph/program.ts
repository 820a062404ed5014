// A program as the passes hand it on: the graph, and which of its nodes mean what to the user.
import type { Source, Span } from "../diagnostics/source.js";
import type { Dim } from "../shape/dim.js";
import type { Shape } from "../shape/shape.js";
import type { Builder } from "./builder.js";
import { derivativeKinds, forEachKind, kindRow, type DerivativeKind } from "./derivative-kinds.js";
import type { NodeId } from "./graph.js";
import type { Pattern } from "./pattern.js";

/** A param or an input. A record has one scalar node for each of its fields, in order. */
export interface Variable {
  readonly name: string;
  readonly role: "param" | "input";
  readonly shape: Shape;
  readonly nodes: readonly NodeId[];
  readonly fields?: readonly string[];
  readonly span: Span;
}

/** What the generated function returns. A record has one node a field. */
export interface Output {
  readonly name: string;
  readonly nodes: readonly NodeId[];
  readonly fields?: readonly string[];
  readonly span: Span;
}

/** A call of a function of the user's, which is inlined in the graph. */
export interface Call {
  readonly name: string;
  readonly args: readonly NodeId[];
  /** The texts of the function and of those that it calls, in an order in which they can be read. */
  readonly definitions: readonly string[];
}

/** Something that must hold of the sizes, known only when the generated function is set up. */
export interface Requirement {
  readonly dim: Dim;
  readonly least: number;
  /** What the user would read: "the index 3 of A". */
  readonly what: string;
}

type Fields = readonly string[];

export interface Program {
  readonly source: Source;
  readonly builder: Builder;
  readonly variables: readonly Variable[];
  readonly outputs: readonly Output[];
  /** Named sizes, in order of first appearance. */
  readonly sizes: readonly string[];
  readonly requirements: readonly Requirement[];
  /** Vectors whose elements are used as whole numbers: they are checked when the function is called. */
  readonly indices: readonly IndexUse[];
  /** The user's names of nodes. */
  readonly names: ReadonlyMap<NodeId, string>;
  /** What calls of the user's functions gave, for those whose definitions stand by themselves. */
  readonly calls: ReadonlyMap<NodeId, Call>;
  /** Whether it has sums or maps over an index: its formulas read best by elements. */
  readonly isOverIndices?: boolean;
  /** Derivatives asked for from outside the program, once they are made. */
  readonly derivatives: Derivatives;
  /** What the functions of some kinds take besides: tangents of the variables differentiated by, a cotangent of the output. */
  readonly seeds: readonly Seed[];
}

/** A variable of one kind of derivative alone, with the name and shape of what it belongs to. */
export interface Seed extends Variable {
  readonly kind: DerivativeKind;
}

export function isSeed(v: Variable): v is Seed {
  return "kind" in v;
}

/** One array of derivatives: of an output by as many variables as its kind says. */
export interface Block {
  readonly of: string;
  readonly wrt: readonly string[];
  /** One node, or one a field where a record is differentiated, or differentiated by. Absent parts are zero and are filled. */
  readonly nodes: readonly NodeId[];
  /** Where it is one sparse matrix: `wrt` is empty, and the nodes are the elements in its pattern, as one array or each by itself. */
  readonly sparse?: Sparse;
}

/** A matrix of the derivatives by several variables, whose elements are its columns, one variable after the other. */
export interface Sparse {
  readonly pattern: Pattern;
  readonly wrt: readonly string[];
}

/** The blocks of each kind; none where it is not asked for. */
export type Derivatives = Readonly<Record<DerivativeKind, readonly Block[]>>;

export const NO_DERIVATIVES: Derivatives = forEachKind(() => []);

/** All blocks, kind by kind. */
export function blocksOf({ derivatives }: Pick<Program, "derivatives">): Block[] {
  return derivativeKinds.flatMap(({ name }) => derivatives[name]);
}

/** What is differentiated by. */
export function differentiatedBy(program: Pick<Program, "derivatives">): ReadonlySet<string> {
  return new Set(blocksOf(program).flatMap(({ wrt, sparse }) => sparse?.wrt ?? wrt));
}

/** The parts of records that a block of a kind is made of: of the output where the kind has it, then of each variable. */
export function levelsOf(
  program: Program, kind: DerivativeKind, block: Block, records: ReadonlyMap<string, Fields>,
): (Fields | undefined)[] {
  if (block.sparse !== undefined) return [];
  const output = kindRow(kind).hasOutput ? program.outputs.find((o) => o.name === block.of) : undefined;
  return [output?.fields, ...block.wrt.map((name) => records.get(name))];
}

/** Every node that something outside the graph refers to as a result. */
export function rootsOf({ outputs, derivatives }: Program): NodeId[] {
  const found: NodeId[] = [];
  const take = (results: readonly { readonly nodes: readonly NodeId[] }[]): void => {
    for (const { nodes } of results) for (const id of nodes) found.push(id);
  };
  take(outputs);
  for (const { name } of derivativeKinds) take(derivatives[name]);
  return found;
}

/** Every node that the program refers to: results, variables and places. */
export function keptNodes(program: Program, roots: readonly NodeId[] = rootsOf(program)): NodeId[] {
  const kept = [...roots];
  for (const { nodes } of program.variables) for (const id of nodes) kept.push(id);
  for (const { nodes } of program.seeds) for (const id of nodes) kept.push(id);
  for (const { node } of program.indices) kept.push(node);
  return kept;
}

/** The same program over another graph, whose nodes are given for the old ones. */
export function mapProgram(program: Program, builder: Builder, map: (id: NodeId) => NodeId | undefined): Program {
  const all = (nodes: readonly NodeId[]): NodeId[] => {
    const found: NodeId[] = [];
    for (const id of nodes) {
      const mapped = map(id);
      if (mapped !== undefined) found.push(mapped);
    }
    return found;
  };
  const each = <T extends { readonly nodes: readonly NodeId[] }>(items: readonly T[]): T[] => items.map(
    (o) => ({ ...o, nodes: all(o.nodes) }),
  );
  const names = new Map<NodeId, string>();
  for (const [id, name] of program.names) {
    const mapped = map(id);
    if (mapped !== undefined && !names.has(mapped)) names.set(mapped, name);
  }
  return {
    ...program, builder, names, calls: mapCalls(program.calls, map),
    variables: each(program.variables), outputs: each(program.outputs), seeds: each(program.seeds),
    indices: program.indices.flatMap((use) => {
      const node = map(use.node);
      return node === undefined ? [] : [{ ...use, node }];
    }),
    derivatives: forEachKind((kind) => each(program.derivatives[kind])),
  };
}

function mapCalls(calls: Program["calls"], map: (id: NodeId) => NodeId | undefined): Map<NodeId, Call> {
  return new Map([...calls].flatMap(([id, call]) => {
    const [made, args] = [map(id), call.args.map(map)];
    return made === undefined || args.includes(undefined) ? [] : [[made, { ...call, args: args as NodeId[] }] as const];
  }));
}

/** A vector used as places counted from `first`, in a dimension of size `size`. */
export interface IndexUse {
  readonly node: NodeId;
  readonly first: 0 | 1;
  readonly size: Dim;
}

/** The parts of every record among the variables, by its name. */
export function recordFields({ variables }: Pick<Program, "variables">): Map<string, readonly string[]> {
  return new Map(variables.flatMap(({ name, fields }) => (fields === undefined ? [] : [[name, fields] as const])));
}
