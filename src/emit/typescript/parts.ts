// The statements of a body inside its function, and the further functions of a body that was split.
import type { Line } from "../lines.js";
import type { Buffer, Num, Stmt } from "../../loop/ir.js";
import type { Body } from "../../module/body.js";
import { numbersOf } from "../../module/tree.js";
import type { BodyText, ModuleParts } from "./context.js";
import { memoryLines } from "./memory.js";
import { statementLines } from "./statements.js";
import { arrayOf, functionNaming, typed, type FunctionNaming, type ModuleNaming } from "./text.js";
import { code, inRow, NOTHING, type Code } from "../code.js";

/** `held` are the arrays that the text takes from the objects that hold them. */
export function bodyText(
  parts: ModuleParts, held: ReadonlySet<number>, m: ModuleNaming, n: FunctionNaming, body: Body, name: Code, indent: Code,
): BodyText {
  const inner = code`${indent}  `;
  const { split } = body;
  const lines = (naming: FunctionNaming, statements: readonly Stmt[]): Line[] => statementLines(naming, statements, inner);
  const ownMemory = (naming: FunctionNaming, statements: readonly Stmt[], results: readonly Num[] = []): Line[] =>
    memoryLines(parts, held, naming, statements, results, inner);
  const results = numbersOf(body.result);
  if (split === undefined) return { inside: [...ownMemory(n, body.statements, results), ...lines(n, body.statements)], beside: [] };
  const beside: Line[] = [];
  const calls = split.parts.map((part, i) => {
    const own = m.names.unique(`${name}Part${i + 1}`);
    const p = functionNaming(m);
    const params = part.buffers.map((buffer) => parameter(parts, p, buffer));
    beside.push(
      NOTHING, code`${indent}function ${own}(${inRow(params, ", ")})${typed(parts.options, code`void`)} {`,
      ...ownMemory(p, part.statements), ...lines(p, part.statements), code`${indent}}`,
    );
    return code`${inner}${own}(${inRow(part.buffers.map((buffer) => n.buffer(buffer)), ", ")});`;
  });
  const around = [...split.before, ...split.after];
  return { inside: [...ownMemory(n, around, results), ...lines(n, split.before), ...calls, ...lines(n, split.after)], beside };
}

function parameter(parts: ModuleParts, p: FunctionNaming, buffer: Buffer): Code {
  const own = p.names.unique(buffer.hint);
  p.buffers.set(buffer.id, own);
  return code`${own}${typed(parts.options, arrayOf(buffer.type))}`;
}
