// The built library, the passes behind it, and what the benchmarks share: medians, interleaved rounds, tables.
import { existsSync } from "node:fs";
import { build } from "esbuild";

/** A module of the sources, bundled in memory. */
export async function loadSource(path) {
  const bundle = await build({
    entryPoints: [new URL(`../src/${path}`, import.meta.url).pathname],
    format: "esm", bundle: true, write: false, platform: "node", logLevel: "warning",
  });
  return import("data:text/javascript;base64," + Buffer.from(bundle.outputFiles[0].text).toString("base64"));
}

/** The library of dist/, or of the sources where it is not built. */
export function loadLibrary() {
  const built = new URL("../dist/index.js", import.meta.url);
  return existsSync(built) ? import(built.href) : loadSource("index.ts");
}

/** The exports of a program's generated code. */
export function instantiate(library, text, options = {}) {
  const { code, diagnostics, counts } = library.compile(text, { name: "f", ...options, target: "body" });
  if (code === undefined) throw new Error(diagnostics.map((d) => d.message).join("\n"));
  return { code, counts, exports: new Function(code)() };
}

export const median = (list) => [...list].sort((x, y) => x - y)[list.length >> 1];

/** CPU time of this process in milliseconds: unlike the clock it does not count the time that other processes take. */
export function cpuTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function timeOf(run, calls) {
  const start = cpuTime();
  for (let i = 0; i < calls; i++) run();
  return cpuTime() - start;
}

/** Calls of `run` that take about `milliseconds`. */
function callsFor(run, milliseconds) {
  for (let calls = 1; ; calls *= 2) {
    const time = timeOf(run, calls);
    if (time > milliseconds / 4) return Math.max(1, Math.round((calls * milliseconds) / time));
  }
}

/** Runs until V8 has had the time to compile with full optimisation. */
function warmUp(run, milliseconds) {
  for (const start = cpuTime(); cpuTime() - start < milliseconds;) run();
}

/**
 * Interleaved rounds of candidates `{ name, run }`: each round runs all of them, a different one first.
 * Gives for each the median CPU time of a call in milliseconds and its ratio to the first candidate, as median and range.
 */
export function measure(candidates, { rounds = 15, milliseconds = 10, warm = 500 } = {}) {
  for (const { run } of candidates) warmUp(run, warm);
  const calls = candidates.map(({ run }) => callsFor(run, milliseconds));
  const times = candidates.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < candidates.length; turn++) {
      const at = (turn + round) % candidates.length;
      times[at].push(timeOf(candidates[at].run, calls[at]) / calls[at]);
    }
  }
  return candidates.map(({ name }, at) => {
    const ratios = times[at].map((t, round) => t / times[0][round]);
    return { name, time: median(times[at]), ratio: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) };
  });
}

/** `1.05 (1.01..1.12)` */
export const spread = ({ ratio, least, most }) => `${ratio.toFixed(2)} (${least.toFixed(2)}..${most.toFixed(2)})`;

/** A table in the manner of Markdown. */
export function table(head, rows) {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => String(row[i]).length)));
  const line = (cells) => `| ${cells.map((cell, i) => String(cell).padEnd(widths[i])).join(" | ")} |`;
  return [line(head), `|${widths.map((w) => "-".repeat(w + 2)).join("|")}|`, ...rows.map(line)].join("\n");
}

/** Ends the run with a failure, and says why. */
export function missed(message) {
  console.log(`MISSED: ${message}`);
  process.exitCode = 1;
}
