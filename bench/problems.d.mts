// Types of problems.mjs for the tests.
export interface CountedProblem {
  readonly name: string;
  readonly text: string;
  readonly most: number;
}
export declare const counted: readonly CountedProblem[];
export declare const robotics: readonly { readonly file: string; readonly most: number }[];
