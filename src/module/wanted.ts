// Which nodes a function of a module returns, as the object that it returns.
import { nth } from "../diagnostics/known.js";
import { kindRow, type DerivativeKind } from "../graph/derivative-kinds.js";
import type { NodeId } from "../graph/graph.js";
import { levelsOf, recordFields, type Block, type Program, type Sparse } from "../graph/program.js";
import type { Dim } from "../shape/dim.js";
import type { Matrix } from "./layout.js";
import { sparseOverRows, type OverMatrix } from "./over-sparse.js";
import type { PatternPart } from "./tree.js";

/** A result as a tree of nodes, or one array that is put together of several. */
export type Wanted =
  | { readonly node: NodeId }
  | { readonly matrix: Matrix }
  | { readonly pattern: PatternPart }
  | { readonly parts: readonly (readonly [string, Wanted])[] };

export function nodesOf(wanted: Wanted): NodeId[] {
  if ("matrix" in wanted) return wanted.matrix.blocks.map(({ node }) => node);
  if ("pattern" in wanted) return [];
  return "node" in wanted ? [wanted.node] : wanted.parts.flatMap(([, w]) => nodesOf(w));
}

/** A value with one node, or one a field. */
export function wantedValue(value: { readonly nodes: readonly NodeId[]; readonly fields?: readonly string[] }): Wanted {
  if (value.fields === undefined) return { node: nth(value.nodes, 0) };
  return { parts: value.fields.map((f, i) => [f, { node: nth(value.nodes, i) }]) };
}

export function wantedOutputs(program: Program): Wanted {
  const [only] = program.outputs;
  if (program.outputs.length === 1 && only !== undefined) return wantedValue(only);
  return { parts: program.outputs.map((o) => [o.name, wantedValue(o)]) };
}

/**
 * Blocks by the name of their first variable, then of their second, as deep as their kind goes. The elements of a sparse matrix
 * of one observation stand where they are over all, if `count` is given.
 */
export function wantedDerivatives(program: Program, kind: DerivativeKind, count?: Dim): Wanted {
  const records = recordFields(program);
  const { depth } = kindRow(kind);
  const [first] = program.derivatives[kind];
  if (first?.sparse !== undefined) {
    const over = count === undefined ? undefined : sparseOverRows(program, first.sparse, kind as "jacobian" | "hessian", count);
    return wantedSparse(program, first, first.sparse, over);
  }
  const build = (blocks: readonly Block[], level: number): Wanted => {
    if (level === depth) return wantedBlock(blocks[0] as Block, levelsOf(program, kind, blocks[0] as Block, records));
    const groups = new Map<string, Block[]>();
    for (const block of blocks) {
      const name = block.wrt[level] as string;
      const group = groups.get(name);
      if (group === undefined) groups.set(name, [block]);
      else group.push(block);
    }
    return { parts: [...groups].map(([name, group]) => [name, build(group, level + 1)]) };
  };
  return build(program.derivatives[kind], 0);
}

/** Compressed rows: the elements stand in one array. */
function wantedSparse({ builder }: Program, { nodes }: Block, { pattern }: Sparse, over?: OverMatrix): Wanted {
  const part = (member: PatternPart["member"]): Wanted => ({ pattern: { kind: "pattern", of: pattern.name, member } });
  const [first] = nodes;
  const isOneArray = first !== undefined && builder.shape(first).length > 0;
  const values: Wanted = isOneArray ? { node: first } : { matrix: {
    shape: [over?.length ?? nodes.length],
    blocks: nodes.map((node, i) => ({ node, rows: 1, columns: 1, stride: 1, ...(over?.places[i] ?? { at: i }) })),
  } };
  return { parts: [["rowStart", part("rowStart")], ["columns", part("columns")], ["values", values]] };
}

/** A block by records has an entry for each field, or each pair of fields; before them stand the fields of the output. */
function wantedBlock(block: Block, levels: readonly (readonly string[] | undefined)[]): Wanted {
  const build = (nodes: readonly NodeId[], [fields, ...rest]: readonly (readonly string[])[]): Wanted => {
    if (fields === undefined) return { node: nth(nodes, 0) };
    const step = nodes.length / fields.length;
    return { parts: fields.map((f, i) => [f, build(nodes.slice(i * step, (i + 1) * step), rest)]) };
  };
  return build(block.nodes, levels.filter((fields) => fields !== undefined));
}
