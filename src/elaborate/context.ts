// What elaborating an expression needs, and values as nodes.
import type { Report } from "../diagnostics/diagnostic.js";
import type { Located, Source, Span } from "../diagnostics/source.js";
import { nth } from "../diagnostics/known.js";
import type { Builder } from "../graph/builder.js";
import type { Formulas } from "../graph/formula.js";
import type { NodeId } from "../graph/graph.js";
import type { Call, IndexUse, Requirement } from "../graph/program.js";
import type { Dim } from "../shape/dim.js";
import type { Expr, ForStatement, Name } from "../syntax/ast.js";
import type { Affines } from "./affine.js";
import type { Index } from "./indices.js";
import { isRecord, type RecordValue, type Scope, type Value } from "./scope.js";

/** What a value of the steps is after the block: its rows, first dimension the steps. */
export interface StepArray {
  readonly target: Name;
  readonly node: NodeId;
}

/** What elaborating any expression of a program needs. */
export interface Context {
  readonly b: Builder;
  readonly formulas: Formulas;
  readonly report: Report;
  /** The text of the program itself. */
  readonly program: Source;
  readonly scope: Scope;
  /** The dimension that `end` stands for, inside an index. */
  readonly end?: Dim;
  /** Which scalars are whole numbers known when compiling. */
  readonly affines: Affines;
  /** The indices of the calls around. */
  readonly at: readonly Index[];
  /** How many inlined functions are around. */
  readonly depth: number;
  /** Whether short vectors of an index stay vectors. */
  readonly wholeVectors: boolean;
  readonly calls: Map<string, Value>;
  /** What calls of functions gave that can be written as calls. */
  readonly called: Map<NodeId, Call>;
  readonly requirements: Requirement[];
  /** Whether a variable is an input or an index. */
  readonly isGiven: (variable: NodeId) => boolean;
  readonly require: (requirement: Requirement) => void;
  readonly indices: IndexUse[];
  /** Elaborates an expression of its own: an item of an index, the body of a function. */
  readonly elaborate: (c: Context, expr: Expr) => Value;
  /** Elaborates a block of steps that stands here: a block around it may be known. */
  readonly steps: (c: Context, statement: ForStatement) => StepArray[];
  /** Where a name is defined further down, its line. */
  readonly definedLater: (name: string, use: Span) => number | undefined;
}

/** A place in the text at hand, which may be that of an imported file. */
export function placed({ report, program }: Pick<Context, "report" | "program">, span: Span): Located {
  return report.source === program ? { span } : { span, source: report.source };
}

/** A value as one node: a record becomes the vector of its parts. */
export function asNode(c: { readonly b: Builder }, value: Value): NodeId {
  return isRecord(value) ? c.b.apply("stack", value.nodes, { lead: [value.nodes.length] }) : value;
}

/** Applies a function to each part of records; where it does not work part by part, records become vectors. */
export function mapRecords(c: Context, args: readonly Value[], partwise: boolean, apply: (args: readonly NodeId[]) => NodeId): Value {
  if (!args.some(isRecord)) return apply(args as readonly NodeId[]);
  const records = args.filter(isRecord);
  const first = records[0] as RecordValue;
  const scalarsElse = args.every((a) => isRecord(a) || c.b.shape(a).length === 0);
  const oneRecord = records.length === 1 && scalarsElse;
  if (!scalarsElse || (!partwise && !oneRecord) || records.some((r) => !sameFields(r, first))) return apply(args.map((a) => asNode(c, a)));
  const nodes = first.fields.map((_, i) => apply(args.map((a) => (isRecord(a) ? nth(a.nodes, i) : a))));
  return { fields: first.fields, nodes };
}

function sameFields(a: RecordValue, b: RecordValue): boolean {
  return a.fields.length === b.fields.length && a.fields.every((f, i) => f === b.fields[i]);
}
