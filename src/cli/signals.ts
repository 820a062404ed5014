// Ctrl-C and its relatives, with the status that shells expect.
import { EXIT } from "./exit.js";

/**
 * Runs something that waits or that must not be torn apart: a signal is obeyed at its next wait. A command
 * that only computes is not run through this; the system ends it at once, with the same status in a shell.
 */
export async function interruptible<T>(action: () => Promise<T>): Promise<T> {
  const leave = (signal: NodeJS.Signals): never => process.exit(signal === "SIGINT" ? EXIT.interrupted : EXIT.terminated);
  process.on("SIGINT", leave).on("SIGTERM", leave);
  try {
    return await action();
  } finally {
    process.off("SIGINT", leave).off("SIGTERM", leave);
  }
}
