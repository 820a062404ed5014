// Many random loops against the same programs written out; GRADC_LOOPS sets how many. More: npm run fuzz:loops.
import { expect, it } from "vitest";
import { loopFault } from "../support/loop-agreement.js";

const COUNT = Number(process.env.GRADC_LOOPS ?? 5000);

it(`${COUNT} loops are what they are written out`, () => {
  for (let seed = 1; seed <= COUNT; seed++) expect(loopFault(seed), `seed ${seed}`).toBeUndefined();
}, 2 ** 31 - 1);
