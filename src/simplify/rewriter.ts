// A builder that simplifies every node as it is made: rules are tried in order, and what a rule
// builds is simplified in the same way. Every node is in normal form as soon as it has a number.
import { nth } from "../diagnostics/known.js";
import { Builder, type OpTable } from "../graph/builder.js";
import { Graph, originVia, type NodeId, type Origin } from "../graph/graph.js";
import { sameShape, type Shape } from "../shape/shape.js";
import type { Attempt, FindAttempts, RuleChoice } from "./compile.js";
import { onceForEach } from "../graph/once.js";
import { factsOf } from "../graph/range.js";
import { sameButOnes } from "./structure/parts.js";
import { MOST_FIRINGS, MOST_NESTED_RULES } from "./limits.js";
import type { Context } from "./rule.js";

/** A rule that has replaced a node by another of the same value. */
export interface Firing {
  readonly rule: string;
  readonly b: Builder;
  readonly before: NodeId;
  readonly after: NodeId;
}

export interface RewriterOptions extends RuleChoice {
  readonly trace?: ((firing: Firing) => void) | undefined;
  /** Whether the graph is the body of a loop: its variables are what the loop hands in, and nothing is known of them. */
  readonly inBody?: boolean;
}

export interface Rewriter {
  readonly b: Builder;
  /** How often any rule fired. */
  readonly fired: () => number;
  /** Says that a node of the old graph with so many uses is this node. */
  readonly addUses: (id: NodeId, count: number) => void;
  /** Fresh fuel for the next node. */
  readonly refuel: () => void;
}

/**
 * A graph that knows which of its nodes have been replaced, so that one made again is replaced again,
 * that notes the running rule in the origin of what it makes, and that puts arguments which may be
 * exchanged in one order: 2*x*f(y) and f(y) + x + 2.
 */
class RewritingGraph extends Graph {
  readonly forward: NodeId[] = [];
  private readonly commutative: ReadonlySet<string>;
  /** Whether an operation is, by its number. */
  private readonly commutes: boolean[] = [];
  private readonly vias = new Map<readonly string[], Map<string, readonly string[]>>();
  private rule: string | undefined;
  private made: Origin | undefined;

  constructor(ops: OpTable, expected: number) {
    super(expected);
    this.commutative = commutativeOf(ops);
  }

  protected override insert(op: number, args: readonly NodeId[], attributes: number, shape: Shape, origin: Origin): NodeId {
    const commutes = args.length === 2 && (this.commutes[op] ??= this.commutative.has(this.opNamed(op)));
    const ordered = commutes ? this.inOrder(this.opNamed(op), args as readonly [NodeId, NodeId]) : args;
    const id = super.insert(op, ordered, attributes, shape, this.rule === undefined ? origin : this.noted(this.rule, origin));
    if (id < this.forward.length) return nth(this.forward, id);
    this.forward.push(id);
    return id;
  }

  /** Runs one rule; nodes made meanwhile are its. */
  run(attempt: Attempt, c: Context, id: NodeId): NodeId | undefined {
    const { rule, made } = this;
    this.rule = attempt.name;
    this.made = undefined;
    const result = attempt.run(c, id);
    const fitted = result === undefined ? undefined : inShape(c.b, result, this.shapeOf(id));
    this.rule = rule;
    this.made = made;
    return fitted;
  }

  private inOrder(op: string, args: readonly [NodeId, NodeId]): readonly NodeId[] {
    const x = args[0];
    const y = args[1];
    const order = (op === "mul" ? 1 : -1) * (this.weight(x) - this.weight(y));
    return (order === 0 ? x > y : order > 0) ? [y, x] : args;
  }

  /** Numbers, then sizes and variables, then everything else. */
  private weight(id: NodeId): number {
    return this.arity(id) > 0 ? 2 : this.opOf(id) === "constant" ? 0 : 1;
  }

  private noted(rule: string, base: Origin): Origin {
    this.made ??= originVia(base, this.viaWith(base.via, rule));
    return this.made;
  }

  /** One list for all nodes that came the same way. */
  private viaWith(via: readonly string[], rule: string): readonly string[] {
    let known = this.vias.get(via);
    if (known === undefined) this.vias.set(via, known = new Map());
    let longer = known.get(rule);
    if (longer === undefined) known.set(rule, longer = via.includes(rule) ? via : [...via, rule]);
    return longer;
  }
}

const commutativeOf = onceForEach((ops: OpTable): ReadonlySet<string> =>
  new Set([...ops.values()].flatMap((op) => (op.kind === "scalar" && op.laws?.commutative === true ? [op.name] : []))));

/** What a rule makes may lack dimensions that only broadcasting gave the node. */
function inShape(b: Builder, id: NodeId, shape: Shape): NodeId {
  const own = b.shape(id);
  if (sameShape(own, shape)) return id;
  return sameButOnes(own, shape) ? b.reshape(id, shape) : b.broadcastTo(id, shape);
}

export function makeRewriter(ops: OpTable, nodes: number, find: FindAttempts, options: RewriterOptions): Rewriter {
  const graph = new RewritingGraph(ops, nodes);
  const b = new Builder(ops, { graph, from: nodes });
  const attemptsOn = find(graph);
  const uses: number[] = [];
  const context: Context = {
    b, phase: options.phase, inBody: options.inBody === true,
    facts: factsOf(b, options.level === "fast"),
    uses: (id) => uses[id] ?? 0,
    last: { id: undefined, product: { number: 1, factors: [], divisors: [] } },
  };
  let depth = 0;
  let fuel = MOST_FIRINGS;
  let fired = 0;

  /** What the first rule that applies makes of a node. */
  const rewritten = (id: NodeId): NodeId => {
    for (const attempt of attemptsOn(id)) {
      const made = graph.run(attempt, context, id);
      if (made === undefined || made === id) continue;
      fired++;
      fuel--;
      options.trace?.({ rule: attempt.name, b, before: id, after: made });
      return made;
    }
    return id;
  };

  b.improve = (id) => {
    if (depth >= MOST_NESTED_RULES || fuel <= 0) return id;
    depth++;
    const result = rewritten(id);
    depth--;
    graph.forward[id] = result;
    return result;
  };

  return {
    b,
    fired: () => fired,
    addUses: (id, count) => {
      while (uses.length <= id) uses.push(0);
      uses[id] = nth(uses, id) + count;
    },
    refuel: () => { fuel = MOST_FIRINGS; },
  };
}
