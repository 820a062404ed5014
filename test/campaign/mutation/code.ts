// The program that runs mutants of code, all of them in it: `code.mjs measure` runs every test once and
// writes which mutants it meets; `code.mjs run` runs for each mutant the tests that meet it until one fails.
import { readFileSync, writeFileSync, writeSync } from "node:fs";
import fc from "fast-check";
import { structuralRules } from "../../../src/simplify/rules/index.js";
import "./code-tests.js";
import { memory, takeMet } from "./once.js";
import { runAll, runLeaf, type Leaf } from "./stand-in.js";
import { SWITCH } from "./switched.js";

export interface Met extends Leaf {
  /** The mutants whose place the test passes. */
  readonly mutants: readonly number[];
  readonly seconds: number;
}

/** No value of a result. */
const WITHOUT = [
  "a chain of 100,000 operations", "any rule can be switched off", "every structural rule is met",
  "stays under 2,000 nodes",
];

/** What `measure` writes. */
export interface Measured {
  readonly tests: readonly Met[];
  /** The mutants whose place is passed while modules are loaded: each needs a program of its own. */
  readonly atLoad: readonly number[];
}

/** The switch that a program starts with; it keeps what it is asked for. */
const loading = globalThis as unknown as Readonly<Record<string, { readonly asked: ReadonlySet<number> }>>;
const atLoad = [...loading[SWITCH]?.asked ?? []];
const NONE = Number(process.env.MUTANT ?? -1);

/** What the switches see: the mutant that is run, and how often any was asked for. */
const state = { current: NONE, isPassed: false, fewer: 0, other: 0, asked: 0, until: Infinity };
const ASKED_AT_ONCE = 1 << 14;
/** A mutant that makes a test take so long is killed by that; in microseconds of the processor. */
const SLOWEST = 15e6;

Object.assign(globalThis, {
  [SWITCH]: (id: number): boolean => {
    memory.met.add(id);
    if (++state.asked % ASKED_AT_ONCE === 0 && process.cpuUsage().user > state.until) throw new Error("endless");
    if (id !== state.current) return false;
    state.isPassed = true;
    return true;
  },
});

// what a mutant does to a rule: it applies less often, or otherwise; equal results are one node
for (const rule of structuralRules) {
  const { apply } = rule;
  Object.assign(rule, { apply: (...args: Parameters<typeof apply>) => {
    state.isPassed = false;
    const made = apply(...args);
    if (!state.isPassed) return made;
    const { current } = state;
    state.current = NONE;
    const meant = apply(...args);
    state.current = current;
    if (made !== meant) state[made === undefined ? "fewer" : "other"]++;
    return made;
  } });
}

const [mode, file, ...rest] = process.argv.slice(2) as [string, string, ...string[]];
if (mode === "measure") writeFileSync(file, JSON.stringify({ tests: await measured([...WITHOUT, ...rest]), atLoad } satisfies Measured));
else await runMutants(
  JSON.parse(readFileSync(file, "utf8")) as readonly Met[],
  JSON.parse(readFileSync(rest[0] as string, "utf8")) as readonly number[], Number(rest[1]),
);

async function measured(without: readonly string[]): Promise<Met[]> {
  const all: Met[] = [];
  const groups: (readonly number[])[] = [];
  let [started, depth] = [0, 0];
  const close = (): void => { groups[depth] = takeMet(); };
  await runAll((title) => !without.some((words) => title.includes(words)), (next) => {
    close();
    [started, depth] = [performance.now(), next];
  }, (leaf) => {
    const around = groups.slice(1, leaf.path.length).flat();
    all.push({ ...leaf, mutants: [...new Set([...around, ...takeMet()])], seconds: (performance.now() - started) / 1000 });
  });
  return all;
}

async function runMutants(tests: readonly Met[], ids: readonly number[], limit: number): Promise<void> {
  // the first failure says enough
  fc.configureGlobal({ endOnFailure: true });
  const kills = new Map<Met, number>();
  const meeting = new Map<number, Met[]>();
  for (const t of tests) for (const id of t.mutants) meeting.set(id, [...(meeting.get(id) ?? []), t]);
  const worth = (t: Met): number => (t.seconds + 1e-3) / (1 + (kills.get(t) ?? 0));
  for (const id of ids) {
    const mine = (meeting.get(id) ?? []).sort((a, b) => worth(a) - worth(b));
    tell({ id, started: true });
    const began = process.cpuUsage().user;
    [state.fewer, state.other] = [0, 0];
    memory.round = id;
    let by = "";
    let tried = 0;
    for (const t of mine) {
      if (process.cpuUsage().user - began > limit * 1e6) break;
      tried++;
      by = await failureWith(id, t) ?? "";
      if (by === "") continue;
      kills.set(t, (kills.get(t) ?? 0) + 1);
      break;
    }
    tell({
      id, isKilled: by !== "", by, seconds: (process.cpuUsage().user - began) / 1e6, tests: mine.length, tried,
      fewer: state.fewer, other: state.other,
    });
  }
}

async function failureWith(id: number, leaf: Met): Promise<string | undefined> {
  [state.current, state.until] = [id, process.cpuUsage().user + SLOWEST];
  try {
    await runLeaf(leaf);
    return undefined;
  } catch (error) {
    return `${leaf.title.slice(0, 100)}: ${String(error).slice(0, 200)}`;
  } finally {
    [state.current, state.until] = [NONE, Infinity];
  }
}

/** At once, so that what came before an endless loop is known. */
function tell(line: object): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}
