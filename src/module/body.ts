// One function of a module: its statements, and where its results are.
import { nth } from "../diagnostics/known.js";
import type { NodeId } from "../graph/graph.js";
import type { Variable } from "../graph/program.js";
import { int, load, plus, size, type Buffer, type NewLocal, type Stmt } from "../loop/ir.js";
import { copyLoop } from "../loop/copy.js";
import { lower } from "../loop/lower.js";
import { originOf } from "../loop/lowering.js";
import { makePlan } from "../plan/plan.js";
import type { Dim } from "../shape/dim.js";
import { countExpr, countOperations } from "../loop/count.js";
import { isLong, orderForParts, split, type Given, type Split } from "../loop/split.js";
import { runPasses } from "../loop/passes.js";
import { gather, loopOverRows, takeRows, type HasRows, type Rows } from "./over.js";
import { numbersOf, type Tree } from "./tree.js";
import { nodesOf, type Wanted } from "./wanted.js";
import { namingIn, newBufferIn, scratchFor, type Shared } from "./memory.js";
import { blockCopy, loadedBy, localsOf, outputBuffers, treeOf, withNames } from "./results.js";

export interface Body {
  readonly statements: readonly Stmt[];
  /** Where the body is too long for one function. */
  readonly split: Split | undefined;
  readonly result: Tree;
  /** The arrays that the result is computed from, by their ids. */
  readonly kept: ReadonlySet<number>;
  /** The variables that the statements use. */
  readonly variables: ReadonlySet<Variable>;
  /** Every node that the results need. */
  readonly needed: ReadonlySet<NodeId>;
}

/** `mark` stands before the names of results, `d` for derivatives. */
export function makeBody(shared: Shared, wanted: Wanted, mark: string): Body {
  const { program } = shared;
  const b = program.builder;
  const roots = nodesOf(wanted);
  const plan = makePlan(b, roots, shared.planning);
  const outputs = outputBuffers(shared, wanted, mark);
  const newLocal: NewLocal = (hint, type = "number") => ({ id: shared.nextId(), hint, type });
  const needed = new Set(plan.uses.order);
  const begin = newBeginning(shared, needed, newLocal);
  const lowered = lower(plan, namingIn(shared), (id) => {
    return begin.bufferOf(id) ?? outputs.own.get(id) ?? scratchFor(shared, id);
  }, shared.scalars, shared.nextId, shared);
  const from = (id: NodeId, statements: readonly Stmt[]): Stmt[] => statements.map((stmt) => ({ ...stmt, ...originOf({ b }, id) }));
  const copies = outputs.copies.flatMap(({ node, buffer }) => from(node, copyLoop(lowered.buffers.get(node), buffer, newLocal)));
  const placed = outputs.blocks.flatMap(
    ({ block, buffer }) => from(block.node, blockCopy(shared, block, lowered, buffer, newLocal)),
  );
  const given = [...shared.scalars].flatMap(([id, num]): Given[] =>
    (num.kind === "local" && !begin.defined.has(num.local.id) ? [{ ...num.local, ...originOf({ b }, id) }] : []));
  const plainResult = treeOf(b, wanted, outputs.places, lowered.scalars);
  const kept = loadedBy(plainResult);
  const context = { newLocal, newBuffer: newBufferIn(shared), kept, read: localsOf(plainResult) };
  const all = [...begin.statements, ...lowered.body, ...copies, ...placed];
  const changed = runPasses(all, shared.passes, context, isDebugging() ? given.map(({ id }) => id) : undefined);
  // in a long body the results are computed in its parts too, not in the function that calls them
  const isCut = shared.isCut && isLong(changed, numbersOf(plainResult));
  const named: Stmt[] = [];
  const result = isCut ? withNames(plainResult, named, newLocal) : plainResult;
  const inOrder = [...changed, ...named];
  // before lives are told: which arrays may lie in the memory of others hangs on the order
  const statements = isCut ? orderForParts(inOrder, numbersOf(result), given) : inOrder;
  return {
    statements, result, needed, kept,
    split: shared.isCut ? split(statements, numbersOf(result), given, shared.nextId) : undefined,
    variables: new Set([...program.variables, ...program.seeds].filter((v) => v.nodes.some((id) => needed.has(id)))),
  };
}

/** The body of a program of one observation, over all of them. */
export function makeRowsBody(shared: Shared, wanted: Wanted, count: Dim, hasRows: HasRows): Body {
  const { program } = shared;
  const plan = makePlan(program.builder, nodesOf(wanted), shared.planning);
  const newLocal: NewLocal = (hint, type = "number") => ({ id: shared.nextId(), hint, type });
  const needed = new Set(plan.uses.order);
  const begin = newBeginning(shared, needed, newLocal);
  const rows: Rows = {
    count, element: shared.element, row: newLocal("i", "index"), hasRows, newLocal, nextId: shared.nextId,
    hint: (id) => shared.hints.get(id),
  };
  const all = [...program.variables, ...program.seeds];
  const taken = takeRows(rows, all, shared.inputs, needed, (v, i) => `${shared.rowNames.get(nth(v.nodes, i)) ?? v.name}_i`);
  const scalars = new Map([...shared.scalars, ...taken.locals]);
  // arrays that a sum or steps need are there for one observation at a time
  const memory = (id: NodeId): Buffer => scratchFor(shared, id);
  const lowered = lower(plan, namingIn(shared), memory, scalars, shared.nextId, shared);
  const { result, ...gathered } = gather(rows, wanted, lowered.scalars);
  const statements = [...begin.statements, ...loopOverRows(rows, taken.statements, lowered.body, gathered)];
  const given = [...shared.scalars.values()].flatMap((num) =>
    (num.kind === "local" && !begin.defined.has(num.local.id) ? [num.local.id] : []));
  const kept = loadedBy(result);
  const context = { newLocal, newBuffer: newBufferIn(shared), kept, read: localsOf(result) };
  return {
    statements: runPasses(statements, shared.passes, context, isDebugging() ? given : undefined), result, needed, kept, split: undefined,
    variables: new Set(all.filter((v) => v.nodes.some((id) => needed.has(id)))),
  };
}

/** What a body takes out of the vectors before anything else. */
interface Beginning {
  readonly statements: Stmt[];
  /** The locals that the statements define. */
  readonly defined: Set<number>;
  readonly bufferOf: (id: NodeId) => Buffer | undefined;
}

function newBeginning(shared: Shared, needed: ReadonlySet<NodeId>, newLocal: NewLocal): Beginning {
  const begin: Beginning = {
    statements: [], defined: new Set(),
    bufferOf: (id) => {
      const own = shared.inputs.get(id);
      if (own?.base === undefined || !shared.readWhole.has(id)) return own;
      // routines read an array from its start
      const copy = scratchFor(shared, id);
      begin.statements.push(...copyLoop(own, copy, newLocal));
      return copy;
    },
  };
  for (const vector of shared.vectors) {
    for (const { variable, from } of vector.parts) {
      variable.nodes.forEach((id, i) => {
        const num = shared.scalars.get(id);
        if (num?.kind !== "local") return;
        begin.defined.add(num.local.id);
        if (!needed.has(id)) return;
        begin.statements.push({ kind: "let", local: num.local, value: load(vector.buffer, plus(size(from), int(i))), mutable: false });
      });
    }
  }
  return begin;
}

/** Whether each step is verified: slower, for those who work on gradc. */
export function isDebugging(): boolean {
  return typeof process === "object" && process.env.GRADC_DEBUG !== undefined;
}

/** Operations of the statements and of the expressions that are returned, for given sizes. */
export function operationsOf(body: Body, sizes: ReadonlyMap<string, number>): number {
  return numbersOf(body.result).reduce((sum, num) => sum + countExpr(num), countOperations(body.statements, sizes));
}
