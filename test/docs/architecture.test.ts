// The stages that docs/architecture.md shows are those of the compiler. GRADC_UPDATE=1 writes them into the page.
import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { stagesOf } from "./stages.js";

const PATH = "docs/architecture.md";
const PROGRAM = /<!-- program: (\w+) -->\n\n```text\n([\s\S]*?)```/;
const STAGE = /<!-- stage: (\w+) -->\n\n```(\w+)\n[\s\S]*?```/g;

test(PATH, () => {
  const page = readFileSync(PATH, "utf8");
  const [, name, text] = PROGRAM.exec(page) ?? [];
  const stages = stagesOf(String(name), String(text));
  const shown = [...page.matchAll(STAGE)].map((m) => m[1]);
  expect(shown).toEqual([...stages.keys()]);
  const real = page.replace(
    STAGE,
    (_all, stage: string, language: string) => `<!-- stage: ${stage} -->\n\n\`\`\`${language}\n${stages.get(stage) ?? ""}\n\`\`\``,
  );
  if (process.env.GRADC_UPDATE === "1") writeFileSync(PATH, real);
  else expect(page, "run: GRADC_UPDATE=1 npx vitest run test/docs").toBe(real);
});
