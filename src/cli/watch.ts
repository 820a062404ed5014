// gradc compile --watch: compiles again after each change of a source, or of what it imports.
import { watch } from "chokidar";
import { dirname, resolve } from "node:path";
import type { Note } from "../project/imports.js";
import { reportFailure } from "./exit.js";
import { showNote } from "./show.js";

/** Runs until it is interrupted. Directories are watched, as editors replace a file rather than write into it. */
export async function watchJobs(inputs: readonly string[], run: (note: Note) => Promise<number>): Promise<number> {
  const sources = new Set(inputs.map((input) => resolve(input)));
  const directories = new Set([...sources].map((path) => dirname(path)));
  const watcher = watch([...directories], {
    depth: 0, ignoreInitial: true, atomic: true,
    awaitWriteFinish: { stabilityThreshold: 60, pollInterval: 20 },
    ignored: (path) => !directories.has(resolve(path)) && !sources.has(resolve(path)),
  });
  const follow = (path: string): void => {
    if (sources.has(path)) return;
    sources.add(path);
    directories.add(dirname(path));
    watcher.add([dirname(path), path]);
  };
  const changes = oneAtATime(async () => {
    try {
      await run(follow);
    } catch (error) {
      reportFailure(error);
    }
  });
  await new Promise<void>((resolve) => { watcher.once("ready", () => resolve()); });
  changes();
  watcher.on("all", (event) => { if (event === "add" || event === "change") changes(); });
  watcher.on("error", reportFailure);
  showNote(`Watching ${sources.size} file${sources.size === 1 ? "" : "s"}; Ctrl-C ends it.`);
  return new Promise<number>(() => { /* ends with a signal */ });
}

/** A trigger that runs the action soon, never twice at a time; triggers that come meanwhile run it once more. */
function oneAtATime(action: () => Promise<void>): () => void {
  let isRunning = false;
  let isWanted = false;
  const turn = async (): Promise<void> => {
    isRunning = true;
    while (isWanted) {
      isWanted = false;
      await action();
    }
    isRunning = false;
  };
  return () => {
    isWanted = true;
    if (!isRunning) void turn();
  };
}
