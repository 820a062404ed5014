// What is said of a compiled file: where it went, and how many operations it costs.
import { shownPath } from "../run/faults.js";
import type { Report } from "./compile.js";

export function summaryLine({ done: { job, counts }, state }: Report): string {
  const where = job.output === undefined ? [] : [`${state === "unchanged" ? "unchanged" : "wrote"} ${shownPath(job.output)}`];
  return [...where, countsText(counts)].join(": ");
}

function countsText({ value, valueAndGradient, ratio, nominalSize }: Report["done"]["counts"]): string {
  const parts = [`value ${operations(value)}`];
  if (valueAndGradient !== undefined) parts.push(`value and gradient ${operations(valueAndGradient)}`);
  if (ratio !== undefined && Number.isFinite(ratio)) parts.push(`ratio ${ratio.toFixed(2)}`);
  return parts.join(", ") + (nominalSize === undefined ? "" : ` (each size ${nominalSize})`);
}

function operations(count: number): string {
  return `${count} operation${count === 1 ? "" : "s"}`;
}
