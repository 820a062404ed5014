// Lowers a plan and runs it in the interpreter of the loop language.
import type { Body } from "../../src/graph/bodies.js";
import type { NodeId } from "../../src/graph/graph.js";
import type { Point } from "../../src/graph/evaluate.js";
import type { Program } from "../../src/graph/program.js";
import { runBody, valueOf, type Machine } from "../../src/loop/interpret.js";
import { use, type Buffer, type NewLocal, type Num } from "../../src/loop/ir.js";
import { allParts, localsIn } from "../../src/loop/map.js";
import { lower } from "../../src/loop/lower.js";
import type { Naming } from "../../src/loop/lowering.js";
import { runPasses, type LoopPass } from "../../src/loop/passes.js";
import type { Plan } from "../../src/plan/plan.js";
import type { NewBuffer } from "../../src/loop/rows.js";
import { runtimeFunctions } from "./runtime.js";

export function interpretable(
  program: Program, plan: Plan, point: Point,
): (passes: readonly LoopPass[]) => (id: NodeId) => ArrayLike<number> {
  let next = 0;
  const nextId = (): number => next++;
  const newLocal: NewLocal = (hint, type = "number") => ({ id: nextId(), hint, type });
  const scalars = new Map<NodeId, Num>();
  const machine: Machine = { locals: new Map(), memory: new Map(), sizes: point.sizes, runtime: runtimeFunctions() };
  const buffers = new Map<NodeId, Buffer>();
  const bufferOf = (id: NodeId): Buffer => {
    const node = program.builder.node(id);
    const buffer: Buffer = {
      id: nextId(), hint: node.op, type: "f64", shape: node.shape,
      kind: node.op === "variable" ? "input" : plan.uses.roots.has(id) ? "output" : "scratch",
    };
    buffers.set(id, buffer);
    if (node.op === "variable") machine.memory.set(buffer.id, point.values.get(String(node.attrs.name))?.data ?? new Float64Array());
    return buffer;
  };
  for (const id of plan.uses.order) {
    const node = program.builder.node(id);
    if (node.op !== "variable" || node.shape.length > 0) continue;
    const local = newLocal("x");
    machine.locals.set(local.id, point.values.get(String(node.attrs.name))?.data[0] ?? NaN);
    scalars.set(id, use(local));
  }
  const given = [...machine.locals.keys()];
  const naming = plainNaming((id, body) => {
    const { shape, op } = body.builder.node(id);
    return { id: nextId(), hint: op, type: "f64", kind: "scratch", shape };
  }, nextId);
  const lowered = lower(plan, naming, bufferOf, scalars, nextId);
  const results = [...plan.uses.roots].flatMap((id) => lowered.scalars.get(id) ?? []);
  const kept = new Set(results.flatMap(allParts).flatMap((part) => (part.kind === "load" ? [part.buffer.id] : [])));
  const read = new Set(results.flatMap((num) => [...localsIn(num)]));
  return (passes) => {
    const newBuffer: NewBuffer = (like, shape) => ({ ...like, id: nextId(), kind: "scratch", shape });
    runBody(machine, runPasses(lowered.body, passes, { newLocal, newBuffer, kept, read }, given));
    return (id) => {
      const buffer = buffers.get(id);
      return buffer === undefined ? [valueOf(machine, lowered.scalars.get(id) as Num)] : machine.memory.get(buffer.id) ?? [];
    };
  };
}

/** Names that say nothing, and memory for each node inside loops. */
function plainNaming(bufferIn: (id: NodeId, body: Body) => Buffer, nextId: () => number): Naming {
  return {
    hint: () => undefined, name: () => "t", comment: () => "",
    inside: ({ body }) => ({
      naming: plainNaming(bufferIn, nextId),
      bufferOf: (id) => bufferIn(id, body),
      scratch: (_use, hint, shape) => ({ id: nextId(), hint, type: "f64", kind: "scratch", shape }),
    }),
  };
}
