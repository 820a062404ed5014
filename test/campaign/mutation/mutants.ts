// All mutants of the derivative definitions and of the rewrite rules, in the order of their files.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { mutantsOfModule, type Mutant } from "./module-mutants.js";

const FOLDERS = ["src/ops", "src/simplify/rules", "src/simplify/structure"];
const DERIVATIVES = [
  "src/graph/batch.ts",
  ...["accumulate", "partials", "vjp", "jvp", "jacobian", "eliminate"].map((n) => `src/differentiate/${n}.ts`),
];
/** What guards, conditions and patterns rest on. What finds rules and limits their number, compile.ts and rewriter.ts, changes no value. */
const GUARDS = [
  ...["support", "masked-contraction", "pullback", "non-finite"].map((n) => `src/differentiate/${n}.ts`), "src/graph/range.ts",
  ...["conditions", "sharing/reciprocals", "pattern"].map((n) => `src/simplify/${n}.ts`),
];

export function isOfGuards({ file }: Mutant): boolean {
  return GUARDS.includes(file);
}

export function allMutants(root: string): Mutant[] {
  const inFolders = FOLDERS.flatMap(
    (folder) => readdirSync(join(root, folder)).filter((n) => n.endsWith(".ts") && n !== "index.ts").sort().map((n) => `${folder}/${n}`),
  );
  return [...inFolders, ...DERIVATIVES, ...GUARDS].flatMap((file) => mutantsOfModule(file, readFileSync(join(root, file), "utf8")));
}

/** How much of a text a name holds. */
const SHOWN = 90;

/** Some of them, evenly over all files: the same ones for the same seed, others for the next. */
export function sample(mutants: readonly Mutant[], count: number, seed = 0): Mutant[] {
  const step = Math.max(1, mutants.length / count);
  const turned = mutants.map((_, i) => (i + seed) % mutants.length);
  return mutants.filter((_, i) => turned[i] === 0 || Math.floor((turned[i] ?? 0) / step) !== Math.floor(((turned[i] ?? 0) - 1) / step));
}

/** The part `number` of so many, from 1: all parts together are all of them, and each is spread evenly over all files. */
export function partOf(mutants: readonly Mutant[], number: number, parts: number): Mutant[] {
  return mutants.filter((_, i) => i % parts === number - 1);
}

/** A name that stays when lines move: the rule, operation or function, and the kind of change. */
export function keyOf(m: Mutant): string {
  return `${m.within}, ${m.kind}`;
}

export function told(m: Mutant): string {
  return `${m.file}:${m.line} in ${m.within}, ${m.kind}: ${change(m)}`;
}

/** Both texts, from shortly before the place where they differ if they are long. */
function change({ before, after }: Mutant): string {
  const differs = [...before].findIndex((c, i) => c !== after[i]);
  const start = Math.max(before.length, after.length) > SHOWN ? Math.max(0, differs - SHOWN / 3) : 0;
  return `${oneLine(before.slice(start))} -> ${oneLine(after.slice(start))}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").slice(0, SHOWN);
}
