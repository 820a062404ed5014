// A pass over programs, run inside the loops of one.
import { nth } from "../diagnostics/known.js";
import { closeBody, type Body } from "../graph/bodies.js";
import { reachable } from "../graph/evaluate.js";
import type { NodeId } from "../graph/graph.js";
import { keptNodes, NO_DERIVATIVES, type Program } from "../graph/program.js";
import { rebuild } from "../graph/rebuild.js";
import { isLoop, loopOf } from "./loop.js";

/** A body after a pass, and which of the arguments of its loops are left. */
interface Passed {
  readonly body: Body;
  readonly kept: readonly number[];
}

/** The first variables of a body, so many, are the same at each of its steps. */
type BodyPass = (inner: Program, constants: number) => Program;

/** The program with a pass applied to the bodies of its loops. What a body no longer needs is no longer handed in. */
export function inBodies(program: Program, pass: BodyPass): Program {
  const b = program.builder;
  if (!b.graph.has("loop")) return program;
  const order = reachable(b, keptNodes(program));
  const passed = new Map<string, Passed>();
  for (const id of order) {
    const node = b.node(id);
    if (!isLoop(node)) continue;
    const { body } = loopOf(node);
    if (!passed.has(body.closure)) passed.set(body.closure, bodyAfter(program, body, pass));
  }
  if ([...passed].every(([closure, { body }]) => body.closure === closure)) return program;
  return rebuild(program, () => ({
    order,
    make: (to, node, args) => {
      if (!isLoop(node)) return to.copy(node, args);
      const { body, kept } = passed.get(loopOf(node).body.closure) as Passed;
      return to.apply("loop", kept.map((i) => nth(args, i)), { ...node.attrs, body });
    },
  }));
}

/** The leaves of a body as variables, in the order of the arguments of its loops, then the step; its results as outputs. */
function asProgram({ source }: Program, body: Body): Program {
  const span = { start: 0, end: 0 };
  const leaves = [...body.constants, ...body.states, ...body.items, body.step];
  const results = [...body.next, ...body.outs, ...body.parts];
  return {
    source, builder: body.builder, names: body.names, sizes: [], requirements: [], indices: [],
    derivatives: NO_DERIVATIVES, seeds: [], calls: new Map(),
    variables: leaves.map((id, i) => ({ name: String(i), role: "param", shape: body.builder.shape(id), nodes: [id], span })),
    outputs: results.map((id, i) => ({ name: String(i), nodes: [id], span })),
  };
}

function bodyAfter(program: Program, body: Body, pass: BodyPass): Passed {
  const { builder, variables, outputs, names } = pass(asProgram(program, body), body.constants.length);
  const leaf = (i: number): NodeId => nth(nth(variables, i).nodes, 0);
  const result = (i: number): NodeId => nth(nth(outputs, i).nodes, 0);
  const [constants, states, items] = [body.constants.length, body.states.length, body.items.length];
  // arguments are told by their numbers
  const { body: closed, args } = closeBody({
    b: builder, names, step: leaf(constants + states + items),
    constants: body.constants.map((_, i) => ({ leaf: leaf(i), arg: i })),
    states: body.states.map((_, i) => ({ leaf: leaf(constants + i), start: constants + i, next: result(i) })),
    items: body.items.map((_, i) => ({ leaf: leaf(constants + states + i), arg: constants + states + i })),
    outs: body.outs.map((_, i) => result(states + i)),
    parts: body.parts.map((_, i) => result(states + body.outs.length + i)),
  });
  return { body: closed, kept: args };
}
