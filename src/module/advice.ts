// Which programs another target would serve better, by what was measured (docs/benchmarks.md): in one sentence, or none.
import type { RoutineCall } from "../loop/ir.js";
import { allStatements } from "../loop/map.js";
import { argumentOf } from "../loop/routine-table.js";
import type { Body } from "./body.js";
import type { ModuleIR } from "./module.js";

/** From so many products of numbers on, as of two 16 x 16 matrices, a product takes a third of the time. */
const LARGE = 4096;

/** Of a module in JavaScript. */
export function adviceOn({ bodies }: ModuleIR): string | undefined {
  const { primal: _counted, ...called } = bodies;
  const all = Object.values(called as Readonly<Record<string, Body>>);
  const calls = all.flatMap((body) => allStatements(body.statements)).flatMap((s) => (s.kind === "routine" ? [s] : []));
  if (calls.some(isLargeProduct)) return "Matrix products from 16 x 16 on are about 3 times as fast in WebAssembly: --target wasm";
  if (all.some((body) => body.split !== undefined)) {
    return "A program of this length is slow in its first calls in JavaScript; in WebAssembly it is not: --target wasm";
  }
  return undefined;
}

/** Whether a product is large; one of named sizes may be. */
function isLargeProduct(call: RoutineCall): boolean {
  if (call.fn !== "multiply") return false;
  const sizes = ["rows", "inner", "cols"].map((name) => argumentOf(call, name));
  const known = sizes.flatMap((arg) => (arg?.kind === "index" && arg.index.kind === "int" ? [arg.index.value] : []));
  return known.length < sizes.length || known.reduce((all, size) => all * size, 1) >= LARGE;
}
