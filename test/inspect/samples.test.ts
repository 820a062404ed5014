// The samples as on paper: what is printed, read again, is the program with its derivatives.
import { describe, it } from "vitest";
import { some } from "../support/effort.js";
import { expectSameAgain, samples } from "./read-back.js";

describe("the text of a sample, read again, is the same program", () => {
  it.each(some(samples, 4, 2))("%s", (name) => { expectSameAgain(name, name === "hand" || name === "shutter" ? 1 : 3); });
});
