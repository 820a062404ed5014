// Operations of a body, counted as in docs/benchmarks.md: each sum, product, quotient, opposite,
// comparison and call is one; places in memory and loops are free; a choice costs its condition.
import { addDims, multiplyDims, productOfDims, type Dim } from "../shape/dim.js";
import { partsOf, type Num, type Stmt } from "./ir.js";

/** A polynomial of the named sizes. */
export function countOperations(body: readonly Stmt[]): Dim {
  return body.reduce<Dim>((sum, stmt) => addDims(sum, costOf(stmt)), 0);
}

function costOf(stmt: Stmt): Dim {
  switch (stmt.kind) {
    case "let": case "assign": return countNumber(stmt.value);
    case "store": return countNumber(stmt.value) + (stmt.add ? 1 : 0);
    case "fill": return 0;
    // all blocks together count as one: a block is longer than the sizes that are counted with
    case "for": return stmt.step !== undefined ? countOperations(stmt.body) : multiplyDims(productOfDims(stmt.count), countOperations(stmt.body));
    case "block": return countOperations(stmt.body);
    case "routine": return stmt.cost;
  }
}

export function countNumber(num: Num): number {
  if (num.kind === "load") return 0;
  const own = num.kind === "infix" || num.kind === "prefix" || num.kind === "call" ? 1 : 0;
  return partsOf(num).reduce((sum, part) => sum + countNumber(part), own);
}
