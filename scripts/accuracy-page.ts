// The page docs/accuracy.md, from the measured errors.
import { INSTRUCTIONS } from "../src/emit/wasm/expression.js";
import { hasCode } from "../src/emit/wasm/runtime.js";
import type { ScalarOp } from "../src/graph/operation.js";
import { scalarOps } from "../src/ops/index.js";
import type { Accuracy, Peak } from "../test/accuracy/operations.js";

const NOTE = "<!-- Made by `GRADC_UPDATE=1 vitest run test/accuracy.test.ts`; the test fails when it is stale. -->";

/** Values covered as part of another row: what derivatives are made of and no program can call. */
export interface AccuracyNotes {
  readonly bars: readonly [number, number, number];
  readonly covered: Readonly<Record<string, string>>;
  /** Operations that are measured over less than the whole range of doubles. */
  readonly narrower: Readonly<Record<string, string>>;
}

/** A formula that loses digits as it is typed, and a point where it does. */
export interface Cancellation {
  readonly program: string;
  readonly at: unknown;
}

/** `rows` are measured of JavaScript, `inWasm` the same of WebAssembly, in the same order. */
export function accuracyPage(
  rows: readonly Accuracy[], inWasm: readonly Accuracy[], notes: AccuracyNotes, cancels: readonly Cancellation[],
): string {
  const { bars, covered } = notes;
  const points = rows.reduce((sum, row) => sum + row.points, 0);
  return [
    "# Accuracy", NOTE,
    `Each operation is compiled as a program with its gradient and Hessian at the default level, and the generated ` +
    `code is run at fixed points: ${rows.length} operations, ${points} points, among them ends of domains, tiny and huge arguments, neighbourhoods of poles and of zeros of the derivatives. The numbers are worst errors in ulp (units in the last place) of a 60-digit reference, rounded up to the next half; 0 is exact. Of two parameters, all first and all second partials count.`,
    "A third of the points is spread over the whole range of doubles: of one parameter from the subnormal numbers to " +
    "1e308, with both signs; of two parameters from 3e-308 to 1e308, alike or far apart. A derivative that is itself a " +
    "normal double is within the bars there too; where the exact result is beyond the doubles, only the infinity of " +
    "its sign is right; where it is below the normal doubles, it may be off by up to 2.2e-308.",
    narrower(notes.narrower),
    `The bars, which every operation keeps, are ${bars[0]} ulp for the value, ${bars[1]} for first and ${bars[2]} ` +
    `for second derivatives. Where a derivative is a sum of terms that cancel, the error is relative to the larger term. The references are in \`test/accuracy/references/operations\`, made by \`test/accuracy/make-derivative-references.py\`; results within half an ulp of a bar may differ with the host's \`Math\`.`,
    "The columns for value, first and second derivatives are measured of JavaScript. The last one has the same three of " +
    "`--target wasm`, whose elementary functions are its own: these are the errors on every machine. At `--math fast` WebAssembly " +
    "computes exp, sigmoid, softplus, tanh and their derivatives within 3 ulp, with fewer operations, and takes exp(-|x|) as 0 " +
    "where it is no normal double (`test/emit/fast-functions.test.ts`).",
    table(
      ["operation", "program", "points", "value", "first", "second", "WebAssembly"],
      rows.map((row, i) => [
        code(row.name), code(row.text), String(row.points), ...row.peaks.map(peakText),
        (inWasm[i]?.peaks ?? []).map(({ ulp }) => String(halves(ulp))).join(", "),
      ]),
    ),
    "## Floats of 32 bits",
    "With `--precision f32` numbers lie in arrays as floats, and an ulp of these is 6e-8 of a number. JavaScript computes in " +
    "doubles, and a number is rounded where it is stored. WebAssembly rounds after each operation where it computes four numbers " +
    "side by side, and in products; exp, expm1, log, log1p, tanh, sigmoid, softplus, sin, cos and erf are then within 2 ulp of a float, " +
    "atan and derivatives of sigmoid, softplus, tanh and erf within 3, erfc, normcdf and gelu within 4; other " +
    "functions, and sin and cos beyond 32768, are computed in doubles and " +
    "rounded once. Exponentials below the normal floats, 1.2e-38, are 0: processors take a hundred times as long for what is " +
    "computed of such numbers. A sum has four " +
    "lanes of floats for up to 128 numbers, and these are added up in doubles; products add up in floats, 256 numbers at a time. " +
    "Of the samples, at numbers of sizes 0.4, 1 and 1.6, each number of value and gradient is off by less than 40 times what one " +
    "rounding of every argument to a float does to it, and 40 roundings of the greatest number of its array; of the Kalman filter, " +
    "whose covariances cancel, 3000 times (`test/precision.test.ts`).",
    ...sideBySide(),
    "## Measured within another row",
    table(["operation", "where"], Object.entries(covered).map(([name, where]) => [code(name), where])),
    "## What cancels as it is typed",
    "An operation is accurate, but a formula may take a difference of two numbers that nearly agree. Many such formulas " +
    "are recognised ([rules.md](rules.md)). These are not: at such points the value or the gradient has lost digits, or " +
    "has none. Where one can, write what does not cancel.",
    table(["program", "loses digits at"], cancels.map(({ program, at }) => [code(program), code(JSON.stringify(at))])),
  ].join("\n\n") + "\n";
}

/** Which functions of numbers WebAssembly computes for several at once. */
function sideBySide(): readonly string[] {
  const functions = scalarOps.filter((op) => op.internal !== true);
  const nameOf = ({ code: how, name }: ScalarOp): string => ("runtime" in how ? how.runtime : "op" in how ? how.op : name);
  const all = functions.map((op) => ({ op, own: nameOf(op) })).filter(({ own }) => hasCode(own) && !(own in INSTRUCTIONS));
  const list = (isIn: (own: string) => boolean): string =>
    all.filter(({ own }) => isIn(own)).map(({ op }) => code(op.name)).sort().join(", ");
  const [inDoubles, inFloats] = ["f64x2", "f32x4"].map((lanes) => (own: string): boolean => hasCode(`${own}:${lanes}`)) as
    [(own: string) => boolean, (own: string) => boolean];
  return [
    "## Several numbers at once",
    "Loops of WebAssembly compute two doubles or four floats at once. What is no instruction of the machine is a function: for four " +
    "floats its own, or that of two doubles twice; one number after the other where it is too long, or has loops.",
    table(["computed", "functions"], [
      ["two doubles, four floats", list((own) => inDoubles(own) && inFloats(own))],
      ["two doubles, floats as doubles", list((own) => inDoubles(own) && !inFloats(own))],
      ["one by one", list((own) => !inDoubles(own))],
    ]),
  ];
}

function narrower(ranges: AccuracyNotes["narrower"]): string {
  return `Less than that range is measured of ` +
    `${Object.entries(ranges).map(([name, range]) => `${code(name)} (${range})`).join(", ")}: beyond it, where no other reason is given, a factor of a derivative may be infinite or 0 although the derivative is not.`;
}

/** Rounded up, so that the last digits of another host do not matter. */
function halves(ulp: number): number {
  return Math.ceil(ulp * 2) / 2;
}

function peakText({ ulp, at }: Peak): string {
  if (ulp === 0) return "0";
  return `${halves(ulp)} at ${at.map((x) => String(Number(x.toPrecision(4)))).join(", ")}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function code(text: string): string {
  return `\`${text}\``;
}
