// Words that generated code, the language it is written in or the environment have a meaning for.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Words of JavaScript and TypeScript, in strict text or not. */
const KEYWORDS = (
  "abstract accessor any arguments as asserts assert async await bigint boolean break case catch class const " +
  "constructor continue debugger declare default "
  + "delete do else enum eval export extends false finally for from function get global goto if implements import in " +
    "infer instanceof interface intrinsic "
  + "is keyof let module namespace native never new null number object of out override package private protected " +
    "public readonly require return satisfies "
  + "set static string super switch symbol synchronized this throw throws transient true try type typeof undefined " +
    "unique unknown using var void volatile "
  + "while with yield NaN Infinity prototype __proto__ __dirname __filename exports use strict"
).split(" ");

/** Names that the emitter makes up: of temporaries, counters, arguments, results and functions. */
const MADE_UP = (
  "f f_ f2 fGrad fValueAndGrad fHessian fJacobian fHvp createF F FInputs FGrad FSizes t1 t2 t3 t4 t5 t1_ _t1 i i0 i1 " +
  "i2 j j0 k k0 l p q i_2 j2 dx dy dW df d "
  + "v v_x v_y v2 x_2 inputs memory shared out grad value valueAndGrad hessian jacobian hvp sizes result sum sum2 sumPart part rest " +
    "greatest least product running "
  + "fPart1 fPart2 state data scratch own core n m direction directions xPivots W_a _x _unused W1_W1 d1"
).split(" ");

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return files(path);
    return entry.name.endsWith(".ts") && !entry.name.endsWith(".gen.ts") ? [path] : [];
  });
}

function found(folder: string, pattern: RegExp): string[] {
  return files(folder).flatMap((path) => [...readFileSync(path, "utf8").matchAll(pattern)].map((match) => match[1] as string));
}

/** Every word, sorted; those of the runtime and the emitter are taken from their sources. */
export function nameWords(): string[] {
  const prototypes = [
    Object.prototype, Array.prototype, Function.prototype, Float64Array.prototype,
    Object.getPrototypeOf(Float64Array.prototype) as object, String.prototype, Math, Object, Float64Array,
  ];
  const all = [
    ...KEYWORDS, ...MADE_UP,
    ...Object.getOwnPropertyNames(globalThis), ...prototypes.flatMap((p) => Object.getOwnPropertyNames(p)),
    ...found("src/runtime", /\b(?:function|const|let)\s+(\w+)/g),
    ...["src/emit", "src/loop"].flatMap((folder) => found(folder, /["`]([A-Za-z_]\w*)["`]/g)),
  ];
  return [...new Set(all)].filter((word) => /^[A-Za-z_]\w{0,63}$/.test(word)).sort();
}
