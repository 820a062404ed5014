// A second look at generated text, by a grammar of its own: it holds nothing but arithmetic, with every name declared.
import { withoutTypes } from "../../src/emit/typescript/runtime.js";
import { runtimeText } from "../../src/emit/typescript/runtime-text.gen.js";
import * as sparsity from "../../src/runtime/sparsity.js";
import type { compile, CompileOptions } from "../../src/index.js";
import { faultOf } from "./check/check.js";

/** Functions that set up sparse matrices: their text is fixed, and has forms that no other text has. */
export const SET_UP_NAMES: readonly string[] = Object.keys(sparsity);
const SET_UPS = SET_UP_NAMES.flatMap((name) => {
  const found = runtimeText.get(name);
  return found === undefined ? [] : [found.text, withoutTypes(found)];
});

type Result = ReturnType<typeof compile>;

/** What is wrong with the text of a module; undefined if nothing is, or there is none. */
export function unsound(
  { code, graph, exports = [], interface: called }: Result, target: CompileOptions["target"] = "ts",
): string | undefined {
  if (code === undefined || graph === undefined || called === undefined || target.startsWith("wasm")) return undefined;
  const named = [...graph.variables, ...graph.seeds, ...graph.outputs, ...called.inputs, ...called.seeds];
  const names = [...exports, ...graph.sizes, ...named.flatMap(({ name, fields }) => [name, ...fields ?? []])];
  const setUps = SET_UPS.filter((text) => code.includes(text));
  const rest = setUps.reduce((left, text) => left.replace(text, ""), code);
  return faultOf({ code: rest, target: target as "ts", names, hosts: setUps.length === 0 ? [] : SET_UP_NAMES });
}
