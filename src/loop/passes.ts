// The passes over the loop language, in their order.
import { laneParts, sharedParts } from "../ops/shared-parts.js";
import { blockArraySums } from "./array-sums.js";
import { placeDiagonals } from "./diagonals.js";
import { distributeLoops } from "./distribute.js";
import { placeElements } from "./elements.js";
import { flattenLoops } from "./flatten.js";
import { forwardStores } from "./forward.js";
import { hoistInvariants } from "./hoist.js";
import type { NewLocal, Stmt } from "./ir.js";
import { workInPlace } from "./in-place.js";
import { narrowLoops } from "./narrow.js";
import { carryNeighbours } from "./neighbours.js";
import { nestLoops } from "./nests.js";
import { keepRows, type NewBuffer } from "./rows.js";
import { placeSeeds } from "./seeds.js";
import { shareParts } from "./shared-parts.js";
import { stripProducts } from "./strips.js";
import { blockSums } from "./sums.js";
import { nameTotals } from "./totals.js";
import { computeUnderTests } from "./under-tests.js";
import { withoutUnused } from "./unused.js";
import { verifyBody } from "./verify.js";
import { writeOutLoops } from "./write-out.js";

/** What a pass may make. */
export interface PassContext {
  readonly newLocal: NewLocal;
  readonly newBuffer: NewBuffer;
  /** Arrays that are read after the body, and locals, by their ids. */
  readonly kept: ReadonlySet<number>;
  readonly read: ReadonlySet<number>;
}

/** A pass keeps what the statements compute: any of them may be left out. */
export interface LoopPass {
  readonly name: string;
  readonly run: (body: readonly Stmt[], context: PassContext) => readonly Stmt[];
}

const sharing: LoopPass["run"] = (body, { newLocal }) => shareParts(body, newLocal, sharedParts);

export const loopPasses = passesWith(sharing);

/** For targets that compute one number at a time, where the processor alone finds what it may do at once. */
export const scalarPasses: readonly LoopPass[] = [
  ...passesWith(sharing, [{ name: "what the next step touches", run: (body, { newLocal }) => carryNeighbours(body, newLocal) }]),
  ...writingOut(false),
  { name: "calls in loops of their own", run: (body, { newLocal, newBuffer }) => distributeLoops(body, newLocal, newBuffer) },
  { name: "totals under one name", run: (body, { read }) => nameTotals(body, read) },
  { name: "what branches alone read", run: (body, { read }) => computeUnderTests(body, read) },
];

/** For targets that compute several numbers side by side. */
export const lanePasses: readonly LoopPass[] = [
  ...passesWith((body, { newLocal }) => shareParts(body, newLocal, laneParts, true)),
  ...writingOut(true),
  {
    name: "calls in loops of their own",
    run: (body, { newLocal, newBuffer }) => distributeLoops(body, newLocal, newBuffer, { floats: true }),
  },
];

function writingOut(keepsInner: boolean): readonly LoopPass[] {
  return [
    { name: "few steps written out", run: (body, { newLocal }) => writeOutLoops(body, newLocal, keepsInner) },
    { name: "what they have stored at hand", run: (body, { newLocal }) => forwardStores(body, newLocal) },
    { name: "arrays that nobody reads any more", run: withoutUnused },
    { name: "their invariants out of loops", run: (body, { newLocal }) => hoistInvariants(body, newLocal) },
  ];
}

function passesWith(share: LoopPass["run"], beforeSums: readonly LoopPass[] = []): readonly LoopPass[] {
  return [
    { name: "diagonals in zeros", run: placeDiagonals },
    { name: "seeds at their sweeps", run: (body, { newLocal }) => placeSeeds(body, newLocal) },
    { name: "elements where they belong", run: (body, { newLocal, newBuffer }) => placeElements(body, newLocal, newBuffer) },
    { name: "nests", run: nestLoops },
    { name: "what is stored at hand", run: (body, { newLocal }) => forwardStores(body, newLocal) },
    { name: "rows", run: (body, { newLocal, newBuffer, kept }) => keepRows(body, newLocal, newBuffer, kept) },
    { name: "one loop through memory", run: (body, { newLocal }) => flattenLoops(body, newLocal) },
    { name: "work in place", run: (body, { kept }) => workInPlace(body, kept) },
    { name: "parts in common once", run: share },
    { name: "sums into arrays in blocks", run: (body, { newLocal, newBuffer }) => blockArraySums(body, newLocal, newBuffer) },
    { name: "products in strips", run: stripProducts },
    { name: "invariants out of loops", run: (body, { newLocal }) => hoistInvariants(body, newLocal) },
    { name: "steps that a test leaves out", run: narrowLoops },
    { name: "what nobody reads", run: withoutUnused },
    ...beforeSums,
    { name: "sums in blocks", run: (body, { newLocal }) => blockSums(body, newLocal) },
  ];
}

/** Runs the passes. `given` are the locals that have a value before the body begins; with them, each step is verified. */
export function runPasses(
  body: readonly Stmt[], passes: readonly LoopPass[], context: PassContext, given?: Iterable<number>,
): readonly Stmt[] {
  const verified = given === undefined ? undefined : [...given];
  const checked = (statements: readonly Stmt[], before?: readonly Stmt[]): readonly Stmt[] => {
    if (verified !== undefined && statements !== before) verifyBody(statements, verified);
    return statements;
  };
  return passes.reduce((statements, pass) => checked(pass.run(statements, context), statements), checked(body));
}
