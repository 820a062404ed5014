// A process that writes the same files over and over, now with one content and now with another, until it is ended.
import { readFileSync } from "node:fs";
import { writeFiles } from "../../../src/project/write-files.js";

const [first = "0", contents = "[]", ...paths] = process.argv.slice(2);
const texts = (JSON.parse(contents) as string[]).map((path) => readFileSync(path, "utf8"));
process.stdout.write("ready\n");
for (let round = Number(first); ; round++) {
  const text = texts[round % texts.length] ?? "";
  writeFiles(paths.map((path) => ({ path, text })), { inputs: [], onlyGenerated: true });
}
