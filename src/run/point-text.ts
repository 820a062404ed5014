// A point as people type it on the command line: JSON, JSON with bare keys, or x=3.
import { quoted } from "../diagnostics/message.js";
import { PointError, UseError } from "../diagnostics/faults.js";
import { parseJson } from "./json-text.js";

const ASSIGNED = /^\s*([\p{L}_][\p{L}\p{N}_]*)\s*=(?!=)\s*(.*)$/su;
/** A string; a bare key; a comma before a closing bracket. */
const LOOSE = /"(?:[^"\\]|\\.)*"|[\p{L}_][\p{L}\p{N}_]*(?=\s*:)|,(?=\s*[}\]])/gsu;

/** Whether a text is a point, and not the path of a file. */
export function isPointText(text: string): boolean {
  return /^\s*[{[]/.test(text) || ASSIGNED.test(text);
}

export function parsePoint(text: string): unknown {
  const assigned = ASSIGNED.exec(text);
  if (assigned === null) return parseLoose(text, "The point");
  const [, name = "", value = ""] = assigned;
  if (value.trim() === "") throw new UseError(`${quoted(name)} has no value.`, `It is given as in --at ${name}=1.5.`);
  return { [name]: parseLoose(value, `The value of ${quoted(name)}`) };
}

/** JSON, or JSON with bare keys; `what` names it in the error. */
export function parseLoose(text: string, what: string): unknown {
  const json = text.replace(LOOSE, (part) => (part === "," ? "" : part.startsWith("\"") ? part : JSON.stringify(part)));
  try {
    return JSON.parse(json);
  } catch {
    // the fault is shown in the text as it was typed
    return parseJson(text, what);
  }
}

/** Several points as one; a name that is given twice is a fault. */
export function joinPoints(parts: readonly unknown[]): unknown {
  if (parts.length === 1) return parts[0];
  const all = new Map<string, unknown>();
  for (const part of parts) {
    if (typeof part !== "object" || part === null || Array.isArray(part)) {
      throw new PointError("The point must be an object with a value for each name, such as {\"x\": 1.5}.");
    }
    for (const [name, value] of Object.entries(part)) {
      if (all.has(name)) throw new UseError(`${quoted(name)} is given twice.`);
      all.set(name, value);
    }
  }
  return Object.fromEntries(all);
}
