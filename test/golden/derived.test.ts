// Every sample in every form in which derivatives are printed. What is short stands whole in derived/, what is long by
// its digest in derived/long.json. The LaTeX is read by temml too. Refresh with: npm run golden
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import temml from "temml";
import { afterAll, describe, expect, test } from "vitest";
import { derive } from "../../src/derive.js";
import { FORM_NAMES, FORMS, type Form } from "../../src/options.js";
import { IS_CAMPAIGN, some } from "../support/effort.js";

const FOLDER = "test/golden/derived";
const LONG = `${FOLDER}/long.json`;
/** Longer than anyone reads a difference of. */
const MOST = 10_000;
const isUpdating = process.env.GRADC_UPDATE === "1";
/** Programs whose formulas fill pages. */
const LARGE = ["shutter", "slerp", "hand", "imu"];

/**
 * Every sixth form of a sample, beginning with another one; of half of those whose formulas fill pages LaTeX alone. In
 * the campaign all.
 */
function formsOf(name: string): readonly Form[] {
  if (isUpdating) return FORM_NAMES;
  if (!IS_CAMPAIGN && LARGE.includes(name)) return LARGE.indexOf(name) % 2 === 1 ? ["latex"] : [];
  return some(FORM_NAMES, 6, names.indexOf(name));
}

const names = readdirSync("samples").filter((f) => f.endsWith(".grad")).map((f) => f.replace(/\.grad$/, ""));
const digests = new Map(Object.entries(isUpdating ? {} : JSON.parse(readFileSync(LONG, "utf8")) as Record<string, string>));

async function derived(name: string, as: Form): Promise<string> {
  const { text, diagnostics } = await derive(readFileSync(`samples/${name}.grad`, "utf8"), { as, file: `${name}.grad` });
  if (text === undefined) throw new Error(diagnostics.map((d) => d.message).join("\n"));
  return text;
}

function fileOf(name: string, as: Form): string {
  const [ending] = FORMS[as].endings;
  // modules are no sources of this project
  return `${name}${ending}${as === "ts" ? ".txt" : ""}`;
}

function digestOf(text: string): string {
  return `${text.length} characters, sha256 ${createHash("sha256").update(text).digest("hex").slice(0, 16)}`;
}

function expectGolden(file: string, text: string): void {
  if (text.length > MOST) {
    // how code is written is compared beside the samples
    if (file.endsWith(".ts.txt")) return;
    if (isUpdating) digests.set(file, digestOf(text));
    expect(digests.get(file), `${file}: run npm run golden`).toBe(digestOf(text));
    return;
  }
  if (isUpdating) writeFileSync(`${FOLDER}/${file}`, text);
  expect(readFileSync(`${FOLDER}/${file}`, "utf8"), "run: npm run golden").toBe(text);
}

/** Throws where temml does not know a command, or brackets do not close. */
function rendered(latex: string): string {
  return temml.renderToString(latex, { displayMode: true, throwOnError: true, strict: true, maxExpand: Infinity });
}

if (isUpdating) mkdirSync(FOLDER, { recursive: true });
describe.each(names.filter((name) => formsOf(name).length > 0))("%s", (name) => {
  test.each(formsOf(name))(
    "as %s", async (as) => {
      const text = await derived(name, as);
      expectGolden(fileOf(name, as), text);
      if (as === "latex") expect(rendered(text)).toMatch(/^<math[\s\S]*<\/math>$/);
    },
  );
});

afterAll(() => {
  if (!isUpdating) return;
  writeFileSync(LONG, `${JSON.stringify(Object.fromEntries([...digests].sort(([a], [b]) => (a < b ? -1 : 1))), null, 2)}\n`);
});
