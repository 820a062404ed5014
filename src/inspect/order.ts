// The order of named formulas: each result in turn, right after the values that it is the first to need.
import { argumentsFirst } from "../graph/arguments-first.js";
import type { NamedFormula } from "./named.js";
import { partsOf, withParts, type Written } from "./written.js";

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

/** A formula with other names in it. */
export function renamed(w: Written, names: ReadonlyMap<string, string>): Written {
  if (w.kind === "name") return names.has(w.name) ? { ...w, name: names.get(w.name) as string } : w;
  const whole = withParts(w, (part) => renamed(part, names));
  if (whole.kind !== "block") return whole;
  const own = <T extends { readonly name: string }>(all: readonly T[]): T[] =>
    all.map((one) => ({ ...one, name: names.get(one.name) ?? one.name }));
  return { ...whole, starts: own(whole.starts), lines: own(whole.lines) };
}
