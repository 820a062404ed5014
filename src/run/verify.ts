// Checks the derivatives of generated code at random points: against differences of values that are computed without any
// derivative, against forward mode, and against the interpreter.
import { nth } from "../diagnostics/known.js";
import { Report, type Diagnostic } from "../diagnostics/diagnostic.js";
import type { ImportResolver } from "../diagnostics/source.js";
import { PointError } from "../diagnostics/faults.js";
import { analyse } from "../analyse.js";
import type { DerivativeKind } from "../graph/derivative-kinds.js";
import type { MathLevel, Precision, Target } from "../options.js";
import { slopesAt0, type Difference } from "./differences.js";
import { newEvaluator, type Evaluator, type Result } from "./evaluate.js";
import { isTensor, type Value } from "./values.js";
import { blockOf, flat, sideOf, sparseMatrix, wholeMatrix, type Side } from "./matrices.js";
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
/** Derivatives that are smaller count as of this size: where those of a program cancel, roundings are left. */
const LEAST_SIZE = 1e-3;
/** A jump or kink beside the point is left outside by steps that are so much smaller. */
const CLOSER = 0.01;
/** Floats may be so far off the doubles, of the size of the greatest element of their array. */
const FLOATS = 1e-3;

/** Throws a CompileError for a wrong program, and a PointError where no point gives a value. */
export function verify(text: string, request: VerifyRequest): Verification {
  const { points, seed, hessian, jacobian, sparse, ...rest } = request;
  const report = new Report({ name: request.file ?? "<expr>", text });
  const program = analyse({ name: request.file ?? "<expr>", text }, { ...rest, gradient: false }, report);
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
    checkSparse(table, compact.at(pointOf(parts)), { parts, chosen, result, where, random });
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

function memberOf(value: Value | undefined, ...names: readonly string[]): number[] | undefined {
  let at = value;
  for (const name of names) at = at === undefined || isTensor(at) ? undefined : at.get(name);
  return at === undefined ? undefined : flat(at);
}

/** A derivative told whole, and the values that its rows are the slopes of. */
interface Whole {
  readonly kind: "gradient" | "jacobian" | "hessian";
  readonly blocks: Value;
  readonly rows: readonly Side[];
  readonly values: (result: Result) => number[];
}

/** The gradient is told by values, the Jacobian by those of its output, the Hessian by gradients. */
function wholesOf(result: Result, columns: readonly Side[]): Whole[] {
  const { gradient, jacobian, hessian, of } = result;
  const ofOutput = (kind: "gradient" | "jacobian", blocks: Value): Whole => {
    const output = (r: Result): Value => r.outputs?.get(of[kind] ?? "") ?? r.value as Value;
    return { kind, blocks, rows: [sideOf(kind, output(result))], values: (r) => flat(output(r)) };
  };
  const gradients = (r: Result): number[] => columns.flatMap(({ name }) => memberOf(r.gradient, name) ?? []);
  return [
    ...(gradient === undefined || gradient.size === 0 ? [] : [ofOutput("gradient", gradient)]),
    ...(jacobian === undefined ? [] : [ofOutput("jacobian", jacobian)]),
    ...(hessian === undefined ? [] : [{ kind: "hessian", blocks: hessian, rows: columns, values: gradients } as const]),
  ];
}

/** Each element of each variable. */
function checkDifferences(table: Table, values: Evaluator, { parts, chosen, result, where, random }: At): void {
  const columns = sidesOf(chosen);
  const wholes = wholesOf(result, columns).map((whole) => ({ ...whole, exact: wholeMatrix(whole.blocks, whole.rows, columns) }));
  // values are enough for what is told of them
  const kinds = wholes.some(({ kind }) => kind === "hessian") ? ["gradient"] as const : [];
  let first = 0;
  for (const part of chosen) {
    const { name } = part.variable;
    const sides = wholes.map(({ blocks, rows }) => rows.map((side) => {
      const [path, by] = rows === columns ? [[side.name, name], `${side.name}, ${name}`] : [[name], name];
      return { length: side.length, by, greatest: greatestOf(blockOf(blocks, path)) };
    }));
    for (const at of elementsOf(part, random)) {
      const moved = (h: number): number[] => {
        const found = resultAt(values, parts, part, at, h, kinds);
        return wholes.flatMap((whole) => whole.values(found));
      };
      const step = 0.1 * Math.max(0.1, Math.abs(nth(part.data, at)));
      const slopes = slopesAt0(moved, step);
      let closer: readonly Difference[] | undefined;
      const place = `${where}, ${elementName(part, at)}`;
      let next = 0;
      for (const [i, { kind, exact }] of wholes.entries()) {
        let row = 0;
        for (const { length, by, greatest } of sides[i] ?? []) {
          for (let k = 0; k < length; k++, next++) {
            const slope = next;
            const again = (): Difference => (closer ??= slopesAt0(moved, CLOSER * step))[slope] as Difference;
            table.compare(kind, by, exact(row++, first + at), greatest, [slopes[next] as Difference, again], place);
          }
        }
      }
    }
    first += part.data.length;
  }
}

function sidesOf(parts: readonly Part[]): Side[] {
  return parts.map(({ variable, data }) => ({ name: variable.name, length: data.length, isRecord: variable.fields !== undefined }));
}

function greatestOf(value: Value): number {
  return flat(value).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
}

function resultAt(
  values: Evaluator, parts: readonly Part[], part: Part, at: number, h: number, kinds: readonly DerivativeKind[],
): Result {
  const data = Float64Array.from(part.data);
  data[at] = nth(data, at) + h;
  return values.at(pointOf(parts.map((p) => (p === part ? { ...p, data } : p))), {}, kinds);
}

function elementsOf({ data }: Part, random: () => number): number[] {
  const all = Array.from(data, (_, i) => i);
  if (all.length <= MOST_ELEMENTS) return all;
  return Array.from({ length: MOST_ELEMENTS }, () => Math.floor(random() * all.length));
}

/** A gradient or Jacobian along a random direction is what forward mode gives for it. */
function checkForward(table: Table, forward: Evaluator, { parts, chosen, result, where, random }: At): void {
  const direction = chosen.map((p) => ({ ...p, data: p.data.map(() => 2 * random() - 1) }));
  const { jvp, of } = forward.at(pointOf(parts), { jvp: pointOf(direction) });
  const columns = sidesOf(chosen);
  const whole = wholesOf(result, columns).find(({ kind }) => kind !== "hessian" && result.of[kind] === of.jvp);
  if (whole === undefined || jvp === undefined) return;
  const exact = wholeMatrix(whole.blocks, whole.rows, columns);
  const along = direction.flatMap((p) => [...p.data]);
  flat(jvp).forEach((found, row) => {
    const terms = along.map((v, column) => v * exact(row, column));
    const size = terms.reduce((sum, t) => sum + Math.abs(t), 0);
    table.agree("forward mode", "all", found, terms.reduce((sum, t) => sum + t, 0), size, where);
  });
}

function checkInterpreter(table: Table, oracle: Result, result: Result, where: string): void {
  for (const kind of ["gradient", "hessian", "jacobian"] as const) {
    const [ours, theirs] = [result[kind], oracle[kind]].map((v) => (v === undefined ? [] : flat(v)));
    const size = (theirs ?? []).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    (ours ?? []).forEach((x, i) => { table.agree("interpreter", kind, x, theirs?.[i] as number, size, where); });
  }
}

function checkSparse(table: Table, sparse: Result, { chosen, result, where }: At): void {
  const columns = sidesOf(chosen);
  const count = (sides: readonly Side[]): number => sides.reduce((sum, { length }) => sum + length, 0);
  for (const { kind, blocks, rows } of wholesOf(result, columns)) {
    const found = kind === "gradient" ? undefined : sparse[kind];
    if (found === undefined) continue;
    const [exact, compressed, greatest] = [wholeMatrix(blocks, rows, columns), sparseMatrix(found), greatestOf(blocks)];
    for (let i = 0; i < count(rows); i++) for (let j = 0; j < count(columns); j++) table.agree(
      "told whole", `sparse ${kind}`, compressed(i, j), exact(i, j), greatest, `${where}, row ${i}, column ${j}`,
    );
  }
}

interface Table {
  /**
   * `greatest` is the greatest element of the array that the derivative is part of; the second difference is asked for
   * where the first is another number, and one of them has to agree.
   */
  readonly compare: (
    against: string, wrt: string, exact: number, greatest: number, differences: readonly [Difference, () => Difference], where: string,
  ) => void;
  readonly agree: (against: string, wrt: string, x: number, y: number, size: number, where: string) => void;
  readonly rows: () => Row[];
}

type Changing<T> = { -readonly [K in keyof T]: T[K] };

function newTable(precision: Precision): Table {
  const [least, modes] = precision === "f32" ? [FLOATS, FLOATS] : [LEAST, MODES];
  const rows = new Map<string, Changing<Row>>();
  const rowOf = (against: string, wrt: string): Changing<Row> => {
    const key = `${against} ${wrt}`;
    const row = rows.get(key) ?? { against, wrt, checked: 0, error: 0, where: "", failed: false };
    rows.set(key, row);
    return row;
  };
  const note = (against: string, wrt: string, error: number, where: string, failed: boolean): void => {
    const row = rowOf(against, wrt);
    const isWorse = failed ? !row.failed || !(error <= row.error) : !row.failed && error > row.error;
    row.checked += 1;
    row.failed ||= failed;
    if (isWorse) Object.assign(row, { error, where });
  };
  return {
    compare: (against, wrt, exact, greatest, [first, again], where) => {
      const off = ({ value, error }: Difference): { distance: number; isOff: boolean; tells: boolean } => {
        const size = Math.max(Math.abs(exact), Math.abs(value), precision === "f32" ? greatest : 0, LEAST_SIZE);
        const distance = Math.abs(exact - value) / size;
        return { distance, isOff: !(distance <= least + MARGIN * error / size), tells: error <= ROUGH * size };
      };
      const before = off(first);
      const tries = before.distance <= least ? [before] : [before, off(again())];
      // beside a kink or the end of the domain differences tell nothing
      const telling = Number.isFinite(exact) ? tries.filter(({ tells }) => tells) : tries;
      const found = telling.sort((x, y) => x.distance - y.distance).find(({ isOff }) => !isOff) ?? telling[0];
      if (found === undefined) rowOf(against, wrt);
      else note(against, wrt, found.distance, where, found.isOff);
    },
    agree: (against, wrt, x, y, size, where) => {
      const distance = Object.is(x, y) ? 0 : Math.abs(x - y) / Math.max(size, LEAST_SIZE);
      note(against, wrt, distance, where, Number.isNaN(x) || !(distance <= modes));
    },
    rows: () => [...rows.values()],
  };
}
