// Random loops against the same programs written out: values, gradients, Hessians, forward against reverse mode.
import { expect, it } from "vitest";
import { rounds } from "../support/effort.js";
import { loopFault, strictLoopFault } from "../support/loop-agreement.js";

const COUNT = rounds(9, 1);

it.each([0, 1, 2, 3])(`${4 * COUNT} loops are what they are written out, part %i`, (part) => {
  for (let seed = part * 9 + 1; seed <= part * 9 + COUNT; seed++) expect(loopFault(seed), `seed ${seed}`).toBeUndefined();
});

it(`${2 * COUNT} loops have the bits of what they are written out at strict, but for the order of sums in gradients`, () => {
  for (let seed = 101; seed <= 100 + 2 * COUNT; seed++) expect(strictLoopFault(seed), `seed ${seed}`).toBeUndefined();
});
