// A random loop and its program written out, compared in every way they can be run.
import { plainly } from "../../src/as-written.js";
import { compile } from "../../src/compile.js";
import { derivativeKinds, forEachKind } from "../../src/graph/derivative-kinds.js";
import { evaluate, type Point } from "../../src/graph/evaluate.js";
import { rootsOf, type Program } from "../../src/graph/program.js";
import type { Tensor } from "../../src/graph/tensor.js";
import { newEvaluator, resultText } from "../../src/run/evaluate.js";
import { readPoint, readSeeds } from "../../src/run/point.js";
import { generatedRunner } from "../../src/run/run-generated.js";
import type { RawResult, Runner } from "../../src/run/runner.js";
import { randomLoop, type LoopProgram } from "./random-loops.js";
import { TARGET } from "./targets.js";

const WRT = ["a", "v", "M", "x"];
/** One loop of so many has its Hessian made as a whole; that of the others is multiplied by a direction. */
const WHOLE = 4;

/**
 * What is not as in the program written out; undefined where all is. That program is interpreted as it stands, before any
 * rewriting; the loop is compiled once, and its graph is interpreted too.
 */
export function loopFault(seed: number): string | undefined {
  const program = randomLoop(seed);
  const { looped, unrolled, at } = program;
  const request = { wrt: WRT, jvp: true, [seed % WHOLE === 0 ? "hessian" : "hvp"]: true };
  const { code, graph, interface: called, diagnostics } = compile(looped, { ...request, name: "f", target: TARGET });
  if (code === undefined || graph === undefined || called === undefined) return `${diagnostics[0]?.message}\n${looped}`;
  const plain = plainly({ name: "written out", text: unrolled }, request);
  const expected = numbersOf(program, plain, interpreter(plain));
  for (const [name, run] of [["generated", generatedRunner(graph, code, called)], ["interpreted", interpreter(graph)]] as const) {
    const fault = firstFault(numbersOf(program, graph, run), expected);
    if (fault !== undefined) return `${name}: ${fault}\n${looped}\n${JSON.stringify(at)}`;
  }
  return undefined;
}

function interpreter(program: Program): Runner {
  return (point) => {
    const values = evaluate(program.builder, rootsOf(program), point);
    const parts = ({ nodes }: { readonly nodes: readonly number[] }): Tensor[] => nodes.map((id) => values.get(id) as Tensor);
    return { outputs: program.outputs.map(parts), ...forEachKind((kind) => program.derivatives[kind].map(parts)) };
  };
}

/** The value and the derivatives of all kinds, and how far the tangent is from the gradient along its direction. */
function numbersOf({ at }: LoopProgram, program: Program, run: Runner): number[] {
  const along = Object.fromEntries(WRT.map((name) => [name, at[name]]));
  const point: Point = readSeeds(program, readPoint(program, at), { jvp: along, hvp: along });
  const result = run(point);
  const list = (parts: RawResult["outputs"]): number[] => parts.flatMap((all) => all.flatMap(({ data }) => [...data]));
  const direction = WRT.flatMap((name) => [...(point.values.get(name) as Tensor).data]);
  const slope = list(result.gradient).reduce((sum, g, i) => sum + g * (direction[i] as number), 0);
  return [...list(result.outputs), ...derivativeKinds.flatMap(({ name }) => list(result[name])), slope - (list(result.jvp)[0] as number)];
}

/** The same at strict, where a value has the bits of the program written out and a gradient is apart by the order of its sums. */
export function strictLoopFault(seed: number): string | undefined {
  const { looped, unrolled, at } = randomLoop(seed);
  const strictly = (text: string): Strict => {
    const { value, gradient } = JSON.parse(resultText(newEvaluator(text, { wrt: WRT, math: "strict" }).at(at))) as Record<string, Json>;
    return { value: numbers(value as Json), gradient: numbers(gradient as Json) };
  };
  const [found, expected] = [strictly(looped), strictly(unrolled)];
  const scale = Math.max(...expected.gradient.map(Math.abs));
  const isApart = expected.gradient.some((x, i) => !(Math.abs(x - (found.gradient[i] as number)) <= 16 * Number.EPSILON * scale));
  // the sum of an array that repeats a number is a product where it is written out
  const isSame = looped.includes("zeros(") || Object.is(found.value[0], expected.value[0]);
  if (isSame && !isApart) return undefined;
  return `${JSON.stringify(found)}, not ${JSON.stringify(expected)}\n${looped}\n${JSON.stringify(at)}`;
}

interface Strict {
  readonly value: readonly number[];
  readonly gradient: readonly number[];
}

type Json = number | string | readonly Json[] | { readonly [name: string]: Json };

function numbers(json: Json): number[] {
  return typeof json === "object" ? Object.values(json).flatMap((part: Json) => numbers(part)) : [Number(json)];
}

function firstFault(found: readonly number[], expected: readonly number[]): string | undefined {
  if (found.length !== expected.length) return `${found.length} numbers, not ${expected.length}`;
  const scale = Math.max(1, ...expected.map(Math.abs));
  const at = expected.findIndex(
    (x, i) => !(Math.abs(x - (found[i] as number)) <= 1e-11 * scale) && !(Number.isNaN(x) && Number.isNaN(found[i])),
  );
  return at < 0 ? undefined : `number ${at} is ${found[at]}, not ${expected[at]}`;
}
