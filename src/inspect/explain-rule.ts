// What a rule is, and where it fired: rewriting rules by their names, rules of derivatives by their operations.
import type { Source } from "../diagnostics/source.js";
import { suggest } from "../diagnostics/suggest.js";
import { opTable } from "../ops/index.js";
import { dataRules, structuralRules } from "../simplify/rules/index.js";
import type { Keeps } from "../simplify/rule.js";
import type { Rewritten } from "./rewritten.js";
import { localRule } from "./rule-text.js";

const KEEPS: Readonly<Record<Keeps, string>> = {
  bits: "the same number to the last bit", value: "the same number up to rounding",
  "value-where-defined": "the same real number, and used at --math fast alone",
};

const PARTS = /\?(?=[A-Za-z])/g;

/** Every rule that fired, or the one of that name; undefined where there is none of that name. */
export function explainRule(wanted: string, fired: readonly Rewritten[], source: Source): string | undefined {
  if (wanted !== "all") {
    const lines = describe(wanted);
    return lines.length === 0 ? undefined : `${[...lines, ...firings(wanted, fired, source)].join("\n")}\n`;
  }
  const names = [...new Set(fired.map((r) => r.rule))];
  const parts = names.map((name) => [...describe(name), ...firings(name, fired, source)].join("\n"));
  return parts.length === 0 ? "No rule fired.\n" : `${parts.join("\n\n")}\n`;
}

/** The name that was meant. */
export function nearestRule(word: string): string | undefined {
  return suggest(word, [...dataRules, ...structuralRules].map((rule) => rule.name));
}

function describe(name: string): string[] {
  const data = dataRules.filter((rule) => rule.name === name).map((rule) => {
    const guards = rule.when === undefined ? "" : `, for ${rule.when.join(", ").replace(PARTS, "")}`;
    return `${name}: ${rule.from.replace(PARTS, "")} becomes ${rule.to.replace(PARTS, "")}${guards}. It is ${KEEPS[rule.keeps]}.`;
  });
  const structural = structuralRules.filter((rule) => rule.name === name).map(
    (rule) => `${name}: a rule on ${[rule.op].flat().join(", ")}. It is ${KEEPS[rule.keeps]}.`,
  );
  const record = opTable.get(name);
  const slopes = record?.kind !== "scalar" ? [] : record.params.flatMap((_, i) => {
    const rule = localRule(record, record.params.length, i);
    return rule === undefined ? [] : [`${name}: ${rule}.`];
  });
  return [...data, ...structural, ...slopes];
}

function firings(name: string, fired: readonly Rewritten[], { text, name: file }: Source): string[] {
  const own = fired.filter((r) => r.rule === name);
  if (own.length === 0 && [...dataRules, ...structuralRules].some((rule) => rule.name === name)) return ["  It did not fire."];
  return own.map(({ before, after, span }) => {
    const lines = text.slice(0, span.start).split("\n");
    return `  ${file}:${lines.length}:${(lines.at(-1) as string).length + 1}: ${before} becomes ${after}`;
  });
}
