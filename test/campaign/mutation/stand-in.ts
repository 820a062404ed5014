// A stand-in for vitest inside the detectors: the same tests, in one process, one at a time, as often
// as wanted. Groups are entered only when their turn comes.
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
      add(
        `${title.replace("%s", String(args[0]))} ${typeof c === "object" && !Array.isArray(c) ? JSON.stringify(c) : ""}`,
        () => body(...(args as never[])), args, body,
      );
    }
  };
}

/** Options, as vitest takes them before the body, say nothing here. */
function one(title: string, ...rest: readonly unknown[]): void {
  const body = rest.find((part) => typeof part === "function") as Body;
  add(title, () => body());
}

const wanted = Object.assign(one, { each });
const leftOut: typeof wanted = Object.assign(() => undefined, { each: () => () => undefined });

export const test = Object.assign(wanted, {
  runIf: (isWanted: boolean) => (isWanted ? wanted : leftOut), skipIf: (isLeftOut: boolean) => (isLeftOut ? leftOut : wanted),
});
export const describe = test;
export const it = test;
/** The tests run again, so that nothing is after all of them. */
export const afterAll = (): void => undefined;
export const vi = { setConfig: () => undefined };

function matchers(value: unknown, told: string, isNegated: boolean) {
  const check = (isMet: boolean, what: string, other?: unknown): void => {
    if (isMet === isNegated) throw new Error(`${told} ${String(value)} ${isNegated ? "not " : ""}${what} ${String(other)}`);
  };
  const number = value as number;
  return {
    toBe: (other: unknown) => check(Object.is(value, other), "to be", other),
    toEqual: (other: unknown) => check(isDeepStrictEqual(value, other), "to equal", other),
    toContain: (part: unknown) => check(
      typeof value === "string" ? value.includes(String(part)) : (value as readonly unknown[]).includes(part),
      "to contain", part,
    ),
    toMatch: (pattern: RegExp) => check(pattern.test(String(value)), "to match", pattern),
    toBeUndefined: () => check(value === undefined, "to be undefined"),
    toBeNaN: () => check(Number.isNaN(value), "to be NaN"),
    toBeGreaterThan: (other: number) => check(number > other, "to be above", other),
    toBeLessThan: (other: number) => check(number < other, "to be below", other),
    toBeLessThanOrEqual: (other: number) => check(number <= other, "to be at most", other),
    toBeCloseTo: (other: number, digits = 2) => check(Math.abs(number - other) < 10 ** -digits / 2, "to be near", other),
  };
}

function expected(value: unknown, told = "") {
  return { ...matchers(value, told, false), not: matchers(value, told, true) };
}

/** The first failure ends a test here, soft or not. */
export const expect = Object.assign(expected, { soft: expected });

/** A test, by the places of its groups and of itself among their neighbours. */
export interface Leaf {
  readonly title: string;
  readonly path: readonly number[];
}

/** Enters all wanted groups and runs all wanted tests once, each between two calls; `done` gets those that are no groups. */
export async function runAll(
  isWanted: (title: string) => boolean, before: (depth: number) => void, done: (leaf: Leaf) => void,
): Promise<void> {
  const waiting = (registered[0] ?? []).map((unit, i) => ({ unit, path: [i] })).reverse();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { unit, path } = next;
    if (!isWanted(unit.title)) continue;
    before(path.length);
    const children = await entered(unit);
    if (children.length === 0) done({ title: unit.title, path });
    waiting.push(...children.map((child, i) => ({ unit: child, path: [...path, i] })).reverse());
  }
}

/** Runs one test anew, with the groups around it; throws what it throws. */
export async function runLeaf({ path }: Leaf): Promise<void> {
  let units: readonly Unit[] = registered[0] ?? [];
  for (const i of path) units = await entered(units[i] as Unit);
}

/** What a unit registers: nothing if it is a test. */
async function entered(unit: Unit): Promise<readonly Unit[]> {
  const inside: Unit[] = [];
  registered.push(inside);
  try {
    await unit.run();
  } finally {
    registered.pop();
  }
  return inside;
}

/** Runs the tests of those cases of tables that hold `row`, with another row in its place. */
export async function failureOfRow(row: unknown, by: unknown): Promise<string | undefined> {
  const units = (registered[0] ?? []).filter((u) => u.args.includes(row) && u.body !== undefined);
  if (units.length === 0) return "no test has this row";
  return failureOf(units.map((u) => ({ ...u, run: () => u.body?.(...(u.args.map((a) => (a === row ? by : a)) as never[])) })));
}

/** Runs the tests of which the first argument is this. */
export async function failureOfCase(name: string): Promise<string | undefined> {
  return failureOf((registered[0] ?? []).filter((u) => u.args[0] === name));
}

async function failureOf(units: readonly Unit[]): Promise<string | undefined> {
  const ordered = [...units].reverse();
  for (let unit = ordered.pop(); unit !== undefined; unit = ordered.pop()) {
    try {
      ordered.push(...[...await entered(unit)].reverse());
    } catch (error) {
      return `${unit.title.slice(0, 100)}: ${String(error).slice(0, 200)}`;
    }
  }
  return undefined;
}
