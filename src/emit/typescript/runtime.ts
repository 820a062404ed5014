// Which functions of src/runtime a module needs, with everything that those call.
import { ownText, type Code } from "../code.js";
import type { ElementType } from "../../shape/element.js";
import { runtimeText, type RuntimeText } from "./runtime-text.gen.js";

/** Routines that exist only as the product of a factory; the factory is what is copied. */
export const FACTORIES: ReadonlyMap<string, string> = new Map([["multiply", "createMultiply"], ["multiplyVector", "createMultiplyVector"]]);

/** The functions and all that they call, in the order of their names. */
export function withNeeds(wanted: Iterable<string>): string[] {
  const all = new Set<string>();
  const stack = [...wanted].map((fn) => FACTORIES.get(fn) ?? fn);
  while (stack.length > 0) {
    const fn = stack.pop() as string;
    if (all.has(fn)) continue;
    all.add(fn);
    stack.push(...(runtimeText.get(fn)?.needs ?? []));
  }
  return [...all].sort();
}

/** The text as JavaScript, otherwise as it stands. */
export function withoutTypes({ text, types }: RuntimeText): string {
  return [0, ...types, text.length].reduce((all, to, i, ends) => (i % 2 === 1 ? all + text.slice(ends[i - 1], to) : all), "");
}

/**
 * The text of a function, with other names for those that are called otherwise in the module. One that takes arrays takes those of
 * the element type, and has such arrays inside.
 */
export function textOfRuntime(fn: string, isTyped: boolean, names: ReadonlyMap<string, Code>, element: ElementType = "f64"): Code {
  const found = runtimeText.get(fn);
  if (found === undefined) throw new Error(`defect of gradc: no runtime function ${fn}`);
  const plain = isTyped ? found.text : withoutTypes(found);
  const takesArrays = /: (?:readonly )?Float64Array/.test(found.text);
  const text = element === "f32" && takesArrays ? plain.replaceAll("Float64Array", "Float32Array") : plain;
  return ownText([...names].reduce((all, [old, name]) => (old === name ? all : all.replace(new RegExp(`\\b${old}\\b`, "g"), name)), text));
}
