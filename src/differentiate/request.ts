// The derivatives that are asked for from outside a program: which output and variables, and the rule of each kind.
import type { Report } from "../diagnostics/diagnostic.js";
import { nth } from "../diagnostics/known.js";
import type { Builder } from "../graph/builder.js";
import { extraKinds, forEachKind, kindRow, type DerivativeKind } from "../graph/derivative-kinds.js";
import { Formulas } from "../graph/formula.js";
import type { NodeId } from "../graph/graph.js";
import type { Block, Output, Program, Seed, Variable } from "../graph/program.js";
import { formatShape } from "../shape/shape.js";
import { exchanged, hessianOf, jacobianOf } from "./jacobian.js";
import { goesByColumns, hessianByColumns } from "./columns.js";
import { eliminated } from "./eliminate.js";
import { jvp } from "./jvp.js";
import { sparseHessian, sparseJacobian } from "./sparse.js";
import { scalarsIn } from "./variables.js";
import { vjp } from "./vjp.js";

/** The kinds that are wanted; the gradient is, unless it is refused and none needs it. */
export interface DerivativeRequest extends Partial<Record<DerivativeKind, boolean>> {
  /** The output to differentiate; the first scalar one unless given, and for a Jacobian the first that is none. */
  readonly of?: string;
  /** The variables to differentiate by; all params unless given. */
  readonly wrt?: readonly string[];
  /** Whether `wrt` may name values of the program too. */
  readonly byValues?: boolean;
  /** Whether Jacobians and Hessians are sparse matrices. */
  readonly sparse?: boolean;
  /** Derivatives up to this order: from 3 on those by numbers, whose variables are in the order in which they are declared. */
  readonly order?: number;
}

/** What a rule computes from. */
interface Asked {
  readonly b: Builder;
  readonly formulas: Formulas;
  readonly of: Output;
  readonly wrt: readonly Variable[];
  /** The gradient, if the output is a scalar. */
  readonly gradient: readonly Block[];
  /** What the function takes besides. */
  readonly seeds: readonly Variable[];
  readonly isSparse: boolean;
}

const rules: Readonly<Record<DerivativeKind, (asked: Asked) => readonly Block[]>> = {
  gradient: ({ gradient }) => gradient, hessian, jacobian, hvp, jvp: tangents, vjp: cotangents, laplacian,
};

/** The program with the asked derivatives appended to its graph. */
export function differentiate(program: Program, request: DerivativeRequest, report: Report): Program {
  const chosen = chosenVariables(program, request, report);
  // the columns of a sparse matrix are in the order of the one vector of all variables
  const wrt = request.sparse === true ? program.variables.filter((v) => chosen.includes(v)) : chosen;
  const of = chosenOutput(program, request, report);
  if (report.hasErrors || wrt.length === 0 || of === undefined) return program;
  const { builder: b } = program;
  const formulas = new Formulas(b);
  const scalar = scalarOutput(program, request, of);
  const { order = 1 } = request;
  if (order > 2 && !wrt.every((v) => v.fields === undefined && v.shape.length === 0)) {
    report.error(undefined, "order-of-arrays", order);
    return program;
  }
  const extra = extraKinds.filter(
    ({ name, ofScalar }) => (request[name] === true || (name === "hessian" && order > 1)) && (scalar !== undefined || !ofScalar),
  ).map(({ name }) => name);
  const hasGradient = request.gradient !== false || extra.some((kind) => kindRow(kind).ofScalar);
  const gradient = scalar !== undefined && hasGradient ? gradientBlocks(b, formulas, scalar, wrt, report) : [];
  const ofKind = (kind: DerivativeKind): Output => (kindRow(kind).ofScalar ? scalar ?? of : of);
  const seeds = extra.flatMap((kind) => seedsOf(b, kind, ofKind(kind), wrt));
  const derivatives = forEachKind((kind) => (kind !== "gradient" && !extra.includes(kind) ? []
    : rules[kind]({
      b, formulas, of: ofKind(kind), wrt, gradient, isSparse: request.sparse === true,
      seeds: seeds.filter((seed) => seed.kind === kind),
    })));
  const slopes = order > 2 ? higher(b, formulas, gradient, wrt, order) : [];
  return { ...program, seeds, derivatives: { ...derivatives, hessian: [...derivatives.hessian, ...slopes] } };
}

/** The derivatives of the orders from 3 on, each order from the one before. */
function higher(b: Builder, formulas: Formulas, gradient: readonly Block[], wrt: readonly Variable[], most: number): Block[] {
  const found: Block[] = [];
  let last = gradient;
  for (let order = 2; order <= most; order++) {
    last = last.flatMap((block) => wrt.slice(wrt.findIndex((v) => v.name === block.wrt.at(-1))).map((v) => ({
      of: block.of, wrt: [...block.wrt, v.name], nodes: [jacobianOf(b, formulas, nth(block.nodes, 0), nth(v.nodes, 0))],
    })));
    if (order > 2) found.push(...last);
  }
  return found;
}

/** What is asked of an output of any shape leaves the gradient to the first scalar one, where its own is none. */
function scalarOutput({ builder, outputs }: Program, request: DerivativeRequest, of: Output): Output | undefined {
  if (isScalar(builder, of)) return of;
  return takesAny(request) ? outputs.find((o) => isScalar(builder, o)) : undefined;
}

/** Says why there is no gradient where nothing else is asked for. */
export function noteMissing({ builder, variables, outputs }: Program, request: DerivativeRequest, report: Report): void {
  const [output] = outputs;
  if (request.gradient === false || output === undefined) return;
  if (request.wrt === undefined && !variables.some((v) => v.role === "param")) report.warn(output.span, "no-params");
  const [node] = output.nodes;
  if (request.of !== undefined || takesAny(request) || node === undefined || outputs.some((o) => isScalar(builder, o))) return;
  report.warn(output.span, "no-gradient", output.name, shapeOf(builder, output, node));
}

/** As errors show it; the elements of a list have their places for names, which no field of a record has. */
function shapeOf(b: Builder, { fields }: Output, node: NodeId): string {
  if (fields === undefined) return formatShape(b.shape(node));
  return fields[0] === "1" ? formatShape([fields.length]) : `{${fields.join(", ")}}`;
}

export function isScalar(b: Builder, output: Output): boolean {
  const [node] = output.nodes;
  return node !== undefined && output.fields === undefined && b.shape(node).length === 0;
}

function chosenVariables(program: Program, request: DerivativeRequest, report: Report): readonly Variable[] {
  if (request.wrt === undefined) return program.variables.filter((v) => v.role === "param");
  const values: Variable[] = request.byValues === true ? [...program.names].map(
    ([id, name]) => ({ name, role: "param", nodes: [id], shape: program.builder.shape(id), span: program.builder.node(id).origin.span }),
  ) : [];
  const byName = new Map([...values, ...program.variables].map((v) => [v.name, v]));
  return request.wrt.flatMap((name) => {
    const found = byName.get(name);
    if (found === undefined) report.error(undefined, "unknown-wrt", name, report.nearest(name, () => [...byName.keys()]));
    return found ?? [];
  });
}

function chosenOutput(program: Program, request: DerivativeRequest, report: Report): Output | undefined {
  if (request.of === undefined) {
    const scalar = program.outputs.find((o) => isScalar(program.builder, o));
    // the Jacobian of a scalar is its gradient, which is made anyway
    if (request.jacobian === true) return program.outputs.find((o) => !isScalar(program.builder, o)) ?? scalar;
    return scalar ?? (takesAny(request) ? program.outputs[0] : undefined);
  }
  const found = program.outputs.find((o) => o.name === request.of);
  if (found === undefined)
    report.error(undefined, "unknown-output", request.of, report.nearest(request.of, () => program.outputs.map((o) => o.name)));
  else if (!isScalar(program.builder, found) && !takesAny(request) && request.gradient !== false && found.nodes[0] !== undefined) {
    report.error(found.span, "output-not-scalar", found.name, formatShape(program.builder.shape(found.nodes[0])));
  }
  return found;
}

/** Whether something is asked that an output of any shape has. */
function takesAny(request: DerivativeRequest): boolean {
  return extraKinds.some(({ name, ofScalar }) => !ofScalar && request[name] === true);
}

/** A tangent for each variable, or a cotangent for the output. */
function seedsOf(b: Builder, kind: DerivativeKind, of: Output, wrt: readonly Variable[]): Seed[] {
  const { takes } = kindRow(kind);
  if (takes === undefined) return [];
  const shapeOfOutput = of.fields === undefined ? b.shape(nth(of.nodes, 0)) : [];
  const like: readonly Variable[] = takes === "tangent" ? wrt : [{ ...of, role: "input", shape: shapeOfOutput }];
  return like.map((v) => {
    const suffix = (i: number): string => (v.fields === undefined ? "" : `.${v.fields[i] ?? i}`);
    return { ...v, kind, nodes: v.nodes.map((id, i) => b.variable(`${kind} ${takes} of ${v.name}${suffix(i)}`, b.shape(id))) };
  });
}

function gradientBlocks(b: Builder, formulas: Formulas, of: Output, wrt: readonly Variable[], report: Report): Block[] {
  const [root] = of.nodes as readonly [NodeId];
  const table = vjp(b, formulas, new Map([[root, b.constant(1)]]), wrt.flatMap((v) => v.nodes));
  for (const v of wrt) if (!v.nodes.some((id) => table.has(id))) report.warn(v.span, "zero-gradient", v.name);
  return wrt.map((v) => ({ of: of.name, wrt: [v.name], nodes: v.nodes.map((id) => table.get(id) ?? b.fill(0, b.shape(id))) }));
}

/** Each pair of variables is differentiated by once: the other block of the pair is its transpose, equal to the bit. */
function hessian({ b, formulas, of, gradient, wrt, isSparse }: Asked): Block[] {
  if (isSparse) return [sparseHessian(b, formulas, of, wrt, gradient.flatMap(({ nodes }) => nodes))];
  const all = wrt.flatMap((v) => v.nodes);
  const slopes = gradient.flatMap((row) => row.nodes);
  const at = goesByColumns(b, slopes, all) ? hessianByColumns(b, formulas, slopes, all) : hessianByPairs(b, formulas, slopes, all);
  return wrt.flatMap((first) => wrt.map((second) => ({
    of: of.name, wrt: [first.name, second.name],
    nodes: first.nodes.flatMap((x) => second.nodes.map((y) => at(all.indexOf(x), all.indexOf(y)))),
  })));
}

function hessianByPairs(
  b: Builder, formulas: Formulas, slopes: readonly NodeId[], all: readonly NodeId[],
): (i: number, j: number) => NodeId {
  const upper = all.map((x, i) => all.slice(i).map((y) => (x === y ? hessianOf : jacobianOf)(b, formulas, nth(slopes, i), y)));
  return (i, j) => (i <= j ? upper[i]?.[j - i] as NodeId : exchanged(b, upper[j]?.[i - j] as NodeId, b.shape(nth(all, j)).length));
}

function jacobian({ b, formulas, of, wrt, isSparse }: Asked): Block[] {
  if (isSparse) return [sparseJacobian(b, formulas, of, wrt)];
  const ofNumbers = jacobianOfNumbers(b, formulas, of.nodes, wrt.flatMap((v) => v.nodes));
  return wrt.map((v) => ({
    of: of.name, wrt: [v.name], nodes: of.nodes.flatMap((f) => v.nodes.map((x) => ofNumbers?.(f, x) ?? jacobianOf(b, formulas, f, x))),
  }));
}

/** Several numbers, or lists of them, by numbers: all derivatives at once. */
function jacobianOfNumbers(
  b: Builder, formulas: Formulas, outputs: readonly NodeId[], inputs: readonly NodeId[],
): ((f: NodeId, x: NodeId) => NodeId) | undefined {
  const lists = outputs.map((f) => scalarsIn(b, f));
  const scalars = lists.flatMap((list) => list ?? []);
  if (scalars.length < 2 || lists.includes(undefined) || inputs.some((x) => b.shape(x).length > 0)) return undefined;
  const rows = eliminated(b, formulas, scalars, inputs);
  if (rows === undefined) return undefined;
  const at = (f: NodeId, x: NodeId): NodeId => rows[scalars.indexOf(f)]?.[inputs.indexOf(x)] ?? b.constant(0);
  return (f, x) => {
    const list = scalarsIn(b, f) as readonly NodeId[];
    return b.shape(f).length === 0 ? at(f, x) : b.apply("stack", list.map((one) => at(one, x)), { lead: b.shape(f) as readonly number[] });
  };
}

/** The tangents of some nodes, given those of the variables. */
function pushed({ b, formulas, wrt, seeds }: Asked, nodes: readonly NodeId[]): NodeId[] {
  const given = new Map(wrt.flatMap((v, i) => v.nodes.map((id, k) => [id, nth(nth(seeds, i).nodes, k)] as const)));
  const found = jvp(b, formulas, nodes, given);
  return nodes.map((id) => b.broadcastTo(found.get(id) ?? b.constant(0), b.shape(id)));
}

/** The tangents of the gradient along one direction in all variables. */
function hvp(asked: Asked): Block[] {
  const nodes = pushed(asked, asked.gradient.flatMap((g) => g.nodes));
  let at = 0;
  return asked.gradient.map((g) => ({ ...g, nodes: g.nodes.map(() => nth(nodes, at++)) }));
}

function tangents(asked: Asked): Block[] {
  return [{ of: asked.of.name, wrt: [], nodes: pushed(asked, asked.of.nodes) }];
}

function cotangents({ b, formulas, of, wrt, seeds }: Asked): Block[] {
  const given = new Map<NodeId, NodeId>();
  of.nodes.forEach((id, i) => {
    const [seed, before] = [nth(nth(seeds, 0).nodes, i), given.get(id)];
    given.set(id, before === undefined ? seed : b.apply("add", [before, seed]));
  });
  const table = vjp(b, formulas, given, wrt.flatMap((v) => v.nodes));
  return wrt.map((v) => ({ of: of.name, wrt: [v.name], nodes: v.nodes.map((id) => table.get(id) ?? b.fill(0, b.shape(id))) }));
}

/** The sum of the second derivatives by each element of each variable. */
function laplacian({ b, formulas, of, wrt, gradient }: Asked): Block[] {
  const traces = wrt.flatMap((v, i) => v.nodes.map((x, k) => {
    const shape = b.shape(x);
    const labels = shape.map((_, axis) => axis);
    const second = jacobianOf(b, formulas, nth(nth(gradient, i).nodes, k), x);
    return b.contract([{ node: second, labels: [...labels, ...labels] }], [], new Map(shape.map((size, axis) => [axis, size])));
  }));
  return [{ of: of.name, wrt: [], nodes: [traces.reduce((sum, trace) => b.apply("add", [sum, trace]))] }];
}
