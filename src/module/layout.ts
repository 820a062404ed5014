// One vector for several variables: where each of them lies in it, and where their derivatives lie in a result.
import { nth } from "../diagnostics/known.js";
import { kindRow, type DerivativeKind } from "../graph/derivative-kinds.js";
import type { NodeId } from "../graph/graph.js";
import { differentiatedBy, levelsOf, recordFields, type Block, type Program, type Variable } from "../graph/program.js";
import { size, type Buffer, partOf as partOfBuffer } from "../loop/ir.js";
import { addDims, multiplyDims, productOfDims, type Dim } from "../shape/dim.js";

/** Variables one after the other, each row-major; a record has a number for each field. */
export interface Vector {
  readonly buffer: Buffer;
  readonly parts: readonly VectorPart[];
  readonly length: Dim;
}

export interface VectorPart {
  readonly variable: Variable;
  readonly from: Dim;
  readonly length: Dim;
}

/** A block of derivatives in a matrix: its rows are `columns` numbers each, `stride` apart. */
export interface MatrixBlock {
  readonly node: NodeId;
  readonly at: Dim;
  readonly rows: Dim;
  readonly columns: Dim;
  readonly stride: Dim;
  /** Over many observations: how much further on it lies for each. */
  readonly step?: Dim;
}

/** A result that is put together of blocks; one row of them is a vector. */
export interface Matrix {
  readonly shape: readonly Dim[];
  readonly blocks: readonly MatrixBlock[];
}

export function vectorOf(variables: readonly Variable[], buffer: Pick<Buffer, "id" | "hint" | "type">): Vector {
  const parts: VectorPart[] = [];
  let from: Dim = 0;
  for (const variable of variables) {
    const length = lengthOf(variable);
    parts.push({ variable, from, length });
    from = addDims(from, length);
  }
  return { buffer: { ...buffer, kind: "input", shape: [from] }, parts, length: from };
}

/** The part of a vector's buffer that holds an array. */
export function bufferIn({ buffer, parts }: Vector, { variable, from }: VectorPart): Buffer {
  return parts.length === 1 ? { ...buffer, shape: variable.shape } : partOfBuffer(buffer, size(from), variable.shape);
}

/** The variables of the vector: those that are differentiated by, or the params where there are no derivatives. */
export function vectorVariables(program: Program): readonly Variable[] {
  const wrt = differentiatedBy(program);
  return program.variables.filter((v) => (wrt.size === 0 ? v.role === "param" : wrt.has(v.name)));
}

/** The blocks of a kind as one matrix: a row for each element of the output or of the first variable, a column for each of the last. */
export function matrixOf(program: Program, kind: DerivativeKind, vector: Vector): Matrix {
  const { hasOutput, depth } = kindRow(kind);
  const records = recordFields(program);
  const rowsOf = (block: Block): Place => {
    if (hasOutput) return outputPlace(program, block);
    return depth === 2 ? placeIn(vector, block.wrt[0] as string) : { from: 0, each: 1, count: 1 };
  };
  const blocks = program.derivatives[kind].flatMap((block) => {
    const [rows, columns] = [rowsOf(block), placeIn(vector, block.wrt.at(-1) as string)];
    const inRow = levelsOf(program, kind, block, records).at(-1)?.length ?? 1;
    return block.nodes.map((node, i): MatrixBlock => {
      const row = addDims(rows.from, multiplyDims(Math.floor(i / inRow), rows.each));
      const at = addDims(multiplyDims(row, vector.length), addDims(columns.from, i % inRow));
      return { node, at, rows: rows.each, columns: columns.each, stride: vector.length };
    });
  });
  const [first] = program.derivatives[kind];
  const height = depth === 2 ? vector.length : hasOutput && first !== undefined ? outputPlace(program, first).count : undefined;
  return { shape: height === undefined ? [vector.length] : [height, vector.length], blocks };
}

/** Where something begins, how many numbers each of its nodes has, and how many all have. */
interface Place {
  readonly from: Dim;
  readonly each: Dim;
  readonly count: Dim;
}

function placeIn({ parts }: Vector, name: string): Place {
  const part = parts.find(({ variable }) => variable.name === name) as VectorPart;
  return { from: part.from, each: productOfDims(part.variable.shape), count: part.length };
}

function outputPlace(program: Program, block: Block): Place {
  const output = program.outputs.find((o) => o.name === block.of);
  const each = productOfDims(program.builder.shape(nth(output?.nodes ?? [], 0)));
  return { from: 0, each, count: multiplyDims(each, output?.nodes.length ?? 1) };
}

function lengthOf({ shape, nodes }: Variable): Dim {
  return multiplyDims(productOfDims(shape), nodes.length);
}
