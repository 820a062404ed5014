// What a start of the command line takes above one of bare Node: CPU time and time on the clock, each the least of twenty,
// in turns. Needs bash, whose `time` tells what a process took.
// Run: npm run build && node bench/start-up.mjs
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { table } from "./library.mjs";

const gradc = fileURLToPath(new URL("../bin/gradc.cjs", import.meta.url));
const starts = [["node -e 0", "-e", "0"], ["gradc derive -e x^2", gradc, "derive", "-e", "x^2"]];

/** Seconds on the clock and of the CPU. */
function timed(args) {
  const { stderr } = spawnSync(
    "bash", ["-c", "TIMEFORMAT='%R %U %S'; time \"$0\" \"$@\" > /dev/null", process.execPath, ...args],
    { encoding: "utf8" },
  );
  const [clock, user, system] = stderr.trim().split("\n").at(-1).split(" ").map(Number);
  return [clock, user + system];
}

const least = starts.map(() => [Infinity, Infinity]);
for (let round = 0; round < 20; round++)
  starts.forEach(([, ...args], i) => { least[i] = timed(args).map((t, k) => Math.min(t, least[i][k])); });

const [bare] = least;
console.log(table(
  ["start", "clock, s", "CPU, s", "clock above bare", "CPU above bare"],
  least.map((times, i) => [starts[i][0], ...times.map((t) => t.toFixed(3)), ...times.map((t, k) => (t / bare[k] - 1).toFixed(2))]),
));
