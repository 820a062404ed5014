// The functions of src/runtime by name, as the interpreter of the loop language calls them.
import * as arithmetic from "../../src/runtime/arithmetic.js";
import * as bell from "../../src/runtime/bell.js";
import * as erf from "../../src/runtime/erf.js";
import * as gamma from "../../src/runtime/gamma.js";
import * as lgamma from "../../src/runtime/lgamma.js";
import * as linearAlgebra from "../../src/runtime/linear-algebra.js";
import { createMultiply, createMultiplyVector } from "../../src/runtime/multiply.js";
import * as inParts from "../../src/runtime/elementary/saturating.js";
import * as polygamma from "../../src/runtime/polygamma.js";
import * as quotients from "../../src/runtime/quotients.js";
import * as reciprocal from "../../src/runtime/reciprocal.js";
import * as saturating from "../../src/runtime/saturating.js";
import * as stable from "../../src/runtime/stable.js";
import type { RuntimeFunctions } from "../../src/loop/interpret.js";

export function runtimeFunctions(): RuntimeFunctions {
  const all = {
    ...inParts, ...arithmetic, ...bell, ...erf, ...gamma, ...lgamma, ...linearAlgebra, ...polygamma, ...quotients, ...reciprocal,
    ...saturating, ...stable,
    multiplyVector: createMultiplyVector(), multiply: createMultiply(),
  };
  return new Map(Object.entries(all));
}
