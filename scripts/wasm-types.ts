// Which of the numbers of a runtime function are whole: those of functions with arrays that only whole numbers reach.
import ts from "typescript";
import type { Routine } from "../src/loop/routine-table.js";

export interface Declared {
  readonly path: string;
  readonly node: ts.FunctionDeclaration;
}

/** A number, a whole number, a condition, an array, a text that only errors hold, nothing, numbers side by side. */
export type Type = "f" | "i" | "b" | "a" | "s" | "v" | "p";

/** What gives numbers side by side. */
const LANES = new Set(["loadLanes", "spreadElement", "noLanes", "addLanes", "multiplyLanes"]);
const MATH_WHOLE = new Set(["min", "max"]);

export class Types {
  /** Variables that are not whole, `function:name`; a function's own name stands for its result. */
  private readonly broken = new Set<string>();
  private readonly declared: ReadonlyMap<string, Declared>;
  constructor(declared: ReadonlyMap<string, Declared>, routines: Readonly<Record<string, Routine>>) {
    this.declared = declared;
    for (const [name, { parameters }] of Object.entries(routines)) {
      const at = this.declared.get(name);
      if (at !== undefined) this.seed(
        name,
        parameters.flatMap((p) => (p.kind === "view" ? ["array", "index", ...Array<string>(p.dims).fill("index")] : [p.kind])),
      );
    }
    for (let before = -1; before !== this.broken.size;) {
      before = this.broken.size;
      for (const name of declared.keys()) this.visit(name);
    }
  }

  node(fn: string): ts.FunctionDeclaration | undefined {
    return this.declared.get(fn)?.node;
  }

  /** The file of a function. */
  pathOf(fn: string): string {
    return this.declared.get(fn)?.path ?? "";
  }

  hasArrays(fn: string): boolean {
    return this.node(fn)?.parameters.some((p) => p.type?.getText() === "Float64Array") === true;
  }

  /** Whether a parameter's length is asked for. */
  needsLength(fn: string, name: string): boolean {
    return new RegExp(`\\b${name}\\.length\\b`).test(this.node(fn)?.body?.getText() ?? "");
  }

  /** The parameters that are handed over: texts are not. */
  parameters(fn: string): { readonly name: string; readonly type: Type }[] {
    return (this.node(fn)?.parameters ?? []).map((p) => ({ name: p.name.getText(), type: this.typeOfParameter(fn, p) }));
  }

  result(fn: string): Type {
    const type = this.node(fn)?.type?.getText();
    return type === "void" ? "v" : type === "boolean" ? "b" : this.isWhole(fn, "") ? "i" : "f";
  }

  typeOfVariable(fn: string, declaration: ts.VariableDeclaration | ts.ParameterDeclaration): Type {
    if (ts.isParameter(declaration)) return this.typeOfParameter(fn, declaration);
    const start = declaration.initializer;
    if (start !== undefined && isArray(start)) return "a";
    const type = start === undefined ? "f" : this.typeOf(fn, start);
    if (type === "b" || type === "p") return type;
    return this.isWhole(fn, declaration.name.getText()) ? "i" : "f";
  }

  typeOf(fn: string, expr: ts.Expression): Type {
    if (ts.isParenthesizedExpression(expr) || ts.isNonNullExpression(expr)) return this.typeOf(fn, expr.expression);
    if (ts.isNumericLiteral(expr)) return Number.isInteger(Number(expr.text)) && Math.abs(Number(expr.text)) < 2 ** 31 ? "i" : "f";
    if (expr.kind === ts.SyntaxKind.TrueKeyword || expr.kind === ts.SyntaxKind.FalseKeyword) return "b";
    if (ts.isIdentifier(expr)) return this.typeOfName(fn, expr);
    if (ts.isPrefixUnaryExpression(expr)) return expr.operator === ts.SyntaxKind.ExclamationToken ? "b" : this.typeOf(fn, expr.operand);
    if (ts.isPostfixUnaryExpression(expr)) return this.typeOf(fn, expr.operand);
    if (ts.isPropertyAccessExpression(expr)) return expr.name.text === "length" ? "i" : "f";
    if (ts.isConditionalExpression(expr)) {
      const both = [this.typeOf(fn, expr.whenTrue), this.typeOf(fn, expr.whenFalse)];
      return both.includes("f") ? "f" : both[0] as Type;
    }
    if (ts.isBinaryExpression(expr)) return this.typeOfBinary(fn, expr);
    if (ts.isCallExpression(expr)) return this.typeOfCall(fn, expr);
    return "f";
  }

  private typeOfBinary(fn: string, { left, operatorToken, right }: ts.BinaryExpression): Type {
    switch (operatorToken.getText()) {
      case "<": case ">": case "<=": case ">=": case "===": case "!==": case "&&": case "||": return "b";
      case "|": return "i";
      case "/": case "**": case "??": return "f";
      case "=": return this.typeOf(fn, right);
      default: return this.typeOf(fn, left) === "i" && this.typeOf(fn, right) === "i" ? "i" : "f";
    }
  }

  private typeOfCall(fn: string, call: ts.CallExpression): Type {
    const name = call.expression.getText();
    if (LANES.has(name)) return "p";
    if (name === "laneCount") return "i";
    if (name === "Number.isFinite" || name === "Number.isNaN" || name === "rarely") return "b";
    if (name.startsWith("Math."))
      return MATH_WHOLE.has(name.slice(5)) && call.arguments.every((a) => this.typeOf(fn, a) === "i") ? "i" : "f";
    return this.declared.has(name) ? this.result(name) : "f";
  }

  private typeOfName(fn: string, name: ts.Identifier): Type {
    if (name.text === "Infinity" || name.text === "NaN") return "f";
    const declaration = declarationOf(this.node(fn) as ts.FunctionDeclaration, name.text);
    return declaration === undefined ? "f" : this.typeOfVariable(fn, declaration);
  }

  private typeOfParameter(fn: string, p: ts.ParameterDeclaration): Type {
    const type = p.type?.getText();
    if (type === "Float64Array" || (p.initializer !== undefined && isArray(p.initializer))) return "a";
    if (type === "boolean") return "b";
    if (type === "Lanes") return "p";
    if (type === "string" || (p.initializer !== undefined && ts.isStringLiteral(p.initializer))) return "s";
    return this.isWhole(fn, p.name.getText()) ? "i" : "f";
  }

  private isWhole(fn: string, name: string): boolean {
    return this.hasArrays(fn) && !this.broken.has(`${fn}:${name}`);
  }

  /** Whether a parameter says where an element is: what is handed over for it is whole, though it may lie in an array. */
  private isPlace(fn: string, p: ts.ParameterDeclaration): boolean {
    let isFound = false;
    const walk = (node: ts.Node): void => {
      if (ts.isElementAccessExpression(node)) isFound ||= new RegExp(`\\b${p.name.getText()}\\b`).test(node.argumentExpression.getText());
      ts.forEachChild(node, walk);
    };
    walk(this.node(fn)?.body as ts.Block);
    return isFound;
  }

  private seed(fn: string, kinds: readonly string[]): void {
    this.node(fn)?.parameters.forEach((p, i) => { if (kinds[i] === "num") this.broken.add(`${fn}:${p.name.getText()}`); });
  }

  /** Breaks what a number that is not whole reaches. */
  private visit(fn: string): void {
    const assign = (name: string, value: ts.Expression): void => {
      if (this.typeOf(fn, value) === "f") this.broken.add(`${fn}:${name}`);
    };
    const walk = (node: ts.Node): void => {
      if (ts.isVariableDeclaration(node) && node.initializer !== undefined && !isArray(node.initializer)) {
        assign(node.name.getText(), node.initializer);
      }
      if (ts.isBinaryExpression(node) && ts.isIdentifier(node.left)) {
        const op = node.operatorToken.getText();
        if (op === "/=") this.broken.add(`${fn}:${node.left.text}`);
        else if (op.endsWith("=") && !["===", "!==", "<=", ">="].includes(op)) assign(node.left.text, node.right);
      }
      if (ts.isReturnStatement(node) && node.expression !== undefined) assign("", node.expression);
      if (ts.isCallExpression(node) && this.hasArrays(node.expression.getText())) {
        const called = node.expression.getText();
        this.node(called)?.parameters.forEach((p, i) => {
          const arg = node.arguments[i];
          if (arg !== undefined && this.typeOfParameter(called, p) === "i" && this.typeOf(fn, arg) === "f" && !this.isPlace(called, p)) {
            this.broken.add(`${called}:${p.name.getText()}`);
          }
        });
      }
      ts.forEachChild(node, walk);
    };
    const body = this.node(fn)?.body;
    if (body !== undefined) walk(body);
  }
}

export function isArray(expr: ts.Expression): boolean {
  const text = expr.getText();
  return text.startsWith("new Float64Array(") || text.startsWith("Float64Array.of(") || ts.isArrayLiteralExpression(expr);
}

/** The declaration of a name in a function; the names of one function are not reused for other types. */
export function declarationOf(fn: ts.FunctionDeclaration, name: string): ts.VariableDeclaration | ts.ParameterDeclaration | undefined {
  const parameter = fn.parameters.find((p) => p.name.getText() === name);
  if (parameter !== undefined) return parameter;
  let found: ts.VariableDeclaration | undefined;
  const walk = (node: ts.Node): void => {
    if (found === undefined && ts.isVariableDeclaration(node) && node.name.getText() === name) found = node;
    ts.forEachChild(node, walk);
  };
  if (fn.body !== undefined) walk(fn.body);
  return found;
}
