// The patterns of sparse matrices: small ones as numbers, others computed when the module is set up.
import type { ExtraKind } from "../../graph/derivative-kinds.js";
import { tableAt, type Pattern, type Relation, type Table } from "../../graph/pattern.js";
import type { Program } from "../../graph/program.js";
import { exportOf, patternMember } from "../../module/interface.js";
import { addDims, evaluateDim, productOfDims, termsOf, type Dim } from "../../shape/dim.js";
import type { Shape } from "../../shape/shape.js";
import { code, documentation, inRow, numeral, type Code, word } from "../code.js";
import type { ModuleParts } from "./context.js";
import { dimText, type Naming } from "./expression.js";
import { capitalized } from "./types.js";
import { exported, functionNaming, type ModuleNaming } from "./text.js";

/** The functions of src/runtime that a set-up may call. */
export const SET_UP = [
  "ownColumns", "joinRows", "inOrderOfColumns", "symmetricRows", "compressed", "compressedSymmetric", "elementsAlong",
];

/** Up to so many numbers a pattern is written out. */
const MAX_WRITTEN = 2000;

/** The sparse matrices of a program by their kinds. */
export function patternsOf({ derivatives }: Program): { readonly kind: ExtraKind; readonly pattern: Pattern }[] {
  return (["hessian", "jacobian"] as const).flatMap((kind) => {
    const pattern = derivatives[kind][0]?.sparse?.pattern;
    return pattern === undefined ? [] : [{ kind, pattern }];
  });
}

/** Whether a pattern is known when compiling, and short. */
function isWritten({ rows, columns, nonzeros }: Pattern): boolean {
  return [rows, columns, nonzeros].every((dim) => typeof dim === "number" && dim <= MAX_WRITTEN);
}

const known = (dim: Dim): number => evaluateDim(dim, new Map());

/** Declarations of all patterns; gives each its name, and a name to what is counted in it. */
export function patternLines(parts: ModuleParts, m: ModuleNaming, indent: Code): Code[] {
  const isFactory = parts.program.sizes.length > 0;
  const { options } = parts;
  return patternsOf(parts.program).flatMap(({ kind, pattern }) => {
    const member = patternMember(kind);
    const own = word(exportOf(options.name, member, isFactory));
    m.patterns.set(pattern.name, own);
    const start = code`${indent}${isFactory ? code`` : exported(options)}const ${own} =`;
    const doc = code`${indent}${documentation(`Where the elements of the ${capitalized(kind)} are, in all calls.`)}`;
    if (isWritten(pattern)) return [doc, ...writtenLines(start, pattern, indent)];
    const n = functionNaming(m);
    const { lines, last } = relationLines(m, n, pattern.relations, indent);
    const isSwept = takesSweeps(parts, pattern);
    const made = m.names.unique(`${kind}${isSwept ? "Sweeps" : "Rows"}`);
    const before = [...lines, code`${indent}const ${made} = ${madeText(n, pattern, last, isSwept)};`, doc];
    const [rowStart, columns] = isSwept ? [code`rowStart`, code`columns`] : [code`start`, code`list`];
    const whole = code`${start} { rowStart: ${made}.${rowStart}, columns: ${made}.${columns} };`;
    if (pattern.sweeps === "none") return [...before, whole];
    const count = m.names.unique("elementCount");
    m.sweeps.set(pattern.name, made);
    m.sizes.set(`sweeps(${pattern.name})`, code`${made}.count`);
    m.sizes.set(`nonzeros(${pattern.name})`, count);
    return [...before, whole, code`${indent}const ${count} = ${own}.columns.length;`];
  });
}

/** Whether the code has sweeps along colours; where elements are stored where they belong, there are none. */
function takesSweeps({ module }: ModuleParts, { sweeps, name }: Pattern): boolean {
  const isCount = (dim: Dim): boolean => termsOf(dim).some(({ names }) => names.includes(`sweeps(${name})`));
  return sweeps !== "none" && module.memory.some(({ table, shape }) =>
    (table?.pattern.name === name && table.part !== "elements") || shape.some(isCount));
}

function madeText(n: Naming, { sweeps, columns }: Pattern, last: Code, isSwept: boolean): Code {
  if (sweeps === "symmetric") return code`${n.runtime(isSwept ? "compressedSymmetric" : "symmetricRows")}(${last})`;
  const width = dimText(n, columns);
  if (!isSwept) return code`${n.runtime("inOrderOfColumns")}(${last}, ${width})`;
  return code`${n.runtime("compressed")}(${last}, ${width}, ${sweeps === "rows" ? code`true` : code`false`})`;
}

function writtenLines(start: Code, pattern: Pattern, indent: Code): Code[] {
  const { rowStart, columns } = pattern.at(known);
  const list = (numbers: Int32Array): Code => code`Int32Array.of(${inRow([...numbers].map(numeral), ", ")})`;
  return [
    code`${start} {`, code`${indent}  rowStart: ${list(rowStart)},`, code`${indent}  columns: ${list(columns)},`, code`${indent}};`,
  ];
}

/** A constant for each relation. */
function relationLines(m: ModuleNaming, n: Naming, relations: readonly Relation[], indent: Code): { lines: Code[]; last: Code } {
  const names: Code[] = [];
  const all = (dims: readonly Dim[]): Code => code`[${inRow(dims.map((dim) => dimText(n, dim)), ", ")}]`;
  const lines = relations.flatMap((relation): Code[] => {
    const own = m.names.unique("depends");
    names.push(own);
    const rows = dimText(n, relation.rows);
    if (relation.kind === "own") return [code`${indent}const ${own} = ${n.runtime("ownColumns")}(${rows}, ${dimText(n, relation.first)});`];
    const parts = relation.parts.map(({ of, box, to, from, where, table }) => {
      const members = [
        code`of: ${names[of] ?? code``}`, code`box: ${all(box)}`, code`to: ${all(to)}`, code`from: ${all(from)}`,
        ...(where === undefined ? [] : [code`where: [${inRow(where.map((one) => all(one)), ", ")}]`]),
        ...(table === undefined ? [] : [code`table: { axis: ${table.axis}, numbers: ${all(table.numbers)}, isOfTo: ${
          table.isOfTo ? code`true` : code`false`} }`]),
      ];
      return code`${indent}  { ${inRow(members, ", ")} },`;
    });
    return [code`${indent}const ${own} = ${n.runtime("joinRows")}(${rows}, [`, ...parts, code`${indent}]);`];
  });
  return { lines, last: names.at(-1) ?? code`` };
}

/** The numbers of a table. */
export function tableText(n: Naming, m: ModuleNaming, table: Table, shape: Shape): Code {
  const { pattern, part, from, walk } = table;
  const sweeps = m.sweeps.get(pattern.name);
  if (sweeps === undefined) {
    const { data } = tableAt(table, shape.map(known), known);
    return code`Int32Array.of(${inRow([...data].map(numeral), ", ")})`;
  }
  if (walk !== undefined) {
    const all = (dims: readonly Dim[]): Code => code`[${inRow(dims.map((dim) => dimText(n, dim)), ", ")}]`;
    const own = m.patterns.get(pattern.name) ?? code``;
    return code`${n.runtime("elementsAlong")}(${own}, ${all(walk.box)}, ${all(walk.to)}, ${all(walk.from)})`;
  }
  const to = addDims(from, productOfDims(shape));
  return code`${sweeps}.${part === "places" ? code`places` : code`colours`}.subarray(${dimText(n, from)}, ${dimText(n, to)})`;
}
