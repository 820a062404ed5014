// The main job: compiles the network of samples/mlp.grad, shows its derivative, and trains it on
// real handwritten digits with the generated code.
import { spawnSync } from "node:child_process";
import { build } from "esbuild";

run("node", ["bin/gradc.cjs", "compile", "samples/mlp.grad"]);
console.log("\nThe derivative, as formulas:\n");
run("node", ["bin/gradc.cjs", "derive", "samples/mlp.grad"]);
console.log("\nTraining on handwritten digits with the generated gradient:\n");
await build({
  entryPoints: ["samples/digits/train.ts"], outfile: "build/train.mjs",
  bundle: true, format: "esm", platform: "node", target: "node20", logLevel: "warning",
});
run("node", ["build/train.mjs"]);
console.log("\nA page that shows the network, its derivative and how it comes about:\n");
run("node", ["bin/gradc.cjs", "report", "samples/mlp.grad", "-o", "build/network.html"]);

function run(command, args) {
  const { status } = spawnSync(command, args, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
