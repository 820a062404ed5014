// The bodies of a module as functions: numbers come as parameters, the only number of a result goes back as such.
import type { NodeId } from "../../graph/graph.js";
import { use, type Buffer, type Local, type Num } from "../../loop/ir.js";
import { bytesOf, type ElementType } from "../../shape/element.js";
import { allParts, allStatements, definedBy, exprsOf, localOf as localIn } from "../../loop/map.js";
import type { Body } from "../../module/body.js";
import { numbersOf, type Tree } from "../../module/tree.js";
import type { Dim } from "../../shape/dim.js";
import type { Shape } from "../../shape/shape.js";
import { Code, type FunctionCode } from "./code.js";
import { numCode } from "./expression.js";
import { arrayName, buffersIn, indicesIn, numberName, type Places } from "./places.js";
import { statementsCode } from "./statements.js";
import { loadElement, storeElement, type Writer } from "./writer.js";

/** More numbers than this go through memory. */
const MAX_NUMBERS = 200;

export interface BodyFunction {
  readonly name: string;
  readonly code: FunctionCode;
  readonly body: Body;
  /** The result with a local for each number. */
  readonly result: Tree;
  /** The numbers that are handed over, and the array that they lie in where they are many. */
  readonly takes: readonly Local[];
  readonly taken: Buffer | undefined;
  /** The arrays that the body touches, by their ids. */
  readonly buffers: ReadonlyMap<number, Buffer>;
  /** The numbers of the result, and the array that they lie in where they are more than one. */
  readonly gives: readonly Local[];
  readonly given: Buffer | undefined;
}

export interface Making {
  readonly places: Places;
  readonly element: ElementType;
  readonly isFast: boolean;
  readonly nextId: () => number;
  readonly scalars: ReadonlyMap<NodeId, Local>;
}

export function bodyFunction(m: Making, name: string, body: Body): BodyFunction {
  // what comes out of a vector of arguments is defined by the body itself
  const [used, own] = [usedIn(body), new Set(allStatements(body.statements).flatMap(definedBy).map(({ id }) => id))];
  const takes = [...m.scalars.values()].filter(({ id }) => used.has(id) && !own.has(id));
  const numbers = numbersOf(body.result);
  const gives = numbers.map((): Local => ({ id: m.nextId(), hint: "result", type: "number" }));
  const list = (hint: string, count: number): Buffer => ({ id: m.nextId(), hint, type: m.element, kind: "scratch", shape: [count] });
  const taken = takes.length > MAX_NUMBERS ? list("numbers", takes.length) : undefined;
  const given = gives.length > 1 ? list("results", gives.length) : undefined;
  return {
    name, body, takes, taken, gives, given, buffers: buffersIn(body), result: withLocals(body.result, [...gives]),
    code: functionCode(m, body, { takes, taken, numbers, given }),
  };
}

interface Passed {
  readonly takes: readonly Local[];
  readonly taken: Buffer | undefined;
  readonly numbers: readonly Num[];
  readonly given: Buffer | undefined;
}

function functionCode(m: Making, body: Body, { takes, taken, numbers, given }: Passed): FunctionCode {
  const code = new Code(taken === undefined ? takes.map(() => "f64") : [], numbers.length === 1 ? "f64" : undefined);
  const lists = [taken, given].filter((buffer) => buffer !== undefined);
  const w = writer(m, code, [...buffersIn(body).values(), ...lists], body);
  takes.forEach((local, i) => takeCode(w, local, i, taken));
  statementsCode(w, body.statements, numbers);
  numbers.forEach((value, i) => {
    if (given !== undefined) code.get(w.base(given));
    numCode(w, value);
    if (given !== undefined) storeElement(w, i * bytesOf(m.element));
  });
  return code.finish();
}

/** A parameter, or an element of the array of numbers, in its local. */
function takeCode(w: Writer, local: Local, i: number, taken: Buffer | undefined): void {
  if (taken === undefined) {
    w.locals.set(local.id, i);
    return;
  }
  const own = w.code.local("f64");
  w.code.get(w.base(taken));
  loadElement(w, i * bytesOf(w.element));
  w.code.set(own);
  w.locals.set(local.id, own);
}

/** The addresses and sizes that a body uses come into locals at its start. */
function writer({ places, element, isFast }: Making, code: Code, buffers: readonly Buffer[], body: Body): Writer {
  const bases = new Map<number, number>();
  const numbers = new Map<number, number>();
  const load = (name: string, known: Map<number, number>, key: number): void => {
    if (known.has(key)) return;
    const local = code.local("i32");
    code.import(name).set(local);
    known.set(key, local);
  };
  for (const buffer of buffers) {
    load(arrayName(places.array(buffer)), bases, buffer.id);
    const at = places.count(buffer);
    load(numberName(at), numbers, at);
  }
  for (const index of indicesIn(body)) {
    if (index.kind === "size" && typeof index.dim === "number") continue;
    const at = index.kind === "size" ? places.size(index.dim) : index.kind === "extent" ? places.extent(index.shape) : -1;
    load(numberName(at), numbers, at);
  }
  const known = (map: ReadonlyMap<number, number>, key: number): number => {
    const found = map.get(key);
    if (found === undefined) throw new Error("defect of gradc: a size or an array that was not seen");
    return found;
  };
  return {
    code, element, isFast, locals: new Map(), places: new Map(),
    base: (buffer) => known(bases, buffer.id),
    count: (buffer) => known(numbers, places.count(buffer)),
    size: (dim: Dim) => known(numbers, places.size(dim)),
    extent: (shape: Shape) => known(numbers, places.extent(shape)),
  };
}

function usedIn(body: Body): Set<number> {
  const exprs = [...allStatements(body.statements).flatMap(exprsOf), ...numbersOf(body.result)];
  return new Set(exprs.flatMap(allParts).flatMap((part) => localIn(part)?.id ?? []));
}

function withLocals(tree: Tree, locals: Local[]): Tree {
  if (tree.kind === "object") return { ...tree, entries: tree.entries.map(([key, t]) => [key, withLocals(t, locals)]) };
  return tree.kind === "array" || tree.kind === "pattern" ? tree : { ...tree, num: use(locals.shift() as Local) };
}
