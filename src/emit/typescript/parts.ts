// The statements of a body inside its function, and the further functions of a body that was split.
import type { Line } from "../lines.js";
import type { Buffer } from "../../loop/ir.js";
import type { Body } from "../../module/body.js";
import type { BodyText, ModuleParts } from "./context.js";
import { statementLines } from "./statements.js";
import { arrayOf, functionNaming, typed, type FunctionNaming, type ModuleNaming } from "./text.js";
import { code, inRow, NOTHING, type Code } from "../code.js";

export function bodyText(parts: ModuleParts, m: ModuleNaming, n: FunctionNaming, body: Body, name: Code, indent: Code): BodyText {
  const inner = code`${indent}  `;
  const { split } = body;
  if (split === undefined) return { inside: statementLines(n, body.statements, inner), beside: [] };
  const beside: Line[] = [];
  const calls = split.parts.map((part, i) => {
    const own = m.names.unique(`${name}Part${i + 1}`);
    const p = functionNaming(m);
    const params = part.buffers.map((buffer) => parameter(parts, p, buffer));
    beside.push(
      NOTHING, code`${indent}function ${own}(${inRow(params, ", ")})${typed(parts.options, code`void`)} {`,
      ...statementLines(p, part.statements, inner), code`${indent}}`,
    );
    return code`${inner}${own}(${inRow(part.buffers.map((buffer) => n.buffer(buffer)), ", ")});`;
  });
  return { inside: [...statementLines(n, split.before, inner), ...calls, ...statementLines(n, split.after, inner)], beside };
}

function parameter(parts: ModuleParts, p: FunctionNaming, buffer: Buffer): Code {
  const own = p.names.unique(buffer.hint);
  p.buffers.set(buffer.id, own);
  return code`${own}${typed(parts.options, arrayOf(buffer.type))}`;
}
