// How to build the tree of a text of a given shape: the tree that mathjs makes of the shape,
// with the numbers of the tokens that each node spans, parts before wholes.
import { newMathParser, type MathTree } from "./mathjs.js";

/** A node to build. `first`, `last` and `at` are positions in the shape's tokens. */
export interface Step {
  readonly kind:
    | "leaf" | "prefix" | "postfix" | "binary" | "chain" | "conditional" | "call" | "index" | "range" | "array" | "row"
    | "field";
  readonly first: number;
  readonly last: number;
  /** The signs that belong to the node itself; none for an implicit product. */
  readonly at: readonly number[];
  /** How many built parts it takes. */
  readonly parts: number;
}

export type Recipe = readonly Step[];

/** What a shape that mathjs can't take is: nested too deeply, or a range that is only a part of an item. */
export type RecipeFault = "too-deep" | "inner-range";

export type ReadShape = (shape: string) => Recipe | RecipeFault;

const MAX_KEPT = 4096;
const MAX_KEPT_LENGTH = 80;

/** A reader of shapes. Recipes of short shapes are kept, as a large program has few of them. */
export function newShapeReader(): ReadShape {
  const parse = newMathParser();
  const kept = new Map<string, Recipe>();
  return (shape) => {
    const known = kept.get(shape);
    if (known !== undefined) return known;
    const recipe = readShape(parse, shape);
    if (typeof recipe !== "string" && shape.length <= MAX_KEPT_LENGTH && kept.size < MAX_KEPT) kept.set(shape, recipe);
    return recipe;
  };
}

function readShape(parse: (text: string) => MathTree, shape: string): Recipe | RecipeFault {
  let tree: MathTree;
  try {
    tree = parse(shape);
  } catch (fault) {
    if (fault instanceof RangeError) return "too-deep";
    throw new Error(`defect of gradc: mathjs refuses the shape ${shape.slice(0, 80)}`, { cause: fault });
  }
  return recipeOf(tree, shape) ?? "inner-range";
}

/** A sign of the node itself among its parts. */
const SIGN = 0;
type Part = MathTree | typeof SIGN;

interface Frame {
  readonly kind: Step["kind"] | "bracket";
  readonly parts: readonly Part[];
  readonly first: number;
  readonly at: number[];
  next: number;
}

/** Walks the tree in the order of the text, counting tokens; undefined if a range is not the whole. */
function recipeOf(root: MathTree, shape: string): Recipe | undefined {
  const steps: Step[] = [];
  let token = 0;
  if (isLeaf(root)) return [leafStep(0)];
  const stack: Frame[] = [frameOf(root, 0, shape)];
  while (stack.length > 0) {
    const frame = stack[stack.length - 1] as Frame;
    const part = frame.parts[frame.next++];
    if (part === undefined) {
      stack.pop();
      if (frame.kind !== "bracket") steps.push(stepOf(frame, token - 1));
    } else if (part === SIGN) {
      frame.at.push(token++);
    } else if (isLeaf(part)) {
      steps.push(leafStep(token++));
    } else {
      if (part.type === "RangeNode") return undefined;
      stack.push(frame.kind === "array" && part.type === "ArrayNode" ? rowFrame(part, token) : frameOf(part, token, shape));
    }
  }
  return steps;
}

function isLeaf(node: MathTree): boolean {
  return node.type === "SymbolNode" || node.type === "ConstantNode";
}

const NONE: readonly number[] = [];

function leafStep(token: number): Step {
  return { kind: "leaf", first: token, last: token, at: NONE, parts: 0 };
}

function stepOf(frame: Frame, last: number): Step {
  const { kind, parts, first, at } = frame;
  return { kind: kind === "bracket" ? "leaf" : kind, first, last, at, parts: parts.length - at.length };
}

function frameOf(node: MathTree, first: number, shape: string): Frame {
  const [kind, parts] = layoutOf(node, shape);
  return { kind, parts, first, at: [], next: 0 };
}

/** A row of `[a, b; c, d]`, which has no brackets of its own. */
function rowFrame(node: MathTree & { type: "ArrayNode" }, first: number): Frame {
  return { kind: "row", parts: separated(node.items), first, at: [], next: 0 };
}

/** The parts of a node and its own signs in the order of the text. */
function layoutOf(node: MathTree, shape: string): readonly [Frame["kind"], readonly Part[]] {
  switch (node.type) {
    case "ConstantNode": case "SymbolNode": return ["leaf", [SIGN]];
    case "ParenthesisNode": return ["bracket", [SIGN, node.content, SIGN]];
    case "OperatorNode": return operatorLayout(node);
    case "RelationalNode": return ["chain", separated(node.params)];
    case "ConditionalNode": return ["conditional", [node.condition, SIGN, node.trueExpr, SIGN, node.falseExpr]];
    case "FunctionNode": return ["call", [SIGN, SIGN, ...separated(node.args), SIGN]];
    case "AccessorNode": return node.index.dotNotation
      ? ["field", [node.object, SIGN, SIGN]]
      : ["index", [node.object, SIGN, ...separated(node.index.dimensions), SIGN]];
    case "ArrayNode": return ["array", [SIGN, ...separated(node.items), SIGN]];
    case "RangeNode": return ["range", rangeLayout(node, shape)];
  }
}

function operatorLayout(node: MathTree & { type: "OperatorNode" }): readonly [Frame["kind"], readonly Part[]] {
  const [left, right] = node.args as readonly [MathTree, MathTree?];
  if (right !== undefined) return ["binary", node.implicit ? [left, right] : [left, SIGN, right]];
  const isPostfix = node.fn === "ctranspose" || node.fn === "factorial";
  return isPostfix ? ["postfix", [left, SIGN]] : ["prefix", [SIGN, left]];
}

/** A missing start or end of a range has no token, though mathjs makes a node of it. */
function rangeLayout(node: MathTree & { type: "RangeNode" }, shape: string): Part[] {
  const parts: Part[] = shape.startsWith(":") ? [] : [node.start];
  if (node.step !== null) parts.push(SIGN, node.step);
  parts.push(SIGN);
  if (!shape.endsWith(":")) parts.push(node.end);
  return parts;
}

function separated(items: readonly MathTree[]): Part[] {
  const parts: Part[] = [];
  for (const item of items) {
    if (parts.length > 0) parts.push(SIGN);
    parts.push(item);
  }
  return parts;
}
