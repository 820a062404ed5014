// CPU time (with that of collecting garbage) and memory of the passes before code is generated, on a chain and on a
// wide sum of growing size.
// Run: node bench/compile-time.mjs [most nodes] [chain|wide]; each size runs in a process of its own, with 4 GB.
// The exit code is 1 where the largest takes more than 15 s, or more than twice the time a node of the one at 10,000.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { cpuTime, missed, table } from "./library.mjs";
import { chain, wideSum } from "./problems.mjs";

const MOST_SECONDS = 15;
const own = fileURLToPath(import.meta.url);
const bundle = fileURLToPath(new URL("../build/bench/passes.mjs", import.meta.url));
const shapes = { chain, wide: wideSum };

/** The passes one by one; the order is that of src/pipeline.ts. */
const passes = `
export { parseProgram } from "./syntax/parse.js";
export { elaborateProgram } from "./elaborate/program.js";
export { simplify } from "./simplify/simplify.js";
export { resolveDerivatives } from "./differentiate/resolve.js";
export { differentiate } from "./differentiate/request.js";
export { Report } from "./diagnostics/diagnostic.js";`;

/** One size in this process; a line of JSON. */
async function one(shape, nodes) {
  const p = await import(bundle);
  const text = shapes[shape](nodes);
  const source = { name: "bench.grad", text };
  const report = new p.Report(source);
  const times = {};
  const timed = (name, run) => {
    const start = cpuTime();
    const result = run();
    times[name] = cpuTime() - start;
    return result;
  };
  // one name for the program at every stage, as in src/analyse.ts, so that a graph is freed as soon as the next one stands
  let program = timed("parse", () => p.parseProgram(source, report));
  program = timed("elaborate", () => p.elaborateProgram(source, program, report));
  report.check();
  program = timed("simplify", () => p.simplify(program, { level: "safe", phase: "stabilize" }));
  program = timed("resolve", () => p.resolveDerivatives(program, report));
  program = timed("differentiate", () => p.differentiate(program, { gradient: true }, report));
  program = timed("simplify after", () => p.simplify(program, { level: "safe", phase: "canonicalize" }));
  report.check();
  const { rss, heapUsed } = process.memoryUsage();
  console.log(JSON.stringify({ times, rss, heapUsed }));
}

function run(shape, nodes) {
  const { stdout, stderr, status } = spawnSync(
    process.execPath, ["--max-old-space-size=4096", own, "one", shape, String(nodes)], { encoding: "utf8" },
  );
  if (status !== 0) return { failure: stderr.split("\n").find((line) => /error/i.test(line)) ?? `status ${status}` };
  return JSON.parse(stdout);
}

function all(most, chosen) {
  for (const shape of chosen) {
    const rows = [];
    const perNode = new Map();
    for (let nodes = 1000; nodes <= most; nodes *= 10) {
      const result = run(shape, nodes);
      if (result.failure !== undefined) {
        missed(`${shape} of ${nodes}: ${result.failure}`);
        break;
      }
      const list = Object.values(result.times);
      const total = list.reduce((sum, t) => sum + t, 0);
      perNode.set(nodes, (total * 1000) / nodes);
      rows.push([
        nodes, ...list.map((t) => t.toFixed(0)), (total / 1000).toFixed(2), perNode.get(nodes).toFixed(1),
        (result.heapUsed / 2 ** 20).toFixed(0), (result.rss / 2 ** 20).toFixed(0),
      ]);
      if (total > MOST_SECONDS * 1000) missed(`${shape} of ${nodes}: ${(total / 1000).toFixed(1)} s, at most ${MOST_SECONDS} s`);
    }
    const last = [...perNode.entries()].at(-1);
    const growth = last === undefined ? NaN : last[1] / (perNode.get(10_000) ?? NaN);
    console.log(`\n${shape}, milliseconds\n` + table([
      "nodes", "parse", "elaborate", "simplify", "resolve", "differentiate", "simplify after", "all, s", "µs a node",
      "heap, MB", "rss, MB",
    ], rows));
    console.log(`time a node, ${last?.[0]} to 10,000 nodes: ${growth.toFixed(2)}`);
    if (growth > 2) missed(`${shape}: time a node grows by ${growth.toFixed(2)}, at most 2`);
  }
}

const [first, second, third] = process.argv.slice(2);
if (first === "one") await one(second, Number(third));
else {
  await build({
    stdin: { contents: passes, resolveDir: fileURLToPath(new URL("../src", import.meta.url)), loader: "ts" },
    format: "esm", bundle: true, platform: "node", outfile: bundle, logLevel: "warning",
  });
  all(Number(first ?? 1e6), second === undefined ? Object.keys(shapes) : [second]);
}
