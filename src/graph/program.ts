// A program as the passes hand it on: the graph, and which of its nodes mean what to the user.
import type { Source, Span } from "../diagnostics/source.js";
import type { Dim } from "../shape/dim.js";
import type { Shape } from "../shape/shape.js";
import type { Builder } from "./builder.js";
import type { NodeId } from "./graph.js";

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

/** Something that must hold of the sizes, known only when the generated function is set up. */
export interface Requirement {
  readonly dim: Dim;
  readonly least: number;
  /** What the user would read: "the index 3 of A". */
  readonly what: string;
}

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
  /** Derivatives asked for from outside the program, once they are made. */
  readonly derivatives: Derivatives;
  /** Variables of Hessian-vector products: one direction for each variable differentiated by. */
  readonly directions: readonly Variable[];
}

/** One array of derivatives: of a scalar output (or, for a Jacobian, of any) by variables. */
export interface Block {
  readonly of: string;
  readonly wrt: readonly string[];
  /** One node, or one a field where a record is differentiated by. Absent parts are zero and are filled. */
  readonly nodes: readonly NodeId[];
}

export interface Derivatives {
  readonly gradient: readonly Block[];
  /** One block for each pair of variables. */
  readonly hessian: readonly Block[];
  readonly jacobian: readonly Block[];
  readonly hvp: readonly Block[];
}

export const NO_DERIVATIVES: Derivatives = { gradient: [], hessian: [], jacobian: [], hvp: [] };

/** Every node that something outside the graph refers to as a result. */
export function rootsOf(program: Program): NodeId[] {
  const { gradient, hessian, jacobian, hvp } = program.derivatives;
  return [...program.outputs, ...gradient, ...hessian, ...jacobian, ...hvp].flatMap((o) => o.nodes);
}

/** Every node that the program refers to: results, variables and places. */
export function keptNodes(program: Program): NodeId[] {
  return [...rootsOf(program), ...[...program.variables, ...program.directions].flatMap((v) => v.nodes), ...program.indices.map((use) => use.node)];
}

/** The same program over another graph, whose nodes are given for the old ones. */
export function mapProgram(program: Program, builder: Builder, map: (id: NodeId) => NodeId | undefined): Program {
  const all = (nodes: readonly NodeId[]): NodeId[] => nodes.flatMap((id) => map(id) ?? []);
  const each = <T extends { readonly nodes: readonly NodeId[] }>(items: readonly T[]): T[] => items.map((o) => ({ ...o, nodes: all(o.nodes) }));
  const { gradient, hessian, jacobian, hvp } = program.derivatives;
  const names = new Map<NodeId, string>();
  for (const [id, name] of program.names) {
    const mapped = map(id);
    if (mapped !== undefined && !names.has(mapped)) names.set(mapped, name);
  }
  return {
    ...program, builder, names,
    variables: each(program.variables), outputs: each(program.outputs), directions: each(program.directions),
    indices: program.indices.flatMap((use) => {
      const node = map(use.node);
      return node === undefined ? [] : [{ ...use, node }];
    }),
    derivatives: { gradient: each(gradient), hessian: each(hessian), jacobian: each(jacobian), hvp: each(hvp) },
  };
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
