// What is the same at every step is computed once, before the loop; products over items alone are made for all steps at
// once: the matrix products of a network's inputs become one product over all steps.
import { atKey, nth } from "../../diagnostics/known.js";
import { copyInto, neededIn } from "../../graph/bodies.js";
import type { Builder } from "../../graph/builder.js";
import type { Node, NodeId } from "../../graph/graph.js";
import { isChoice, tensorOf } from "../../graph/operation.js";
import type { Program } from "../../graph/program.js";
import { inBodies } from "../../ops/in-bodies.js";
import { isContraction, summedLabels } from "../../ops/contraction.js";
import { argumentsOf, isLoop } from "../../ops/loop.js";
import { leastOf } from "../../shape/dim.js";
import {
  changeLoops, closedLoop, dependentOn, frontier, inOldSlots, overSteps, stackOf, withLeaves, type Work,
} from "./groups.js";

/** Values that depend on constants alone go before the loop, but for those that may throw where no step needs them. */
export function invariantsOut(outer: Program): Program {
  return changeLoops(inBodies(outer, invariantsOut), (work) => {
    const varying = dependentOn(work.b, [work.step, ...unsafe(work), ...[...work.states, ...work.items].map(({ leaf }) => leaf)]);
    const moved = frontier(work, (id, node) => varying[id] !== 1 && node.args.length > 0 && !isMove(work.b, node));
    if (moved.length === 0) return undefined;
    const outside = copyInto(work.outer, work.b, moved, new Map(work.constants.map(({ leaf, arg }) => [leaf, arg])));
    const leaves = moved.map((id) => ({ of: id, leaf: work.leaf(work.b.shape(id)), arg: atKey(outside, id) }));
    const next = withLeaves(work, leaves);
    next.constants.push(...leaves);
    return inOldSlots(next, closedLoop(next));
  });
}

/**
 * What is costly in the steps of a loop within a loop, and the same whenever that runs, is made by a loop of its own, which
 * does not depend on the outer steps any more: matrices that the columns of a Hessian share are factored once.
 */
export function sharedSteps(outer: Program): Program {
  return inBodies(outer, (inner, constants) => withSharedSteps(sharedSteps(inner), constants));
}

/** The first variables of the program, so many, are the same whenever it runs. */
function withSharedSteps(program: Program, constants: number): Program {
  const changing = dependentOn(program.builder, program.variables.slice(constants).map(({ nodes }) => nth(nodes, 0)));
  return changeLoops(program, (work, { loop }) => {
    const { b, states, items, step } = work;
    const given = argumentsOf(loop, loop.args);
    const changed = (args: readonly NodeId[]) => (_: unknown, i: number): boolean => changing[nth(args, i)] === 1;
    const own = [...states, ...work.constants.filter(changed(given.constants)), ...items.filter(changed(given.sequences))];
    const varying = dependentOn(b, [...own.map(({ leaf }) => leaf), ...unsafe(work)]);
    const stepping = dependentOn(b, [step, ...items.map(({ leaf }) => leaf)]);
    const costly = new Uint8Array(b.graph.size);
    for (let id = 0; id < costly.length; id++) {
      if (varying[id] === 1 || stepping[id] !== 1) continue;
      const node = b.node(id as NodeId);
      if (isCostly(b, node) || node.args.some((arg) => costly[arg] === 1)) costly[id] = 1;
    }
    const moved = own.length === 0 ? [] : frontier(work, (id) => costly[id] === 1);
    if (moved.length === 0) return undefined;
    const shared = closedLoop({ ...work, states: [], outs: moved, parts: [] });
    const leaves = moved.map((of, i) => ({ of, leaf: work.leaf(b.shape(of)), arg: stackOf(shared, i) }));
    const next = withLeaves(work, leaves);
    next.items.push(...leaves);
    return inOldSlots(next, closedLoop(next));
  });
}

function isCostly(b: Builder, node: Node): boolean {
  return isProduct(node) || (tensorOf(b, node)?.access === "routine" && !isLoop(node));
}

/** Operations that may throw, where a step may not need them or there may be no step. */
function unsafe({ b, steps }: Work): NodeId[] {
  if (leastOf(steps) >= 1 && b.graph.idsOf((op) => isChoice(b, { op })).length === 0) return [];
  return b.graph.idsOf((op) => tensorOf(b, { op })?.refuses !== undefined);
}

/** Products that depend on constants and items alone are made for all steps at once. */
export function productsOut(outer: Program): Program {
  return changeLoops(inBodies(outer, productsOut), (work) => {
    const { b } = work;
    // the states that another loop has had are states: what it has made of them is there to be read
    const past = work.items.filter(({ arg }) => isLoop(work.outer.node(arg)));
    const recurrent = dependentOn(b, [...work.states, ...past].map(({ leaf }) => leaf));
    const varying = dependentOn(b, [work.step, ...work.items.map(({ leaf }) => leaf)]);
    const moved = frontier(work, (id, node) => recurrent[id] !== 1 && varying[id] === 1 && isProduct(node) && canBatch(b, id, varying));
    if (moved.length === 0) return undefined;
    const leaves = moved.map((id) => ({ of: id, leaf: work.leaf(b.shape(id)), arg: overSteps(work, id) }));
    const next = withLeaves(work, leaves);
    next.items.push(...leaves);
    return inOldSlots(next, closedLoop(next));
  });
}

/** Whether a node only moves elements, or repeats them: that is done where they are read. */
function isMove(b: Builder, node: Node): boolean {
  if (isContraction(node)) return node.args.length === 1 && node.attrs.out.length >= node.attrs.dims.length;
  const access = tensorOf(b, node)?.access;
  return access === "same" || access === "view";
}

/** A sum of products of several factors. */
function isProduct(node: Node): boolean {
  return node.args.length > 1 && summedLabels(node).length > 0;
}

/** Whether all steps can be computed at once; a loop in the loop would keep the steps of all of them. */
function canBatch(b: Builder, id: NodeId, varying: Uint8Array): boolean {
  const needed = neededIn(b, [id]);
  return needed.every((is, at) => {
    const node = b.node(at);
    const isFixed = tensorOf(b, node)?.onlyLater === true && varying[nth(node.args, 0)] === 1;
    if (is === 1 && (isLoop(node) || isFixed)) return false;
    const record = is === 1 ? b.ops.get(b.node(at).op) : undefined;
    return record === undefined || record.kind === "scalar" || record.batch !== undefined || b.node(at).args.length === 0;
  });
}
