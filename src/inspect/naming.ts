// The names in a printed program: the user's where there are any, and none twice.
import { builtinNames } from "../graph/names.js";
import type { Block, Program } from "../graph/program.js";
import type { NodeId } from "../graph/graph.js";
import { namedConstants } from "../ops/index.js";

const WORDS = ["param", "input", "output", "import", "and", "or", "not", "mod", "end", "xor", "to", "in", "true", "false", "null", "undefined", "NaN", "Infinity"];

export interface Names {
  /** A name like the wanted one that is still free; it is taken from now on. */
  fresh(wanted: string): string;
  /** The next of t1, t2, … that is free. */
  temporary(): string;
}

/** Names of a program in which those of its variables and sizes are taken. */
export function namesOf(program: Program): Names {
  const taken = new Set<string>([...WORDS, ...builtinNames(), ...namedConstants.keys(), ...program.sizes, ...program.variables.map((v) => v.name)]);
  let count = 0;
  const fresh = (wanted: string): string => {
    let name = wanted;
    for (let i = 2; taken.has(name); i++) name = `${wanted}_${i}`;
    taken.add(name);
    return name;
  };
  const temporary = (): string => {
    do count++; while (taken.has(`t${count}`));
    return fresh(`t${count}`);
  };
  return { fresh, temporary };
}

/** A result of the program: an output, or a part of a derivative. */
export interface Result {
  readonly wanted: string;
  readonly node: NodeId;
  readonly isDerivative: boolean;
}

/** All results in order, with the names that they would have: `J`, then `dW1`, `dxdy`, `dfdx`. */
export function resultsOf(program: Program): Result[] {
  const { gradient, hessian, jacobian, hvp } = program.derivatives;
  const outputs = program.outputs.flatMap((o) => o.nodes.map((node, i) => ({
    node, isDerivative: false, wanted: o.fields === undefined ? o.name : `${o.name}_${o.fields[i] ?? i + 1}`,
  })));
  const named = (blocks: readonly Block[], before: (b: Block) => readonly string[], join: (parts: readonly string[]) => string): Result[] =>
    blocks.flatMap((block) => {
      const texts = combined([before(block), ...block.wrt.map((v) => partsOf(program, v))]);
      return block.nodes.map((node, i) => ({ node, isDerivative: true, wanted: join(texts[i] ?? [`${block.wrt.join("_")}_${i + 1}`]) }));
    });
  const differentials = (parts: readonly string[]): string => parts.map((p) => (p === "" ? "" : `d${p}`)).join("");
  return [
    ...outputs,
    ...named(gradient, () => [""], differentials),
    ...named(hessian, () => [""], differentials),
    ...named(jacobian, (b) => outputParts(program, b.of), differentials),
    ...named(hvp, () => [""], (parts) => `Hv_${parts.join("")}`),
  ];
}

function partsOf(program: Program, variable: string): readonly string[] {
  const fields = program.variables.find((v) => v.name === variable)?.fields;
  return fields === undefined ? [variable] : fields.map((f) => `${variable}_${f}`);
}

function outputParts(program: Program, output: string): readonly string[] {
  const fields = program.outputs.find((o) => o.name === output)?.fields;
  return fields === undefined ? [output] : fields.map((f) => `${output}_${f}`);
}

/** Every choice of one text from each list, the last list moving fastest. */
function combined(lists: readonly (readonly string[])[]): string[][] {
  return lists.reduce<string[][]>((all, list) => all.flatMap((parts) => list.map((text) => [...parts, text])), [[]]);
}
