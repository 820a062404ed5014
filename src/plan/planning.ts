/** What a plan is for. */
export interface Planning {
  /** Whether a 0 times what is infinite is not 0, whatever it is a 0 for. */
  readonly isExact?: boolean;
  /** Whether products of few terms are loops that are written out. */
  readonly writesOut?: boolean;
}
