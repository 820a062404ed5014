// The committed references of random scalar programs.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { committedProgram, faultyText, scalarHash, scalarText, type ScalarProgram } from "./random-scalar.js";
import { rounds } from "./effort.js";
import { TARGET } from "./targets.js";
import { againstReference, readReferences, scalarGenerated, scalarPlain, scalarTogether, type Reference } from "./scalar-references.js";

const FILE = new URL("../accuracy/references/scalar-programs.bin.gz", import.meta.url);
/** By WebAssembly a fourth: a program takes 25 ms of the processor there, most of them for its module, and has less that is its own. */
const COUNT = Math.ceil(rounds(20_000, 260) / (TARGET === "body" ? 1 : 4));
const LIMIT = rounds(1_800_000, 120_000);
const LEVELS = ["strict", "safe", "fast"] as const;

export function scalarSuite(): void {
  const programs = Array.from({ length: COUNT }, (_, seed) => committedProgram(seed));
  const references = readReferences(gunzipSync(readFileSync(FILE)), programs.map((p) => p.point.length));
  const of = (seed: number): Reference => references[seed] as Reference;

  test("the generator makes the programs that the references were made for", () => {
    const changed = programs.filter((p) => scalarHash(p) !== of(p.seed).hash || !of(p.seed).values.every(Number.isFinite));
    expect(
      changed.length,
      "The generator changed: make the references again with `npm run fuzz:scalar -- --write " +
      "test/accuracy/references/scalar-programs.bin.gz 20000`.",
    ).toBe(0);
  });

  describe.each(LEVELS)("generated code, --math %s", (math) => {
    test("values and gradients are as exact as rounding lets them be", () => {
      for (const p of programs) {
        if (LEVELS[p.seed % 3] !== math) continue;
        expect(againstReference(p, of(p.seed), scalarGenerated(p, { math })), `seed ${p.seed}\n${scalarText(p)}`).toBeUndefined();
      }
    }, LIMIT);
  });

  test("the interpreter, before any rewriting", () => {
    for (const p of programs) {
      if (p.seed % 4 !== 0) continue;
      expect(againstReference(p, of(p.seed), scalarPlain(p)), `seed ${p.seed}\n${scalarText(p)}`).toBeUndefined();
    }
  }, LIMIT);

  test("second derivatives along a direction", () => {
    for (const p of programs) {
      if (p.seed % 25 !== 1 || p.tape.length > 60) continue;
      expect(againstReference(p, of(p.seed), scalarGenerated(p, { hessian: true })), `seed ${p.seed}\n${scalarText(p)}`).toBeUndefined();
      expect(againstReference(p, of(p.seed), scalarPlain(p, { hessian: true })), `seed ${p.seed}\n${scalarText(p)}`).toBeUndefined();
    }
  }, LIMIT);

  // WebAssembly has elementary functions of its own
  test.runIf(TARGET === "body")("strict values are the interpreter's, bit for bit", () => {
    for (const p of programs) {
      if (p.seed % 12 !== 3) continue;
      const found = scalarGenerated(p, { math: "strict", valueOnly: true }).get("f")?.[0];
      expect(found, `seed ${p.seed}\n${scalarText(p)}`).toBe(scalarPlain(p).get("f")?.[0]);
    }
  }, LIMIT);

  test("a derivative of one step that is off by 1e-12 of its size is noticed in nine of ten programs and more", () => {
    let [faulty, noticed] = [0, 0];
    for (const p of programs) {
      if (p.seed % 20 !== 7) continue;
      const right = scalarPlain(p);
      for (const step of new Set([p.tape.length - 1, middleStep(p)])) {
        const wrong = scalarPlain(p, {}, faultyText(p, step, 1e-12));
        if (![...right].some(([name, [x = NaN]]) => Math.abs((wrong.get(name)?.[0] ?? NaN) - x) > 5e-13 * Math.abs(x))) continue;
        faulty++;
        if (againstReference(p, of(p.seed), wrong) !== undefined) noticed++;
      }
    }
    expect(faulty).toBeGreaterThan(Math.floor(COUNT / 25));
    expect(noticed / faulty).toBeGreaterThan(0.9);
  }, LIMIT);

  test.each(LEVELS)("many programs as one, in split functions, --math %s", (math) => {
    const some = programs.filter((p) => p.seed % rounds(30, 5) === 4);
    const { numbers, code } = scalarTogether(some, math);
    if (TARGET === "body") expect(code).toContain("Part2");
    some.forEach(
      (p, i) => expect(againstReference(p, of(p.seed), numbers[i] ?? new Map()), `seed ${p.seed}\n${scalarText(p)}`).toBeUndefined(),
    );
  }, LIMIT);
}

/** The step in the middle of those that the last one depends on. */
function middleStep({ point, tape }: ScalarProgram): number {
  const used = new Set([tape.length - 1]);
  for (const step of used) for (const arg of tape[step]?.[1] ?? []) if (arg >= point.length) used.add(arg - point.length);
  const steps = [...used].sort((a, b) => a - b);
  return steps[Math.floor(steps.length / 2)] as number;
}
