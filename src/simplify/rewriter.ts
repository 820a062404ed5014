// A builder that simplifies every node as it is made: rules are tried in order, and what a rule
// builds is simplified in the same way. Every node is in normal form as soon as it has a number.
import { Builder, type OpTable } from "../graph/builder.js";
import { Formulas } from "../graph/formula.js";
import { Graph, type Attrs, type NodeId, type Origin } from "../graph/graph.js";
import { sameShape, type Shape } from "../shape/shape.js";
import { parseCondition, type Test } from "./conditions.js";
import { build, innerNodes, matches, patternsOf, readFormula, type Pattern, type Recipe } from "./pattern.js";
import { factsOf } from "./range.js";
import { sameButOnes } from "./structure/parts.js";
import { isAllowed, type Context, type DataRule, type Level, type Phase, type StructuralRule } from "./rule.js";

/** Rules within rules, and rules for one node of the old graph: beyond it the last valid node stands. */
const MAX_DEPTH = 60;
const MAX_FIRINGS = 5000;

export interface Rules {
  readonly data: readonly DataRule[];
  readonly structural: readonly StructuralRule[];
}

export interface RewriterOptions {
  readonly level: Level;
  readonly phase: Phase;
  readonly trace?: ((rule: string, node: NodeId) => void) | undefined;
  readonly disable?: ReadonlySet<string> | undefined;
}

export interface Rewriter {
  readonly b: Builder;
  /** How often any rule fired. */
  readonly fired: () => number;
  /** Says that a node of the old graph with so many uses is this node. */
  readonly addUses: (id: NodeId, count: number) => void;
  /** Fresh fuel for the next node, which comes from there. */
  readonly begin: (origin: Origin) => void;
}

/** One way to rewrite a node; undefined if it does not apply. */
interface Attempt {
  readonly name: string;
  readonly run: (c: Context, id: NodeId) => NodeId | undefined;
}

type Attempts = ReadonlyMap<string, readonly Attempt[]>;

export function compileRules(ops: OpTable, rules: Rules, options: RewriterOptions): Attempts {
  const formulas = new Formulas(new Builder(ops));
  const byOp = new Map<string, Attempt[]>();
  const add = (op: string, attempt: Attempt): void => {
    const known = byOp.get(op);
    if (known === undefined) byOp.set(op, [attempt]);
    else known.push(attempt);
  };
  const wanted = (rule: DataRule | StructuralRule): boolean =>
    isAllowed(rule, options.level, options.phase) && options.disable?.has(rule.name) !== true;
  const scalars = [...ops.values()].filter((op) => op.kind === "scalar").map((op) => op.name);
  for (const rule of rules.structural.filter(wanted)) {
    const attempt: Attempt = { name: rule.name, run: (c, id) => rule.apply(c, c.b.node(id), id) };
    for (const op of rule.op === "scalar" ? scalars : [rule.op]) add(op, attempt);
  }
  for (const rule of rules.data.filter(wanted)) {
    for (const [op, attempt] of dataAttempts(rule, ops, formulas)) add(op, attempt);
  }
  return byOp;
}

function dataAttempts(rule: DataRule, ops: OpTable, formulas: Formulas): [string, Attempt][] {
  const names: string[] = [];
  const from = readFormula(rule.from, names, ops, formulas);
  const to = readFormula(rule.to, names, ops, formulas);
  const conditions = (rule.when ?? []).map((text) => {
    const condition = parseCondition(text);
    return { test: condition.test, slots: condition.names.map((n) => names.indexOf(n)) };
  });
  return patternsOf(from, ops).flatMap((pattern) => {
    if (pattern.kind !== "node") return [];
    return [[pattern.op, { name: rule.name, run: dataAttempt(rule, pattern, to, conditions) }]];
  });
}

interface BoundTest {
  readonly test: Test;
  readonly slots: readonly number[];
}

function dataAttempt(rule: DataRule, pattern: Pattern, to: Recipe, conditions: readonly BoundTest[]): Attempt["run"] {
  const scratch: NodeId[] = [];
  return (c, id) => {
    const { graph } = c.b;
    if (!matches(graph, pattern, id, scratch)) return undefined;
    for (const { test, slots } of conditions) {
      if (!test(c, slots.map((s) => scratch[s] as NodeId))) return undefined;
    }
    if (rule.unshared === true && !innerNodes(graph, pattern, id, (inner) => c.uses(inner) <= 1)) return undefined;
    return build(c.b, to, [...scratch]);
  };
}

/**
 * A graph that knows which of its nodes have been replaced, so that one made again is replaced again,
 * and that notes the running rule in the origin of what it makes.
 */
class RewritingGraph extends Graph {
  readonly forward: NodeId[] = [];
  private rule: string | undefined;
  private made: Origin | undefined;

  override add(op: string, args: readonly NodeId[], attrs: Attrs, shape: Shape, origin: Origin): NodeId {
    const id = super.add(op, args, attrs, shape, this.rule === undefined ? origin : this.originOf(this.rule, origin));
    if (id < this.forward.length) return this.forward[id] as NodeId;
    this.forward.push(id);
    return id;
  }

  /** Runs one rule; nodes made meanwhile are its. */
  during<T>(rule: string, run: () => T): T {
    const { rule: outer, made } = this;
    this.rule = rule;
    this.made = undefined;
    const result = run();
    this.rule = outer;
    this.made = made;
    return result;
  }

  private originOf(rule: string, base: Origin): Origin {
    this.made ??= { span: base.span, via: base.via.includes(rule) ? base.via : [...base.via, rule] };
    return this.made;
  }
}

/** What a rule makes may lack dimensions that only broadcasting gave the node. */
function inShape(b: Builder, id: NodeId, shape: Shape): NodeId {
  const own = b.shape(id);
  if (sameShape(own, shape)) return id;
  return sameButOnes(own, shape) ? b.reshape(id, shape) : b.broadcastTo(id, shape);
}

export function makeRewriter(ops: OpTable, attempts: Attempts, options: RewriterOptions): Rewriter {
  const graph = new RewritingGraph();
  const b = new Builder(ops, graph);
  const uses: number[] = [];
  const context: Context = {
    b, phase: options.phase,
    facts: factsOf(b, options.level === "fast"),
    uses: (id) => uses[id] ?? 0,
  };
  let depth = 0;
  let fuel = MAX_FIRINGS;
  let fired = 0;

  /** What the first rule that applies makes of a node. */
  const rewritten = (id: NodeId): NodeId => {
    const { op, shape } = graph.node(id);
    for (const attempt of attempts.get(op) ?? []) {
      const made = graph.during(attempt.name, () => {
        const result = attempt.run(context, id);
        return result === undefined ? undefined : inShape(b, result, shape);
      });
      if (made === undefined || made === id) continue;
      fired++;
      fuel--;
      options.trace?.(attempt.name, id);
      return made;
    }
    return id;
  };

  b.improve = (id) => {
    if (depth >= MAX_DEPTH || fuel <= 0) return id;
    depth++;
    const result = rewritten(id);
    depth--;
    graph.forward[id] = result;
    return result;
  };

  return {
    b,
    fired: () => fired,
    addUses: (id, count) => { uses[id] = (uses[id] ?? 0) + count; },
    begin: (origin) => {
      b.origin = origin;
      fuel = MAX_FIRINGS;
    },
  };
}
