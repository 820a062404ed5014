// A contraction as people write it: products of matrices, sums, traces, outer products; and where it
// has no such form, a product of arrays of one rank, summed along dimensions.
import { nth } from "../diagnostics/known.js";
import type { Node } from "../graph/graph.js";
import { contractionOf } from "../ops/contraction.js";
import type { Shape } from "../shape/shape.js";
import { times } from "./algebra.js";
import { preparedContraction, type Factor } from "./contraction-factors.js";
import { chainOf, reduced, reversed, writeChain, type Chain } from "./network.js";
import { filled, product, reshaped, scaled, turned, type Reading } from "./reading.js";
import { broadcastProduct } from "./read-broadcast.js";
import { call, isNumber, number, type Written } from "./written.js";

export function readContraction(r: Reading, node: Node): Written {
  const { out, dims } = contractionOf(node.attrs);
  const c = preparedContraction(r, node);
  const simple = c.factors.every((f) => f.labels.length <= 2 && new Set(f.labels).size === f.labels.length);
  const network = simple ? reduced({ chains: c.factors.map(chainOf), scalars: c.scalars, out }, r.pretty) : undefined;
  const scalar = productOf(network?.scalars ?? c.scalars, r.pretty);
  if (network === undefined) return withScalar(scalar, broadcastProduct(r, c), r.pretty);
  if (network.chains.length === 0) return filled(scalar ?? number(1), node.shape, r.pretty);
  const shapes = (labels: readonly number[]): Shape => labels.map((l) => nth(dims, l));
  const array = assembled(network.chains, out, shapes, r.pretty) ?? kronecker(network.chains, out, shapes)
    ?? broadcastProduct(r, { ...c, factors: network.chains.map(asFactor) });
  return withScalar(scalar, array, r.pretty);
}

function productOf(scalars: readonly Written[], pretty: boolean): Written | undefined {
  const factors = scalars.filter((s) => !isNumber(s, 1));
  const [first, ...rest] = [...factors.filter((f) => isNumber(f)), ...factors.filter((f) => !isNumber(f))];
  return first === undefined ? undefined : rest.reduce<Written>((x, y) => times(x, y, pretty), first);
}

function withScalar(scalar: Written | undefined, array: Written, pretty: boolean): Written {
  return scalar === undefined ? array : scaled(scalar, array, pretty);
}

function asFactor(chain: Chain): Factor {
  return { written: writeChain(chain), labels: chain.ends };
}

/** Vectors and matrices over at most two remaining labels. */
function assembled(
  chains: readonly Chain[], out: readonly number[], shapes: (labels: readonly number[]) => Shape, pretty: boolean,
): Written | undefined {
  const [i, j] = out;
  if (out.length === 1) return writeChain(chains[0] as Chain);
  if (out.length !== 2 || i === undefined || j === undefined) return undefined;
  const at = (label: number): Written | undefined => {
    const found = chains.find((c) => c.ends.length === 1 && c.ends[0] === label);
    return found === undefined ? undefined : writeChain(found);
  };
  const matrix = chains.find((c) => c.ends.length === 2);
  const [rows, cols] = [at(i), at(j)];
  if (matrix === undefined)
    return call("outer", [rows ?? filled(number(1), shapes([i]), pretty), cols ?? filled(number(1), shapes([j]), pretty)], true);
  return weighted(matrix.ends[0] === i ? matrix : reversed(matrix), rows, cols, pretty);
}

/** diag(rows) * A .* cols; an identity with weights is diag(rows). */
function weighted(matrix: Chain, rows: Written | undefined, cols: Written | undefined, pretty: boolean): Written {
  if (isIdentity(matrix)) {
    const weights = rows !== undefined && cols !== undefined ? times(rows, cols, pretty) : rows ?? cols;
    return weights === undefined ? plainIdentity(matrix) : call("diag", [weights], true);
  }
  const left = rows === undefined
    ? writeChain(matrix)
    : writeChain({ ...matrix, links: [{ written: call("diag", [rows], true), isTurned: false }, ...matrix.links] });
  if (cols === undefined) return left;
  return matrix.links.length === 1 && rows === undefined ? times(left, cols, pretty) : product(left, call("diag", [cols], true));
}

function isIdentity(matrix: Chain): boolean {
  const [only] = matrix.links;
  return matrix.links.length === 1 && only?.written.kind === "call" && only.written.name === "identity";
}

function plainIdentity(matrix: Chain): Written {
  return turned(matrix.links[0]?.written as Written, false);
}

/** A_ik * B_jl over i, j, k, l is a Kronecker product with its dimensions apart. */
function kronecker(chains: readonly Chain[], out: readonly number[], shapes: (labels: readonly number[]) => Shape): Written | undefined {
  if (out.length !== 4 || chains.length !== 2 || chains.some((c) => c.ends.length !== 2)) return undefined;
  const [i, j, k, l] = out as readonly [number, number, number, number];
  const between = (from: number, to: number): Written | undefined => {
    const found = chains.find((c) => c.ends.includes(from) && c.ends.includes(to));
    return found === undefined ? undefined : writeChain(found.ends[0] === from ? found : reversed(found));
  };
  const [a, b] = [between(i, k), between(j, l)];
  return a === undefined || b === undefined ? undefined : reshaped(call("kron", [a, b], true), shapes(out));
}
