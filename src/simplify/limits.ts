// The limits of rewriting, and what each costs: beyond a limit a rule does not apply and the value stays as it is written.

/** Rules within rules, and rules for one node of the old graph: beyond them the last valid node stands. */
export const MOST_NESTED_RULES = 60;
export const MOST_FIRINGS = 5000;

/** A rule may make room for another one further down; each pass goes through the whole graph, so a large one has one. */
export const MOST_PASSES = 8;
export const LARGE_GRAPH = 300_000;

/** How deep the factors of a product are looked for: each level may double the nodes that are visited. */
export const MOST_FACTOR_DEPTH = 8;
/** How many slices, reshapes and the like a value is seen through. */
export const MOST_VIEWS = 5;
/** How deep conditions that are counted, and a guard in what it guards, are looked for. */
export const MOST_COUNT_DEPTH = 6;
export const MOST_GUARD_DEPTH = 4;
/** How deep the elements lie in the polynomial of a matrix of 3 by 3, and the views around each. */
export const MOST_POLYNOMIAL_DEPTH = 6;

/** Arrays of so many elements are computed as scalars; the generated text grows with them. */
export const MOST_ELEMENTS = 64;
/** Of a longer list the other elements are not added one by one. */
export const MOST_LISTED = 16;
/** More parts are not joined into one array. */
export const MOST_PARTS = 64;
/** A sum of more exponentials is left as it is written. */
export const MOST_TERMS = 4096;
/** More factors are not merged into one contraction. */
export const MOST_MERGED_FACTORS = 8;
/** Up to so many factors every order is tried, 3^n steps. */
export const MOST_ORDERED_FACTORS = 10;
/** Larger whole powers are calls of the power function. */
export const MOST_EXPONENT = 8;

export function mostPasses(size: number): number {
  return size > LARGE_GRAPH ? 1 : MOST_PASSES;
}
