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

/** Operations of the top-level function `name` of a module without loops; those of the functions it calls are not included. */
export function countText(code, name) {
  const file = ts.createSourceFile("module.ts", code, ts.ScriptTarget.Latest);
  const found = file.statements.find((s) => ts.isFunctionDeclaration(s) && s.name?.text === name);
  if (found === undefined) throw new Error(`no function ${name}`);
  let count = 0;
  const rest = [found.body];
  while (rest.length > 0) {
    const node = rest.pop();
    if (isOperation(node)) count++;
    ts.forEachChild(node, (child) => void rest.push(child));
  }
  return count;
}
