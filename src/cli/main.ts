// The command line's way in. It runs on import.
import { reasonOf } from "../diagnostics/faults.js";
import { EXIT, reportFailure } from "./exit.js";
import { run } from "./run.js";
import { showError } from "./show.js";

for (const stream of [process.stdout, process.stderr]) stream.on("error", leaveOnWriteError);
process.on("uncaughtException", (error) => { process.exit(reportFailure(process, error)); });

void run(process.argv.slice(2), process).then((status) => { process.exitCode = status; });

/** A reader that has gone away ends the program in silence, with the status of a failure; a full disk is reported. */
function leaveOnWriteError(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") process.exit(EXIT.use);
  showError(process, `Can't write the output: ${reasonOf(error) ?? error.message}.`);
  process.exit(EXIT.use);
}
