// What a call of the command line reads, writes and is told. A process is one; whoever calls from inside a process gives another.
import type { Readable, Writable } from "node:stream";

export interface Terminal {
  readonly stdin: Readable & Stream;
  readonly stdout: Writable & Stream;
  readonly stderr: Writable & Stream;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Whether a person is at the other end. */
interface Stream {
  readonly isTTY?: boolean;
}

/** Runs what a command does, and keeps the exit status that it gives. */
export type Does = (action: (t: Terminal) => Promise<number>) => Promise<void>;
