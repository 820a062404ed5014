// Every benchmark, each in a process of its own: node bench/all.mjs. The exit code is 1 where one misses its goal.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

for (const name of [
  "counts", "scalar", "network", "loops", "sparse", "multiply", "sums", "steps", "warm-up", "compile-time", "start-up",
  "peers", "frameworks",
]) {
  console.log(`\n# ${name}\n`);
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL(`${name}.mjs`, import.meta.url))], { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
