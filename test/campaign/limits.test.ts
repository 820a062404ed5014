// What just below a limit must work, and what ends at it: programs too long for the daily tests.
import { describe, expect, test } from "vitest";
import { Builder } from "../../src/graph/builder.js";
import { GraphLimit } from "../../src/graph/limit.js";
import { compile } from "../../src/index.js";
import { opTable } from "../../src/ops/index.js";

const squares = (n: number): string => Array.from({ length: n }, (_, i) => `x${i}^2`).join(" + ");

describe("nodes", () => {
  test("a derivative of order 50 ends with the number of nodes", { timeout: 300_000 }, () => {
    const orders = Array.from({ length: 50 }, (_, i) => `y${i + 1} = grad(y${i}, x)`);
    const { diagnostics } = compile(`param x\ny0 = x^x*sin(x)\n${orders.join("\n")}\noutput z = y50`);
    expect(diagnostics.map((d) => d.code)).toEqual(["graph-too-large"]);
    expect(diagnostics[0]?.message).toMatch(/^The program and its derivatives need more than 1000\d{3} nodes, which is the limit\.$/);
  });

  test("a pass may make a million, and more for a large program", () => {
    const nodesOf = (from: number): number => {
      const b = new Builder(opTable, { from });
      try {
        for (let i = 0; i < 1_500_000; i++) b.constant(i);
      } catch (error) {
        expect(error).toBeInstanceOf(GraphLimit);
      }
      return b.graph.size - 1;
    };
    expect(nodesOf(0)).toBe(1_000_000);
    expect(nodesOf(1000)).toBe(1_008_000);
    expect(nodesOf(100_000)).toBe(1_499_999);
  });

  test("a sum of 10^6 terms works or ends at the limit of nodes", () => {
    const sum = Array.from({ length: 1_000_000 }, (_, i) => `x${i % 100}`).join("+");
    const { code, diagnostics } = compile(sum, { valueOnly: true });
    expect(code === undefined ? diagnostics.map((d) => d.code) : []).toEqual(code === undefined ? ["graph-too-large"] : []);
  });
});

describe("modules", () => {
  test("a function of more arguments than an engine takes is refused", { timeout: 300_000 }, () => {
    const names = Array.from({ length: 65_534 }, (_, i) => `x${i}`).join(", ");
    expect(compile(`param ${names}\nx1*x2`, { wrt: ["x1"] }).diagnostics.map((d) => [d.code, d.message])).toEqual([
      ["too-many-arguments", "The generated functions would take 65534 arguments; engines allow 65533."],
    ]);
  });

  test("one of 5,000 arguments works", { timeout: 300_000 }, () => {
    const { code = "" } = compile(squares(5000), { target: "body" });
    const { f, fGrad } = (new Function(code) as () => {
      f: (...at: readonly number[]) => number; fGrad: (...at: readonly number[]) => Readonly<Record<string, number>>;
    })();
    const at = Array.from({ length: 5000 }, (_, i) => i % 7);
    expect(f(...at)).toBe(at.reduce((sum, x) => sum + x * x, 0));
    expect(fGrad(...at).x4999).toBe(2 * (4999 % 7));
  });

  test("the time to compile grows no faster than the number of arguments", { timeout: 300_000 }, () => {
    const spent = (n: number): number => {
      const started = process.cpuUsage();
      compile(squares(n));
      const { user, system } = process.cpuUsage(started);
      return user + system;
    };
    // four times the size, with room for the collection of garbage; a quadratic step made it some ten times as slow
    expect(spent(8000)).toBeLessThan(9 * spent(2000));
  });
});
