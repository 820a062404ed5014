// The functions of src/runtime as code, with everything that those call.
import type { FunctionCode, Piece } from "./code.js";
import type { Signature } from "./encode.js";
import type { ValueType } from "./opcodes.js";
import { runtimeCode, type RuntimeCode } from "./runtime-code.gen.js";

/** What the code calls of the host: a failure, by its number in the list of texts, and the numbers in its text. */
export const FAIL = "fail";
export const FAIL_SIGNATURE: Signature = { params: ["i32", "f64", "f64", "f64"], result: undefined };

/** The code of a function; where it may be faster than exact to the last place, that of the one in src/runtime/elementary/fast.ts. */
export function codeOf(name: string, isFast = false): RuntimeCode {
  const found = (isFast ? runtimeCode.get(name.replace(/^[^:]+/, "$&Fast")) : undefined) ?? runtimeCode.get(name);
  if (found === undefined) throw new Error(`defect of gradc: no WebAssembly for the runtime function ${name}`);
  return found;
}

export function hasCode(name: string): boolean {
  return runtimeCode.has(name);
}

/** The functions and all that they call, in the order in which they are met; a failure is no function of the module. */
export function withNeeds(wanted: Iterable<string>, isFast = false): (readonly [string, FunctionCode])[] {
  const found = new Map<string, FunctionCode>();
  const stack = [...wanted].reverse();
  while (stack.length > 0) {
    const name = stack.pop() as string;
    if (name === FAIL || found.has(name)) continue;
    const code = functionOf(codeOf(name, isFast));
    found.set(name, code);
    stack.push(...code.pieces.filter((piece) => typeof piece === "string"));
  }
  return [...found];
}

/** Its code as that of any other function. */
export function functionOf({ params, result, locals, pieces }: RuntimeCode): FunctionCode {
  return {
    params, result, locals: locals === "" ? [] : locals.split(" ") as ValueType[],
    pieces: pieces.map((text, i): Piece => (i % 2 === 0 ? bytesOf(text) : text)),
  };
}

function bytesOf(digits: string): number[] {
  return Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}
