// All rules, in the order in which they are tried.
import { opTable } from "../../ops/index.js";
import type { DataRule, StructuralRule } from "../rule.js";
import { contractionRules } from "../structure/contraction.js";
import { determinantRules } from "../structure/determinants.js";
import { elementwiseRules } from "../structure/elementwise.js";
import { expansions } from "../structure/expand.js";
import { exponentialRules } from "../structure/exponentials.js";
import { formRules } from "../structure/forms.js";
import { indexingRules } from "../structure/indexing.js";
import { stepRules } from "../structure/steps.js";
import { logarithmRules } from "../structure/logarithms.js";
import { ownClassRules } from "../structure/own-class.js";
import { placedRules } from "../structure/placed.js";
import { quotientRules } from "../structure/quotients.js";
import { stackRules } from "../structure/stacks.js";
import { constants, factors, neutral, refused, roots, signs } from "./algebra.js";
import { exponentialSums, probabilities, squareSums } from "./arrays.js";
import { chooseByConstant, dropGuard, foldComparison, foldConstants } from "./fold.js";
import { logic } from "./logic.js";
import { plainPower, powers, wholePower } from "./powers.js";
import { quotientForms, quotients } from "./quotients.js";
import { stability } from "./stability.js";
import { plainZero, timesWrittenZero } from "./zeros.js";

export const rules: readonly (DataRule | StructuralRule)[] = [
  timesWrittenZero, plainZero, foldConstants, chooseByConstant, foldComparison, dropGuard, plainPower, wholePower,
  ...ownClassRules, ...stackRules, ...exponentialSums, ...exponentialRules, ...probabilities,
  ...logarithmRules, ...squareSums, ...formRules, ...quotientForms, ...quotientRules, ...elementwiseRules, ...determinantRules,
  ...indexingRules, ...placedRules, ...contractionRules, ...stepRules, ...expansions(opTable),
  ...neutral, ...signs, ...stability, ...quotients, ...constants, ...factors, ...roots, ...logic, ...powers, ...refused,
];

export const dataRules = rules.filter((rule) => "from" in rule);
export const structuralRules = rules.filter((rule) => "apply" in rule);
