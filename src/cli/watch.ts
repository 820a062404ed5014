// gradc compile --watch: compiles again after each change of a source, of what it imports, or of the configuration.
import { readdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { CONFIG_NAMES } from "../config.js";
import type { Note } from "../project/imports.js";
import { reportFailure } from "./exit.js";
import { showNote } from "./show.js";
import type { Terminal } from "./terminal.js";

const INTERVAL = 150;

/**
 * Runs until it is interrupted. Files are looked at again and again: no change is lost however it is made, by a rename, on
 * a network or in a container, and a few hundred files cost next to nothing. A change is taken once it is at rest.
 */
export async function watchJobs(t: Terminal, inputs: readonly string[], run: (note: Note) => Promise<number>): Promise<number> {
  const stamps = new Map<string, string>();
  const follow = (path: string): void => {
    for (const one of [path, dirname(path)]) if (!stamps.has(one)) stamps.set(one, stampOf(one));
  };
  for (const input of inputs) follow(resolve(input));
  showNote(t, `Watching ${inputs.length} file${inputs.length === 1 ? "" : "s"}; Ctrl-C ends it.`);
  for (let isWanted = true; ; await setTimeout(INTERVAL)) {
    if (hasChanged(stamps)) isWanted = true;
    else if (isWanted) {
      isWanted = false;
      await run(follow).catch((error) => reportFailure(t, error));
    }
  }
}

/** Whether anything is not as it was seen last; it is now seen. */
function hasChanged(stamps: Map<string, string>): boolean {
  let isChanged = false;
  for (const [path, before] of stamps) {
    const now = stampOf(path);
    if (now === before) continue;
    stamps.set(path, now);
    isChanged = true;
  }
  return isChanged;
}

/** What tells one state of a file from another; of a folder, the programs and configurations in it. */
function stampOf(path: string): string {
  try {
    const stats = statSync(path);
    if (!stats.isDirectory()) return `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
    const isSource = (name: string): boolean => name.endsWith(".grad") || (CONFIG_NAMES as readonly string[]).includes(name);
    return readdirSync(path).filter(isSource).sort().join("\n");
  } catch {
    return "";
  }
}
