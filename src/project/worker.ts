// A thread that compiles the jobs that it is sent. It runs on import.
import { parentPort } from "node:worker_threads";
import { removeForeign } from "../plain-objects.js";
import { compileJob, type Job } from "./compile-job.js";

removeForeign();
parentPort?.on("message", (job: Job) => { parentPort?.postMessage(compileJob(job)); });
