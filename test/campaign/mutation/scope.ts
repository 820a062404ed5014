// Which places of the code are no mathematics: changes there make programs slower or messages worse,
// not results wrong, so that no test of results is asked to see them.
import ts from "typescript";

/** Estimates of what a program costs, and limits to the work of a rule: with another answer the result is as right. */
const COST = /[nN]ominal|[cC]ost\b|\bbestCost|\.uses\(|[<>]=? MAX_[A-Z]+\b|\bWORTH\b|\bisOnce\b|\bwidth\b|depth (?:===|>|[-+] 1)/;
/** Functions that choose among orders of the same product; and one that tells which products are refused. */
const NO_RESULT = new Set([
  "canMultiply", "cheapest", "costOf", "isUnit", "directCost", "bestCost", "bestOrder", "sizeOfLabels", "single",
  "combined", "exactOrder", "isOnlyLabels",
]);
/** Where a node comes from, which only messages tell; and checks for defects, which no program passes. */
const TOLD = /^(?:b\.origin = |const origin = |invariant\(|throw |void )/;

/** Whether a change of the node can alter results: it, the condition or the statement that it is part of. */
export function isMathematics(node: ts.Node, within: string): boolean {
  if (NO_RESULT.has(within)) return false;
  for (let at = node; ; at = at.parent) {
    if (ts.isBlock(at) || ts.isFunctionLike(at) || ts.isSourceFile(at)) return true;
    if (ts.isIfStatement(at) && /^\{?\s*throw /.test(at.thenStatement.getText())) return false;
    const text = at.getText();
    if (ts.isStatement(at) && !ts.isIfStatement(at)) return !TOLD.test(text);
    if (isOperand(at) && COST.test(text) && !isLogical(at)) return false;
  }
}

/** A part of a condition, or the whole of it. */
function isOperand(node: ts.Node): boolean {
  const { parent } = node;
  return isLogical(parent) || ts.isIfStatement(parent) ||
    ts.isConditionalExpression(parent) && parent.condition === node || ts.isVariableDeclaration(parent) ||
    ts.isReturnStatement(parent) || ts.isArrowFunction(parent);
}

function isLogical(node: ts.Node): boolean {
  return ts.isBinaryExpression(node) &&
    [ts.SyntaxKind.AmpersandAmpersandToken, ts.SyntaxKind.BarBarToken].includes(node.operatorToken.kind);
}

/** A check that types ask for: without it the program ends with an error, and with no number. */
export function isCheckOfMissing(condition: ts.Node): boolean {
  return ts.isBinaryExpression(condition) && /^[=!]==$/.test(condition.operatorToken.getText()) &&
    condition.right.getText() === "undefined";
}

export function isAboutCost(node: ts.Node): boolean {
  return COST.test(node.getText());
}
