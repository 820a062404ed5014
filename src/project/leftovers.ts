// Names of files that are on their way to their places, and the removal of those that a killed process has left there.
import { randomBytes } from "node:crypto";
import { readdirSync, rmSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { codeOf } from "../diagnostics/faults.js";
import { textHash } from "../emit/typescript/banner.js";

/** The machine and the process stand in the name; names of older versions have neither. */
const NAME = /^\.gradc-(?:([0-9a-f]{8})-([1-9][0-9]{0,9})-)?[0-9a-f]{16}\.(?:tmp|mjs)$/;
/** In milliseconds: nothing is on its way for so long, on whatever machine. */
const DAY = 86_400_000;

/** A name beside a path that nothing else has. */
export function temporaryBeside(path: string, ending: "tmp" | "mjs" = "tmp"): string {
  return join(dirname(path), `.gradc-${machine()}-${process.pid}-${randomBytes(8).toString("hex")}.${ending}`);
}

/** Removes what processes of this machine that are no more have left in a folder, and what is older than a day. */
export function removeLeftovers(folder: string): void {
  for (const name of namesIn(folder)) {
    const [whole, where, pid] = NAME.exec(name) ?? [];
    if (whole === undefined) continue;
    const path = join(folder, name);
    if (where === machine() ? isGone(Number(pid)) : isOld(path)) rmSync(path, { force: true });
  }
}

function machine(): string {
  return textHash(hostname()).slice(0, 8);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return [];
  }
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return codeOf(error) === "ESRCH";
  }
}

function isOld(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats !== undefined && Date.now() - stats.mtimeMs > DAY;
}
