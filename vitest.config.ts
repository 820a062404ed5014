import { configDefaults, defineConfig } from "vitest/config";

const isCampaign = process.env.GRADC_CAMPAIGN === "1";

export default defineConfig({
  test: {
    // the sources keep nothing between two runs, so that the files of tests may share them
    isolate: false,
    // loops are verified after each pass in every test that lowers a program
    env: { GRADC_DEBUG: "1" },
    maxWorkers: "100%",
    testTimeout: isCampaign ? 600_000 : 120_000,
    exclude: [...configDefaults.exclude, ...(isCampaign ? [] : ["test/campaign/**"])],
  },
});
