// Compiles jobs in threads of their own, each taking the next job when it is free.
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { oneByOne, type CompileAll } from "./build.js";
import type { Job, Outcome } from "./compile-job.js";

/** Fewer jobs a thread do not pay for its start, which is about what eight small programs take. */
const LEAST_JOBS = 12;
const MOST_WORKERS = 8;

/** Compiles in threads where that pays: where there are cores and jobs enough, and gradc was built. */
export const compileInWorkers: CompileAll = inWorkers(new URL("./worker.cjs", import.meta.url));

/** The same with the script that a thread runs. */
export function inWorkers(script: URL): CompileAll {
  return async (jobs, took) => {
    const count = Math.min(availableParallelism(), MOST_WORKERS, Math.floor(jobs.length / LEAST_JOBS));
    if (count < 2 || !existsSync(fileURLToPath(script))) return oneByOne(jobs, took);
    const left = [...jobs];
    await Promise.all(Array.from({ length: count }, () => work(script, left, took)));
  };
}

/** One thread, until no job is left. */
function work(script: URL, left: Job[], took: (job: Job, outcome: Outcome) => void): Promise<void> {
  const worker = new Worker(script);
  return new Promise<void>((resolve, reject) => {
    let job: Job | undefined;
    const next = (): void => {
      job = left.shift();
      if (job === undefined) resolve();
      else worker.postMessage(job);
    };
    worker.on("message", (outcome: Outcome) => {
      took(job as Job, outcome);
      next();
    });
    worker.on("error", reject);
    next();
  }).finally(() => worker.terminate());
}
