// The record of one operation. Everything about an operation stands in its record and only there.
import { argOf, attrsKey, type Applied, type Attrs, type Node, type NodeId, type Operands } from "./graph.js";
import type { NodeBuilder } from "./node-builder.js";
import type { Walk } from "./reach.js";
import type { Tensor } from "./tensor.js";
import type { Dim } from "../shape/dim.js";
import type { Shape } from "../shape/shape.js";

export type NumOp =
  | "add" | "sub" | "mul" | "div" | "neg"
  | "abs" | "acos" | "acosh" | "asin" | "asinh" | "atan" | "atan2" | "atanh" | "cbrt" | "ceil" | "cos" | "cosh" | "exp" | "expm1" | "floor"
  | "log" | "log10" | "log1p" | "log2" | "max" | "min" | "pow" | "sign" | "sin" | "sinh" | "sqrt" | "tan" | "tanh" | "trunc";
export type CompareOp = "lt" | "le" | "gt" | "ge" | "eq" | "ne";
export type LogicOp = "and" | "or";

/** How generated text computes an elementwise operation. */
export type ScalarCode =
  /** What every target has, by the name of the operation. */
  | { readonly op: NumOp | CompareOp | LogicOp | "not" | "select" }
  /** A function of src/runtime, copied into the generated file. */
  | { readonly runtime: string }
  /** In terms of other operations, in the language itself: numbers, `+ - * /` and calls. */
  | { readonly formula: string };

export interface Laws {
  readonly commutative?: true;
  /** Where every value lies, for real arguments; the analysis of signs reads it. */
  readonly range?: readonly [number, number];
  /** Finite for all finite arguments. */
  readonly total?: true;
  /** Always 0 or 1. */
  readonly logical?: true;
  /**
   * Within each class of doubles the values go one way in each argument, so that its samples tell the classes of all; a
   * power in its first alone.
   */
  readonly monotone?: true | "in the first";
  /** Its derivative vanishes faster than any power where the argument grows, or falls, without end. */
  readonly saturates?: true;
  /** Overflows, or has a pole, for finite arguments: whatever they are, or where one of them does ("as its arguments"). */
  readonly grows?: true | "as its arguments";
  /**
   * Nowhere below 0, and with a derivative of 0 where it is 0: whatever the arguments; where all of them are so
   * ("as its arguments"); or since it is 0 only where it has vanished ("where vanished").
   */
  readonly flat?: true | "as its arguments" | "where vanished";
  /** The length of its arguments as a vector, or of that whose squares its first argument sums ("of squares"). */
  readonly length?: true | "of squares";
  /** Gives a number for some arguments of which one is NaN. */
  readonly losesNaN?: true;
  /** Is 0 where an argument is 0 that no computation gave. */
  readonly vanishes?: true;
  /** Joins conditions: holds where all of its arguments do, where one does, or where its only one does not. */
  readonly joins?: "all" | "any" | "none";
  /** Its second argument where the first holds, else the third. */
  readonly chooses?: true;
  /** A linear function of its arguments together, or of each of them. */
  readonly linear?: true | "in each";
  /** No more work than reading a number from memory. */
  readonly cheap?: true;
  /** Has neither poles nor ends of a domain, sums and products that overflow aside: everywhere, or for what is known of the arguments. */
  readonly regular?: true | ((...args: readonly Known[]) => boolean);
}

/** What is known of an argument: the classes of doubles that it may be in, and its value if it is a constant. */
export interface Known {
  readonly classes: number;
  readonly constant: number | undefined;
}

/** The name of a function on paper: in LaTeX, in letters, and what stands below it. */
export type PaperName = readonly [latex: string, letters: string, below?: string];

/**
 * How a function stands on paper: with a name, which an operator has as its sign; between two signs; as a root, the n-th or
 * that which its second argument says; or as its argument.
 */
export type Paper =
  | PaperName
  | { readonly between: readonly [open: readonly [latex: string, letter: string], close: readonly [latex: string, letter: string]] }
  | { readonly root: number | "second" }
  | "argument";

export function isPaperName(paper: Paper | undefined): paper is PaperName {
  return Array.isArray(paper);
}

/** The value by a formula in x, where the operations of x that it is made of are computed anyway. */
export interface Beside {
  readonly parts: readonly string[];
  readonly formula: string;
  /** That of the derivative, if the second argument is one. */
  readonly order?: number;
}

/** A function of numbers, applied element by element; arguments broadcast as in NumPy. */
export interface ScalarOp {
  readonly kind: "scalar";
  readonly name: string;
  /** One name an argument; a last name with "..." takes any number of arguments. */
  readonly params: readonly string[];
  readonly paper?: Paper;
  /** Values of trailing parameters that a call may leave out. */
  readonly defaults?: Readonly<Record<string, number>>;
  readonly doc: string;
  /** The meaning, in numbers: folds constants, and is the oracle of the tests. */
  readonly evaluate: (...args: number[]) => number;
  /**
   * One formula a parameter, in the language, over the parameters and `out`.
   * "zero": constant between jumps, on purpose. A parameter left out is not differentiable.
   */
  readonly partials: Readonly<Record<string, string>> | "zero";
  /** The partial of one argument where the formulas do not say it, and where a call has more arguments than `params` names. */
  readonly partialOf?: (b: Builder, args: readonly NodeId[], out: NodeId, index: number) => NodeId | undefined;
  readonly code: ScalarCode;
  readonly beside?: Beside;
  /** The operator of the language: between its arguments, before the only one, around the second of three. */
  readonly operator?: string;
  /** A reduction has its name as well: in a call a number after an array would be a dimension. */
  readonly reduces?: true;
  readonly laws?: Laws;
  /** Not a function of the language: made by derivatives and rewriting alone. */
  readonly internal?: true;
  /**
   * The value in functions and operators of the language, over the parameters: how an internal operation is written.
   * Where a parameter is the order of a derivative, by that order; undefined where only differentiating says it.
   */
  readonly means?: string | ((order: number) => string | undefined);
  /** The formula whose derivatives it has, by their order, and the name that they go by in a text that defines them. */
  readonly derivativesOf?: { readonly name: string; readonly formula: string };
  /** One interval a parameter in which tests probe. */
  readonly sample: readonly (readonly [number, number])[];
  /** Kinks, poles and signed zeros; the conventions of language.md hold there. */
  readonly edges?: readonly (readonly number[])[];
}

/** A function of the language that is written in other functions of it: expanded when elaborated. */
export interface FormulaOp {
  readonly kind: "formula";
  readonly name: string;
  readonly params: readonly string[];
  readonly defaults?: Readonly<Record<string, number>>;
  readonly doc: string;
  readonly formula: string;
  readonly sample: readonly (readonly [number, number])[];
  readonly edges?: readonly (readonly number[])[];
}

/**
 * How an array operation passes on which elements take part. It moves or adds elements: all of them ("moves"), a
 * part of an array ("reads a part"), beside zeros ("leaves zeros") or beside each other ("joins"). Or each result
 * belongs to a group of elements ("reduces"), each element to one ("groups"), or all elements to all ("mixes").
 */
export type Flow = "moves" | "reads a part" | "leaves zeros" | "joins" | "reduces" | "groups" | "mixes";

/**
 * How an element is computed: it is that of the argument at the same index ("same") or at another ("view"), an expression
 * of elements ("element"), or made by loops or by a routine that reads its arguments from memory. "before": another
 * operation takes its place before planning, or it is there without being computed.
 */
export type Access = "same" | "view" | "element" | "loops" | "routine" | "before";

export type RoutineName =
  | "multiply" | "multiplyVector" | "luFactor" | "luSolve" | "luSolveIf" | "cofactors" | "cofactorChange"
  | "luDeterminant" | "luLogDeterminant"
  | "choleskyFactor" | "choleskyFactorIf" | "lowerSolve" | "joinBlock";

/**
 * What an operation hands to its routine: an argument by its number, as a whole or as a view from its start; its result,
 * or one of several; a size; a switch of its attributes.
 */
export type Handed =
  | number | "result" | { readonly view: number } | { readonly result: string }
  | { readonly size: (args: Operands<Shape>) => Dim } | { readonly flag: string };

/** Where elements are along one dimension of a whole: along a dimension of their own, or at one place. */
export interface Along {
  readonly start: Dim;
  readonly step: number;
  readonly axis: number | undefined;
}

/** The call of a routine of src/runtime that computes an operation. */
export interface RoutineUse {
  readonly fn: RoutineName;
  /** What is handed in, in the order of the routine's parameters; a result that is a number is given back. */
  readonly hands: readonly Handed[];
  /** The same routine with a condition in front, for an operation that refuses some arguments. */
  readonly guarded?: RoutineName;
}

/** What a reduction combines elements with, beside sums. */
export type Combining = "max" | "min" | "prod";

/** An operation on whole arrays. */
export interface TensorOp {
  readonly kind: "tensor";
  readonly name: string;
  readonly paper?: Paper;
  readonly doc: string;
  readonly shape: (args: Operands<Shape>, attrs: Attrs) => Shape;
  readonly evaluate: (args: Operands<Tensor>, attrs: Attrs, shape: readonly number[], size: SizeOf) => Tensor;
  /** The cotangent of argument `index`, given that of the result; undefined if it is zero on purpose. */
  readonly vjp: (b: Builder, node: Applied, ct: NodeId, index: number, id: NodeId) => NodeId | undefined;
  /** The tangent of the result; an absent tangent is zero. */
  readonly jvp: (b: Builder, node: Applied, tangents: readonly (NodeId | undefined)[], id: NodeId) => NodeId | undefined;
  /**
   * The operation on arguments of which some have further dimensions in front, `lead`; the result has
   * them in front too. Absent where a Jacobian can't pass through.
   */
  readonly batch?: BatchRule;
  /** Its first argument can't have further dimensions, as the matrix of a solver. */
  readonly onlyLater?: true;
  readonly flow: Flow;
  /**
   * Which elements of the result may depend on which of argument `index`, of those that it is differentiated by; where it
   * is not told, it follows from the flow.
   */
  readonly reach?: (b: Builder, node: Applied, index: number) => readonly Walk[];
  /** The classes of doubles that elements may be in, given those of the arguments; graph/classes.ts has the usual ones. */
  readonly values: (args: readonly number[]) => number;
  /** Finite arguments may give infinities or NaN, sums and products that overflow aside. */
  readonly divides?: true;
  readonly access: Access;
  /** The routine that computes it, where its access is one. */
  readonly routine?: RoutineUse;
  /** Of an operation with several results: the attributes that say which of them a node is. */
  readonly which?: readonly string[];
  /** The argument that holds places, which are read from memory. */
  readonly places?: number;
  /** What it combines elements with, so that it may share a loop with others. */
  readonly combines?: Combining;
  /**
   * A value that runs along the axis of its attributes: where it starts, and how it goes on, over the value `before`
   * and the elements `x` and `y`.
   */
  readonly running?: { readonly start: number; readonly step: string };
  /** The elements outside of which it is 0 by its place: those at which one axis is ahead of another by so much at least. */
  readonly within?: (attrs: Attrs, rank: number) => readonly (readonly [ahead: number, behind: number, least: number])[];
  /** The length of its argument along the axes. */
  readonly length?: true;
  /** A linear function of its arguments together, or of each of them. */
  readonly linear?: true | "in each";
  /** Where an element of an argument lies in the result, of what lays arguments beside each other or among zeros. */
  readonly lays?: (args: readonly Shape[], attrs: Attrs, shape: Shape) => (arg: number, axis: number) => Along;
  /**
   * The function of the language that it is a call of: over all elements alone, over all or along its axes one after the other,
   * or along one that is named unless it is the last, or the first; or one that its attributes tell, with numbers and sizes of them
   * after the arguments. Others are called by their own names, or have a form of their own.
   */
  readonly called?:
    | { readonly name: string; readonly along: "all" | "each" | "last" | "first" }
    | { readonly as: (attrs: Attrs) => readonly [name: string, ...further: (number | Dim)[]] };
  /** Functions that a text defines where the language has none, each by its parameters and its value. */
  readonly helpers?: Readonly<Record<string, readonly [params: string, value: string]>>;
  /**
   * Throws for some arguments: where only a branch needs it, it takes a condition as a further argument. Or an operation
   * takes its place that does ("expanded").
   */
  readonly refuses?: true | "expanded";
  /** The same value in terms of simpler operations, taken just before planning. */
  readonly expand?: (b: Builder, node: Applied) => NodeId;
  /** It is there to be differentiated and recognised: people write its expansion, which takes its place after derivatives. */
  readonly written?: "expanded";
}

/** Arguments as they are now, whether each carries the leading dimensions, and those dimensions. */
export type BatchRule = (b: Builder, node: Applied, args: Operands, batched: readonly boolean[], lead: Shape) => NodeId;

export type OpRecord = ScalarOp | TensorOp;

/** A builder over such records, which their rules make nodes with. */
type Builder = NodeBuilder<OpRecord>;

/** The number that a dimension stands for while interpreting. */
export type SizeOf = (dim: Dim) => number;

/** The laws of the elementwise operation that a node is. */
export function lawsOf(b: Builder, id: NodeId): Laws | undefined {
  return lawsNamed(b, b.node(id).op);
}

/** What an operation is linear in. */
export function linearIn(b: Builder, { op }: Node): Laws["linear"] {
  const record = b.ops.get(op);
  return record?.kind === "scalar" ? record.laws?.linear : record?.linear;
}

/** The laws of an elementwise operation by its name. */
export function lawsNamed(b: Builder, name: string): Laws | undefined {
  const record = b.ops.get(name);
  return record?.kind === "scalar" ? record.laws : undefined;
}

/** What an array operation is like, by the record of a node; undefined for elementwise ones. */
export function tensorOf(b: Builder, { op }: Pick<Node, "op">): TensorOp | undefined {
  const record = b.ops.get(op);
  return record?.kind === "tensor" ? record : undefined;
}

/**
 * A text that the results of one computation share: nodes of one operation over the same arguments that differ in
 * nothing but which result they are. Undefined where an operation has one result.
 */
export function computationOf(b: Builder, node: Node): string | undefined {
  const which = tensorOf(b, node)?.which;
  if (which === undefined) return undefined;
  const shared = Object.entries(node.attrs).filter(([name]) => !which.includes(name));
  return `${node.op}(${node.args.join(",")})${attrsKey(Object.fromEntries(shared))}`;
}

/** Whether a node is one of its last two arguments, as the first tells. */
export function isChoice(b: Builder, { op }: Pick<Node, "op">): boolean {
  return lawsNamed(b, op)?.chooses === true;
}

/** How a node joins conditions, if it does. */
export function joinsOf(b: Builder, { op }: Pick<Node, "op">): Laws["joins"] {
  return lawsNamed(b, op)?.joins;
}

/** Whether a node is a value as a variable of its own. */
export function isName(b: Builder, node: Node): boolean {
  return isMark(b, node) && tensorOf(b, node)?.flow === "moves";
}

/** Whether a node has the elements of its argument, one after the other, under another shape. */
export function keepsOrder(b: Builder, node: Node): boolean {
  const record = tensorOf(b, node);
  return record?.access === "view" && record.flow === "moves";
}

/** Whether a node is a window of its argument. */
export function isPart(b: Builder, node: Node): boolean {
  const record = tensorOf(b, node);
  return record?.access === "view" && record.flow === "reads a part";
}

/** Whether a node is its argument as a window among zeros. */
export function isPlaced(b: Builder, node: Node): boolean {
  const record = tensorOf(b, node);
  return record?.flow === "leaves zeros" && record.places === undefined;
}

/** Whether a node takes elements of its argument, at places that another argument tells. */
export function isGathered(b: Builder, node: Node): boolean {
  const record = tensorOf(b, node);
  return record?.flow === "reads a part" && record.places !== undefined;
}

/** Whether a node adds its argument to zeros, at places that another argument tells. */
export function isScattered(b: Builder, node: Node): boolean {
  const record = tensorOf(b, node);
  return record?.flow === "leaves zeros" && record.places !== undefined;
}

/** What a node is as it is, or under another shape. */
export function underShapes(b: Builder, id: NodeId, isOpen: (id: NodeId) => boolean = () => true): NodeId {
  let at = id;
  for (let node = b.node(at); keepsOrder(b, node) && isOpen(at); node = b.node(at)) at = argOf(node);
  return at;
}

/** Whether a node passes its argument on as it is: a name, or a word for the passes. */
export function isMark(b: Builder, node: Node): boolean {
  return tensorOf(b, node)?.access === "same";
}

/** Whether a node is 0 at one point of its arguments alone, as a length is; "of squares" if it is given their sum. */
export function lengthOf(b: Builder, id: NodeId): Laws["length"] {
  return lawsOf(b, id)?.length ?? tensorOf(b, b.node(id))?.length;
}
