// Random scalar programs with a point at which they are tame: a plain tape that the reference script reads too.
import { SCALAR_STEPS, type ScalarStep } from "./scalar-steps.js";
import { mixedRandoms } from "./random.js";

/** An operation: its name, the values it reads (variables first, then earlier entries), and its constant. */
export type Entry = readonly [op: string, args: readonly number[], constant: number];

export interface ScalarProgram {
  readonly seed: number;
  readonly point: readonly number[];
  /** The direction of the second derivative. */
  readonly direction: readonly number[];
  readonly tape: readonly Entry[];
}

/** How long programs are, from a number in [0, 1), and how often a step reads what none has read yet. */
export interface ProgramShape {
  readonly length: (at: number) => number;
  readonly unread: number;
}

const MOST = 200;
/** Most programs are short, so that many fit into the time; a third of the steps of the others matter to the output. */
export const BROAD: ProgramShape = { length: (at) => 1 + Math.floor(MOST * at ** 10), unread: 0.5 };
/** Long programs, most of whose steps matter. */
export const DEEP: ProgramShape = { length: (at) => Math.floor((MOST + 1) ** (at ** 1.25)), unread: 0.7 };
const [LEAST_SIZE, MOST_SIZE] = [1e-8, 1e8];

/** The program of a seed, the same on every run: 1 to 200 operations over 1 to 4 variables. */
export function scalarProgram(seed: number, shape = BROAD): ScalarProgram {
  const draw = randomFrom(seed);
  const count = 1 + Math.floor(4 * draw());
  const point = Array.from({ length: count }, () => decimal(draw, 3));
  const direction = Array.from({ length: count }, () => decimal(draw, 1));
  const length = shape.length(draw());
  const values = [...point];
  const unread = new Set(values.keys());
  const tape: Entry[] = [];
  for (let tries = 0; tape.length < length && tries < 50 * length; tries++) {
    const step = SCALAR_STEPS[Math.floor(draw() * SCALAR_STEPS.length)] as ScalarStep;
    const args = Array.from({ length: step.arity }, () => pickOperand(draw, values.length, unread, shape.unread));
    const constant = step.constant === undefined ? 0 : step.constant(draw());
    const value = step.evaluate(args.map((i) => values[i] as number), constant);
    if (value === undefined || !(Math.abs(value) >= LEAST_SIZE && Math.abs(value) <= MOST_SIZE)) continue;
    for (const i of args) unread.delete(i);
    unread.add(values.length);
    values.push(value);
    tape.push([step.name, args, constant]);
  }
  return { seed, point, direction, tape };
}

/** The program of a seed with a committed reference: every eleventh is a long one. */
export function committedProgram(seed: number): ScalarProgram {
  return scalarProgram(seed, seed % 11 === 0 ? DEEP : BROAD);
}

/** The program in the language; the last value is the output, and all variables are params. */
export function scalarText(program: ScalarProgram): string {
  return textOf(scalarLines(program, ""));
}

/** The same with a fault: the value of one step is right, its derivatives are off by this much of them. */
export function faultyText(program: ScalarProgram, step: number, error: number): string {
  const parts = scalarLines(program, "");
  const lines = parts.lines.flatMap(
    (line, i) => (i === step ? [`r${line.slice(1)}`, `v${i} = r${i} + ${error} * (r${i} - stop_gradient(r${i}))`] : [line]),
  );
  return textOf({ ...parts, lines });
}

function textOf({ names, lines, result }: ReturnType<typeof scalarLines>): string {
  return [`param ${names.join(", ")}`, ...lines, `output f = ${result}`].join("\n");
}

/** The statements of a program, with its variables; all names start with a prefix. */
export function scalarLines(
  { point, tape }: ScalarProgram, prefix: string,
): { readonly names: readonly string[]; readonly lines: readonly string[]; readonly result: string } {
  const names = point.map((_, i) => `${prefix}x${i}`);
  const values = [...names];
  const lines = tape.map(([op, args, constant], i) => {
    const step = SCALAR_STEPS.find((s) => s.name === op) as ScalarStep;
    const text = step.text.replace(
      /\$(\d)/g, (_, n: string) => values[args[Number(n)] as number] as string,
    ).replaceAll("#", `(${constant})`);
    values.push(`${prefix}v${i}`);
    return `${prefix}v${i} = ${text}`;
  });
  return { names, lines, result: values[values.length - 1] as string };
}

/** A short hash of everything that a reference depends on. */
export function scalarHash({ point, direction, tape }: ScalarProgram): number {
  let hash = 2166136261;
  const text = JSON.stringify([point, direction, tape]);
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619);
  return hash >>> 0;
}

/** Values not read yet come first this often, so that the output depends on more of the program. */
function pickOperand(draw: () => number, count: number, unread: ReadonlySet<number>, often: number): number {
  if (unread.size > 0 && draw() < often) return [...unread][Math.floor(draw() * unread.size)] as number;
  return Math.floor(draw() * count);
}

function decimal(draw: () => number, limit: number): number {
  const size = Math.round(10_000 * (0.05 + draw() * (limit - 0.05))) / 10_000;
  return draw() < 0.4 ? -size : size;
}

/** Numbers in [0, 1). */
function randomFrom(seed: number): () => number {
  const next = mixedRandoms(Math.imul(seed + 1, 0x9e3779b1));
  return () => next() / 2 ** 32;
}
