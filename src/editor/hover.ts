// What an editor tells of the name under the cursor: how it is defined, its shape, its documentation and its derivative.
import { requestOf } from "../request.js";
import type { CompileOptions } from "../compile.js";
import { derive } from "../derive.js";
import { CompileError, Report } from "../diagnostics/diagnostic.js";
import type { ImportResolver, Source, Span } from "../diagnostics/source.js";
import { commentAt } from "../inspect/comments.js";
import { plainly } from "../as-written.js";
import { formatShape } from "../shape/shape.js";
import { LANGUAGE, type Told } from "./functions.js";
import { freeAt, symbolAt, type ProgramSymbol, type Symbols } from "./symbols.js";

export interface Hover {
  readonly span: Span;
  /** Markdown. */
  readonly text: string;
}

/** The options of a program that what is told of its names depends on. */
export type HoverOptions = Pick<CompileOptions, "wrt" | "math">;

type Asked = HoverOptions & { readonly imports: ImportResolver };

/** The longest derivative that anybody reads in a hover. */
const MAX_FORMULA = 400;
/** The most lines of parts that a derivative is made of. */
const MAX_PARTS = 12;
/** What the derivative is called while it is asked for. */
const ASKED = "gradcHover";

/** What is said of the name at an offset. */
export async function hoverAt(
  symbols: Symbols, offset: number, imports: ImportResolver, settings: HoverOptions = {},
): Promise<Hover | undefined> {
  const free = freeAt(symbols, offset);
  const told = free === undefined ? undefined : LANGUAGE.get(free.name);
  if (free !== undefined && told !== undefined)
    return { span: free.span, text: await textOfFunction(told) };
  const found = symbolAt(symbols, offset);
  if (found === undefined) return undefined;
  const { symbol, span } = found;
  const lines = [headOf(symbols.source, symbol, shapeOf(symbols.source, symbol, imports))];
  if (isValue(symbol)) lines.push(...await derivatives(symbols, symbol, { imports, ...settings }));
  const comment = commentAt(symbols.source.text, symbol.statement.start);
  return { span, text: [code(lines.join("\n")), ...(comment === "" ? [] : [comment])].join("\n\n") };
}

/** A function of the language with its derivatives, as formulas have them. */
export async function textOfFunction(told: Told): Promise<string> {
  const { text = "" } = told.call === undefined ? {} : await derive(told.call);
  const slopes = text.split("\n").filter((line) => /^output d\w+ = /.test(line));
  return textOfTold({ ...told, formulas: [...told.formulas, ...slopes.map((line) => line.replace("output d", `∂${told.name}/∂`))] });
}

export function textOfTold({ usage, doc, formulas }: Told): string {
  return [code([usage, ...formulas].join("\n")), doc].join("\n\n");
}

function code(text: string): string {
  return `\`\`\`gradc\n${text}\n\`\`\``;
}

function isValue({ kind }: ProgramSymbol): boolean {
  return kind === "param" || kind === "input" || kind === "value" || kind === "output";
}

/** `param w  # [n]`, or the statement itself. */
function headOf({ text }: Source, { name, kind, statement }: ProgramSymbol, shape: string | undefined): string {
  const shown = text.slice(statement.start, statement.end);
  const isLong = shown.length > MAX_FORMULA;
  switch (kind) {
    case "param": case "input": return `${kind} ${name}${shape ?? ""}`;
    case "size": return `${name}: a size`;
    case "parameter": case "index": return `${name}: ${kind === "index" ? "an index" : "a parameter"}`;
    default: return `${isLong ? `${shown.slice(0, MAX_FORMULA)}…` : shown}${shape === undefined || shape === "" ? "" : `  # ${shape}`}`;
  }
}

/** The shape of a value as it is written; undefined where there is none, or the program is wrong. */
function shapeOf(source: Source, { name }: ProgramSymbol, imports: ImportResolver): string | undefined {
  try {
    const { builder, names, variables } = plainly(source, requestOf({ valueOnly: true, imports }), new Report(source));
    const variable = variables.find((v) => v.name === name);
    const node = [...names].find(([, own]) => own === name)?.[0];
    if (variable?.fields !== undefined) return `{${variable.fields.join(", ")}}`;
    const shape = variable?.shape ?? (node === undefined ? undefined : builder.shape(node));
    return shape === undefined || shape.length === 0 ? "" : formatShape(shape);
  } catch (error) {
    if (error instanceof CompileError) return undefined;
    throw error;
  }
}

/** Of an output by all params, or those that are asked for; of another value, that of the first output that has one by it. */
async function derivatives(symbols: Symbols, symbol: ProgramSymbol, { wrt, ...settings }: Asked): Promise<string[]> {
  const outputs = symbols.all.filter(({ kind }) => kind === "output").map(({ name }) => name);
  const own = new Set(symbols.all.map(({ name }) => name));
  const options = { file: symbols.source.name, ...settings };
  if (symbol.kind === "output") {
    const { text = "" } = await derive(symbols.source.text, { ...options, ...(wrt === undefined ? {} : { wrt }), of: symbol.name });
    return withParts(text, own, (line) => (/^output d\w+ = /.test(line) ? line.replace("output d", `∂${symbol.name}/∂`) : undefined));
  }
  for (const output of outputs) {
    const text = `${symbols.source.text}\noutput ${ASKED} = grad(${output}, ${symbol.name})\n`;
    const { text: derived = "" } = await derive(text, options);
    const head = `output ${ASKED} = `;
    const lines = withParts(
      derived, own, (line) => (line.startsWith(head) ? `∂${output}/∂${symbol.name} = ${line.slice(head.length)}` : undefined),
    );
    // the array of a state's steps may be used nowhere, where the steps are
    const isState = symbols.source.text.slice(symbol.statement.start).startsWith(`${symbol.name}[`);
    if (lines.length > 0) return isState && /= (0|zeros\(.*\))$/.test(lines.join()) ? [] : lines;
  }
  return [];
}

/** The lines that are asked for, and below them what they are made of and the program does not name. */
function withParts(text: string, own: ReadonlySet<string>, asked: (line: string) => string | undefined): string[] {
  const statements = text.match(/^for [^]*?^\}$|^.+$/gm) ?? [];
  const formulas = statements.flatMap((one) => asked(one) ?? []);
  const parts = new Set<string>();
  const wanted = [...formulas];
  for (const formula of wanted) {
    const names = new Set(formula.match(/[\p{L}_][\p{L}\p{N}_]*/gu));
    for (const one of statements) {
      const defined = one.startsWith("for ") ? [...one.matchAll(/^ +(\w+)\[.*?\] = /gm)] : [...one.matchAll(/^(?:output )?(\w+) = /g)];
      if (parts.has(one) || asked(one) !== undefined || !defined.some(([, name = ""]) => names.has(name) && !own.has(name))) continue;
      parts.add(one);
      wanted.push(one);
    }
  }
  const below = statements.filter((one) => parts.has(one)).join("\n").split("\n");
  const isShort = below.length <= MAX_PARTS && parts.size > 0;
  return [...formulas.map(shown), ...(isShort ? ["where", ...below.map((line) => `  ${shown(line)}`)] : [])];
}

function shown(line: string): string {
  return line.length > MAX_FORMULA ? `${line.slice(0, MAX_FORMULA)}…` : line;
}
