// What derive prints, one formula after the other: each with its name.

export interface FormulaLine {
  readonly name: string;
  readonly text: string;
  readonly kind: "value" | "output" | "derivative";
  /** The same in MathML. */
  readonly math?: string;
}

const DECLARATION = /^(param|input|output [\w, ]+$)/;
/** A function that formulas call. */
const FUNCTION = /^\w+\([^)]*\) = /;

/** Declarations are left out; a loop is one formula. `outputs` are the program's own: what is one besides is a derivative. */
export function formulaLines(written: string, outputs: ReadonlySet<string>): FormulaLine[] {
  const later = new Set(/^output ([\w, ]+)$/m.exec(written)?.[1]?.split(", "));
  const lines = written.split("\n").filter((line) => line !== "" && !DECLARATION.test(line) && !FUNCTION.test(line));
  const found: FormulaLine[] = [];
  let loop: string[] | undefined;
  for (const line of lines) {
    if (loop !== undefined || /^for\b/.test(line)) {
      loop = [...loop ?? [], line];
      if (line !== "}") continue;
      found.push({ name: /(\w+)\[[^\]]*\] = (?!.*\n)/.exec(loop.at(-2) ?? "")?.[1] ?? "", text: loop.join("\n"), kind: "value" });
      loop = undefined;
      continue;
    }
    const [, output, name = "", text = ""] = /^(output )?([^\s=]+) = (.*)$/s.exec(line) ?? [];
    const isResult = output !== undefined || later.has(name);
    if (name !== "") found.push({ name, text, kind: !isResult ? "value" : outputs.has(name) ? "output" : "derivative" });
  }
  return found;
}
