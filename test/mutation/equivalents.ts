// Mutants that no test can see, because they mean the same; each with its reason.
export interface Equivalent {
  /** As `told` writes it. */
  readonly mutant: string;
  readonly reason: string;
}

export const equivalents: readonly Equivalent[] = [];
