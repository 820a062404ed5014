// The text of results and of their types.
import type { Tree } from "../../module/tree.js";
import { formatShape } from "../../shape/shape.js";
import { exprText, sizeText, type Naming } from "./expression.js";
import { member, propertyKey } from "./names.js";

export function typeText(tree: Tree): string {
  if (tree.kind === "scalar") return "number";
  if (tree.kind === "array") return "Float64Array";
  return `{ ${tree.entries.map(([key, t]) => `${propertyKey(key)}: ${typeText(t)}`).join("; ")} }`;
}

/** The lines of an interface with the shapes of its arrays. */
export function interfaceLines(name: string, doc: string, tree: Tree): string[] {
  const entries = tree.kind === "object" ? tree.entries : [];
  return [
    `/** ${doc} */`,
    `export interface ${name} {`,
    ...entries.flatMap(([key, t]) => [
      ...(t.kind === "array" ? [`  /** ${formatShape(t.buffer.shape)} */`] : []),
      `  ${propertyKey(key)}: ${typeText(t)};`,
    ]),
    "}",
  ];
}

/** New storage for a result. */
export function freshText(n: Naming, tree: Tree): string {
  if (tree.kind === "scalar") return "0";
  if (tree.kind === "array") return `new Float64Array(${sizeText(n, tree.buffer.shape)})`;
  return `{ ${tree.entries.map(([key, t]) => `${propertyKey(key)}: ${freshText(n, t)}`).join(", ")} }`;
}

/** The result itself, where it has no arrays. */
export function literalText(n: Naming, tree: Tree, indent = "  "): string {
  if (tree.kind === "scalar") return exprText(n, tree.num);
  if (tree.kind === "array") return n.buffer(tree.buffer);
  const entries = tree.entries.map(([key, t]) => {
    const text = literalText(n, t, `${indent}  `);
    return text === key ? key : `${propertyKey(key)}: ${text}`;
  });
  const line = `{ ${entries.join(", ")} }`;
  return line.length <= 100 && !line.includes("\n") ? line : `{\n${entries.map((e) => `${indent}  ${e},`).join("\n")}\n${indent}}`;
}

export interface Place {
  readonly path: string;
  readonly tree: Exclude<Tree, { kind: "object" }>;
}

/** Every number and array of a result with the expression that reaches it. */
export function placesOf(tree: Tree, path: string): Place[] {
  if (tree.kind !== "object") return [{ path, tree }];
  return tree.entries.flatMap(([key, t]) => placesOf(t, member(path, key)));
}
