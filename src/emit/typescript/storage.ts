// Storage for results: how it is made, checked and filled.
import { numbersOf, type Tree } from "../../module/tree.js";
import { linesFrom, type Line } from "../lines.js";
import { exprText, sizeText } from "./expression.js";
import type { Context } from "./heads.js";
import { member } from "./names.js";
import { placesOf } from "./results.js";
import type { FunctionNaming } from "./text.js";

/** Names the arrays of a result that is handed in as `object`, and checks them. */
export function storageLines(c: Context, n: FunctionNaming, tree: Tree, object: string, arrays: string): Line[] {
  return placesOf(tree, object).flatMap(({ path, tree: place }) => {
    if (place.kind !== "array") return [];
    const isWhole = path === object;
    const own = isWhole ? object : n.names.unique(place.buffer.hint);
    n.buffers.set(place.buffer.id, own);
    const key = JSON.stringify(isWhole ? object : path.slice(object.length + 1));
    const check = [key, own, sizeText(n, place.buffer.shape), arrays, isWhole ? arrays : object].join(", ");
    return linesFrom(place.origin, [
      ...(isWhole ? [] : [`${c.indent}  const ${own} = ${path};`]),
      `${c.indent}  ${n.runtime("checkStorage")}(${check});`,
    ]);
  });
}

/** An object of more numbers than this gets a name before they are put into it. */
const FEW = 8;

/** Puts the numbers of a result where they belong; its arrays are filled already. */
export function resultLines(c: Context, n: FunctionNaming, tree: Tree, object: string): readonly Line[] {
  if (tree.kind === "scalar") return linesFrom(tree.origin, [`${c.indent}  ${object} = ${exprText(n, tree.num)};`]);
  if (tree.kind === "array") return [];
  return tree.entries.flatMap(([key, part]) => {
    const path = member(object, key);
    if (part.kind !== "object" || numbersOf(part).length <= FEW) return resultLines(c, n, part, path);
    const own = n.names.unique(key);
    return [`${c.indent}  const ${own} = ${path};`, ...resultLines(c, n, part, own)];
  });
}
