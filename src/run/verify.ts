// Checks the derivatives of generated code at random points: against differences of values that are computed without any
// derivative, against forward mode, and against the interpreter.
import { Report, type Diagnostic } from "../diagnostics/diagnostic.js";
import type { ImportResolver } from "../diagnostics/source.js";
import { PointError } from "../diagnostics/faults.js";
import { isScalar } from "../differentiate/request.js";
import type { Output, Program } from "../graph/program.js";
import { analyse } from "../analyse.js";
import type { MathLevel, Precision, Target } from "../options.js";
import { slopesAt0, type Difference } from "./differences.js";
import { newEvaluator, type Evaluator, type Result } from "./evaluate.js";
import { isTensor, type Value } from "./values.js";
import { sparseMatrix, wholeMatrix, type Side } from "./verify-sparse.js";
import { elementName, pointOf, randomPoint, randomsFrom, type Part } from "./verify-point.js";

export interface VerifyRequest {
  readonly file?: string;
  readonly wrt?: readonly string[];
  readonly of?: string;
  readonly math?: MathLevel;
  readonly hessian?: boolean;
  readonly jacobian?: boolean;
  /** Whether sparse matrices are compared with those told whole too. */
  readonly sparse?: boolean;
  readonly precision?: Precision;
  readonly target?: Target;
  readonly points: number;
  readonly seed: number;
  readonly imports?: ImportResolver;
}

/** What was found of one derivative by one variable. */
export interface Row {
  /** "gradient", "hessian", "jacobian", "forward mode", "interpreter" or "told whole". */
  readonly against: string;
  readonly wrt: string;
  readonly checked: number;
  /** The largest difference, of the size of the derivative, and where it is. */
  readonly error: number;
  readonly where: string;
  readonly failed: boolean;
}

export interface Verification {
  readonly warnings: readonly Diagnostic[];
  readonly points: number;
  readonly rows: readonly Row[];
}

/** Of an array with more elements so many are taken at each point. */
const MOST_ELEMENTS = 32;
const TRIES = 60;
/** Differences are no better than this, whatever they say of their own error. */
const LEAST = 1e-7;
/** How far off a difference may be by its own estimate, and how rough one may be that still tells something. */
const MARGIN = 30;
const ROUGH = 1e-3;
const MODES = 1e-9;
/** Floats may be so far off the doubles, of the size of the greatest element of their array. */
const FLOATS = 1e-3;

/** Throws a CompileError for a wrong program, and a PointError where no point gives a value. */
export function verify(text: string, request: VerifyRequest): Verification {
  const { points, seed, hessian, jacobian, sparse, ...rest } = request;
  const report = new Report({ name: request.file ?? "<expr>", text });
  const program = analyse({ name: request.file ?? "<expr>", text }, rest, report);
  const wrt = request.wrt ?? program.variables.filter((v) => v.role === "param").map((v) => v.name);
  const kinds = { ...(hessian === true ? { hessian } : {}), ...(jacobian === true ? { jacobian } : {}) };
  const full = newEvaluator(text, { ...rest, ...kinds });
  // of floats there are no differences to speak of
  const values = request.precision === "f32" ? newEvaluator(text, { ...rest, ...kinds, precision: "f64" }) : full;
  const oracle = newEvaluator(text, { ...rest, ...kinds, interpret: true });
  const forward = newEvaluator(text, { ...rest, jvp: true });
  const compact = sparse === true ? newEvaluator(text, { ...rest, ...kinds, sparse }) : undefined;
  const random = randomsFrom(seed);
  const table = newTable(request.precision ?? "f64");
  for (let i = 0; i < points; i++) {
    const { parts, result } = startingPoint(full, (attempt) => pointFor(request, randomPoint(program, random, attempt)), i);
    const chosen = parts.filter((p) => wrt.includes(p.variable.name));
    const where = `point ${i + 1}`;
    checkDifferences(table, values, { parts, chosen, result, where, random });
    checkForward(table, forward, { parts, chosen, result, where, random });
    checkInterpreter(table, oracle.at(pointOf(parts)), result, where);
    if (compact === undefined) continue;
    checkSparse(table, compact.at(pointOf(parts)), { parts: chosen, rows: rowsOf(program, request, result), result, where });
  }
  return { warnings: full.warnings, points, rows: table.rows() };
}

/** Arrays of floats are given as what they hold. */
function pointFor({ precision }: VerifyRequest, parts: Part[]): Part[] {
  if (precision !== "f32") return parts;
  return parts.map((part) => (part.shape.length === 0 ? part : { ...part, data: part.data.map(Math.fround) }));
}

interface At {
  readonly parts: readonly Part[];
  readonly chosen: readonly Part[];
  readonly result: Result;
  readonly where: string;
  readonly random: () => number;
}

/** The first point of some tries at which the program has a finite value. */
function startingPoint(evaluator: Evaluator, draw: (attempt: number) => Part[], first: number): { parts: Part[]; result: Result } {
  for (let attempt = first; attempt < first + TRIES; attempt++) {
    const parts = draw(attempt);
    try {
      const result = evaluator.at(pointOf(parts));
      if (outputsOf(result).every(Number.isFinite)) return { parts, result };
    } catch (error) {
      if (!(error instanceof PointError)) throw error;
    }
  }
  throw new PointError("No random point was found at which the program has a finite value.");
}

function outputsOf({ value, outputs }: Result): number[] {
  return value === undefined ? [...(outputs?.values() ?? [])].flatMap(flat) : flat(value);
}

/** All numbers of a value, in order. */
function flat(value: Value): number[] {
  return isTensor(value) ? [...value.data] : [...value.values()].flatMap(flat);
}

function memberOf(value: Value | undefined, ...names: readonly string[]): number[] | undefined {
  let at = value;
  for (const name of names) at = at === undefined || isTensor(at) ? undefined : at.get(name);
  return at === undefined ? undefined : flat(at);
}

/** Each element of each variable: the gradient by values, the Hessian by gradients, the Jacobian by outputs. */
function checkDifferences(table: Table, values: Evaluator, { parts, chosen, result, where, random }: At): void {
  const names = chosen.map((p) => p.variable.name);
  const read = (r: Result): number[] => [
    ...outputsOf(r), ...(r.hessian === undefined ? [] : names.flatMap((name) => memberOf(r.gradient, name) ?? [])),
  ];
  for (const part of chosen) {
    const { name } = part.variable;
    for (const at of elementsOf(part, random)) {
      const moved = (h: number): number[] => read(resultAt(values, parts, part, at, h));
      const slopes = slopesAt0(moved, 0.1 * Math.max(0.1, Math.abs(part.data[at] as number)));
      const place = `${where}, ${elementName(part, at)}`;
      const gradient = memberOf(result.gradient, name);
      if (gradient !== undefined) table.compare("gradient", name, gradient, at, slopes[0] as Difference, place);
      const columns = memberOf(result.jacobian, name);
      const count = outputsOf(result).length;
      if (columns !== undefined) for (let k = 0; k < count; k++)
        table.compare("jacobian", name, columns, k * part.data.length + at, slopes[k] as Difference, place);
      let row = count;
      if (result.hessian === undefined) continue;
      for (const other of chosen) {
        const block = memberOf(result.hessian, other.variable.name, name) ?? [];
        for (let k = 0; k < other.data.length; k++) table.compare(
          "hessian", `${other.variable.name}, ${name}`, block, k * part.data.length + at, slopes[row++] as Difference, place,
        );
      }
    }
  }
}

function resultAt(values: Evaluator, parts: readonly Part[], part: Part, at: number, h: number): Result {
  const data = Float64Array.from(part.data);
  data[at] = (data[at] as number) + h;
  return values.at(pointOf(parts.map((p) => (p === part ? { ...p, data } : p))));
}

function elementsOf({ data }: Part, random: () => number): number[] {
  const all = Array.from(data, (_, i) => i);
  if (all.length <= MOST_ELEMENTS) return all;
  return Array.from({ length: MOST_ELEMENTS }, () => Math.floor(random() * all.length));
}

/** The gradient along a random direction is what forward mode gives for it. */
function checkForward(table: Table, forward: Evaluator, { parts, chosen, result, where, random }: At): void {
  if (result.gradient === undefined) return;
  const direction = chosen.map((p) => ({ ...p, data: p.data.map(() => 2 * random() - 1) }));
  const tangent = forward.at(pointOf(parts), { jvp: pointOf(direction) }).jvp;
  const terms = direction.flatMap((p) => (memberOf(result.gradient, p.variable.name) ?? []).map((g, i) => g * (p.data[i] as number)));
  const size = terms.reduce((sum, t) => sum + Math.abs(t), 0);
  const [found] = tangent === undefined ? [NaN] : flat(tangent);
  table.agree("forward mode", "all", found as number, terms.reduce((sum, t) => sum + t, 0), size, where);
}

function checkInterpreter(table: Table, oracle: Result, result: Result, where: string): void {
  for (const kind of ["gradient", "hessian", "jacobian"] as const) {
    const [ours, theirs] = [result[kind], oracle[kind]].map((v) => (v === undefined ? [] : flat(v)));
    const size = Math.max(0, ...(theirs ?? []).map(Math.abs));
    (ours ?? []).forEach((x, i) => { table.agree("interpreter", kind, x, theirs?.[i] as number, size, where); });
  }
}

interface Compared extends Pick<At, "parts" | "result" | "where"> {
  /** What a Jacobian is of. */
  readonly rows: Side;
}

function checkSparse(table: Table, sparse: Result, { parts, rows, result, where }: Compared): void {
  const columns = parts.map(
    ({ variable, data }): Side => ({ name: variable.name, length: data.length, isRecord: variable.fields !== undefined }),
  );
  const count = (sides: readonly Side[]): number => sides.reduce((sum, { length }) => sum + length, 0);
  for (const kind of ["hessian", "jacobian"] as const) {
    const [whole, found] = [result[kind], sparse[kind]];
    if (whole === undefined || found === undefined) continue;
    const sides = kind === "hessian" ? columns : [rows];
    const [exact, compressed] = [wholeMatrix(whole, sides, columns), sparseMatrix(found)];
    const size = flat(whole).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    for (let i = 0; i < count(sides); i++) for (let j = 0; j < count(columns); j++)
      table.agree("told whole", `sparse ${kind}`, compressed(i, j), exact(i, j), size, `${where}, row ${i}, column ${j}`);
  }
}

/** The output that a Jacobian is of. */
function rowsOf(program: Program, { of }: VerifyRequest, result: Result): Side {
  const { builder, outputs } = program;
  const output = outputs.find((o) => (of === undefined ? !isScalar(builder, o) : o.name === of)) ?? outputs[0] as Output;
  const value = result.outputs?.get(output.name) ?? result.value;
  return { name: output.name, length: value === undefined ? 0 : flat(value).length, isRecord: output.fields !== undefined };
}

interface Table {
  readonly compare: (against: string, wrt: string, found: readonly number[], at: number, difference: Difference, where: string) => void;
  readonly agree: (against: string, wrt: string, x: number, y: number, size: number, where: string) => void;
  readonly rows: () => Row[];
}

function newTable(precision: Precision): Table {
  const [least, modes] = precision === "f32" ? [FLOATS, FLOATS] : [LEAST, MODES];
  const rows = new Map<string, Row>();
  const note = (against: string, wrt: string, error: number, where: string, failed: boolean): void => {
    const key = `${against} ${wrt}`;
    const before = rows.get(key) ?? { against, wrt, checked: 0, error: 0, where: "", failed: false };
    const isWorse = failed ? !before.failed || !(error <= before.error) : !before.failed && error > before.error;
    rows.set(key, { ...before, checked: before.checked + 1, failed: failed || before.failed, ...(isWorse ? { error, where } : {}) });
  };
  const passOver = (against: string, wrt: string): void => {
    const key = `${against} ${wrt}`;
    rows.set(key, rows.get(key) ?? { against, wrt, checked: 0, error: 0, where: "", failed: false });
  };
  return {
    compare: (against, wrt, found, at, { value, error }, where) => {
      const exact = found[at] as number;
      const greatest = precision === "f32" ? found.reduce((most, x) => Math.max(most, Math.abs(x)), 0) : 0;
      const size = Math.max(Math.abs(exact), Math.abs(value), greatest, 1e-3);
      // beside a kink or the end of the domain differences tell nothing
      if (Number.isFinite(exact) && !(error <= ROUGH * size)) {
        passOver(against, wrt);
        return;
      }
      const distance = Math.abs(exact - value) / size;
      note(against, wrt, distance, where, !(distance <= least + MARGIN * error / size));
    },
    agree: (against, wrt, x, y, size, where) => {
      const distance = Object.is(x, y) ? 0 : Math.abs(x - y) / Math.max(size, 1e-300);
      note(against, wrt, distance, where, Number.isNaN(x) || !(distance <= modes));
    },
    rows: () => [...rows.values()],
  };
}
