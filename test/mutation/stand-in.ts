// A stand-in for vitest inside a detector: the same tests, in one process, in a wanted order, until
// the first that fails. Groups are entered only when their turn comes.
import { isDeepStrictEqual } from "node:util";

type Body = (...args: never[]) => unknown;
interface Unit {
  readonly title: string;
  /** What the case of a table is. */
  readonly args: readonly unknown[];
  readonly run: () => unknown;
  readonly body: Body | undefined;
}

/** What is registered at the moment: a detector is one program, and this is its only state. */
const registered: Unit[][] = [[]];

function add(title: string, run: () => unknown, args: readonly unknown[] = [], body?: Body): void {
  registered.at(-1)?.push({ title, run, args, body });
}

function each(cases: readonly unknown[]) {
  return (title: string, body: Body): void => {
    for (const c of cases) {
      const args: readonly unknown[] = Array.isArray(c) ? c : [c];
      add(`${title.replace("%s", String(args[0]))} ${typeof c === "object" && !Array.isArray(c) ? JSON.stringify(c) : ""}`, () => body(...(args as never[])), args, body);
    }
  };
}

/** Options, as vitest takes them before the body, say nothing here. */
function one(title: string, ...rest: readonly unknown[]): void {
  const body = rest.find((part) => typeof part === "function") as Body;
  add(title, () => body());
}

export const test = Object.assign(one, { each, runIf: (condition: boolean) => (condition ? one : () => undefined) });
export const describe = test;
export const it = test;
export const vi = { setConfig: () => undefined };

function matchers(value: unknown, told: string, isNegated: boolean) {
  const check = (isMet: boolean, what: string, other?: unknown): void => {
    if (isMet === isNegated) throw new Error(`${told} ${String(value)} ${isNegated ? "not " : ""}${what} ${String(other)}`);
  };
  const number = value as number;
  return {
    toBe: (other: unknown) => check(Object.is(value, other), "to be", other),
    toEqual: (other: unknown) => check(isDeepStrictEqual(value, other), "to equal", other),
    toBeUndefined: () => check(value === undefined, "to be undefined"),
    toBeNaN: () => check(Number.isNaN(value), "to be NaN"),
    toBeGreaterThan: (other: number) => check(number > other, "to be above", other),
    toBeLessThan: (other: number) => check(number < other, "to be below", other),
    toBeLessThanOrEqual: (other: number) => check(number <= other, "to be at most", other),
    toBeCloseTo: (other: number, digits = 2) => check(Math.abs(number - other) < 10 ** -digits / 2, "to be near", other),
  };
}

export function expect(value: unknown, told = "") {
  return { ...matchers(value, told, false), not: matchers(value, told, true) };
}

/**
 * Runs what was registered, titles that hold one of `first` before the others, until so many seconds
 * of processor time are gone; the first failure, told.
 */
export async function firstFailure(first: readonly string[], without: readonly string[], seconds: number): Promise<string | undefined> {
  const isFirst = (unit: Unit): boolean => first.some((text) => unit.title.includes(text));
  const all = (registered[0] ?? []).filter((u) => !without.some((text) => u.title.includes(text)));
  return failureOf([...all.filter(isFirst), ...all.filter((u) => !isFirst(u))], seconds);
}

/** Runs the tests of those cases of tables that hold `row`, with another row in its place. */
export async function failureOfRow(row: unknown, by: unknown): Promise<string | undefined> {
  const units = (registered[0] ?? []).filter((u) => u.args.includes(row) && u.body !== undefined);
  if (units.length === 0) return "no test has this row";
  return failureOf(units.map((u) => ({ ...u, run: () => u.body?.(...(u.args.map((a) => (a === row ? by : a)) as never[])) })), Infinity);
}

/** Runs the tests of which the first argument is this. */
export async function failureOfCase(name: string): Promise<string | undefined> {
  return failureOf((registered[0] ?? []).filter((u) => u.args[0] === name), Infinity);
}

async function failureOf(units: readonly Unit[], seconds: number): Promise<string | undefined> {
  const ordered = [...units].reverse();
  for (let unit = ordered.pop(); unit !== undefined; unit = ordered.pop()) {
    if (process.cpuUsage().user > seconds * 1e6) return undefined;
    registered.push([]);
    try {
      await unit.run();
    } catch (error) {
      return `${unit.title.slice(0, 100)}: ${String(error).slice(0, 200)}`;
    }
    ordered.push(...(registered.pop() ?? []).reverse());
  }
  return undefined;
}
