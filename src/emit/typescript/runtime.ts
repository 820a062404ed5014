// Which functions of src/runtime a module needs, with everything that those call.
import { runtimeText } from "./runtime-text.gen.js";

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

export function textOfRuntime(fn: string, isTyped: boolean): string {
  const found = runtimeText.get(fn);
  if (found === undefined) throw new Error(`defect of gradc: no runtime function ${fn}`);
  return isTyped ? found.text : found.js;
}
