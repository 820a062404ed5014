// The text of results.
import type { Tree } from "../../module/tree.js";
import { sizeText, type Naming } from "./expression.js";
import { member, propertyKey } from "./names.js";
import { arrayOf, MAX_LINE } from "./text.js";
import { code, inRow, NOTHING, type Code } from "../code.js";

/** New storage for a result, over several lines where one would be long. `indent` is that of the place it stands in. */
export function freshText(n: Naming, tree: Tree, indent = NOTHING): Code {
  if (tree.kind === "scalar") return code`0`;
  if (tree.kind === "array") return code`new ${arrayOf(tree.buffer.type)}(${sizeText(n, tree.buffer.shape)})`;
  if (tree.kind === "pattern") return n.pattern(tree);
  return objectText(tree.entries.map(([key, t]) => code`${propertyKey(key)}: ${freshText(n, t, code`${indent}  `)}`), indent);
}

/** `{ a: 1, b: 2 }`. */
export function objectText(entries: readonly Code[], indent: Code): Code {
  const line = code`{ ${inRow(entries, ", ")} }`;
  // the name and the type before it take about half of a line
  const isShort = indent.length + line.length <= MAX_LINE / 2 && !line.includes("\n");
  return isShort ? line : code`{\n${inRow(entries.map((entry) => code`${indent}  ${entry},`), "\n")}\n${indent}}`;
}

export interface Place {
  readonly path: Code;
  readonly tree: Exclude<Tree, { kind: "object" }>;
}

/** Every number and array of a result with the expression that reaches it. */
export function placesOf(tree: Tree, path: Code): Place[] {
  if (tree.kind !== "object") return [{ path, tree }];
  return tree.entries.flatMap(([key, t]) => placesOf(t, member(path, key)));
}
