// The text around the bytes of a module: fixed but for the bytes, the texts of failures and the names of the functions.
import { code, documentation, fixed, inRow, NOTHING, ownText, quoted, word, type Code } from "../code.js";
import { failures } from "./runtime-code.gen.js";

/** What the rest of the file calls; each has a name of its own in the file. */
export const HOST_FUNCTIONS = ["startCode", "createCall", "viewOf", "copyInto", "compiledCode", "refused", "codeBytes"] as const;

export type HostFunction = (typeof HOST_FUNCTIONS)[number];

export interface HostText {
  readonly isTyped: boolean;
  /** The class of its arrays. */
  readonly array: Code;
  readonly bytesPerElement: 8 | 4;
  readonly bytes: Uint8Array;
  /** The name of the program, in errors. */
  readonly name: string;
  readonly names: ReadonlyMap<HostFunction, Code>;
  readonly used: ReadonlySet<HostFunction>;
  /** What makes the functions for given sizes, and the type of these. */
  readonly factory?: { readonly name: Code; readonly type: Code };
  /** Whether the module's functions are exports. */
  readonly isModule: boolean;
}

const LINE = 2 ** 20;

/** What the factory that gives a promise is beside the other. */
export function asyncDoc(factory: string): string {
  return `As \`${factory}\`; while the code is compiled nobody is held up, where browsers refuse that for more than 8 MiB.`;
}

export function hostLines({ isTyped, array, bytesPerElement, bytes, name, names, used, factory, isModule }: HostText): Code[] {
  const t = (type: Code): Code => (isTyped ? code`: ${type}` : NOTHING);
  const as = (type: Code): Code => (isTyped ? code` as ${type}` : NOTHING);
  const n = (fn: HostFunction): Code => names.get(fn) ?? word(fn);
  const type = code`ReturnType<typeof ${n("startCode")}>`;
  return [
    ...(isTyped ? DECLARATIONS : []),
    NOTHING,
    fixed("/** Makes memory for arrays of so many elements, and an instance of the code that knows where they lie. */"),
    code`function ${n("startCode")}(counts${t(fixed("Float64Array"))}, scratch${t(fixed("number"))}, numbers${t(fixed("Float64Array"))}) {`,
    code`  let bytes = 16 + 16 * Math.ceil((scratch * ${bytesPerElement}) / 16);`,
    fixed("  const places = counts.map((count) => {"),
    fixed("    const place = bytes;"),
    code`    bytes += 16 * Math.ceil((count * ${bytesPerElement}) / 16);`,
    fixed("    return place;"),
    fixed("  });"),
    fixed("  if (!(bytes <= 4294901760)) {"),
    fixed("    const size = (bytes / 2 ** 30).toFixed(1);"),
    code`    throw new RangeError(\`${word(name)}: its arrays take \${size} GiB, more than the 4 GiB of WebAssembly\`);`,
    fixed("  }"),
    fixed("  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / 65536) });"),
    fixed("  // where free memory begins"),
    fixed("  new Int32Array(memory.buffer)[0] = 16;"),
    code`  const imports${t(fixed("Record<string, unknown>"))} = { memory, fail };`,
    fixed("  places.forEach((place, i) => { imports[`a${i}`] = place | 0; });"),
    fixed("  numbers.forEach((number, i) => { imports[`n${i}`] = number; });"),
    code`  const { exports } = new WebAssembly.Instance(${n("compiledCode")}(), { m: imports });`,
    fixed("  return { buffer: memory.buffer, places, exports };"),
    fixed("}"),
    NOTHING,
    fixed("/** A function of the code. */"),
    code`function ${n("createCall")}(code${t(type)}, index${t(fixed("number"))}) {`,
    code`  return code.exports[\`f\${index}\`]${as(fixed("(...numbers: number[]) => number"))};`,
    fixed("}"),
    NOTHING,
    ...(used.has("viewOf") ? [
      fixed("/** An array of the code, as the memory itself. */"),
      code`function ${n("viewOf")}(code${t(type)}, index${t(fixed("number"))}, count${t(fixed("number"))})${t(array)} {`,
      code`  return new ${array}(code.buffer, code.places[index], count);`,
      fixed("}"),
      NOTHING,
    ] : []),
    ...(used.has("copyInto") ? [
      fixed("/** Copies one array to another, unless they are one. */"),
      code`function ${n("copyInto")}(to${t(array)}, from${t(array)})${t(fixed("void"))} {`,
      fixed("  if (to !== from) to.set(from);"),
      fixed("}"),
      NOTHING,
    ] : []),
    fixed("/** The compiled code, once for all instances. */"),
    code`function ${n("compiledCode")}()${t(fixed("object"))} {`,
    code`  const kept = ${n("compiledCode")}${as(fixed("{ made?: object }"))};`,
    fixed("  try {"),
    code`    return (kept.made ??= new WebAssembly.Module(${n("codeBytes")}()));`,
    fixed("  } catch (error) {"),
    code`    throw ${n("refused")}(error);`,
    fixed("  }"),
    fixed("}"),
    NOTHING,
    ...(factory === undefined ? [] : [
      documentation(asyncDoc(factory.name)),
      code`${isModule ? fixed("export ") : NOTHING}async function ${factory.name}Async(sizes${t(code`${factory.type}Sizes`)})${
        t(code`Promise<${factory.type}>`)} {`,
      code`  const kept = ${n("compiledCode")}${as(fixed("{ made?: object }"))};`,
      fixed("  try {"),
      code`    kept.made ??= await WebAssembly.compile(${n("codeBytes")}());`,
      fixed("  } catch (error) {"),
      code`    throw ${n("refused")}(error);`,
      fixed("  }"),
      code`  return ${factory.name}(sizes);`,
      fixed("}"),
      NOTHING,
    ]),
    fixed("/** What is said where WebAssembly is refused. */"),
    code`function ${n("refused")}(error${t(fixed("unknown"))})${t(fixed("Error"))} {`,
    code`  const what = \`${word(name)}: WebAssembly is refused here (\${String(error)}).\`;`,
    code`${fixed("  const mend = \"Under a content security policy, script-src has to allow 'wasm-unsafe-eval'; ")}${
      fixed("or compile without --target wasm.\";")}`,
    fixed("  return new Error(`${what} ${mend}`, { cause: error });"),
    fixed("}"),
    NOTHING,
    fixed("/** Throws what the code finds wrong. */"),
    code`function fail(kind${t(fixed("number"))}, ...numbers${t(fixed("number[]"))})${t(fixed("void"))} {`,
    code`  const texts${t(fixed("string[][]"))} = ${ownText(JSON.stringify(failures))};`,
    fixed("  throw new Error((texts[kind] ?? []).map((text, i) => (i === 0 ? text : String(numbers[i - 1]) + text)).join(\"\"));"),
    fixed("}"),
    NOTHING,
    code`function ${n("codeBytes")}()${t(fixed("Uint8Array"))} {`,
    ...base64Lines(bytes),
    // a loop: no function for each letter, of which a start has ten thousands
    fixed("  const bytes = new Uint8Array(text.length);"),
    fixed("  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);"),
    fixed("  return bytes;"),
    fixed("}"),
  ];
}

/** What TypeScript's own libraries know of WebAssembly in browsers alone. */
const DECLARATIONS = [
  NOTHING,
  fixed("declare const WebAssembly: {"),
  fixed("  readonly Module: new (bytes: Uint8Array) => object;"),
  fixed("  readonly compile: (bytes: Uint8Array) => Promise<object>;"),
  fixed("  readonly Instance: new (module: object, imports: object) => { readonly exports: Record<string, unknown> };"),
  fixed("  readonly Memory: new (limits: { initial: number }) => { readonly buffer: ArrayBuffer };"),
  fixed("};"),
  fixed("declare function atob(text: string): string;"),
];

function base64Lines(bytes: Uint8Array): Code[] {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3 * 2 ** 12) text += btoa(String.fromCharCode(...bytes.subarray(i, i + 3 * 2 ** 12)));
  const lines: Code[] = [];
  for (let i = 0; i < text.length; i += LINE) lines.push(code`    ${quoted(text.slice(i, i + LINE))}`);
  return [fixed("  const text = atob("), code`${inRow(lines, " +\n")},`, fixed("  );")];
}
