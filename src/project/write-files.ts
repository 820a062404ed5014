// Writes files so that each is either the old or the new one, whole, and several change together or not at all.
import {
  closeSync, copyFileSync, existsSync, fchmodSync, fchownSync, fsyncSync, linkSync, mkdirSync, openSync, renameSync,
  rmSync, rmdirSync, writeSync, type Stats,
} from "node:fs";
import { dirname, resolve } from "node:path";
import { reasonOf, refused, shownPath, UseError } from "../diagnostics/faults.js";
import { removeLeftovers, temporaryBeside } from "./leftovers.js";
import { existingFile, type WriteRules } from "./write-rules.js";

export interface OutputFile {
  readonly path: string;
  readonly text: string;
}

export interface Written {
  readonly path: string;
  readonly state: "written" | "unchanged";
}

/** A new file beside its place, and what stood there. */
interface Staged {
  readonly path: string;
  readonly temporary: string;
  readonly hadOld: boolean;
  /** A second name of the old file, to put it back by. */
  backup?: string;
  isRenamed?: boolean;
}

/**
 * Writes the files whose bytes differ, and removes what a killed writer has left beside them. Where anything is refused,
 * nothing is changed and a UseError is thrown.
 */
export function writeFiles(files: readonly OutputFile[], rules: WriteRules): Written[] {
  const old = files.map((file) => existingFile(file.path, Buffer.from(file.text), rules));
  for (const folder of new Set(files.map(({ path }) => dirname(path)))) removeLeftovers(folder);
  const staged: Staged[] = [];
  const made: string[] = [];
  try {
    files.forEach((file, i) => {
      if (old[i]?.isSame === true) return;
      if (rules.makeDirectories === true) makeDirectory(dirname(file.path), made);
      staged.push(stage(file, old[i]?.stats));
    });
    for (const one of staged) install(one, staged.length > 1);
    for (const directory of new Set(staged.map(({ path }) => dirname(path)))) syncDirectory(directory);
  } catch (error) {
    for (const one of [...staged].reverse()) restore(one);
    removeEmpty(made);
    throw error;
  } finally {
    for (const { temporary, backup } of staged)
      for (const path of [temporary, backup]) if (path !== undefined) rmSync(path, { force: true });
  }
  return files.map(({ path }, i) => ({ path, state: old[i]?.isSame === true ? "unchanged" : "written" }));
}

function makeDirectory(path: string, made: string[]): void {
  const first = refused(`Can't make the directory ${shownPath(path)}`, () => mkdirSync(path, { recursive: true }));
  if (first === undefined) return;
  // The call names the outermost directory that it made; those within it go first when they are removed.
  for (let at = resolve(path); at.length >= resolve(first).length; at = dirname(at)) made.unshift(at);
}

function removeEmpty(directories: readonly string[]): void {
  for (const directory of [...directories].reverse()) {
    try {
      rmdirSync(directory);
    } catch (error) {
      if (reasonOf(error) === undefined) throw error;
    }
  }
}

function stage({ path, text }: OutputFile, old: Stats | undefined): Staged {
  const temporary = temporaryBeside(path);
  const folder = dirname(path);
  if (!existsSync(folder)) {
    throw new UseError(
      `Can't write ${shownPath(path)}: its directory does not exist.`,
      `Make the directory ${shownPath(folder)}, or give it with -d.`,
    );
  }
  return refused(`Can't write ${shownPath(path)}`, () => {
    const file = openSync(temporary, "wx", old === undefined ? 0o666 : 0o600);
    try {
      writeWhole(file, Buffer.from(text));
      if (old !== undefined) keepOwnerAndMode(file, old);
      fsyncSync(file);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    } finally {
      closeSync(file);
    }
    return { path, temporary, hadOld: old !== undefined };
  });
}

function writeWhole(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}

function keepOwnerAndMode(file: number, { uid, gid, mode }: Stats): void {
  try {
    fchownSync(file, uid, gid);
  } catch (error) {
    // Only a privileged user may give a file away; then it is the writer's own.
    if (reasonOf(error) === undefined) throw error;
  }
  fchmodSync(file, mode & 0o7777);
}

function install(one: Staged, isOneOfMany: boolean): void {
  refused(`Can't write ${shownPath(one.path)}`, () => {
    if (one.hadOld && isOneOfMany) one.backup = secondName(one.path);
    renameSync(one.temporary, one.path);
    one.isRenamed = true;
  });
}

function secondName(path: string): string {
  const backup = temporaryBeside(path);
  try {
    linkSync(path, backup);
  } catch (error) {
    if (reasonOf(error) === undefined) throw error;
    copyFileSync(path, backup);
  }
  return backup;
}

function restore({ path, backup, hadOld, isRenamed }: Staged): void {
  if (isRenamed !== true) return;
  try {
    if (backup !== undefined) renameSync(backup, path);
    else if (!hadOld) rmSync(path, { force: true });
  } catch (error) {
    throw new UseError(`Can't put back ${shownPath(path)}: ${reasonOf(error) ?? String(error)}.`);
  }
}

/** Makes the new names last; file systems that can't do it for a directory are left alone. */
function syncDirectory(path: string): void {
  try {
    const directory = openSync(path, "r");
    try {
      fsyncSync(directory);
    } finally {
      closeSync(directory);
    }
  } catch (error) {
    if (reasonOf(error) === undefined) throw error;
  }
}
