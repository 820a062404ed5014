// The text of every sample, read again, at a hundred points, the largest at fewer; test/inspect/samples.test.ts is the short form.
import { describe, it } from "vitest";
import { expectSameAgain, samples } from "../inspect/read-back.js";

describe("the text of a sample, read again, is the same program", () => {
  it.each(samples)("%s", (name) => { expectSameAgain(name, name === "hand" ? 20 : 100); });
});
