// Points as they are typed on the command line, in one piece and in several.
import { describe, expect, test } from "vitest";
import { isPointText, joinPoints, parsePoint } from "../../src/run/point-text.js";

const point = (...texts: readonly string[]): unknown => joinPoints(texts.map((text) => parsePoint(text)));

describe("a point", () => {
  test.each([
    [["x=3", "y=4"], { x: 3, y: 4 }],
    [["p.a=1", "x=[1, 2]", "p.b=-2.5"], { p: { a: 1, b: -2.5 }, x: [1, 2] }],
    [["{p: {a: 1}}", "p.b=2"], { p: { a: 1, b: 2 } }],
    [["p={a: 1, b: 2}"], { p: { a: 1, b: 2 } }],
  ])("%j", (texts, wanted) => {
    expect(texts.every(isPointText)).toBe(true);
    expect(point(...texts)).toEqual(wanted);
  });

  test.each([
    [["p.a=1", "p.a=2"], "\"p.a\" is given twice."],
    [["p=3", "p.a=2"], "\"p\" is given twice."],
    [["p.a="], "\"p.a\" has no value."],
    [["x=1", "[1]"], "The point must be an object"],
  ])("%j is refused", (texts, message) => {
    expect(() => point(...texts)).toThrow(message);
  });

  test.each([
    ["x=1/2", "A value is a number, or an array of numbers: x=1.5, x=[1, 2]."],
    ["p.a=pi", "A value is a number, or an array of numbers: p.a=1.5, p.a=[1, 2]."],
    ["x=1,2", "An array is in brackets: x=[1, 2]."],
    ["{'x': 1}", "JSON has double quotes: {\"x\": 1.5}."],
    ["x=NaN", "Not-a-number and infinities are the strings \"NaN\", \"Infinity\" and \"-Infinity\"."],
  ])("%s: the mend is %s", (text, hint) => {
    expect(() => point(text)).toThrow(expect.objectContaining({ hint }));
  });

  test("has names like any others", () => {
    expect(Object.entries(point("__proto__=1", "constructor.x=2") as object)).toEqual([["__proto__", 1], ["constructor", { x: 2 }]]);
  });

  test("is no path", () => {
    expect(["point.json", "a/b=c.json", "x==3"].filter(isPointText)).toEqual([]);
  });
});
