// Which functions of the runtime stand in the place of their call.
import { expect, test } from "vitest";
import { Code } from "../../src/emit/wasm/code.js";
import { callNumbers } from "../../src/emit/wasm/inline.js";
import { hasCode } from "../../src/emit/wasm/runtime.js";

function calledIn(name: string, count: number): readonly unknown[] {
  const code = new Code(Array<"f64">(count).fill("f64"), "f64");
  for (let i = 0; i < count; i++) code.get(i);
  callNumbers({ code, isFast: false }, name);
  return code.finish().pieces.filter((piece) => typeof piece === "string");
}

test("a few steps straight ahead are drawn in; what is long, calls others or returns early is called", () => {
  expect(hasCode("sumRest")).toBe(true);
  expect(calledIn("sumRest", 2)).toEqual([]);
  for (const name of ["exp", "logEdge", "sin"]) expect(calledIn(name, 1)).toEqual([name]);
});
