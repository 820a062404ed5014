// The command line called from inside the process: what nearly all of its tests need. process.test.ts starts it as others do.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { run } from "../../src/cli/run.js";

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Standard error goes where standard output goes. */
  readonly isJoined?: boolean;
}

export interface Cli {
  /** A folder to work in; the one above it is the root of its project. */
  readonly work: string;
  readonly run: (args: readonly string[], options?: RunOptions) => Promise<Run>;
  readonly remove: () => void;
}

export function newCli(): Cli {
  const folder = mkdtempSync(join(tmpdir(), "gradc-test-"));
  const work = join(folder, "work");
  mkdirSync(work);
  writeFileSync(join(folder, "package.json"), "{}\n");
  return {
    work,
    run: (args, options) => runInside(args, { cwd: work, ...options }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

type Options = RunOptions & { readonly cwd: string };

async function runInside(args: readonly string[], { input = "", env = {}, cwd, isJoined = false }: Options): Promise<Run> {
  const stdout = collector();
  const stderr = isJoined ? stdout : collector();
  const before = process.cwd();
  process.chdir(cwd);
  try {
    const stdin = Readable.from([Buffer.from(input)]);
    const status = await run(args, { stdin, stdout: stdout.stream, stderr: stderr.stream, env });
    return { status, stdout: stdout.text(), stderr: isJoined ? "" : stderr.text() };
  } finally {
    process.chdir(before);
  }
}

function collector(): { readonly stream: Writable; readonly text: () => string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString() };
}
