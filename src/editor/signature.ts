// How the function is called whose brackets the cursor is in, and which of its arguments stands there.

/** A function as it is called, `log(x[, base])`; of several ways to call it all. */
export interface Callable {
  readonly usage: string;
  /** Markdown. */
  readonly doc: string;
}

/** As the protocol has it. */
export interface SignatureHelp {
  readonly signatures: readonly Signature[];
  readonly activeSignature: number;
  readonly activeParameter: number;
}

interface Signature {
  readonly label: string;
  readonly documentation: object;
  readonly parameters: readonly { readonly label: readonly [number, number] }[];
}

interface OpenCall {
  /** The name before the bracket; none before brackets of another kind. */
  readonly name: string | undefined;
  commas: number;
}

/** Undefined where the cursor is in no call of a known function. */
export function signatureAt(
  text: string, offset: number, callable: (name: string) => Callable | undefined, documentation: (text: string) => object,
): SignatureHelp | undefined {
  const call = callAt(text, offset);
  const found = call?.name === undefined ? undefined : callable(call.name);
  if (call === undefined || found === undefined) return undefined;
  const signatures = found.usage.split(" or ").map((label): Signature => (
    { label, documentation: documentation(found.doc), parameters: parametersIn(label).map((span) => ({ label: span })) }
  ));
  const fits = signatures.findIndex(({ label, parameters }) => call.commas < parameters.length || label.includes("…"));
  const activeSignature = Math.max(0, fits);
  const last = (signatures[activeSignature]?.parameters.length ?? 1) - 1;
  return { signatures, activeSignature, activeParameter: Math.max(0, Math.min(call.commas, last)) };
}

/** The innermost bracket that is open, if it is that of a call. */
function callAt(text: string, offset: number): OpenCall | undefined {
  let open: OpenCall[] = [];
  for (let at = 0; at < offset; at++) {
    const char = text.charAt(at);
    if (char === "#" || char === "\"") at = endOf(text, at, char);
    else if (char === "(") open.push({ name: /[\p{L}_][\p{L}\p{N}_]*$/u.exec(text.slice(Math.max(0, at - 100), at))?.[0], commas: 0 });
    else if (char === "[" || char === "{") open.push({ name: undefined, commas: 0 });
    else if (char === ")" || char === "]" || char === "}") open.pop();
    else if (char === ",") countComma(open.at(-1));
    else if (char === "\n" && isStart(text, at + 1)) open = [];
  }
  return open.at(-1);
}

function countComma(call: OpenCall | undefined): void {
  if (call !== undefined) call.commas++;
}

/** The end of a comment, or of a string. */
function endOf(text: string, at: number, char: string): number {
  const line = text.indexOf("\n", at);
  const end = line < 0 ? text.length : line;
  const quote = char === "\"" ? text.indexOf(char, at + 1) : -1;
  return quote < 0 || quote > end ? end - 1 : quote;
}

/** Whether a line begins a statement for sure: a bracket that is open before it was forgotten. */
function isStart(text: string, at: number): boolean {
  return /^(?:param|input|output|import|for)\b/.test(text.slice(at, at + 10));
}

/** Where the parameters of `log(x[, base])` stand in it. */
function parametersIn(label: string): (readonly [number, number])[] {
  const found: [number, number][] = [];
  let depth = 0;
  let from = label.indexOf("(") + 1;
  const end = label.lastIndexOf(")");
  for (let at = from; at <= end; at++) {
    const char = label.charAt(at);
    // a bracket before a comma is none of the language
    if (char === "[" && label.charAt(at + 1) !== ",") depth++;
    else if (char === "]" && depth > 0) depth--;
    if (at !== end && (char !== "," || depth > 0)) continue;
    const part = withoutMarks(label.slice(from, at));
    if (part.trim() !== "") found.push([from + part.length - part.trimStart().length, from + part.length]);
    from = at + 1;
  }
  return found;
}

/** Without the brackets that only mark what may be left out. */
function withoutMarks(part: string): string {
  const isList = /^\s*\[.*\]$/.test(part);
  return isList ? part : part.replace(/[[\]]+$/, "");
}
