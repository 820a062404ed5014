// Counts the operations of generated or handwritten code in its text, as docs/benchmarks.md defines them.
import ts from "typescript";

const K = ts.SyntaxKind;
const binary = new Set([
  K.PlusToken, K.MinusToken, K.AsteriskToken, K.SlashToken, K.PercentToken, K.AsteriskAsteriskToken,
  K.LessThanToken, K.LessThanEqualsToken, K.GreaterThanToken, K.GreaterThanEqualsToken,
  K.EqualsEqualsEqualsToken, K.ExclamationEqualsEqualsToken, K.EqualsEqualsToken, K.ExclamationEqualsToken,
]);

function isOperation(node) {
  if (ts.isBinaryExpression(node)) return binary.has(node.operatorToken.kind);
  if (ts.isPrefixUnaryExpression(node)) return node.operator === K.MinusToken && !ts.isNumericLiteral(node.operand);
  return ts.isCallExpression(node);
}

/** A check of an argument computes nothing. */
function isCheck(node) {
  return ts.isCallExpression(node) && ts.isIdentifier(node.expression) && /^check[A-Z]/.test(node.expression.text);
}

/** Operations of the top-level function `name` of a module without loops, with the parts that it is split into. */
export function countText(code, name) {
  const file = ts.createSourceFile("module.ts", code, ts.ScriptTarget.Latest);
  const isPart = new RegExp(`^${name}(Part\\d+)?$`);
  const rest = file.statements.filter((s) => ts.isFunctionDeclaration(s) && isPart.test(s.name?.text ?? "")).map((s) => s.body);
  if (rest.length === 0) throw new Error(`no function ${name}`);
  let count = 0;
  while (rest.length > 0) {
    const node = rest.pop();
    const isCallOfPart = ts.isCallExpression(node) && ts.isIdentifier(node.expression) && isPart.test(node.expression.text);
    if (isOperation(node) && !isCallOfPart && !isCheck(node)) count++;
    ts.forEachChild(node, (child) => void rest.push(child));
  }
  return count;
}
