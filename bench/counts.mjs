// Operations of the value and of value plus full gradient, of the problems written out element by element and of samples/.
// Run: node bench/counts.mjs. The exit code is 1 where a count is above its bar.
import { readFileSync, readdirSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { countText } from "./operations.mjs";
import { counted, robotics } from "./problems.mjs";
import { loadLibrary, missed, table } from "./library.mjs";

const MOST_RATIO = 4;
const { compile } = await loadLibrary();
const samples = new URL("../samples/", import.meta.url);

/** Compiles `file` of samples/, which may import others. */
function compileSample(file, options) {
  const imports = (path, importer) => {
    const url = new URL(path, pathToFileURL(importer));
    return { name: url.pathname, text: readFileSync(url, "utf8") };
  };
  return compile(readFileSync(new URL(file, samples), "utf8"), { file: new URL(file, samples).pathname, imports, ...options });
}

const rows = counted.map(({ name, text, most }) => {
  const { code, counts } = compile(text, { name: "f", target: "ts" });
  const { value, valueAndGradient, ratio } = counts;
  if (valueAndGradient > most) missed(`${name}: ${valueAndGradient} operations, at most ${most}`);
  const inText = countText(code, "fValueAndGrad");
  if (inText !== valueAndGradient) missed(`${name}: ${inText} operations in the text, reported ${valueAndGradient}`);
  return [name, value, valueAndGradient, ratio.toFixed(2), most];
});
console.log(table(["problem", "value", "value and gradient", "ratio", "bar"], rows));

const sampleRows = readdirSync(samples).filter((file) => file.endsWith(".grad")).map((file) => {
  const { counts, diagnostics } = compileSample(file);
  if (counts === undefined) {
    missed(`${file}: ${diagnostics[0]?.message}`);
    return [file, "-", "-", "-", "-"];
  }
  if (counts.ratio > MOST_RATIO) missed(`${file}: ratio ${counts.ratio}, at most ${MOST_RATIO}`);
  return [file, counts.value, counts.valueAndGradient ?? "-", counts.ratio?.toFixed(2) ?? "-", counts.nominalSize ?? "-"];
});
console.log("\n" + table(["sample", "value", "value and gradient", "ratio", "nominal size"], sampleRows));

const roboticsRows = robotics.map(({ file, most }) => {
  const [safe, fast] = ["safe", "fast"].map((math) => compileSample(file, { math, name: "f" }).counts.value);
  if (fast > most) missed(`${file}: ${fast} operations, at most ${most}`);
  return [file, safe, fast, most];
});
console.log("\n" + table(["robotics: value and derivatives", "safe", "fast", "bar at fast"], roboticsRows));
