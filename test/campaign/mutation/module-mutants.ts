// Mutants of a module, from its syntax tree: derivative formulas, data rules, and functions on graphs.
import ts from "typescript";
import { mutantsOfFormula } from "./formula-mutants.js";
import { isAboutCost, isCheckOfMissing, isMathematics } from "./scope.js";

export interface Mutant {
  readonly file: string;
  readonly line: number;
  readonly kind: string;
  /** The name of the record, rule or function that the change is in. */
  readonly within: string;
  /** Another row of a table of data: a partial, or a side, condition or claim of a rule. */
  readonly isRow: boolean;
  readonly start: number;
  readonly before: string;
  readonly after: string;
  /** The rest of the line, on both sides of the change. */
  readonly around: readonly [string, string];
}

type Change = readonly [kind: string, start: number, end: number, after: string];

const OPERATIONS: Readonly<Record<string, string>> = {
  add: "sub", sub: "add", mul: "div", div: "mul", lt: "le", le: "lt", gt: "ge", ge: "gt", and: "or", or: "and", eq: "ne", ne: "eq",
  sin: "cos", cos: "sin", exp: "expm1", max: "min", min: "max", reduce_max: "reduce_min",
};
const TOKENS: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.PlusToken, "-"], [ts.SyntaxKind.MinusToken, "+"], [ts.SyntaxKind.AsteriskToken, "/"], [ts.SyntaxKind.SlashToken, "*"],
  [ts.SyntaxKind.LessThanToken, "<="], [ts.SyntaxKind.LessThanEqualsToken, "<"], [ts.SyntaxKind.GreaterThanToken, ">="],
  [ts.SyntaxKind.GreaterThanEqualsToken, ">"],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, "!=="], [ts.SyntaxKind.ExclamationEqualsEqualsToken, "==="],
]);
/** A call that is replaced by its argument of this number, and what that means. */
const UNWRAPPED: Readonly<Record<string, readonly [kind: string, argument: number]>> = {
  transpose: ["transpose dropped", 0], transposed: ["transpose dropped", 0],
  unbroadcast: ["sum over stretched axes dropped", 1], sumTo: ["sum over stretched axes dropped", 0],
  sum: ["sum dropped", 0], negate: ["sign dropped", 1], maskedByItself: ["mask dropped", 1], reverse: ["order dropped", 0],
};
/** Parts of records that say what a value is, or are words: no derivative and no rule. */
const SKIPPED = new Set(["evaluate", "doc", "sample", "edges", "shape", "code", "laws", "infix", "name", "signature", "phases"]);

export function mutantsOfModule(file: string, text: string): Mutant[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const isRules = file.includes("/simplify/");
  const found: Mutant[] = [];
  const waiting: { readonly node: ts.Node; readonly within: string; readonly isInside: boolean }[] = [
    { node: source, within: "", isInside: false },
  ];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node } = next;
    const within = nameOf(node) ?? next.within;
    const isInside = next.isInside || isGraphFunction(node, !file.includes("/ops/"));
    const note = (isRow: boolean) => ([kind, start, end, after]: Change): void => {
      const before = text.slice(start, end);
      if (before !== after) found.push({
        file, line: source.getLineAndCharacterOfPosition(start).line + 1, kind, within, isRow, start, before, after,
        around: aroundOf(text, start, end),
      });
    };
    // records that are made for a list of names are told by none
    if (within !== "") formulaChanges(node).forEach(note(true));
    if (isInside && isMathematics(node, within)) codeChanges(node, isRules).forEach(note(false));
    const children: ts.Node[] = [];
    node.forEachChild((child) => { if (!isSkipped(child)) children.push(child); });
    waiting.push(...children.reverse().map((child) => ({ node: child, within, isInside })));
  }
  return found;
}

function aroundOf(text: string, start: number, end: number): readonly [string, string] {
  const after = text.indexOf("\n", end);
  return [text.slice(text.lastIndexOf("\n", start) + 1, start).trimStart(), text.slice(end, after < 0 ? text.length : after)];
}

export function applied(mutant: Mutant, text: string): string {
  return text.slice(0, mutant.start) + mutant.after + text.slice(mutant.start + mutant.before.length);
}

function isSkipped(node: ts.Node): boolean {
  const name = (ts.isPropertyAssignment(node) || ts.isMethodDeclaration(node)) && ts.isIdentifier(node.name) ? node.name.text : "";
  return SKIPPED.has(name) || ts.isTypeNode(node) || ts.isImportDeclaration(node);
}

function nameOf(node: ts.Node): string | undefined {
  if (ts.isFunctionDeclaration(node)) return node.name?.text;
  if (isRuleCall(node)) return literal(node.arguments[0]);
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  return node.properties.map((p) => {
    if (ts.isSpreadAssignment(p)) return isRuleCall(p.expression) ? literal(p.expression.arguments[0]) : undefined;
    return ts.isPropertyAssignment(p) && p.name.getText() === "name" ? literal(p.initializer) : undefined;
  }).find((n) => n !== undefined);
}

/** What makes a rule of a name and its two sides. */
const OF_RULES = new Set(["stable", "among", "form", "plain"]);

function isRuleCall(node: ts.Node): node is ts.CallExpression {
  return ts.isCallExpression(node) && ts.isIdentifier(node.expression) && OF_RULES.has(node.expression.text) &&
    literal(node.arguments[0]) !== undefined;
}

function literal(node: ts.Node | undefined): string | undefined {
  return node !== undefined && ts.isStringLiteral(node) ? node.text : undefined;
}

/** Functions that take part in a graph: they have a builder or a context, or stand where all functions count. */
function isGraphFunction(node: ts.Node, all: boolean): boolean {
  return (ts.isFunctionDeclaration(node) || ts.isArrowFunction(node)) && (all || node.parameters.some((p) => p.name.getText() === "b"));
}

/** Formulas as text: partials of records, sides and conditions of data rules. */
function formulaChanges(node: ts.Node): Change[] {
  if (ts.isPropertyAssignment(node) && node.name.getText() === "when" && ts.isArrayLiteralExpression(node.initializer))
    return conditionChanges(node.initializer);
  if (ts.isPropertyAssignment(node) && node.name.getText() === "keeps" && literal(node.initializer) === "value" &&
    ["from", "to"].every((n) => node.parent.getText().includes(`${n}:`))) {
    return [["stronger claim", node.initializer.getStart(), node.initializer.end, "\"bits\""]];
  }
  if (!ts.isStringLiteral(node) || !isFormulaPlace(node)) return [];
  return mutantsOfFormula(node.text).map((m): Change => [m.kind, node.getStart(), node.end, JSON.stringify(m.text)]);
}

/** Conditions on kinds and shapes say where a rule pays: without them it is still true. */
const WHERE_IT_PAYS = /^"(?:constant|variable|scalar|array|smaller|alike) /;

function conditionChanges(list: ts.ArrayLiteralExpression): Change[] {
  return list.elements.flatMap((e, i): Change[] => (WHERE_IT_PAYS.test(e.getText()) ? [] : [ [
    "condition dropped", list.getStart(), list.end,
    `[${list.elements.filter((__, k) => k !== i).map((other) => other.getText()).join(", ")}]`,
  ]]));
}

function isFormulaPlace(node: ts.StringLiteral): boolean {
  const { parent } = node;
  if (ts.isCallExpression(parent)) return isRuleCall(parent) && [1, 2].includes(parent.arguments.indexOf(node));
  if (!ts.isPropertyAssignment(parent)) return false;
  const outer = parent.parent.parent;
  return ["from", "to"].includes(parent.name.getText()) || (ts.isPropertyAssignment(outer) && outer.name.getText() === "partials");
}

function codeChanges(node: ts.Node, isRules: boolean): Change[] {
  const change = (kind: string, at: ts.Node, after: string): Change => [kind, at.getStart(), at.end, after];
  if (ts.isBinaryExpression(node)) return binaryChanges(node);
  if (ts.isIfStatement(node)) {
    // a rule that never applies is slow, not wrong
    const isGuard = isRules && /return undefined;?\s*\}?$|continue;$/.test(node.thenStatement.getText());
    return [
      ...(isCheckOfMissing(node.expression) ? [] : [change("guard dropped", node.expression, "false")]),
      ...(isGuard ? [] : [change("condition always true", node.expression, "true")]),
    ];
  }
  if (ts.isConditionalExpression(node)) {
    const sides: readonly ["true" | "false", ts.Expression][] = [["false", node.whenTrue], ["true", node.whenFalse]];
    return sides.filter(
      ([value, lost]) => (!isRules || lost.getText() === "undefined") && !(value === "false" && isCheckOfMissing(node.condition)),
    ).map(([value]) => change(`choice always ${value}`, node.condition, value));
  }
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken)
    return [change("sign dropped", node, node.operand.getText())];
  if (ts.isNumericLiteral(node) && !ts.isElementAccessExpression(node.parent)) return [
    change("number", node, node.text === "0" ? "1" : node.text === "1" ? "2" : node.text === "0.5" ? "1" : String(Number(node.text) + 1)),
  ];
  if (ts.isExpressionStatement(node)) return [change("statement removed", node, ";")];
  return ts.isCallExpression(node) ? callChanges(node) : [];
}

function binaryChanges(node: ts.BinaryExpression): Change[] {
  const { operatorToken: token, left, right } = node;
  const kind = token.kind;
  if (kind === ts.SyntaxKind.AmpersandAmpersandToken) {
    const sides = [[left, right], [right, left]] as const;
    return sides.filter(([, lost]) => !isAboutCost(lost) && !isCheckOfMissing(lost)).map(
      ([kept]) => ["condition dropped", node.getStart(), node.end, `(${kept.getText()})`],
    );
  }
  if (kind === ts.SyntaxKind.BarBarToken) return [["and for or", token.getStart(), token.end, "&&"]];
  const by = TOKENS.get(kind);
  return by === undefined ? [] : [[/[<>=]/.test(by) ? "comparison" : "operator", token.getStart(), token.end, by]];
}

function callChanges(node: ts.CallExpression): Change[] {
  const name = ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : node.expression.getText();
  const whole = (kind: string, after: string): Change => [kind, node.getStart(), node.end, after];
  const unwrapped = UNWRAPPED[name];
  const kept = node.arguments[unwrapped?.[1] ?? 0];
  const found: Change[] = unwrapped === undefined || kept === undefined ? [] : [whole(unwrapped[0], kept.getText())];
  if (name !== "apply") return found;
  const [first, list] = node.arguments;
  const op = literal(first);
  if (op === undefined || first === undefined || list === undefined || !ts.isArrayLiteralExpression(list)) return found;
  const args = list.elements.map((e) => e.getText());
  if (OPERATIONS[op] !== undefined) found.push(["operation", first.getStart(), first.end, JSON.stringify(OPERATIONS[op])]);
  if (op === "neg" && args.length === 1) found.push(whole("sign dropped", args[0] as string));
  if (op === "mul" && args.length === 2) found.push(whole("factor dropped", args[0] as string), whole("factor dropped", args[1] as string));
  const [x, y, z] = args;
  if (args.length === 2 && !["add", "mul", "and", "or", "eq", "ne", "max", "min"].includes(op))
    found.push(["arguments swapped", list.getStart(), list.end, `[${y}, ${x}]`]);
  if (op === "select" && args.length === 3)
    found.push(["branches swapped", list.getStart(), list.end, `[${x}, ${z}, ${y}]`], whole("mask dropped", y as string));
  return found;
}
