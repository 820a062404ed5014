// A second look at generated text, by a grammar of its own: it holds nothing but arithmetic, with every name declared.
import type { compile, CompileOptions } from "../../src/index.js";
import { faultOf } from "./check/check.js";

type Result = ReturnType<typeof compile>;

/** What is wrong with the text of a module; undefined if nothing is, or there is none. */
export function unsound(
  { code, graph, exports = [], interface: called }: Result, target: CompileOptions["target"] = "ts",
): string | undefined {
  if (code === undefined || graph === undefined || called === undefined || target.startsWith("wasm")) return undefined;
  const named = [...graph.variables, ...graph.seeds, ...graph.outputs, ...called.inputs, ...called.seeds];
  const names = [...exports, ...graph.sizes, ...named.flatMap(({ name, fields }) => [name, ...fields ?? []])];
  return faultOf({ code, target: target as "ts", names });
}
