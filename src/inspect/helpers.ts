// Values that the graph has and the language has no function for, as functions in the language itself.
// A text that uses one begins with its definition, so that it still is a whole program.
import { opTable, scalarOps } from "../ops/index.js";

const HELPERS: ReadonlyMap<string, readonly [params: string, value: string]> = new Map([
  ["prod_of_others", ["x", "grad(prod(x), x)"]],
  ...[...opTable.values()].flatMap((op) => (op.kind === "tensor" ? Object.entries(op.helpers ?? {}) : [])),
]);

/** What is differentiated again and again, by the name of its derivatives. */
const DIFFERENTIATED: ReadonlyMap<string, string> = new Map(
  scalarOps.flatMap(({ derivativesOf: of }) => (of === undefined ? [] : [[of.name, of.formula]])),
);
const DERIVATIVE = /^(.*\D)([1-9]\d*)$/;
const OTHERS = /^prod_of_others([1-9]\d*)$/;

/** The helpers that must be defined before one, and itself. */
export function helpersFor(helper: string): string[] {
  const { name, order } = derivativeOf(helper);
  return order === 0 ? [helper] : Array.from({ length: order }, (_, i) => `${name}${i + 1}`);
}

function derivativeOf(helper: string): { readonly name: string; readonly order: number } {
  const [, name = "", order = "0"] = DERIVATIVE.exec(helper) ?? [];
  return { name, order: DIFFERENTIATED.has(name) ? Number(order) : 0 };
}

/** The definition of a helper; `named` gives the names that helpers have in the text. */
export function helperDefinition(helper: string, named: ReadonlyMap<string, string>): string {
  const text = named.get(helper) ?? helper;
  const { name, order } = derivativeOf(helper);
  if (order > 0) {
    const before = order === 1 ? DIFFERENTIATED.get(name) : `${named.get(`${name}${order - 1}`) ?? ""}(x)`;
    return `${text}(x) = jvp(${before ?? ""}, x, x .^ 0)`;
  }
  const dim = OTHERS.exec(helper)?.[1];
  if (dim !== undefined) return `${text}(A) = grad(sum(prod(A, ${dim})), A)`;
  const [params, value] = HELPERS.get(helper) ?? ["", ""];
  return `${text}(${params}) = ${value}`;
}
