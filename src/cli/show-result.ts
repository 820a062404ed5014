// The results of an evaluation as people read them: a name and a value a line, matrices by rows.
import type { Tensor } from "../graph/tensor.js";
import type { Result } from "../run/evaluate.js";
import { isTensor, tensorText, type Value } from "../run/values.js";

/** Lines without a final line end. */
export function showResult({ of, value, gradient, outputs, hessian }: Result, hasHessian: boolean): string {
  const lines: string[] = [];
  if (outputs !== undefined) lines.push(...[...outputs].flatMap(([name, v]) => named(name, v, "")));
  else if (value !== undefined) lines.push(...named("value", value, ""));
  if (gradient !== undefined && gradient.size > 0) lines.push(`gradient${outputs === undefined ? "" : ` of ${of}`}`, ...members(gradient));
  if (hasHessian && hessian !== undefined) {
    lines.push(`hessian${outputs === undefined ? "" : ` of ${of}`}`);
    for (const [row, columns] of hessian) for (const [column, block] of columns as ReadonlyMap<string, Value>) lines.push(...named(`${row}, ${column}`, block, "  "));
  }
  return lines.join("\n");
}

function members(values: ReadonlyMap<string, Value>): string[] {
  return [...values].flatMap(([name, v]) => named(name, v, "  "));
}

function named(name: string, value: Value, indent: string): string[] {
  if (!isTensor(value)) return [...value].flatMap(([part, v]) => named(`${name}.${part}`, v, indent));
  const head = `${indent}${name} = `;
  const [first, ...rest] = arrayLines(value);
  return [head + first, ...rest.map((line) => " ".repeat(head.length) + line)];
}

/** A matrix stands on several lines, in the language's own form; deeper arrays are nested brackets. */
function arrayLines(value: Tensor): string[] {
  const [rows, columns] = value.shape;
  if (value.shape.length !== 2 || rows === undefined || columns === undefined) return [tensorText(value, shown)];
  const lines: string[] = [];
  for (let i = 0; i < rows; i++) {
    const row = [...value.data.subarray(i * columns, (i + 1) * columns)].map(shown).join(", ");
    lines.push(`${i === 0 ? "[" : " "}${row}${i === rows - 1 ? "]" : ";"}`);
  }
  return lines;
}

function shown(x: number): string {
  return Object.is(x, -0) ? "-0" : String(x);
}
