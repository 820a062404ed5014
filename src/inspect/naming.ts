// The names in a printed program: the user's where there are any, and none twice.
import { builtinNames } from "../elaborate/names.js";
import { derivativeKinds, kindRow, type DerivativeKind } from "../graph/derivative-kinds.js";
import type { Block, Program } from "../graph/program.js";
import type { NodeId } from "../graph/graph.js";
import { namedConstants } from "../ops/index.js";
import { WORDS } from "../syntax/tokens.js";

/** No names: the words of the language. */
const TAKEN = ["param", "input", "output", "import", ...WORDS.keys()];

/** What an index is called where nothing else has the name. */
export function indexLetter(at: number): string {
  return "ijklpqrs"[at] ?? `i${at + 1}`;
}

export interface Names {
  isFree(name: string): boolean;
  /** Whether the program has this word of the language for something of its own. */
  hides(word: string): boolean;
  /** A name like the wanted one that is still free; it is taken from now on. */
  fresh(wanted: string): string;
  /** The same for a name that the user gave: it may be that of a function or constant of the language. */
  own(wanted: string): string;
  /** The next of t1, t2, … that is free. */
  temporary(): string;
  /** The letter of an index by its number. */
  letter(at: number): string;
}

/** Names of a program in which those of its variables and sizes are taken. */
export function namesOf(program: Program): Names {
  const used = new Set<string>(
    [...TAKEN, ...program.sizes, ...program.variables.map((v) => v.name), ...[...program.calls.values()].map((c) => c.name)],
  );
  const language = new Set<string>([...builtinNames(), ...namedConstants.keys()]);
  let count = 0;
  const free = (wanted: string, isFree: (name: string) => boolean): string => {
    let name = wanted;
    for (let i = 2; !isFree(name); i++) name = `${wanted}_${i}`;
    used.add(name);
    return name;
  };
  const isFree = (name: string): boolean => !used.has(name) && !language.has(name);
  const fresh = (wanted: string): string => free(wanted, isFree);
  const temporary = (): string => {
    do count++; while (used.has(`t${count}`));
    return fresh(`t${count}`);
  };
  const letters: string[] = [];
  let tried = 0;
  const letter = (at: number): string => {
    for (; letters.length <= at; tried++) if (isFree(indexLetter(tried))) letters.push(fresh(indexLetter(tried)));
    return letters[at] as string;
  };
  return { isFree, hides: (word) => used.has(word), fresh, letter, own: (wanted) => free(wanted, (name) => !used.has(name)), temporary };
}

/** A result of the program: an output, or a part of a derivative. */
export interface Result {
  readonly wanted: string;
  readonly node: NodeId;
  readonly derivative?: Derivative;
}

/** Of what, and by which variables in turn; a part of a record is `p.x`. */
export interface Derivative {
  readonly of: string;
  readonly wrt: readonly string[];
  readonly kind: DerivativeKind;
}

/** All results in order, with the names that they would have: `J`, then `dW1`, `dxdy`, `dfdx`. */
export function resultsOf(program: Program): Result[] {
  const outputs = program.outputs.flatMap(
    (o) => o.nodes.map((node, i) => ({ node, wanted: plain(outputParts(program, o.name)[i] ?? o.name) })),
  );
  return [...outputs, ...derivativeKinds.flatMap(({ name }) => program.derivatives[name].flatMap((block) => named(program, name, block)))];
}

function named(program: Program, kind: DerivativeKind, block: Block): Result[] {
  const row = kindRow(kind);
  const parts = combined([row.hasOutput ? outputParts(program, block.of) : [block.of], ...block.wrt.map((v) => variableParts(program, v))]);
  return block.nodes.map((node, i) => {
    const [of = block.of, ...wrt] = parts[i] ?? [];
    return { node, derivative: { kind, of, wrt }, wanted: row.plain(plain(of), wrt.map(plain)) };
  });
}

function plain(part: string): string {
  return part.replace(".", "_");
}

function variableParts(program: Program, variable: string): readonly string[] {
  const fields = program.variables.find((v) => v.name === variable)?.fields;
  return fields === undefined ? [variable] : fields.map((f) => `${variable}.${f}`);
}

function outputParts(program: Program, output: string): readonly string[] {
  const fields = program.outputs.find((o) => o.name === output)?.fields;
  return fields === undefined ? [output] : fields.map((f) => `${output}.${f}`);
}

/** Every choice of one text from each list, the last list moving fastest. */
function combined(lists: readonly (readonly string[])[]): string[][] {
  return lists.reduce<string[][]>((all, list) => all.flatMap((parts) => list.map((text) => [...parts, text])), [[]]);
}
