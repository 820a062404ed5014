// Compiles the programs of samples/ and runs the generated code.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Program } from "../../src/graph/program.js";
import type { Tensor } from "../../src/graph/tensor.js";
import { compile, type CompileOptions, type Counts } from "../../src/index.js";
import { readPoint } from "../../src/run/point.js";
import { generatedRunner } from "../../src/run/run-generated.js";
import { TARGET } from "../support/targets.js";

const folder = new URL("../../samples/", import.meta.url);

/** Each number of an output or of a gradient by name; the parts of a record are `name.part`. */
export type Arrays = Readonly<Record<string, readonly number[]>>;

export interface Sample {
  /** The text of the functions in JavaScript, whatever target runs. */
  readonly code: string;
  readonly counts: Counts;
  run(point: unknown): { readonly outputs: Arrays; readonly gradient: Arrays; readonly hessian: Arrays };
}

/** A program of samples/, ready to run. */
export function sample(file: string, options: CompileOptions = {}): Sample {
  return program(readFileSync(new URL(file, folder), "utf8"), { file: fileURLToPath(new URL(file, folder)), ...options });
}

/** The text of a program, ready to run. */
export function program(text: string, options: CompileOptions = {}): Sample {
  const { code, graph, counts, diagnostics, interface: called } = compile(text, { ...options, name: "f", target: TARGET });
  if (code === undefined || graph === undefined || called === undefined || counts === undefined)
    throw new Error(diagnostics.map((d) => d.message).join("\n"));
  const runner = generatedRunner(graph, code, called);
  return {
    code: TARGET === "body" ? code : compile(text, { ...options, name: "f", target: "body" }).code ?? "", counts,
    run: (point) => {
      const { outputs, gradient, hessian } = runner(readPoint(graph, point));
      return {
        outputs: byName(graph.outputs.map((o) => [o.name, o.fields]), outputs),
        gradient: byName(graph.derivatives.gradient.map((g) => [g.wrt.join(), fieldsOf(graph, g.wrt)]), gradient),
        hessian: byName(graph.derivatives.hessian.map((h) => [h.wrt.join(), undefined]), hessian),
      };
    },
  };
}

/** The fields of the record that a gradient is taken by. */
function fieldsOf({ variables }: Program, wrt: readonly string[]): readonly string[] | undefined {
  return variables.find((v) => v.name === wrt[0])?.fields;
}

function byName(names: readonly (readonly [string, readonly string[] | undefined])[], parts: readonly (readonly Tensor[])[]): Arrays {
  return Object.fromEntries(names.flatMap(([name, fields], i) =>
    (parts[i] ?? []).map((part, k) => [fields === undefined ? name : `${name}.${fields[k]}`, [...part.data]])));
}

/** The JSON of an instance in samples/adbench/. */
export function instance<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(`adbench/${file}`, folder), "utf8")) as T;
}

/** How far apart two lists of numbers are: the greatest difference over the greatest number, as ADBench measures. */
export function distance(found: readonly number[], expected: readonly number[]): number {
  if (found.length !== expected.length) return Infinity;
  const scale = Math.max(1, ...expected.map(Math.abs));
  return found.reduce((worst, x, i) => {
    const apart = Math.abs(x - (expected[i] as number)) / scale;
    return Number.isNaN(apart) ? Infinity : Math.max(worst, apart);
  }, 0);
}

/** Central differences of a function of a list of numbers, with the step for a double. */
export function differences(f: (x: readonly number[]) => number, x: readonly number[]): number[] {
  return x.map((xi, i) => {
    const step = 1e-5 * Math.max(1, Math.abs(xi));
    const at = (h: number): number => f(x.map((v, k) => (k === i ? v + h : v)));
    return (8 * (at(step) - at(-step)) - (at(2 * step) - at(-2 * step))) / (12 * step);
  });
}
