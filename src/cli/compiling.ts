// How the commands that build a project compile: with the cache, in threads, and with what a terminal shows meanwhile.
import type { CompileManyOptions } from "../project/build.js";
import { cacheOf } from "../project/cache.js";
import { compileInWorkers } from "../project/workers.js";
import type { CacheFlags } from "./flags.js";
import type { Terminal } from "./terminal.js";

/** Fewer programs are done before anybody reads how many. */
const LEAST_SHOWN = 10;
/** In milliseconds. */
const INTERVAL = 100;

export function compiling(t: Terminal, { cache: isWanted }: CacheFlags): CompileManyOptions {
  const cache = isWanted === false ? undefined : cacheOf(process.cwd());
  const progress = t.stderr.isTTY === true ? { progress: progressOn(t) } : {};
  return { ...(cache === undefined ? {} : { cache }), compileAll: compileInWorkers, ...progress };
}

/** One line that is written over, and is gone at the end. */
function progressOn({ stderr }: Terminal): (done: number, all: number) => void {
  let last = 0;
  return (done, all) => {
    const now = Date.now();
    if (all < LEAST_SHOWN || (now - last < INTERVAL && done < all)) return;
    last = now;
    stderr.write(done < all ? `\rcompiled ${done} of ${all}` : "\r\u001b[K");
  };
}
