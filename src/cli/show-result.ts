// The results of an evaluation as people read them: a name and a value a line, matrices by rows.
import { extraKinds, type DerivativeKind } from "../graph/derivative-kinds.js";
import type { Tensor } from "../graph/tensor.js";
import type { Result } from "../run/evaluate.js";
import { isTensor, tensorText, type Value } from "../run/values.js";

/** Lines without a final line end. */
export function showResult({ of, value, gradient, outputs, ...extra }: Result): string {
  const lines: string[] = [];
  if (outputs !== undefined) lines.push(...[...outputs].flatMap(([name, v]) => named(name, v, "")));
  else if (value !== undefined) lines.push(...named("value", value, ""));
  const headOf = (kind: DerivativeKind): string => (outputs === undefined || of[kind] === undefined ? kind : `${kind} of ${of[kind]}`);
  if (gradient !== undefined && gradient.size > 0) lines.push(headOf("gradient"), ...byVariables(gradient, 1));
  for (const { name, depth } of extraKinds) {
    const found = extra[name];
    if (found === undefined) continue;
    if (depth === 0 || isTensor(found)) lines.push(...named(headOf(name), found, ""));
    // a sparse matrix is three arrays of all variables
    else lines.push(headOf(name), ...byVariables(found, [...found.values()].some(isTensor) ? 1 : depth));
  }
  return lines.join("\n");
}

/** A block a line, with the names of its variables. */
function byVariables(table: ReadonlyMap<string, Value>, depth: number): string[] {
  let level: readonly (readonly [string, Value])[] = [...table];
  for (let i = 1; i < depth; i++) level = level.flatMap(
    ([row, columns]) => (isTensor(columns) ? [] : [...columns].map(([column, v]) => [`${row}, ${column}`, v] as const)),
  );
  return level.flatMap(([name, v]) => named(name, v, "  "));
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
