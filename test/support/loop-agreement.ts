// A random loop and its program written out, compared in every way they can be run.
import { newEvaluator, resultText } from "../../src/run/evaluate.js";
import { randomLoop, type LoopProgram } from "./random-loops.js";

const WRT = ["a", "v", "M", "x"];

/** What is not as in the program written out; undefined where all is. */
export function loopFault(seed: number): string | undefined {
  const program = randomLoop(seed);
  const { looped, unrolled } = program;
  const expected = numbersOf(program, unrolled, false);
  for (const interpret of [false, true]) {
    const found = numbersOf(program, looped, interpret);
    const fault = firstFault(found, expected);
    if (fault !== undefined) return `${interpret ? "interpreted" : "generated"}: ${fault}\n${looped}\n${JSON.stringify(program.at)}`;
  }
  return undefined;
}

/** The value, the gradient, the Hessian and the tangent along the gradient's own direction. */
function numbersOf({ at }: LoopProgram, text: string, interpret: boolean): number[] {
  const along = Object.fromEntries(WRT.map((name) => [name, at[name]]));
  const result = newEvaluator(text, { wrt: WRT, hessian: true, jvp: true, interpret }).at(at, { jvp: along });
  const { value, gradient, hessian, jvp } = JSON.parse(resultText(result)) as Record<string, Json>;
  const slope = numbers(gradient as Json).reduce((sum, g, i) => sum + g * (numbers(along as Json)[i] as number), 0);
  return [
    ...numbers(value as Json), ...numbers(gradient as Json), ...numbers(hessian as Json), ...numbers(jvp as Json),
    slope - (jvp as number),
  ];
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
