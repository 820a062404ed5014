import { configDefaults, defineConfig } from "vitest/config";
import { compiledSources, isCompiled } from "./test/support/compiled-sources.js";

const isCampaign = process.env.GRADC_CAMPAIGN === "1";

/** Those that run generated code: in the campaign, by the code of each target. */
const RUN = ["ops/*", "samples/*", "property/*", "kinks*", "stability*", "phases*", "emit/arguments*", "simplify/{edges,random}*"];

export default defineConfig({
  plugins: [compiledSources()],
  test: {
    server: { deps: { external: [isCompiled] } },
    // the sources keep nothing between two runs, so that the files of tests may share them
    isolate: false,
    // loops are verified after each pass in every test that lowers a program
    env: { GRADC_DEBUG: "1" },
    maxWorkers: "100%",
    // a test compiles a few programs and ends: what V8 spends on optimizing the compiler's functions after its usual few calls
    // is half of the time of a run, and is not earned back; and what a program leaves behind is collected seldom
    execArgv: ["--interrupt-budget=1000000", "--min-semi-space-size=64", "--max-semi-space-size=64"],
    testTimeout: isCampaign ? 600_000 : 120_000,
    exclude: [...configDefaults.exclude, ...(isCampaign ? [] : ["test/campaign/**"])],
    ...(isCampaign ? {
      projects: [
        { extends: true, test: { name: "javascript" } },
        { extends: true, test: { name: "wasm", include: [`test/{${RUN.join()}}.test.ts`], env: { GRADC_TARGET: "wasm-body" } } },
      ],
    } : {}),
  },
});
