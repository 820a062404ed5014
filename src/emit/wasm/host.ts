// The text around the bytes of a module: fixed but for the bytes, the texts of failures and the names of the functions.
import { failures } from "./runtime-code.gen.js";

/** What the rest of the file calls; each has a name of its own in the file. */
export const HOST_FUNCTIONS = ["startCode", "createCall", "viewOf", "copyInto", "compiledCode", "codeBytes"] as const;

export type HostFunction = (typeof HOST_FUNCTIONS)[number];

export interface HostText {
  readonly isTyped: boolean;
  readonly array: "Float64Array" | "Float32Array";
  readonly bytes: Uint8Array;
  /** The name of the program, in errors. */
  readonly name: string;
  readonly names: ReadonlyMap<HostFunction, string>;
  readonly used: ReadonlySet<HostFunction>;
}

const LINE = 2 ** 20;

export function hostLines({ isTyped, array, bytes, name, names, used }: HostText): string[] {
  const t = (type: string): string => (isTyped ? `: ${type}` : "");
  const as = (type: string): string => (isTyped ? ` as ${type}` : "");
  const n = (fn: HostFunction): string => names.get(fn) ?? fn;
  const size = array === "Float64Array" ? 8 : 4;
  const code = `ReturnType<typeof ${n("startCode")}>`;
  return [
    ...(isTyped ? DECLARATIONS : []),
    "",
    "/** Makes memory for arrays of so many elements, and an instance of the code that knows where they lie. */",
    `function ${n("startCode")}(counts${t("Float64Array")}, scratch${t("number")}, numbers${t("Float64Array")}) {`,
    "  let bytes = 16 + 16 * Math.ceil(scratch / 2);",
    "  const places = counts.map((count) => {",
    "    const place = bytes;",
    `    bytes += 16 * Math.ceil((count * ${size}) / 16);`,
    "    return place;",
    "  });",
    "  if (!(bytes <= 4294901760)) {",
    "    const size = (bytes / 2 ** 30).toFixed(1);",
    `    throw new RangeError(\`${name}: its arrays take \${size} GiB, more than the 4 GiB of WebAssembly\`);`,
    "  }",
    "  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / 65536) });",
    "  // where free memory begins",
    "  new Int32Array(memory.buffer)[0] = 16;",
    `  const imports${t("Record<string, unknown>")} = { memory, fail };`,
    "  places.forEach((place, i) => { imports[`a${i}`] = place | 0; });",
    "  numbers.forEach((number, i) => { imports[`n${i}`] = number; });",
    `  const { exports } = new WebAssembly.Instance(${n("compiledCode")}(), { m: imports });`,
    "  return { buffer: memory.buffer, places, exports };",
    "}",
    "",
    "/** A function of the code. */",
    `function ${n("createCall")}(code${t(code)}, index${t("number")}) {`,
    `  return code.exports[\`f\${index}\`]${as("(...numbers: number[]) => number")};`,
    "}",
    "",
    ...(used.has("viewOf") ? [
      "/** An array of the code, as the memory itself. */",
      `function ${n("viewOf")}(code${t(code)}, index${t("number")}, count${t("number")})${t(array)} {`,
      `  return new ${array}(code.buffer, code.places[index], count);`,
      "}",
      "",
    ] : []),
    ...(used.has("copyInto") ? [
      "/** Copies one array to another, unless they are one. */",
      `function ${n("copyInto")}(to${t(array)}, from${t(array)})${t("void")} {`,
      "  if (to !== from) to.set(from);",
      "}",
      "",
    ] : []),
    "/** The compiled code, once for all instances. */",
    `function ${n("compiledCode")}()${t("object")} {`,
    `  const kept = ${n("compiledCode")}${as("{ made?: object }")};`,
    "  try {",
    `    return (kept.made ??= new WebAssembly.Module(${n("codeBytes")}()));`,
    "  } catch (error) {",
    `    const what = \`${name}: WebAssembly is refused here (\${String(error)}).\`;`,
    "    const mend = \"Under a content security policy, script-src has to allow 'wasm-unsafe-eval'; or compile without --target wasm.\";",
    "    throw new Error(`${what} ${mend}`, { cause: error });",
    "  }",
    "}",
    "",
    "/** Throws what the code finds wrong. */",
    `function fail(kind${t("number")}, ...numbers${t("number[]")})${t("void")} {`,
    `  const texts${t("string[][]")} = ${JSON.stringify(failures)};`,
    "  throw new Error((texts[kind] ?? []).map((text, i) => (i === 0 ? text : String(numbers[i - 1]) + text)).join(\"\"));",
    "}",
    "",
    `function ${n("codeBytes")}()${t("Uint8Array")} {`,
    ...base64Lines(bytes),
    "  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));",
    "}",
  ];
}

/** What TypeScript's own libraries know of WebAssembly in browsers alone. */
const DECLARATIONS = [
  "",
  "declare const WebAssembly: {",
  "  readonly Module: new (bytes: Uint8Array) => object;",
  "  readonly Instance: new (module: object, imports: object) => { readonly exports: Record<string, unknown> };",
  "  readonly Memory: new (limits: { initial: number }) => { readonly buffer: ArrayBuffer };",
  "};",
  "declare function atob(text: string): string;",
];

function base64Lines(bytes: Uint8Array): string[] {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3 * 2 ** 12) text += btoa(String.fromCharCode(...bytes.subarray(i, i + 3 * 2 ** 12)));
  const lines: string[] = [];
  for (let i = 0; i < text.length; i += LINE) lines.push(`    "${text.slice(i, i + LINE)}"`);
  return ["  const text = atob(", `${lines.join(" +\n")},`, "  );"];
}
