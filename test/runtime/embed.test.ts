// The generated text of the run-time functions: fresh, whole, type-clean on its own, and equal in its values.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { withoutTypes } from "../../src/emit/typescript/runtime.js";
import { runtimeText, type RuntimeText } from "../../src/emit/typescript/runtime-text.gen.js";
import * as erfs from "../../src/runtime/erf.js";
import * as gammas from "../../src/runtime/gamma.js";
import * as lgammas from "../../src/runtime/lgamma.js";
import * as polygammas from "../../src/runtime/polygamma.js";
import * as quotients from "../../src/runtime/quotients.js";
import * as reciprocals from "../../src/runtime/reciprocal.js";
import * as stables from "../../src/runtime/stable.js";
import { typeFaults } from "../support/typescript.js";

const scalars: Record<string, unknown> = { ...erfs, ...gammas, ...lgammas, ...polygammas, ...quotients, ...reciprocals, ...stables };

/** The texts of a function and of all it calls, directly or not, as modules of JavaScript have them. */
function closureOf(name: string): string {
  const wanted = new Set([name]);
  for (const each of wanted) runtimeText.get(each)?.needs.forEach((need) => wanted.add(need));
  return [...wanted].map((each) => withoutTypes(runtimeText.get(each) as RuntimeText)).join("\n\n");
}

describe("the embedded run-time", () => {
  it("is up to date with src/runtime", () => {
    const script = fileURLToPath(new URL("../../scripts/embed-runtime.mjs", import.meta.url));
    expect(() => execFileSync(process.execPath, [script, "--check"], { stdio: "pipe" })).not.toThrow();
  });

  it("holds every function, with a comment, without export or import", () => {
    for (const name of Object.keys(scalars)) expect(runtimeText.has(name), name).toBe(true);
    for (const [name, { text, needs }] of runtimeText) {
      expect(text, name).toMatch(/^\/[/*]/);
      expect(text, name).toContain(`function ${name}`);
      expect(text, name).not.toMatch(/^(export|import)\b/m);
      for (const need of needs) expect(runtimeText.has(need), `${name} needs ${need}`).toBe(true);
    }
  });

  it("type-checks alone under strict options", () => {
    const all = [...runtimeText].map(([name, { text }]) => `${text}\nexport { ${name} };`).join("\n\n");
    expect(typeFaults(new Map([["runtime.ts", all]]))).toEqual([]);
  });

  it("computes the same bits from the text as from the modules", () => {
    for (const [name, original] of Object.entries(scalars) as [string, (...args: number[]) => number][]) {
      const copy = new Function(`${closureOf(name)}\nreturn ${name};`)() as (...args: number[]) => number;
      for (const x of [-7.3, -0.4, 0.3, 1.7, 12.25, 60]) {
        const args = [x, 2.5, 1.25, 0.5, 0.75].slice(0, original.length);
        if (name === "polygamma" || name === "cotDerivative") args.splice(0, 2, 2, x);
        expect(copy(...args), `${name}(${args.join(", ")})`).toBe(original(...args));
      }
    }
  });
});
