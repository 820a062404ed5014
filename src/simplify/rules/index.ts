// All rules, in the order in which they are tried.
import type { DataRule, StructuralRule } from "../rule.js";
import { constants, factors, neutral, refused, roots, signs } from "./algebra.js";
import { chooseByConstant, dropGuard, foldComparison, foldConstants, sortArguments } from "./fold.js";
import { logic } from "./logic.js";
import { powers, wholePower } from "./powers.js";
import { stability } from "./stability.js";
import { opTable } from "../../ops/index.js";
import { contractionRules } from "../structure/contraction.js";
import { expansions } from "../structure/expand.js";

export const dataRules: readonly DataRule[] = [...neutral, ...signs, ...stability, ...constants, ...factors, ...roots, ...logic, ...powers, ...refused];

export const structuralRules: readonly StructuralRule[] = [
  foldConstants, sortArguments, chooseByConstant, foldComparison, dropGuard, wholePower, ...contractionRules, ...expansions(opTable),
];
