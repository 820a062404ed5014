// A point as people type it on the command line: JSON, JSON with bare keys, x=3, or p.x=3 for a part of a record.
import { quoted } from "../diagnostics/message.js";
import { PointError, UseError } from "../diagnostics/faults.js";
import { parseJson } from "./json-text.js";

const ASSIGNED = /^\s*([\p{L}_][\p{L}\p{N}_]*)(?:\.([\p{L}_][\p{L}\p{N}_]*))?\s*=(?!=)\s*(.*)$/su;
/** A string; a bare key; a comma before a closing bracket. */
const LOOSE = /"(?:[^"\\]|\\.)*"|[\p{L}_][\p{L}\p{N}_]*(?=\s*:)|,(?=\s*[}\]])/gsu;

/** Whether a text is a point, and not the path of a file. */
export function isPointText(text: string): boolean {
  return /^\s*[{[]/.test(text) || ASSIGNED.test(text);
}

/** `what` names the point in the error, and `flag` is how it is given. */
export function parsePoint(text: string, what = "The point", flag = "--at"): unknown {
  const assigned = ASSIGNED.exec(text);
  if (assigned === null) return parseLoose(text, what, text.includes("'") ? "JSON has double quotes: {\"x\": 1.5}." : undefined);
  const [, name = "", field, value = ""] = assigned;
  const whole = field === undefined ? name : `${name}.${field}`;
  if (value.trim() === "") throw new UseError(`${quoted(whole)} has no value.`, `It is given as in ${flag} ${whole}=1.5.`);
  const isList = /^[^[\]]*,/.test(value);
  const given = parseLoose(
    value, `The value of ${quoted(whole)}`,
    isList ? `An array is in brackets: ${whole}=[1, 2].` : `A value is a number, or an array of numbers: ${whole}=1.5, ${whole}=[1, 2].`,
  );
  return { [name]: field === undefined ? given : { [field]: given } };
}

/** JSON, or JSON with bare keys; `what` names it in the error, and `mend` says what is most often wrong. */
export function parseLoose(text: string, what: string, mend?: string): unknown {
  const json = text.replace(LOOSE, (part) => (part === "," ? "" : part.startsWith("\"") ? part : JSON.stringify(part)));
  try {
    return JSON.parse(json);
  } catch {
    // the fault is shown in the text as it was typed
    return parseJson(text, what, mend);
  }
}

/** Several points as one; a name that is given twice is a fault, but for parts of a record. */
export function joinPoints(parts: readonly unknown[]): unknown {
  if (parts.length === 1) return parts[0];
  for (const part of parts) {
    if (!isObject(part)) throw new PointError("The point must be an object with a value for each name, such as {\"x\": 1.5}.");
  }
  return joined(parts as readonly object[], "");
}

function joined(parts: readonly object[], owner: string): object {
  const all = new Map<string, unknown>();
  for (const [name, value] of parts.flatMap((part) => Object.entries(part))) {
    const known: unknown = all.get(name);
    const isTwice = all.has(name) && (owner !== "" || !isObject(known) || !isObject(value));
    if (isTwice) throw new UseError(`${quoted(owner + name)} is given twice.`);
    all.set(name, isObject(known) ? joined([known, value as object], `${name}.`) : value);
  }
  return Object.fromEntries(all);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
