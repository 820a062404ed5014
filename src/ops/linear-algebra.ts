// Linear systems and determinants. A factorisation is a node of its own once expanded, so that
// value and derivative share it. Sources of the formulas: M. Giles, collected matrix derivative
// results for algorithmic differentiation, 2008.
import { nth } from "../diagnostics/known.js";
import { attrsOf } from "../graph/attrs.js";
import type { Builder } from "../graph/builder.js";
import type { Applied, NodeId } from "../graph/graph.js";
import { tensor, zerosTensor, type Tensor } from "../graph/tensor.js";
import { batchedTo } from "./batch.js";
import { innerProduct, multiply as product, transpose } from "./products.js";
import { cofactorChange } from "../runtime/cofactor-change.js";
import { choleskyFactor, cofactors, lowerSolve, luDeterminant, luFactor, luLogDeterminant, luSolve } from "../runtime/linear-algebra.js";
import { productOfDims, type Dim } from "../shape/dim.js";
import { dimAt, type Shape } from "../shape/shape.js";
import { anyValue } from "../graph/classes.js";
import type { Handed, TensorOp } from "../graph/operation.js";

/** What the routines take first: the n of an n x n matrix. */
const ORDER: Handed = { size: ([a]) => nth(a, 0) };
const TRANSPOSED: Handed = { flag: "transposed" };

export const linearAlgebra: readonly TensorOp[] = [
  {
    kind: "tensor", name: "solve", flow: "mixes", values: anyValue, access: "before", divides: true, refuses: "expanded",
    doc: "The X with A*X = B, or A'*X = B where transposed; throws for a singular A.",
    shape: ([, b]) => b,
    evaluate: ([a, b], attrs) => solveWith(a, b, attrs.transposed === true),
    vjp: solveVjp,
    jvp: solveJvp,
    batch: batchSolve, onlyLater: true,
    expand: (b, node) => b.apply("lu_solve", [...factorsOf(b, node), node.args[1]], node.attrs),
  },
  {
    kind: "tensor", name: "det", flow: "mixes", values: anyValue, access: "before", paper: ["\\det", "det"],
    doc: "The determinant.", shape: () => [],
    evaluate: ([a]) => { const f = factor(a); return tensor([], [luDeterminant(f.n, f.lu, f.exchanges)]); },
    // d det = <cofactors, dA>, right at singular matrices too
    vjp: (b, node, ct) => b.apply("mul", [ct, b.apply("cofactor", node.args)]),
    jvp: (b, node, [da]) => (da === undefined ? undefined : innerProduct(b, b.apply("cofactor", node.args), da)),
    expand: (b, node) => b.apply("lu_det", factorsOf(b, node)),
  },
  {
    kind: "tensor", name: "logdet", flow: "mixes", values: anyValue, access: "before", divides: true,
    doc: "log(abs(det(A))).", shape: () => [],
    evaluate: ([a]) => { const f = factor(a); return tensor([], [luLogDeterminant(f.n, f.lu)]); },
    vjp: (b, node, ct) => b.apply("mul", [ct, inverseTransposed(b, node.args[0])]),
    jvp: (b, node, [da]) => (da === undefined ? undefined : innerProduct(b, inverseTransposed(b, node.args[0]), da)),
    expand: (b, node) => b.apply("lu_logdet", factorsOf(b, node)),
  },
  {
    kind: "tensor", name: "cofactor", flow: "mixes", values: anyValue, access: "routine",
    routine: { fn: "cofactors", hands: [ORDER, 0, "result"] },
    doc: "The matrix of cofactors, the gradient of the determinant.", helpers: { cofactor: ["A", "grad(det(A), A)"] },
    called: { as: () => ["cofactor"] },
    shape: ([a]) => a,
    evaluate: ([a], _attrs, shape) => {
      const out = zerosTensor(shape);
      cofactors(nth(shape, 0), a.data, out.data);
      return out;
    },
    // the second derivative of the determinant is symmetric
    vjp: (b, node, ct) => b.apply("cofactor_change", [node.args[0], ct]),
    jvp: (b, node, [da]) => (da === undefined ? undefined : b.apply("cofactor_change", [node.args[0], da])),
  },
  {
    kind: "tensor", name: "cofactor_change", flow: "mixes", values: anyValue, access: "routine",
    routine: { fn: "cofactorChange", hands: [ORDER, 0, { size: ([, e]) => productOfDims(e.slice(0, -2)) }, 1, "result"] },
    doc: "The derivative of the cofactors of A along a direction, or along several: right for singular A too.",
    shape: ([, e]) => e,
    evaluate: ([a, e], _attrs, shape) => {
      const out = zerosTensor(shape);
      const n = nth(a.shape, 0);
      cofactorChange(n, a.data, e.data.length / (n * n), e.data, out.data);
      return out;
    },
    vjp: (b, node, ct, index) => {
      const [a, e] = node.args;
      return index === 1 ? b.apply("cofactor_change", [a, ct]) : cofactorBend(b, a, e, ct);
    },
    jvp: (b, node, [da, de]) => {
      const [a, e] = node.args;
      const bend = da === undefined ? undefined : cofactorBend(b, a, e, da);
      const change = de === undefined ? undefined : b.apply("cofactor_change", [a, de]);
      return bend === undefined || change === undefined ? bend ?? change : b.apply("add", [bend, change]);
    },
    onlyLater: true,
    batch: (b, _node, [a, e], batched, lead) => {
      if (batched[0] === true) throw new Error("defect of gradc: a batch of matrices of cofactors");
      return b.apply("cofactor_change", [a, batchedTo(b, e, batched[1] === true, lead)]);
    },
  },
  {
    kind: "tensor", name: "cholesky", flow: "mixes", values: anyValue, access: "before", divides: true, refuses: "expanded",
    doc: "The lower factor L with L*L' = A, of whose lower part it reads; throws where A is not positive definite.",
    shape: ([a]) => a,
    evaluate: ([a], _attrs, shape) => {
      const out = zerosTensor(shape);
      choleskyFactor(nth(shape, 0), a.data, out.data);
      return out;
    },
    // L'*L^ with half its diagonal, between inverse factors; the parts above the diagonal belong to those below
    vjp: (b, _node, ct, _index, id) => {
      const inner = halfLower(b, product(b, transpose(b, id), ct));
      const left = solveLower(b, id, inner, true);
      const whole = transpose(b, solveLower(b, id, transpose(b, left), true));
      return halfLower(b, b.apply("add", [whole, transpose(b, whole)]));
    },
    jvp: (b, _node, [da], id) => {
      if (da === undefined) return undefined;
      const below = b.apply("triangle", [da], { upper: false, diagonal: -1 });
      const whole = b.apply("add", [b.apply("triangle", [da], { upper: false, diagonal: 0 }), transpose(b, below)]);
      const right = transpose(b, solveLower(b, id, transpose(b, solveLower(b, id, whole, false)), false));
      return product(b, id, halfLower(b, right));
    },
    expand: (b, node) => b.apply("cholesky_factor", node.args),
  },
  {
    kind: "tensor", name: "solve_lower", flow: "mixes", values: anyValue, access: "routine", divides: true,
    routine: { fn: "lowerSolve", hands: [ORDER, 0, 1, { size: ([, b]) => b[1] ?? 1 }, "result", TRANSPOSED] },
    doc: "The X with L*X = B, or L'*X = B where transposed, for the lower part L of a matrix.",
    shape: ([, b]) => b,
    evaluate: ([l, b], attrs) => {
      const x = zerosTensor(b.shape);
      lowerSolve(
        nth(l.shape, 0), l.data, b.data, x.shape[1] ?? 1, x.data,
        attrs.transposed === true,
      );
      return x;
    },
    vjp: (b, node, ct, index, id) => {
      const change = solveVjp(b, node, ct, index, id);
      return index === 1 ? change : b.apply("triangle", [change], LOWER);
    },
    jvp: (b, node, [da, db], id) => solveJvp(b, node, [da === undefined ? undefined : b.apply("triangle", [da], LOWER), db], id),
    batch: batchSolve, onlyLater: true,
  },
  {
    ...expanded("lu", "The factors of A with row exchanges, both in one matrix; or the exchanges."), which: ["result"],
    routine: { fn: "luFactor", hands: [ORDER, { view: 0 }, { result: "factors" }, { result: "exchanges" }] },
    shape: ([a = []], attrs) => (attrsOf("lu", { attrs }).result === "factors" ? a : a.slice(0, 1)),
    evaluate: ([a], attrs) => {
      const { n, lu, exchanges } = factor(a);
      return attrsOf("lu", { attrs }).result === "factors" ? tensor([n, n], lu) : tensor([n], exchanges);
    },
  },
  {
    ...expanded("lu_solve", "The solution from factors and exchanges; with a fourth argument only where that is not zero."), refuses: true,
    routine: {
      fn: "luSolve", guarded: "luSolveIf", hands: [ORDER, 0, 1, 2, { size: ([, , b]) => b[1] ?? 1 }, "result", TRANSPOSED],
    },
    shape: ([, , b]) => b,
    evaluate: ([lu, exchanges, b, needed], attrs) => {
      const x = zerosTensor(b.shape);
      if (needed?.data[0] !== 0) solveFactored(factored(lu, exchanges), b, x, attrs.transposed === true);
      return x;
    },
  },
  {
    ...expanded("lu_det", "The determinant from factors and exchanges."), shape: () => [],
    routine: { fn: "luDeterminant", hands: [ORDER, 0, 1] },
    evaluate: ([lu, exchanges]) => {
      const f = factored(lu, exchanges);
      return tensor([], [luDeterminant(f.n, f.lu, f.exchanges)]);
    },
  },
  {
    ...expanded("cholesky_factor", "The lower factor; with a second argument only where that is not zero."), refuses: true,
    routine: { fn: "choleskyFactor", guarded: "choleskyFactorIf", hands: [ORDER, 0, "result"] },
    shape: ([a]) => a,
    evaluate: ([a, needed]) => {
      const out = zerosTensor(a.shape);
      if (needed?.data[0] !== 0) choleskyFactor(nth(out.shape, 0), a.data, out.data);
      return out;
    },
  },
  {
    ...expanded("lu_logdet", "log(abs(det(A))) from factors and exchanges."), shape: () => [],
    routine: { fn: "luLogDeterminant", hands: [ORDER, 0] },
    evaluate: ([lu]) => tensor([], [luLogDeterminant(nth(lu.shape, 0), lu.data)]),
  },
];

const LOWER = { upper: false, diagonal: 0 };

function solveLower(b: Builder, l: NodeId, right: NodeId, transposed: boolean): NodeId {
  return b.apply("solve_lower", [l, right], { transposed });
}

/** The lower part of a matrix, with half of its diagonal. */
function halfLower(b: Builder, x: NodeId): NodeId {
  const half = b.apply("mul", [b.constant(0.5), b.apply("triangle", [x], LOWER)]);
  return b.apply("add", [half, b.apply("mul", [b.constant(0.5), b.apply("triangle", [x], { upper: false, diagonal: -1 })])]);
}

/** A step that planning works with, made only after all differentiation. */
function expanded(name: string, doc: string): Omit<TensorOp, "shape" | "evaluate"> {
  const never = (): never => { throw new Error(`defect of gradc: ${name} is not differentiated`); };
  return { kind: "tensor", name, doc, flow: "mixes", values: anyValue, access: "routine", vjp: never, jvp: never };
}

/** Only the right side carries leading dimensions: they become further columns. */
function batchSolve(b: Builder, node: Applied, [a, right]: readonly NodeId[], batched: readonly boolean[], lead: Shape): NodeId {
  if (batched[0] === true || right === undefined || a === undefined) throw new Error("defect of gradc: a batch of matrices to solve");
  const shape = b.shape(right);
  const front = lead.map((_, i) => i);
  const back = shape.map((_, i) => i).slice(lead.length);
  const dims = new Map(shape.map((d, i) => [i, d]));
  const [rows, ...cols] = back as [number, ...number[]];
  const turned = b.contract([{ node: right, labels: [...front, ...back] }], [rows, ...front, ...cols], dims);
  const wide = [...front, ...cols].map((i) => dimAt(shape, i));
  const solved = b.apply(node.op, [a, b.reshape(turned, [dimAt(shape, rows), productOfDims(wide)])], node.attrs);
  return b.contract(
    [{ node: b.reshape(solved, [dimAt(shape, rows), ...wide]), labels: [rows, ...front, ...cols] }],
    [...front, ...back], dims,
  );
}

/** Both results, for whatever reads one of them: they are made together. */
function factorsOf(b: Builder, node: Applied): NodeId[] {
  const [a] = node.args;
  return [b.apply("lu", [a], { result: "factors" }), b.apply("lu", [a], { result: "exchanges" })];
}

function inverseTransposed(b: Builder, a: NodeId): NodeId {
  return b.apply("solve", [a, b.apply("delta", [], { size: dimAt(b.shape(a), 0) })], { transposed: true });
}

/** B' = solve(A', ct); A' = -B'*X' for A*X = B, and -X*B'' for A'*X = B. */
function solveVjp(b: Builder, node: Applied, ct: NodeId, index: number, id: NodeId): NodeId {
  const [a] = node.args;
  const { transposed } = attrsOf("solve", node);
  const right = b.apply(node.op, [a, ct], { transposed: !transposed });
  if (index === 1) return right;
  const [rows, cols] = transposed ? [id, right] : [right, id];
  return b.apply("neg", [outer(b, rows, cols)]);
}

function solveJvp(b: Builder, node: Applied, [da, db]: readonly (NodeId | undefined)[], id: NodeId): NodeId | undefined {
  const [a] = node.args;
  const { transposed } = attrsOf("solve", node);
  const change = da === undefined ? undefined : b.apply("neg", [applied(b, da, id, transposed)]);
  const right = change === undefined ? db : db === undefined ? change : b.apply("add", [db, change]);
  return right === undefined ? undefined : b.apply(node.op, [a, right], { transposed });
}

/** R*X' for matrices of columns, and the outer product for vectors. */
function outer(b: Builder, rows: NodeId, cols: NodeId): NodeId {
  const extra = b.shape(rows).length === 2 ? [2] : [];
  const dims = new Map<number, Dim>([[0, dimAt(b.shape(rows), 0)], [1, dimAt(b.shape(cols), 0)]]);
  if (extra.length === 1) dims.set(2, dimAt(b.shape(rows), 1));
  return b.contract([{ node: rows, labels: [0, ...extra] }, { node: cols, labels: [1, ...extra] }], [0, 1], dims);
}

/** M*X or M'*X. */
function applied(b: Builder, m: NodeId, x: NodeId, transposed: boolean): NodeId {
  const extra = b.shape(x).length === 2 ? [2] : [];
  const dims = new Map<number, Dim>([[0, dimAt(b.shape(m), 0)], [1, dimAt(b.shape(m), 1)]]);
  if (extra.length === 1) dims.set(2, dimAt(b.shape(x), 1));
  const [sum, out] = transposed ? [0, 1] : [1, 0];
  return b.contract([{ node: m, labels: [0, 1] }, { node: x, labels: [sum, ...extra] }], [out, ...extra], dims);
}

/**
 * The second derivative of the cofactors, along E and along G. With W the inverse and d the determinant it is d times
 * the transpose of ((tr(WE)*tr(WG) - tr(WEWG))*I - tr(WE)*WG - tr(WG)*WE + WEWG + WGWE)*W: NaN for a singular matrix.
 */
function cofactorBend(b: Builder, a: NodeId, e: NodeId, g: NodeId): NodeId {
  const det = b.apply("det", [a]);
  const inverse = transpose(b, b.apply("div", [b.apply("cofactor", [a]), det]));
  const [we, wg] = [product(b, inverse, e), product(b, inverse, g)];
  const trace = (x: NodeId): NodeId => b.contract([{ node: x, labels: [0, 0] }], [], new Map([[0, dimAt(b.shape(a), 0)]]));
  const times = (x: NodeId, y: NodeId): NodeId => b.apply("mul", [x, y]);
  const [te, tg] = [trace(we), trace(wg)];
  const [eg, ge] = [product(b, we, wg), product(b, wg, we)];
  const scalar = b.apply("sub", [times(te, tg), trace(eg)]);
  const left = b.apply("sub", [b.apply("add", [eg, ge]), b.apply("add", [times(te, wg), times(tg, we)])]);
  return times(det, transpose(b, b.apply("add", [times(scalar, inverse), product(b, left, inverse)])));
}

interface Factored {
  readonly n: number;
  readonly lu: Float64Array;
  readonly exchanges: Float64Array;
}

function factor(a: Tensor): Factored {
  const n = nth(a.shape, 0);
  const lu = new Float64Array(n * n);
  const exchanges = new Float64Array(n);
  luFactor(n, a.data, 0, lu, exchanges);
  return { n, lu, exchanges };
}

function factored(lu: Tensor, exchanges: Tensor): Factored {
  return { n: nth(lu.shape, 0), lu: lu.data, exchanges: exchanges.data };
}

function solveWith(a: Tensor, b: Tensor, transposed: boolean): Tensor {
  const x = zerosTensor(b.shape);
  solveFactored(factor(a), b, x, transposed);
  return x;
}

function solveFactored({ n, lu, exchanges }: Factored, b: Tensor, x: Tensor, transposed: boolean): void {
  luSolve(n, lu, exchanges, b.data, b.shape[1] ?? 1, x.data, transposed);
}
