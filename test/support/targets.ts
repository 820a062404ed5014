// The targets whose code runs in tests. `npm test` runs what every target shares by that of JavaScript, and a short form by the
// others (test/targets.test.ts); the campaign runs the long form by them too, as GRADC_TARGET=wasm-body does with any file.
export const TARGETS = ["body", "wasm-body"] as const;
export type RunTarget = (typeof TARGETS)[number];

/** The target of the tests that name none. */
export const TARGET: RunTarget = TARGETS.find((name) => name === process.env.GRADC_TARGET) ?? "body";
