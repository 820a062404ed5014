// Mends that an editor makes at a key: those that are another text in the place of the fault.
import type { Fault } from "./faults.js";

interface Mend {
  readonly codes: RegExp;
  /** The part of a message that is the new text. */
  readonly text: RegExp;
  /** Words of the language take the place of signs: they need spaces. */
  readonly isWord?: boolean;
}

const MENDS: readonly Mend[] = [
  { codes: /^unknown-(name|function)$/, text: /Did you mean "(\w+)"\?$/ },
  { codes: /^lookalike-character$/, text: /Write ([^\s(…]+|\^\(-?\d+\)) instead\.$/ },
  { codes: /^foreign-operator$/, text: /Write ([*^]) for / },
  { codes: /^(foreign-operator|prefix-not)$/, text: /Write (and|or|not)[.,]/, isWord: true },
];

/** The quick fixes of an editor for the faults that it names. */
export function quickFixes(uri: string, faults: readonly Fault[]): object[] {
  return faults.filter(({ source }) => source === "gradc").flatMap((fault) => MENDS.flatMap(({ codes, text, isWord }) => {
    const mend = codes.test(fault.code) ? text.exec(fault.message)?.[1] : undefined;
    if (mend === undefined) return [];
    const newText = isWord === true ? ` ${mend} ` : mend;
    return [{
      title: `Write ${mend}`, kind: "quickfix", diagnostics: [fault], isPreferred: true,
      edit: { changes: { [uri]: [{ range: fault.range, newText }] } },
    }];
  }));
}
