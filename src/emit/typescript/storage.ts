// Storage for results: how it is made, checked and filled.
import { hasArrays, numbersOf, type Tree } from "../../module/tree.js";
import { linesFrom, type Line } from "../lines.js";
import type { ArrayArguments } from "./arguments.js";
import { exprText, sizeText } from "./expression.js";
import { guardNotes } from "./guards.js";
import type { Context } from "./heads.js";
import { member } from "./names.js";
import { placesOf } from "./results.js";
import { MAX_LINE, typed, type FunctionNaming } from "./text.js";
import { code, inRow, NOTHING, quoted, type Code } from "../code.js";

/** A result that is handed in. */
export interface Result {
  readonly tree: Tree;
  /** What it is called inside. */
  readonly object: Code;
  /** What the arrays of the last call are called in the module. */
  readonly seen: Code;
}

/** The result of a function that is written next: what the module has to name is named before anything inside. */
export function resultOf(c: Context, tree: Tree, object: Code): Result {
  return { tree, object, seen: hasArrays(tree) ? c.m.names.unique("seen") : NOTHING };
}

export interface Storage {
  /** Before the function. */
  readonly beside: readonly Line[];
  /** At its start. */
  readonly lines: readonly Line[];
}

/** Names the arrays of a result that is handed in, and checks them unless the last call had the same. */
export function storageOf(c: Context, n: FunctionNaming, result: Result, inputs: ArrayArguments): Storage {
  const { tree, object, seen } = result;
  const arrays = placesOf(tree, object).flatMap(({ path, tree: place }) => (place.kind === "array" ? [{ path, ...place }] : []));
  if (arrays.length === 0) return { beside: [], lines: [] };
  const all = arrays.map(({ path, buffer, origin }) => {
    const own = path === object ? object : n.names.unique(buffer.hint);
    n.buffers.set(buffer.id, own);
    const key = quoted(path === object ? object : path.slice(object.length + 1));
    const check = code`${n.runtime("checkLength")}(${inRow([key, own, sizeText(n, buffer.shape)], ", ")});`;
    return { own, origin, key, check, name: path === object ? [] : [code`${c.indent}  const ${own} = ${path};`] };
  });
  const compared = [...all.map(({ own }) => own), ...inputs.map(([, own]) => own)];
  const told = [compared, all.map(({ key }) => key), inputs.map(([name]) => quoted(name))].map((list) => code`[${inRow(list, ", ")}]`);
  const tests = compared.map((own, i) => code`${own} !== ${seen}[${i}]`);
  const none = inRow(compared.map(() => code`0`), ", ");
  return {
    beside: [code`${c.indent}const ${seen}${typed(c.parts.options, code`unknown[]`)} = [${none}]; // the arrays of the last call`],
    lines: [
      ...all.flatMap(({ origin, name }) => linesFrom(origin, name)),
      ...linesFrom(all[0]?.origin, conditionLines(tests, code`${c.indent}  `)),
      ...all.flatMap(({ origin, check }) => linesFrom(origin, [code`${c.indent}    ${check}`])),
      ...linesFrom(all[0]?.origin, [code`${c.indent}    ${n.runtime("checkApart")}(${inRow([seen, ...told], ", ")});`]),
      code`${c.indent}  }`,
    ],
  };
}

function conditionLines(tests: readonly Code[], indent: Code): Code[] {
  const rows: Code[] = [];
  for (const test of tests) {
    const row = rows.at(-1);
    if (row !== undefined && indent.length + row.length + test.length < MAX_LINE - 12) rows[rows.length - 1] = code`${row} || ${test}`;
    else rows.push(test);
  }
  if (rows.length === 1) return [code`${indent}if (${rows[0] ?? NOTHING}) {`];
  return [
    code`${indent}if (`, ...rows.map((row, i) => code`${indent}  ${row}${i < rows.length - 1 ? code` ||` : NOTHING}`),
    code`${indent}) {`,
  ];
}

/** An object of more numbers than this gets a name before they are put into it. */
const FEW = 8;

/** Puts the numbers of a result where they belong; its arrays are filled already. */
export function resultLines(c: Context, n: FunctionNaming, tree: Tree, object: Code): readonly Line[] {
  if (tree.kind === "scalar") {
    const notes = guardNotes(n.told, [tree.num]).map((note) => code`${c.indent}  ${note}`);
    return linesFrom(tree.origin, [...notes, code`${c.indent}  ${object} = ${exprText(n, tree.num)};`]);
  }
  if (tree.kind === "array" || tree.kind === "pattern") return [];
  return tree.entries.flatMap(([key, part]) => {
    const path = member(object, key);
    if (part.kind !== "object" || numbersOf(part).length <= FEW) return resultLines(c, n, part, path);
    const own = n.names.unique(key);
    return [code`${c.indent}  const ${own} = ${path};`, ...resultLines(c, n, part, own)];
  });
}
