// What was compiled before, in node_modules/.cache/gradc: a file for each job, which holds as long as gradc, the options,
// the program and what it imports are the same. It may be deleted at any time, and what is in it need not be whole.
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { shownPath } from "../diagnostics/faults.js";
import type { Source } from "../diagnostics/source.js";
import { readHead } from "../emit/typescript/banner.js";
import type { Convention } from "../module/interface.js";
import type { Job, Module, Outcome } from "./compile-job.js";
import { readSource } from "./read-source.js";
import { labelOf, projectRoot } from "./root.js";

export interface Cache {
  /** What came of a job, if all of it is as it was. */
  readonly find: (job: Job) => Outcome | undefined;
  /** Keeps what came of a job, unless the program is wrong. */
  readonly keep: (job: Job, outcome: Outcome) => void;
}

/** Stands for gradc as it was built; undefined where it was not, as in its own tests. */
declare const GRADC_BUILD: string | undefined;

interface Entry {
  /** Of the build, the options and the program's text. */
  readonly key: string;
  /** How the functions were to take their arguments. */
  readonly kept?: Convention | undefined;
  /** The files that were imported, with hashes of their texts. */
  readonly imports: readonly (readonly [path: string, hash: string])[];
  readonly module: Module;
  /** Warnings; the source is its number among the program and the imports. */
  readonly diagnostics: readonly (Omit<Diagnostic, "source"> & { readonly source: number })[];
}

/** The cache of the project around a folder; none where nothing is installed. */
export function cacheOf(folder: string): Cache | undefined {
  const modules = join(projectRoot(folder), "node_modules");
  if (typeof GRADC_BUILD === "undefined" || statSync(modules, { throwIfNoEntry: false })?.isDirectory() !== true) return undefined;
  return openCache(join(modules, ".cache", "gradc"), GRADC_BUILD);
}

/** A cache in a folder, for one build of gradc. */
export function openCache(folder: string, build: string): Cache {
  return {
    find: (job) => attempt(() => find(folder, build, job)),
    keep: (job, outcome) => { attempt(() => { keep(folder, build, job, outcome); }); },
  };
}

/** A cache that can't be read or written is none. */
function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

function find(folder: string, build: string, job: Job): Outcome | undefined {
  if (job.input === undefined) return undefined;
  const entry = JSON.parse(readFileSync(fileOf(folder, job), "utf8")) as Entry;
  const program = textAt(job.input);
  if (program === undefined || entry.key !== keyOf(build, job, program.text)) return undefined;
  const head = readHead(entry.module.code);
  if (head?.isEdited !== false) return undefined;
  // a convention that a file keeps is, most often, the one that came of the program before there was a file
  if (job.kept !== entry.kept && job.kept !== head.args) return undefined;
  const sources: Source[] = [program];
  for (const [path, hash] of entry.imports) {
    const source = textAt(relative(process.cwd(), path));
    if (source === undefined || hashOf(source.text) !== hash) return undefined;
    sources.push(source);
  }
  const diagnostics = entry.diagnostics.map((d) => ({ ...d, source: sources[d.source] as Source }));
  return { module: entry.module, diagnostics, files: entry.imports.map(([path], i) => ({ path, text: (sources[i + 1] as Source).text })) };
}

function keep(folder: string, build: string, job: Job, { module, diagnostics, files }: Outcome): void {
  const [text] = module?.map.sourcesContent ?? [];
  if (module === undefined || text === undefined || job.input === undefined) return;
  const names = [job.input, ...files.map(({ path }) => relative(process.cwd(), path))].map(shownPath);
  const numbered = diagnostics.map((d) => ({ ...d, source: names.indexOf(d.source.name) }));
  if (numbered.some((d) => d.source < 0)) return;
  const imports = files.map(({ path, text: own = "" }) => [path, hashOf(own)] as const);
  writeWhole(
    fileOf(folder, job),
    JSON.stringify({ key: keyOf(build, job, text), kept: job.kept, module, diagnostics: numbered, imports } satisfies Entry),
  );
}

function textAt(path: string): Source | undefined {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true ? readSource(path) : undefined;
}

/** By a second name, so that whoever reads sees one file or the other. */
function writeWhole(path: string, text: string): void {
  const temporary = `${path}.${randomBytes(6).toString("hex")}`;
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(temporary, text, { flag: "wx" });
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function fileOf(folder: string, { input = "", options }: Job): string {
  return join(folder, `${hashOf(JSON.stringify([resolve(input), options])).slice(0, 32)}.json`);
}

function keyOf(build: string, { input = "", options }: Job, text: string): string {
  return hashOf(JSON.stringify([build, labelOf(input), options, text]));
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
