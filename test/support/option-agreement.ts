// Programs under options of the compiler against their graphs before any rewriting.
import { derivativeKinds, seedFormOf, type DerivativeKind } from "../../src/graph/derivative-kinds.js";
import { evaluate, type Point } from "../../src/graph/evaluate.js";
import type { Program, Seed } from "../../src/graph/program.js";
import type { Tensor } from "../../src/graph/tensor.js";
import { compile, type CompileOptions } from "../../src/index.js";
import { readPoint, readSeeds } from "../../src/run/point.js";
import { generatedRunner } from "../../src/run/run-generated.js";
import { evaluateDim } from "../../src/shape/dim.js";
import { difference, plainGraph, type Numbers } from "./agreement.js";

interface Tried {
  readonly text: string;
  readonly at: Readonly<Record<string, unknown>>;
}

/** How far apart results may be. */
const TOLERANCE = { f64: 1e-11, f32: 3e-4 };

/** What the generated code computes otherwise than the graph as it is written; undefined where nothing is. */
export function optionFault({ text, at }: Tried, options: CompileOptions): string | undefined {
  const { code, graph, interface: called, diagnostics } = compile(text, { target: "body", ...options, name: "f" });
  if (code === undefined || graph === undefined || called === undefined) return diagnostics.map(({ message }) => message).join("\n");
  const point = pointOf(graph, at);
  const result = generatedRunner(graph, code, called)(point);
  const found = new Map(graph.outputs.map(({ name }, i) => [name, numbersOf(result.outputs[i])]));
  for (const { name: kind } of derivativeKinds) graph.derivatives[kind].forEach(({ wrt, sparse }, i) => {
    const values = numbersOf(result[kind][i]);
    const pattern = sparse?.pattern.at((dim) => evaluateDim(dim, point.sizes));
    if (pattern === undefined) found.set(blockName(kind, wrt), values);
    else found.set(kind, dense(pattern, values, widthOf(graph, point, options.wrt)));
  });
  const { sparse: isSparse = false, precision = "f64", wrt, of, ...kinds } = options;
  const request = { ...kindsIn(kinds), ...(wrt && { wrt }), ...(of !== undefined && { of }) };
  return difference(expectedOf(text, at, request, isSparse), found, TOLERANCE[precision]);
}

/** The kinds of derivatives among options. */
function kindsIn(options: CompileOptions): CompileOptions {
  return Object.fromEntries(Object.entries(options).filter(([name]) => derivativeKinds.some((kind) => kind.name === name)));
}

function numbersOf(parts: readonly Tensor[] = []): number[] {
  return parts.flatMap(({ data }) => [...data]);
}

function blockName(kind: DerivativeKind, wrt: readonly string[]): string {
  return [kind, ...wrt].join(" ");
}

/** The point with directions for all that takes one: tangents are the values themselves, cotangents 1, 2, … */
function pointOf(program: Program, at: Tried["at"]): Point {
  const point = readPoint(program, at);
  const json = [...new Set(program.seeds.map(({ kind }) => kind))].map((kind) => {
    const own = program.seeds.filter((seed) => seed.kind === kind);
    const isTangent = seedFormOf(kind)?.parameter === "v";
    const valueOf = ({ name, shape }: Seed): unknown =>
      (isTangent ? at[name] : counted(shape.map((dim) => evaluateDim(dim, point.sizes))));
    return [kind, Object.fromEntries(own.map((seed) => [seed.name, valueOf(seed)]))] as const;
  });
  return readSeeds(program, point, Object.fromEntries(json));
}

/** An array of a shape, as JSON, whose leading dimension counts. */
function counted([count, ...inner]: readonly number[], from = 1): unknown {
  return count === undefined ? from : Array.from({ length: count }, (_, i) => counted(inner, from + i));
}

/** The same from the graph as it is written; of matrices of all variables each as a whole. */
function expectedOf(text: string, at: Tried["at"], request: CompileOptions, isWhole: boolean): Numbers {
  const program = plainGraph(text, request);
  const { builder, outputs, derivatives } = program;
  const point = pointOf(program, at);
  const rows = [
    ...outputs.map(({ name, nodes }) => ({ name, nodes })),
    ...derivativeKinds.flatMap(({ name }) => derivatives[name].map(({ wrt, nodes }) => ({ name: blockName(name, wrt), nodes }))),
  ];
  const values = evaluate(builder, rows.flatMap(({ nodes }) => nodes), point);
  const arrays = rows.map(({ name, nodes }) => [name, nodes.map((id) => values.get(id) as Tensor)] as const);
  const found = new Map(arrays.map(([name, parts]) => [name, numbersOf(parts)]));
  return isWhole ? withWholeMatrices(found, program, point) : found;
}

/** The blocks of Hessians and Jacobians as one matrix of all variables. */
function withWholeMatrices(blocks: Numbers, { derivatives }: Program, point: Point): Numbers {
  const found = new Map(blocks);
  for (const kind of ["hessian", "jacobian"] as const) {
    const all = derivatives[kind].map(({ wrt }) => wrt);
    if (all.length === 0) continue;
    const rows = kind === "hessian" ? [...new Set(all.map(([first]) => first))] : [undefined];
    found.set(kind, rows.flatMap((row) => {
      const own = all.filter(([first]) => row === undefined || first === row);
      return besideEachOther(own.map((wrt) => [blocks.get(blockName(kind, wrt)) ?? [], sizeOf(point, wrt.at(-1) as string)]));
    }));
    for (const wrt of all) found.delete(blockName(kind, wrt));
  }
  return found;
}

function sizeOf({ values }: Point, name: string): number {
  return values.get(name)?.data.length ?? 0;
}

/** Matrices with as many rows as one, by their widths. */
function besideEachOther(blocks: readonly (readonly [readonly number[], number])[]): number[] {
  const [first, width] = blocks[0] ?? [[], 1];
  return Array.from({ length: first.length / width }, (_, i) => blocks.flatMap(([values, w]) => values.slice(i * w, (i + 1) * w))).flat();
}

function widthOf(program: Program, point: Point, wrt?: readonly string[]): number {
  const all = program.variables.filter(({ name, role }) => wrt?.includes(name) ?? role === "param");
  return all.reduce((sum, { name }) => sum + sizeOf(point, name), 0);
}

function dense(
  { rowStart, columns }: { readonly rowStart: ArrayLike<number>; readonly columns: ArrayLike<number> },
  values: readonly number[], width: number,
): number[] {
  const whole = new Array<number>((rowStart.length - 1) * width).fill(0);
  for (let row = 0; row + 1 < rowStart.length; row++)
    for (let k = rowStart[row] as number; k < (rowStart[row + 1] as number); k++)
      whole[row * width + (columns[k] as number)] = values[k] as number;
  return whole;
}

type Callable = (...args: unknown[]) => unknown;

function functionsOf(code: string, sizes: Point["sizes"]): (name: string) => Callable {
  const made = (new Function(code) as () => Readonly<Record<string, Callable>>)();
  const functions = made.createF?.(Object.fromEntries(sizes)) as typeof made | undefined;
  return (name) => (functions?.[name] ?? made[`f${name[0]?.toUpperCase()}${name.slice(1)}`]) as Callable;
}

/** The same in one vector of all params. */
export function flatFault({ text, at }: Tried): string | undefined {
  const kinds = { hessian: true, hvp: true };
  const { code, graph, diagnostics } = compile(text, { ...kinds, target: "body", name: "f", args: "flat" });
  if (code === undefined || graph === undefined) return diagnostics.map(({ message }) => message).join("\n");
  const point = pointOf(graph, at);
  const functionOf = functionsOf(code, point.sizes);
  const given = (role: "param" | "input") => graph.variables.filter((v) => v.role === role).map(({ name, shape }) => {
    const { data } = point.values.get(name) as Tensor;
    return { name, data, value: shape.length === 0 ? data[0] : data };
  });
  const [params, inputs] = [given("param"), given("input")];
  const vector = Float64Array.from(params.flatMap(({ data }) => [...data]));
  const rest = inputs.length === 0 ? [] : [Object.fromEntries(inputs.map(({ name, value }) => [name, value]))];
  const call = (name: string, ...more: unknown[]): number[] => [...functionOf(name)(vector, ...rest, ...more) as Float64Array];
  const expected = expectedOf(text, at, kinds, true);
  const inOrder = (kind: string): number[] => params.flatMap(({ name }) => [...expected.get(`${kind} ${name}`) ?? []]);
  return difference(
    new Map([["gradient", inOrder("gradient")], ["hessian", expected.get("hessian") ?? []], ["hvp", inOrder("hvp")]]),
    new Map([["gradient", call("grad")], ["hessian", call("hessian")], ["hvp", call("hvp", vector)]]), TOLERANCE.f64,
  );
}

/** The same over three observations, of which each is a scaled point: gradients and Hessians are sums. */
export function overFault({ text, at }: Tried, options: CompileOptions = {}): string | undefined {
  const kinds = { hessian: true };
  const { code, graph, diagnostics } = compile(text, { ...kinds, target: "body", ...options, name: "f", args: "object", over: "rows" });
  if (code === undefined || graph === undefined) return diagnostics.map(({ message }) => message).join("\n");
  const inputs = graph.variables.filter(({ role }) => role === "input").map(({ name }) => name);
  const points = [1, 0.5, -0.7].map((factor): Tried["at"] =>
    ({ ...at, ...Object.fromEntries(inputs.map((name) => [name, factor * Number(at[name])])) }));
  const all = points.map((point) => expectedOf(text, point, { ...kinds, ...(options.wrt && { wrt: options.wrt }) }, false));
  const numberIn = (one: Numbers, name: string): number => one.get(name)?.[0] as number;
  const sum = (name: string): number[] => [all.reduce((total, one) => total + numberIn(one, name), 0)];
  const functions = functionsOf(code, new Map([["rows", points.length]]));
  const rowsOf = (name: string): Float64Array => Float64Array.from(points, (point) => Number(point[name]));
  const args = { ...at, ...Object.fromEntries(inputs.map((name) => [name, rowsOf(name)])) };
  const rows = functions("value")(args) as Readonly<Record<string, Float64Array>>;
  const outputs = graph.outputs.map(({ name }) => [name, [...rows[name] as Float64Array]] as const);
  const found = new Map<string, readonly number[]>(outputs);
  const expected = new Map<string, readonly number[]>(outputs.map(([name]) => [name, all.map((one) => numberIn(one, name))] as const));
  if (options.sparse === true) {
    const wrt = graph.variables.filter(({ name, role }) => options.wrt?.includes(name) ?? role === "param").map(({ name }) => name);
    const [places, width] = placesOver(wrt, inputs, points.length);
    const matrix = functions("hessian")(args) as Parameters<typeof dense>[0] & { readonly values: Float64Array };
    found.set("hessian", dense(matrix, [...matrix.values], width));
    const whole = new Array<number>(width * width).fill(0);
    all.forEach((one, k) => wrt.forEach((a) => wrt.forEach((b) => {
      whole[places(a, k) * width + places(b, k)] = (whole[places(a, k) * width + places(b, k)] as number) +
        numberIn(one, `hessian ${a} ${b}`);
    })));
    expected.set("hessian", whole);
    return difference(expected, found, TOLERANCE.f64);
  }
  const params = graph.variables.filter(({ role }) => role === "param").map(({ name }) => name);
  const gradient = functions("grad")(args) as Readonly<Record<string, number>>;
  const hessian = functions("hessian")(args) as Readonly<Record<string, Readonly<Record<string, number>>>>;
  for (const a of params) {
    found.set(`gradient ${a}`, [gradient[a] as number]);
    expected.set(`gradient ${a}`, sum(`gradient ${a}`));
    for (const b of params) {
      found.set(`hessian ${a} ${b}`, [hessian[a]?.[b] as number]);
      expected.set(`hessian ${a} ${b}`, sum(`hessian ${a} ${b}`));
    }
  }
  return difference(expected, found, TOLERANCE.f64);
}

/** Where variables stand in a matrix over observations: a param once, an input for each; and how wide that is. */
function placesOver(wrt: readonly string[], inputs: readonly string[], count: number): [(name: string, row: number) => number, number] {
  const first = new Map<string, number>();
  let width = 0;
  for (const name of wrt) {
    first.set(name, width);
    width += inputs.includes(name) ? count : 1;
  }
  return [(name, row) => (first.get(name) as number) + (inputs.includes(name) ? row : 0), width];
}
