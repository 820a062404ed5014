// The order of named formulas: each result in turn, right after the values that it is the first to need.
import { argumentsFirst } from "../graph/arguments-first.js";
import type { NamedFormula } from "./named.js";
import type { Written } from "./written.js";

export function inOrderOfUse(formulas: readonly NamedFormula[], results: readonly string[]): NamedFormula[] {
  const byName = new Map(formulas.flatMap((f) => [f.name, ...f.others ?? []].map((name) => [name, f] as const)));
  const needs = new Map(
    formulas.map((f) => [f.name, [f.formula, ...f.conditions ?? []].flatMap(namesIn).filter((n) => byName.has(n) && byName.get(n) !== f)]),
  );
  const done = new Set<string>();
  const order: NamedFormula[] = [];
  argumentsFirst(results, {
    isMade: (name) => done.has(name),
    // the last need comes first
    needs: (name) => [...(needs.get(byName.get(name)?.name ?? name) ?? [])].reverse(),
    make: (name) => {
      const formula = byName.get(name);
      if (formula !== undefined && !done.has(formula.name)) order.push(formula);
      done.add(name);
      if (formula !== undefined) done.add(formula.name);
    },
  });
  return order;
}

/** The names in a formula, in the order of its text. */
export function namesIn(w: Written): string[] {
  switch (w.kind) {
    case "number": return [];
    case "name": return [w.name];
    default: return partsOf(w).flatMap(namesIn);
  }
}

/** The names of the functions that a formula calls. */
export function callsIn(w: Written): string[] {
  return [...(w.kind === "call" ? [w.name] : []), ...partsOf(w).flatMap(callsIn)];
}

function partsOf(w: Written): readonly Written[] {
  switch (w.kind) {
    case "number": case "name": return [];
    case "call": return w.args;
    case "infix": return [w.left, w.right];
    case "prefix": case "transpose": return [w.arg];
    case "choice": return [w.test, w.then, w.otherwise];
    case "index": return [w.object, ...w.items.filter((i) => typeof i !== "string")];
    case "list": return w.items;
    case "block": return [...w.starts.map((s) => s.value), ...w.lines.map((line) => line.value)];
  }
}

/** A formula with other names in it. */
export function renamed(w: Written, names: ReadonlyMap<string, string>): Written {
  const part = (p: Written): Written => renamed(p, names);
  switch (w.kind) {
    case "number": return w;
    case "name": return names.has(w.name) ? { ...w, name: names.get(w.name) as string } : w;
    case "call": return { ...w, args: w.args.map(part) };
    case "infix": return { ...w, left: part(w.left), right: part(w.right) };
    case "prefix": case "transpose": return { ...w, arg: part(w.arg) };
    case "choice": return { ...w, test: part(w.test), then: part(w.then), otherwise: part(w.otherwise) };
    case "index": return { ...w, object: part(w.object), items: w.items.map((i) => (typeof i === "string" ? i : part(i))) };
    case "list": return { ...w, items: w.items.map(part) };
    case "block": {
      const own = <T extends { readonly name: string; readonly value: Written }>(all: readonly T[]): T[] =>
        all.map((one) => ({ ...one, name: names.get(one.name) ?? one.name, value: part(one.value) }));
      return { ...w, starts: own(w.starts), lines: own(w.lines) };
    }
  }
}
