// Random loops against the same programs written out: values, gradients, Hessians, forward against reverse mode.
import { expect, it } from "vitest";
import { loopFault } from "../support/loop-agreement.js";

it.each([0, 1, 2, 3])("36 loops are what they are written out, part %i", (part) => {
  for (let seed = part * 9 + 1; seed <= part * 9 + 9; seed++) expect(loopFault(seed), `seed ${seed}`).toBeUndefined();
});
