// The check of generated text: what gradc writes passes, whatever else is refused.
import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { faultOf } from "../../src/emit/check/check.js";
import { runtimeText } from "../../src/emit/runtime-text.gen.js";
import { compile } from "../../src/index.js";

const samples = readdirSync("samples").filter((file) => file.endsWith(".grad"));
const options = [{}, { hessian: true }, { hvp: true }, { jacobian: true }, { valueOnly: true }] as const;

test.each(samples)("%s passes for all targets and options", { timeout: 60_000 }, (file) => {
  const text = readFileSync(`samples/${file}`, "utf8");
  let count = 0;
  for (const option of options) {
    for (const target of ["ts", "js", "body"] as const) {
      // compile itself checks, and throws where the check refuses
      const { code } = compile(text, { file, target, ...option });
      if (code !== undefined) count++;
    }
  }
  expect(count).toBeGreaterThanOrEqual(6);
});

test("every runtime function passes", () => {
  const all = [...runtimeText.values()];
  const names: string[] = [];
  expect(faultOf({ code: all.map((one) => one.text).join("\n\n"), target: "ts", names })).toBeUndefined();
  expect(faultOf({ code: `"use strict";\n${all.map((one) => one.js).join("\n\n")}`, target: "body", names })).toBeUndefined();
});
