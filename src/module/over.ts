// A program of one observation as functions over many: inputs have a row for each observation, params are shared. Outputs
// and their Jacobians have a row for each; gradients and second derivatives are those of the sum over all.
import { nth } from "../diagnostics/known.js";
import { kindRow, type DerivativeKind } from "../graph/derivative-kinds.js";
import type { NodeId } from "../graph/graph.js";
import { isSeed, type Block, type Program, type Variable } from "../graph/program.js";
import {
  apply, counter, FIRST, int, load, loopOver, number, plus, scale, size, store, use, type Buffer, type Index, type Local,
  type NewLocal, type Num, type Stmt,
} from "../loop/ir.js";
import type { ElementType } from "../shape/element.js";
import { multiplyDims, namedDim, type Dim } from "../shape/dim.js";
import { dimAt } from "../shape/shape.js";
import type { Matrix } from "./layout.js";
import { sparseOverRows } from "./over-sparse.js";
import { object, type Tree } from "./tree.js";
import { nodesOf, type Wanted } from "./wanted.js";

/** The program as its callers see it. */
export function overRows(program: Program, name: string): Program {
  const count = namedDim(name);
  const overAll = (kind: "jacobian" | "hessian"): readonly Block[] => program.derivatives[kind].map((block) => (block.sparse === undefined
    ? block : { ...block, sparse: { ...block.sparse, pattern: sparseOverRows(program, block.sparse, kind, count).pattern } }));
  const shape = ({ fields }: Variable): readonly Dim[] => (fields === undefined ? [count] : [count, fields.length]);
  return {
    ...program, sizes: [name], derivatives: { ...program.derivatives, jacobian: overAll("jacobian"), hessian: overAll("hessian") },
    variables: program.variables.map(({ fields, ...v }) => {
      const record = fields === undefined ? {} : { fields };
      return v.role === "input" ? { ...v, shape: shape({ ...v, ...record }) } : { ...v, ...record };
    }),
    seeds: program.seeds.map(({ fields, ...seed }) => {
      const whole = { ...seed, ...(fields === undefined ? {} : { fields }) };
      const hasRows = kindRow(seed.kind).takes === "cotangent" || isOfInput(program, whole);
      return hasRows ? { ...seed, shape: shape(whole) } : whole;
    }),
  };
}

function isOfInput({ variables }: Program, seed: Variable): boolean {
  return isSeed(seed) && kindRow(seed.kind).takes === "tangent" &&
    variables.some(({ name, role }) => name === seed.name && role === "input");
}

/** Whether what lies below some keys of a result has a row for each observation, rather than a sum over all. */
export type HasRows = (path: readonly string[]) => boolean;

/** What a function gives: the outputs, the sum of one of them, or derivatives; of the first order with that sum. */
export type Meaning = "outputs" | "sum" | DerivativeKind;

export function rowsOf({ variables, outputs, derivatives }: Program, meaning: Meaning): HasRows {
  if (meaning === "outputs") return (path) => path.length === (outputs.length > 1 ? 1 : 0);
  if (meaning === "sum") return () => false;
  const { depth } = kindRow(meaning);
  // where the elements of a sparse matrix lie is told one by one
  if (derivatives[meaning][0]?.sparse !== undefined) return () => false;
  const isRow = (name = ""): boolean => variables.some((v) => v.name === name && v.shape.length > 0);
  switch (meaning) {
    case "jacobian": return (path) => path.length === 1;
    case "jvp": return () => true;
    case "gradient": return (path) => path.length === 2 && isRow(path[1]);
    default: return (path) => path.length === depth && path.some(isRow);
  }
}

export interface Rows {
  readonly count: Dim;
  readonly element: ElementType;
  readonly row: Local;
  readonly hasRows: HasRows;
  readonly newLocal: NewLocal;
  readonly nextId: () => number;
  readonly hint: (id: NodeId) => string | undefined;
}

/** What is done with the numbers of one observation. */
export interface Gathered {
  readonly before: Stmt[];
  readonly inside: Stmt[];
  readonly after: Stmt[];
}

/** The result over all observations, and the statements that make it of the numbers of each. */
export function gather(rows: Rows, wanted: Wanted, scalars: ReadonlyMap<NodeId, Num>): Gathered & { readonly result: Tree } {
  const out: Gathered = { before: [], inside: [], after: [] };
  const valueOf = (id: NodeId): Num => scalars.get(id) as Num;
  const output = (hint: string, shape: readonly Dim[]): Buffer => ({ id: rows.nextId(), hint, type: rows.element, kind: "output", shape });
  const sums = new Map<NodeId, Num>();
  const sum = (id: NodeId, hint: string): Num => {
    const value = valueOf(id);
    const known = value.kind === "number" && value.value === 0 ? value : sums.get(id);
    if (known !== undefined) return known;
    const total = rows.newLocal(rows.hint(id) ?? hint);
    out.before.push({ kind: "let", local: total, value: number(0), mutable: true });
    out.inside.push({ kind: "assign", local: total, value: apply("add", use(total), value) });
    sums.set(id, use(total));
    return use(total);
  };
  const inRows = (nodes: readonly NodeId[], hint: string): Tree => {
    const width = nodes.length;
    const buffer = output(hint, width === 1 ? [rows.count] : [rows.count, width]);
    nodes.forEach((id, i) => out.inside.push(store(buffer, placeOf(rows.row, width, i), valueOf(id))));
    return { kind: "array", buffer };
  };
  const matrix = ({ shape, blocks }: Matrix, hasRows: boolean, hint: string): Tree => {
    const [height, width] = shape.length === 1 ? [1, dimAt(shape, 0)] : shape as readonly [Dim, Dim];
    const each = multiplyDims(height, width);
    const buffer = output(hint, hasRows ? [rows.count, ...(height === 1 ? [width] : [height, width])] : shape);
    for (const { node, at, step } of blocks) {
      if (step !== undefined) out.inside.push(store(buffer, plus(scale(counter(rows.row), size(step)), size(at)), valueOf(node)));
      else if (hasRows) out.inside.push(store(buffer, plus(scale(counter(rows.row), size(each)), size(at)), valueOf(node)));
      else out.after.push(store(buffer, size(at), sum(node, hint)));
    }
    return { kind: "array", buffer };
  };
  const visit = (w: Wanted, path: readonly string[]): Tree => {
    if ("pattern" in w) return w.pattern;
    const hint = path.at(-1) ?? "result";
    if ("matrix" in w) return matrix(w.matrix, rows.hasRows([...path, ""]), hint);
    if (rows.hasRows(path)) return inRows(nodesOf(w), hint);
    if ("parts" in w) return object(w.parts.map(([key, part]) => [key, visit(part, [...path, key])]));
    return { kind: "scalar", num: sum(w.node, hint) };
  };
  return { ...out, result: visit(wanted, []) };
}

/** The loop over all observations. */
export function loopOverRows(rows: Rows, taken: readonly Stmt[], body: readonly Stmt[], { before, inside, after }: Gathered): Stmt[] {
  return [...before, loopOver(rows.row, [rows.count], [...taken, ...body, ...inside]), ...after];
}

/** Where number `i` of a row lies. */
export function placeOf(row: Local, width: number, i: number): Index {
  return width === 1 ? counter(row) : plus(scale(counter(row), int(width)), i === 0 ? FIRST : int(i));
}

/** A local for each number of a row, and the statements that take out those that are needed. */
export function takeRows(
  rows: Rows, variables: readonly Variable[], inputs: ReadonlyMap<NodeId, Buffer>, needed: ReadonlySet<NodeId>,
  nameOf: (v: Variable, i: number) => string,
): { readonly locals: ReadonlyMap<NodeId, Num>; readonly statements: readonly Stmt[] } {
  const locals = new Map<NodeId, Num>();
  const statements: Stmt[] = [];
  for (const v of variables) {
    const buffer = inputs.get(nth(v.nodes, 0));
    if (buffer === undefined || v.shape.length === 0) continue;
    v.nodes.forEach((id, i) => {
      const local = rows.newLocal(nameOf(v, i));
      locals.set(id, use(local));
      if (needed.has(id))
        statements.push({ kind: "let", local, value: load(buffer, placeOf(rows.row, v.nodes.length, i)), mutable: false });
    });
  }
  return { locals, statements };
}
