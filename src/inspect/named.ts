// A program as a list of named formulas: what is written as text, LaTeX or MathML.
import type { NodeId } from "../graph/graph.js";
import type { Shape } from "../shape/shape.js";
import type { Derivative } from "./naming.js";
import type { Written } from "./written.js";

export interface ReadOptions {
  /** For people: guards of domains are hidden, brackets that only fix roundings are left out. The default. */
  readonly pretty?: boolean;
  /** What is known of formulas as on paper: the program's values stand as they are written, derivatives under no other's name. */
  readonly paper?: PaperView;
}

/** What the display level says of its nodes. */
export interface PaperView {
  /** Values as the program writes them. */
  readonly written: ReadonlySet<NodeId>;
  /** Names for parts of derivatives, such as dU for the derivative by U. */
  readonly hints: ReadonlyMap<NodeId, string>;
  /** What must hold for the formula of a derivative. */
  readonly conditions: ReadonlyMap<NodeId, readonly NodeId[]>;
  /** Calls of the user's functions. */
  readonly calls: ReadonlyMap<NodeId, { readonly name: string; readonly args: readonly NodeId[] }>;
}

export interface NamedFormula {
  readonly name: string;
  readonly formula: Written;
  readonly kind: "value" | "output" | "derivative";
  /** Of a loop the further arrays that it defines. */
  readonly others?: readonly string[];
  /** What must hold. */
  readonly conditions?: readonly Written[];
}

export interface NamedFormulas {
  readonly formulas: readonly NamedFormula[];
  /** The outputs and derivatives in their order, by the names of their formulas. */
  readonly results: readonly string[];
  readonly derivatives: ReadonlyMap<string, Derivative>;
  /** Variables that passes have added, such as directions of Hessian-vector products. */
  readonly added: readonly { readonly name: string; readonly shape: Shape }[];
  /** Names of the helper functions that the formulas use, by those of helpers.ts. */
  readonly helpers: ReadonlyMap<string, string>;
}
