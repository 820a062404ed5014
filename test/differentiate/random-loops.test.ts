// Random loops against the same programs written out: values, gradients, second derivatives, forward against reverse mode.
import { expect, it } from "vitest";
import { rounds } from "../support/effort.js";
import { loopFault, strictLoopFault } from "../support/loop-agreement.js";

/** CI tries a thousand (test/campaign/loops.test.ts). */
const COUNT = rounds(40, 8);
const STRICT = rounds(20, 5);

it(`${COUNT} loops are what they are written out`, () => {
  for (let seed = 1; seed <= COUNT; seed++) expect(loopFault(seed), `seed ${seed}`).toBeUndefined();
});

it(`${STRICT} loops have the bits of what they are written out at strict, but for the order of sums in gradients`, () => {
  for (let seed = 101; seed <= 100 + STRICT; seed++) expect(strictLoopFault(seed), `seed ${seed}`).toBeUndefined();
});
