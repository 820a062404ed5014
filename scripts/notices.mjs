// The licences of what is bundled: the text of each package that a bundle holds, as its authors ask for.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What a package holds of others, in words, where its own licence does not say. */
const WITHIN = new Map([
  [
    "@hpcc-js/wasm-graphviz",
    "It holds Graphviz (https://graphviz.org), which is under the Eclipse Public License; its source is at " +
    "https://gitlab.com/graphviz/graphviz.",
  ],
]);

const LICENCE = /^(?:licen[cs]e|copying|notice)(?:[-.].*)?$/i;

/** One text for all packages among the files of a bundle; throws where a package has no licence. */
export function noticesOf(files) {
  const folders = new Set(files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []));
  const notices = [...folders].map(noticeOf).sort();
  return `The files of this package hold the following packages.\n\n${[...new Set(notices)].join("\n")}`;
}

function noticeOf(folder) {
  const { name, version, license, homepage } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const texts = readdirSync(folder).filter((file) => LICENCE.test(file)).sort().map(
    (file) => readFileSync(join(folder, file), "utf8").trim(),
  );
  if (texts.length === 0) throw new Error(`${folder} has no text of its licence`);
  const within = WITHIN.has(name) ? [`${WITHIN.get(name)}\n`] : [];
  const home = homepage === undefined ? "" : ` (${homepage})`;
  return [`${"=".repeat(80)}\n${name} ${version}, ${license}${home}\n`, ...within, ...texts.map((text) => `${text}\n`)].join("\n");
}
