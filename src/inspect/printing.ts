// What is known while formulas are written: what each node is written as so far, and the names that nodes have been promised.
import { reachable } from "../graph/evaluate.js";
import type { NodeId } from "../graph/graph.js";
import { seedName } from "../graph/derivative-kinds.js";
import type { Program } from "../graph/program.js";
import { isNeverNegative, subtractDims } from "../shape/dim.js";
import type { Shape } from "../shape/shape.js";
import { NOTHING_INDEXED, type Indexed } from "./elements/regions.js";
import type { NamedFormula, NamedFormulas, PaperView } from "./named.js";
import type { Names, Result } from "./naming.js";
import type { Reading } from "./reading.js";
import { isLeaf } from "./uses.js";
import { name, type Written } from "./written.js";

export interface Printing {
  readonly program: Program;
  readonly reading: Reading;
  readonly order: readonly NodeId[];
  readonly paper: PaperView | undefined;
  /** The names that nodes have been promised. */
  readonly wanted: ReadonlyMap<NodeId, { readonly name: string; readonly kind: NamedFormula["kind"] }>;
  indexed: Indexed;
  readonly open: Map<NodeId, Written>;
  readonly named: Map<NodeId, Written>;
  readonly formulas: NamedFormula[];
  readonly defined: Set<string>;
  readonly resultNames: readonly string[];
  readonly added: NamedFormulas["added"];
  readonly names: Names;
  /** Begins the names of temporaries. */
  readonly scope: string;
  readonly depth: number;
  /** The indices of loops by their depths. */
  readonly indices: string[];
}

export interface PrintingOptions {
  readonly pretty: boolean;
  readonly paper: PaperView | undefined;
  readonly helper: Reading["helper"];
  readonly scope: string;
  readonly depth: number;
  readonly indices: string[];
  /** The names of the results, if they have been given already. */
  readonly resultNames?: readonly string[];
}

/** The state at the beginning, before any formula is written. */
export function start(program: Program, results: readonly Result[], names: Names, options: PrintingOptions): Printing {
  const { pretty, paper, helper, scope, depth, indices } = options;
  const b = program.builder;
  const open = new Map<NodeId, Written>();
  const named = new Map<NodeId, Written>();
  const order = reachable(b, [...results.map((r) => r.node), ...[...paper?.calls.values() ?? []].flatMap((c) => c.args)]);
  const added = addedVariables(program, order, names);
  for (const v of added) named.set(v.node, name(v.name, v.shape.length > 0));
  const written = (id: NodeId): Written => named.get(id) ?? open.get(id) ?? name(`node${id}`, true);
  const { wanted, resultNames } = wantedNames(program, order, results, names, options);
  return {
    program, order, paper, open, named, indexed: NOTHING_INDEXED, formulas: [], defined: new Set(), wanted, resultNames, added, names,
    scope, depth, indices,
    reading: {
      b, pretty, isPaper: paper !== undefined, written, isOpen: (id) => open.has(id), helper,
      letter: (at) => names.letter(at),
      isRequired: (room) => program.requirements.some(({ dim, least }) => isNeverNegative(subtractDims(room, subtractDims(dim, least)))),
      hides: (word) => names.hides(word),
    },
  };
}

/** Variables that no declaration names; the tangent of x is v_x. */
function addedVariables(program: Program, order: readonly NodeId[], names: Names): { node: NodeId; name: string; shape: Shape }[] {
  const used = new Set(order);
  return program.seeds.flatMap((seed) => seed.nodes.flatMap((node, i) => {
    const own = seed.fields === undefined ? seed.name : `${seed.name}_${seed.fields[i] ?? i}`;
    return used.has(node) ? [{ node, shape: seed.shape, name: names.fresh(seedName(seed.kind, own)) }] : [];
  }));
}

/** The names that the user gave come first; derivatives make way for them. */
function wantedNames(
  program: Program, order: readonly NodeId[], results: readonly Result[], names: Names,
  { paper, resultNames: given }: Pick<PrintingOptions, "paper" | "resultNames">,
): Pick<Printing, "wanted" | "resultNames"> {
  const wanted = new Map<NodeId, { name: string; kind: NamedFormula["kind"] }>();
  const canName = (id: NodeId): boolean => !wanted.has(id) && !isLeaf(program.builder.node(id));
  const resultNames = results.map((r, i) => given?.[i] ?? (r.derivative === undefined ? names.own(r.wanted) : ""));
  const isPaper = paper !== undefined;
  const derived = new Set(results.flatMap((r) => (isPaper || r.derivative === undefined ? [] : [r.node])));
  results.forEach((r, i) => {
    if (r.derivative === undefined && canName(r.node)) wanted.set(r.node, { name: resultNames[i] as string, kind: kindOf(r) });
  });
  for (const id of order) {
    const text = program.names.get(id);
    if (text !== undefined && !derived.has(id) && canName(id)) wanted.set(id, { name: names.own(text), kind: "value" });
  }
  results.forEach((r, i) => {
    if (r.derivative === undefined) return;
    const fresh = names.fresh(r.wanted);
    resultNames[i] = fresh;
    if (!isPaper && canName(r.node)) wanted.set(r.node, { name: fresh, kind: kindOf(r) });
  });
  return { wanted, resultNames };
}

export function kindOf(result: Result): NamedFormula["kind"] {
  return result.derivative === undefined ? "output" : "derivative";
}

export function define(p: Printing, id: NodeId, formula: Written, text: string, kind: NamedFormula["kind"]): void {
  p.formulas.push({ name: text, formula, kind });
  p.defined.add(text);
  p.open.delete(id);
  p.named.set(id, name(text, p.program.builder.shape(id).length > 0));
}

export function unnumbered(p: Printing): string {
  return `${p.scope}${p.formulas.length}`;
}
